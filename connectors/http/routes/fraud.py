"""``POST /api/fraud/check``: is this a swindle?"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from bot.dialect import detect
from bot.reply import Reason, Risk, RiskLevel, Source
from bot.safety import CallTurn
from bot.turn import Dialect
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem

router = APIRouter(prefix="/api/fraud", tags=["fraud"])

MAX_CHECK_CHARACTERS = 5000
MAX_CHECK_TURNS = 200


class CheckTurn(BaseModel):
    """One turn of a telephone call."""

    speaker: Literal["caller", "callee"]
    text: Annotated[str, Field(max_length=2000)]


class CheckRequest(BaseModel):
    """A pasted message or story (``text``), or a call turn by turn (``turns``)."""

    text: Annotated[str, Field(max_length=MAX_CHECK_CHARACTERS)] | None = None
    turns: Annotated[list[CheckTurn], Field(min_length=1, max_length=MAX_CHECK_TURNS)] | None = None
    dialect: Literal["yue", "cmn", "auto"] = "auto"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.turns is None):
            raise ValueError("give either text or turns")
        return self


class CheckReply(BaseModel):
    """The risk, what to do about it, and for calls the turn (from 0) that first gave it away.

    With ``emergency``, advice and numbers are about that: life comes first.
    ``risk`` is what a Reply has under that name; ``level``, ``kinds`` and ``reasons`` repeat it flat.
    """

    emergency: bool
    risk: Risk
    level: RiskLevel
    kinds: tuple[str, ...]
    reasons: tuple[Reason, ...]
    advice: str
    dialect: Dialect
    sources: tuple[Source, ...]
    numbers: tuple[str, ...]
    first_warning_turn: int | None = None


@router.post("/check", responses={400: {"model": Problem}, 413: {"model": Problem}, 422: {"model": Problem}})
async def check(request: CheckRequest, house: HouseDependency) -> CheckReply:
    """Look for the signs of a swindle. Nothing is stored."""
    first: int | None = None
    words = request.text if request.text is not None else "".join(turn.text for turn in request.turns or ())
    wanted = None if request.dialect == "auto" else Dialect(request.dialect)
    dialect = wanted or detect(words) or house.settings.default_dialect
    if request.turns:
        turns = [CallTurn(t.speaker, t.text) for t in request.turns]
        call = await asyncio.to_thread(house.guard.look_at_call, turns, dialect)
        finding, first = call.finding, call.first_warning_turn
    else:
        finding = await asyncio.to_thread(house.guard.look, words, dialect)
    advise = house.guard.emergency_advice if finding.emergency else house.guard.advice
    advice = advise(finding, dialect)
    risk = finding.risk
    return CheckReply(
        emergency=finding.emergency is not None,
        risk=risk,
        level=risk.level,
        kinds=risk.kinds,
        reasons=risk.reasons,
        advice=advice.text,
        dialect=dialect,
        sources=advice.sources,
        numbers=advice.numbers,
        first_warning_turn=first,
    )
