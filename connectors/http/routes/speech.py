"""``POST /api/speech``: text to sound, at the pace and loudness the session asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from threading import Event
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from bot.memory import StoreError
from bot.turn import MAX_TEXT_CHARACTERS
from connectors.house import VoiceBusyError
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem, ProblemError
from connectors.http.routes.chat import SessionId
from connectors.spoken import render
from voice.speak import SpeakError, Speech

router = APIRouter(prefix="/api", tags=["speech"])


_LOOK_S = 0.25
"""How often it is seen whether the client is still there, in seconds."""


class SpeechRequest(BaseModel):
    """What to say. ``rate`` and ``volume`` multiply the normal voice; the session's hold when absent."""

    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
    dialect: Literal["yue", "cmn"] = "yue"
    session_id: SessionId | None = None
    rate: Annotated[float, Field(ge=0.5, le=1.5)] | None = None
    volume: Annotated[float, Field(ge=0, le=2)] | None = None


@router.post(
    "/speech",
    response_class=Response,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "16-bit mono WAV"},
        422: {"model": Problem},
        429: {"model": Problem},
        503: {"model": Problem},
    },
)
async def speech(request: SpeechRequest, connection: Request, house: HouseDependency) -> Response:
    """Say a text."""
    rate, volume = request.rate, request.volume
    if request.session_id and (rate is None or volume is None):
        try:
            session = await asyncio.to_thread(house.store.load, request.session_id)
        except StoreError:
            session = None
        if session:
            rate = session.rate if rate is None else rate
            volume = session.volume if volume is None else volume
    try:
        sound = await _unless_left(
            connection,
            lambda given_up: house.in_voice_thread(
                render,
                house.speaker,
                request.text,
                request.dialect,
                rate or 1.0,
                1.0 if volume is None else volume,
                given_up,
            ),
        )
    except SpeakError as error:
        raise ProblemError("speech_unavailable") from error
    except VoiceBusyError as error:
        raise ProblemError("busy") from error
    if sound is None:
        raise ProblemError("nothing_to_say")
    return Response(sound.wav(), media_type="audio/wav", headers={"Cache-Control": "no-store"})


async def _unless_left(connection: Request, make: Callable[[Event], Awaitable[Speech | None]]) -> Speech | None:
    """What ``make`` gives; told through its event when the client is gone, so that it stops soon."""
    given_up = Event()
    work = asyncio.ensure_future(make(given_up))
    try:
        while not (await asyncio.wait({work}, timeout=_LOOK_S))[0]:
            if await connection.is_disconnected():
                given_up.set()
        return work.result()
    finally:
        given_up.set()
