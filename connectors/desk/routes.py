"""``/api/desk``: signing in and out."""

from __future__ import annotations

import asyncio
import math
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, SecretStr

from bot.memory import Event
from connectors.desk import case_routes
from connectors.desk.accounts import LockedOutError
from connectors.desk.dependencies import COOKIE, Acting, DeskDependency, SignedIn, Token, as_problems
from connectors.desk.door import DoorBusyError, WrongCredentialsError
from connectors.desk.passwords import LONGEST
from connectors.desk.view import Me, me
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem, ProblemError, problem, respond
from connectors.rates import address_of

_TOO_OFTEN_S = 60
_BUSY_S = 5


async def _not_kept(response: Response) -> None:
    """Nothing of it stays in the store of a browser or proxy."""
    response.headers["Cache-Control"] = "no-store"


_PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in (401, 422, 503)}

router = APIRouter(prefix="/api/desk", tags=["desk"], dependencies=[Depends(_not_kept)], responses=_PROBLEMS)


class Credentials(BaseModel):
    """What one signs in with."""

    name: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
    password: Annotated[SecretStr, Field(max_length=LONGEST)]


@router.post("/login", response_model=Me, responses={429: {"model": Problem}})
async def login(
    credentials: Credentials,
    request: Request,
    response: Response,
    desk: DeskDependency,
    house: HouseDependency,
    token: Token,
) -> Me | JSONResponse:
    """Sign in: sets the cookie of the sign-in, and ends the one it replaces."""
    if not await house.rates.allows("login", address_of(request)):
        return _later("busy", _TOO_OFTEN_S)
    try:
        with as_problems():
            fresh, sign_in = await desk.door.enter(credentials.name, credentials.password.get_secret_value())
            if token:
                await asyncio.to_thread(desk.sign_ins.replace, token, sign_in.account)
                await house.bus.publish([Event("case")])
    except WrongCredentialsError as error:
        raise ProblemError("wrong_credentials") from error
    except LockedOutError as error:
        return _later("locked_out", math.ceil((error.until - datetime.now(UTC)).total_seconds()))
    except DoorBusyError:
        return _later("busy", _BUSY_S)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, fresh, path="/", httponly=True, samesite="strict", secure=secure)
    return me(sign_in)


@router.post("/logout", status_code=204, response_class=Response, responses={403: {"model": Problem}})
async def logout(
    _sign_in: Acting, response: Response, desk: DeskDependency, house: HouseDependency, token: Token
) -> None:
    """Sign out, in every window of this browser."""
    with as_problems():
        await asyncio.to_thread(desk.sign_ins.close, token or "")
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    await house.bus.publish([Event("case")])


@router.get("/me")
async def who(sign_in: SignedIn) -> Me:
    """Who is signed in."""
    return me(sign_in)


def _later(name: str, seconds: int) -> JSONResponse:
    minutes = math.ceil(seconds / 60)
    return respond(problem(name, minutes=minutes), {"Retry-After": str(max(1, seconds))})


router.include_router(case_routes.router)
