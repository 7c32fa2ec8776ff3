"""``POST /api/speech``: text to sound, at the pace and loudness the session asked for."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from bot.memory import StoreError
from bot.turn import MAX_TEXT_CHARACTERS
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem, ProblemError
from connectors.http.routes.chat import SessionId
from connectors.spoken import render
from voice.speak import SpeakError

router = APIRouter(prefix="/api", tags=["speech"])


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
        503: {"model": Problem},
    },
)
async def speech(request: SpeechRequest, house: HouseDependency) -> Response:
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
        sound = await house.in_voice_thread(
            render,
            house.speaker,
            request.text,
            request.dialect,
            rate or 1.0,
            1.0 if volume is None else volume,
        )
    except SpeakError as error:
        raise ProblemError("speech_unavailable") from error
    if sound is None:
        raise ProblemError("nothing_to_say")
    return Response(sound.wav(), media_type="audio/wav", headers={"Cache-Control": "no-store"})
