"""What agents' clients are given: cases, transcripts, suggestions, and who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from bot.handover import Case, CaseState, Cause, Line, Outcome
from bot.reply import Risk, Source
from bot.turn import Channel, Dialect
from connectors.desk.deeds import Deed, deeds
from connectors.desk.roles import Role
from connectors.desk.signing_in import SignIn
from connectors.desk.texts import notice


class Me(BaseModel):
    """Who is signed in; ``csrf`` goes into the ``X-CSRF-Token`` header of every request that changes something."""

    name: str
    display_name: str
    role: Role
    csrf: str
    expires_at: datetime


class AgentView(BaseModel):
    """The agent who holds a case, or held it last."""

    name: str
    display_name: str


class CaseSummary(BaseModel):
    """A case in the list. ``risk`` is the highest seen; ``last_text`` is what the person said last, masked."""

    id: int
    channel: Channel
    dialect: Dialect | None
    state: CaseState
    causes: Annotated[list[Cause], Field(description="most urgent first")]
    opened_at: datetime
    waiting_since: datetime
    agent: AgentView | None
    last_text: str
    last_at: datetime
    risk: Risk
    emergency: bool
    person_left: bool
    version: int


class CaseList(BaseModel):
    """Cases in their order."""

    cases: list[CaseSummary]


class Entry(BaseModel):
    """One line of a transcript."""

    id: str
    at: datetime
    who: Literal["person", "bot", "agent", "notice"]
    name: str | None
    text: str
    topic: str | None
    risk: Risk | None
    emergency: bool
    sources: list[Source]
    turn_id: str | None


class CaseDetail(CaseSummary):
    """A case with what was said and understood in it; ``may`` is what this agent may do now."""

    transcript: list[Entry]
    slots: dict[str, str]
    may: list[Deed]


class Suggestion(BaseModel):
    """An answer that may fit: ``title`` for the agent, ``text`` in the person's dialect."""

    id: str
    title: str
    text: str
    score: Annotated[float, Field(ge=0, le=1)]
    source: Source


class Suggestions(BaseModel):
    """Answers to one turn of the person, best first; ``turn_id`` is None where there is no such turn."""

    turn_id: str | None
    suggestions: Annotated[list[Suggestion], Field(max_length=3)]


def me(sign_in: SignIn) -> Me:
    """Who is signed in, as they are told."""
    account = sign_in.account
    return Me(
        name=account.name,
        display_name=account.display_name,
        role=account.role,
        csrf=sign_in.csrf,
        expires_at=sign_in.expires_at,
    )


def summary(case: Case) -> CaseSummary:
    """A case as the list shows it."""
    return CaseSummary(**_summed(case))


def summaries(cases: Iterable[Case]) -> list[CaseSummary]:
    """Cases as the list shows them."""
    return [summary(case) for case in cases]


def detail(case: Case, lines: Iterable[Line], slots: Mapping[str, str], sign_in: SignIn) -> CaseDetail:
    """A case as the signed-in agent sees it."""
    may = deeds(sign_in.account.role, sign_in.account.name, case)
    return CaseDetail(**_summed(case), transcript=[entry(line) for line in lines], slots=dict(slots), may=may)


def entry(line: Line) -> Entry:
    """A line of a transcript; what happened to the case becomes a sentence."""
    return Entry(
        id=line.id,
        at=line.at,
        who=line.who,  # type: ignore[arg-type]
        name=line.name,
        text=notice(line.text, line.name) if line.who == "notice" else line.text,
        topic=line.topic,
        risk=line.risk,
        emergency=line.emergency,
        sources=list(line.sources),
        turn_id=line.turn_id,
    )


def _summed(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "channel": case.channel,
        "dialect": case.dialect,
        "state": case.state,
        "causes": case.causes,
        "opened_at": case.opened_at,
        "waiting_since": case.waiting_since,
        "agent": AgentView(name=case.agent.name, display_name=case.agent.display_name) if case.agent else None,
        "last_text": case.last_text,
        "last_at": case.last_at,
        "risk": case.risk,
        "emergency": case.emergency,
        "person_left": case.session_id is None or case.outcome is Outcome.LEFT,
        "version": case.version,
    }
