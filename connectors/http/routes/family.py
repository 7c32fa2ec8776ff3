"""``/api/sessions/{session_id}/family``: a family member who is told of danger, with the person's consent."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

import segno
import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bot.family import CODE_LASTS
from bot.memory import Event
from bot.topics import Topic
from bot.turn import Channel, Dialect, Turn
from bot.understanding import UnderstandingUnavailableError
from connectors.house import House
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem, ProblemError
from connectors.http.routes.chat import SessionId
from connectors.labels import text_label
from connectors.outbox import GiveUpError, TryAgainError
from connectors.rates import address_of
from connectors.wechat.alerts import unlinked
from connectors.wechat.channel import WeChatChannel
from connectors.wechat.family import SCENE
from connectors.wechat.texts import say
from knowledge.chinese import normalise

router = APIRouter(prefix="/api/sessions", tags=["family"])
log = structlog.get_logger(__name__)

_SURE_OF_YES = 0.6
_PROBLEMS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (422, 429, 503)}


class Consent(BaseModel):
    """What the person said, or the button they touched, when asked whether they agree."""

    consent: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    dialect: Literal["yue", "cmn"] = "yue"


class FamilyCode(BaseModel):
    """A code that links one family member, as figures and as a QR code (SVG), and how to use it."""

    code: str
    expires_at: datetime
    qr: str
    text: str


class FamilyState(BaseModel):
    """How many family members are linked."""

    links: int


@router.post("/{session_id}/family", status_code=201, responses=_PROBLEMS)
async def new_code(session_id: SessionId, request: Request, consent: Consent, house: HouseDependency) -> FamilyCode:
    """A one-time code, once the person has said yes."""
    channel: WeChatChannel | None = getattr(request.app.state, "wechat", None)
    if channel is None:
        raise ProblemError("family_unavailable")
    dialect = Dialect(consent.dialect)
    if not await _agrees(house, consent.consent, session_id):
        raise ProblemError("consent_needed")
    if not await house.rates.allows("family_new", address_of(request)):
        raise ProblemError("busy")
    code, until = await asyncio.to_thread(house.family.new_code, session_id, consent.consent, Channel.KIOSK)
    try:
        address = await channel.platform.qr_address(SCENE + code, int(CODE_LASTS.total_seconds()))
    except (TryAgainError, GiveUpError) as error:
        log.warning("family_qr_unavailable", reason=str(error))
        address = ""
    how = "family_scan" if address else "family_write"
    picture = segno.make(address or code, error="m").svg_inline(scale=8, border=4, dark="#000", light="#fff")
    return FamilyCode(code=code, expires_at=until, qr=picture, text=say(how, dialect, code=code))


@router.get("/{session_id}/family", responses=_PROBLEMS)
async def state(session_id: SessionId, house: HouseDependency) -> FamilyState:
    """How many family members are linked now."""
    return FamilyState(links=await asyncio.to_thread(house.family.count, session_id))


@router.delete("/{session_id}/family", status_code=204, response_class=Response, responses=_PROBLEMS)
async def unlink(session_id: SessionId, house: HouseDependency) -> None:
    """End all links of the session; the members are told."""
    if await asyncio.to_thread(
        house.family.unlink, None, session_id, then=lambda sql, _, members: unlinked(sql, members)
    ):
        await house.bus.publish([Event("outbox")])


async def _agrees(house: House, said: str, session_id: str) -> bool:
    """Whether it was a yes: the words of the button, or what is understood as one."""
    plain = normalise("".join(c for c in said if c.isalnum()))
    if plain in {normalise(text_label("family_agree", dialect)) for dialect in Dialect}:
        return True
    try:
        understood = await house.understand(Turn(session_id=f"{session_id}"[:60], text=said, channel=Channel.KIOSK))
    except UnderstandingUnavailableError:
        return False
    directive = understood.directive
    return directive.topic is Topic.AFFIRM and directive.confidence >= _SURE_OF_YES
