"""What the desk's routes ask for: who is signed in, and that the request is meant."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import APIKeyCookie

from bot.handover import CaseTakenError, NoSuchCaseError, NotYoursError
from bot.memory import StoreError
from connectors.desk.desk import Desk
from connectors.desk.roles import Right, has
from connectors.desk.signing_in import SignIn
from connectors.http.problems import ProblemError

COOKIE = "qiaoban_desk"
"""The cookie of a sign-in."""

_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="set by `POST /api/desk/login`")


@contextmanager
def as_problems() -> Iterator[None]:
    """What cannot be done, as a problem."""
    try:
        yield
    except NoSuchCaseError as error:
        raise ProblemError("no_such_case") from error
    except CaseTakenError as error:
        raise ProblemError("case_taken") from error
    except NotYoursError as error:
        raise ProblemError("case_not_yours") from error
    except StoreError as error:
        raise ProblemError("storage_away") from error


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskDependency = Annotated[Desk, Depends(_desk)]
Token = Annotated[str | None, Depends(_cookie)]


async def _signed_in(desk: DeskDependency, token: Token) -> SignIn:
    with as_problems():
        found = await asyncio.to_thread(desk.sign_ins.find, token) if token else None
    if found is None:
        raise ProblemError("login_needed")
    return found


SignedIn = Annotated[SignIn, Depends(_signed_in)]
"""Whoever is signed in; enough to look."""


async def _acting(
    sign_in: SignedIn,
    x_csrf_token: Annotated[str | None, Header(description="`csrf` of `GET /api/desk/me`")] = None,
) -> SignIn:
    if not secrets.compare_digest((x_csrf_token or "").encode(), sign_in.csrf.encode()):
        raise ProblemError("csrf")
    return sign_in


Acting = Annotated[SignIn, Depends(_acting)]
"""Whoever is signed in, and meant to do this; needed to change anything."""


async def _serving(sign_in: Acting) -> SignIn:
    if not has(sign_in.account.role, Right.SERVE):
        raise ProblemError("forbidden")
    return sign_in


Serving = Annotated[SignIn, Depends(_serving)]
"""The same, and of a role that takes cases."""
