"""``/api/desk/cases``: the cases, and what agents do with them."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from bot.handover import AgentMessage, Case, CaseTakenError, NotYoursError, Outcome, message_line
from bot.memory import Event
from connectors.desk.deeds import Deed, deeds
from connectors.desk.dependencies import DeskDependency, Serving, SignedIn, as_problems
from connectors.desk.roles import Right, has
from connectors.desk.signing_in import SignIn
from connectors.desk.view import CaseDetail, CaseList, Entry, Suggestions, detail, entry, summaries
from connectors.house import House
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem, ProblemError

LONGEST_MESSAGE = 1000
"""In characters."""

_JUST_TAKEN = timedelta(seconds=5)
"""Whoever takes a case that was taken so shortly before has not seen that: it is no taking over."""


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem} for status in statuses}


router = APIRouter(prefix="/cases")

CaseId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class NewMessage(BaseModel):
    """What to write to the person. The same ``client_id`` again is the same message: it is not sent twice."""

    text: Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST_MESSAGE})]
    client_id: Annotated[str | None, Field(pattern=r"^[\x21-\x7e]{1,63}$")] = None


@router.get("")
async def cases(_sign_in: SignedIn, house: HouseDependency, state: Literal["open", "closed"] = "open") -> CaseList:
    """Cases that wait or are held, the most urgent first; or those closed last, newest first."""
    with as_problems():
        found = await asyncio.to_thread(house.cases.open if state == "open" else house.cases.closed)
    return CaseList(cases=summaries(found))


@router.get("/{case_id}", responses=_problems(404))
async def case(case_id: CaseId, sign_in: SignedIn, house: HouseDependency) -> CaseDetail:
    """One case with its transcript."""
    with as_problems():
        return await asyncio.to_thread(lambda: _detail(house, house.cases.get(case_id), sign_in))


@router.get("/{case_id}/suggestions", responses=_problems(404))
async def suggestions(
    case_id: CaseId,
    _sign_in: SignedIn,
    house: HouseDependency,
    desk: DeskDependency,
    turn_id: Annotated[str | None, Query(max_length=64, description="the person's last turn when not given")] = None,
) -> Suggestions:
    """Answers that may fit what the person said."""

    def find() -> Suggestions:
        found = house.cases.get(case_id)
        return desk.suggester.suggest(house.messages.transcript(found), found.dialect, turn_id)

    with as_problems():
        return await asyncio.to_thread(find)


@router.post("/{case_id}/take", responses=_problems(403, 404, 409))
async def take(case_id: CaseId, sign_in: Serving, house: HouseDependency) -> CaseDetail:
    """Take a case: of several who try at once, one gets it. Some roles also take over from another agent."""
    return await _change(house, sign_in, lambda: _taken(house, case_id, sign_in))


@router.post("/{case_id}/messages", status_code=201, responses=_problems(403, 404, 409))
async def write(case_id: CaseId, message: NewMessage, sign_in: Serving, house: HouseDependency) -> Entry:
    """Write to the person of a case that one holds."""
    text = _writable(message.text)
    if not 0 < len(text) <= LONGEST_MESSAGE:
        raise ProblemError("message_length", limit=LONGEST_MESSAGE)

    def say() -> AgentMessage:
        return house.messages.say(case_id, sign_in.account.agent, text, message.client_id)

    with as_problems():
        said = await asyncio.to_thread(say)
    await house.bus.publish([Event("message", said.session_id, said.case_id)])
    return entry(message_line(said))


@router.post("/{case_id}/release", responses=_problems(403, 404, 409))
async def release(case_id: CaseId, sign_in: Serving, house: HouseDependency) -> CaseDetail:
    """Give the conversation back to the bot."""
    return await _change(house, sign_in, lambda: _ended(house, case_id, sign_in, "release", Outcome.RETURNED))


@router.post("/{case_id}/close", responses=_problems(403, 404, 409))
async def close(case_id: CaseId, sign_in: Serving, house: HouseDependency) -> CaseDetail:
    """The case is done."""
    return await _change(house, sign_in, lambda: _ended(house, case_id, sign_in, "close", Outcome.DONE))


async def _change(house: House, sign_in: SignIn, work: Callable[[], Case]) -> CaseDetail:
    """Change a case, tell everybody, and give it as it is then."""
    with as_problems():
        changed = await asyncio.to_thread(work)
        await house.bus.publish([Event("case", changed.session_id, changed.id)])
        return await asyncio.to_thread(_detail, house, changed, sign_in)


def _detail(house: House, found: Case, sign_in: SignIn) -> CaseDetail:
    return detail(found, house.messages.transcript(found), house.messages.slots(found), sign_in)


def _taken(house: House, case_id: int, sign_in: SignIn) -> Case:
    agent = sign_in.account.agent
    try:
        return house.cases.take(case_id, agent)
    except CaseTakenError:
        if not has(sign_in.account.role, Right.OVERRULE) or _just_taken(house, case_id):
            raise
        return house.cases.take(case_id, agent, over=True)


def _just_taken(house: House, case_id: int) -> bool:
    since = datetime.now(UTC) - _JUST_TAKEN
    lines = house.messages.transcript(house.cases.get(case_id))
    return any(line.who == "notice" and line.text == "taken" and line.at >= since for line in lines)


def _ended(house: House, case_id: int, sign_in: SignIn, deed: Deed, outcome: Outcome) -> Case:
    account = sign_in.account
    if deed not in deeds(account.role, account.name, house.cases.get(case_id)):
        raise NotYoursError
    return house.cases.end(case_id, account.agent, outcome, any_agents=has(account.role, Right.OVERRULE))


def _writable(text: str) -> str:
    """Without what nobody can see or type: control characters and halves of characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
