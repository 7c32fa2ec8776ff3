"""``POST /api/chat``: one turn."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from bot.reply import Reply
from bot.turn import MAX_TEXT_CHARACTERS, Channel, Dialect, Turn
from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem

router = APIRouter(prefix="/api", tags=["chat"])

SessionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
"""A client's name for its session: letters, digits and ``_ . : -``, at most 64 characters."""


class ChatRequest(BaseModel):
    """One thing that was said or typed."""

    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
    session_id: SessionId | None = None
    dialect: Literal["yue", "cmn", "auto"] = "auto"
    channel: Channel = Channel.WEB


def new_session_id() -> str:
    """An unguessable session id."""
    return secrets.token_urlsafe(16)


@router.post("/chat", responses={400: {"model": Problem}, 413: {"model": Problem}, 422: {"model": Problem}})
async def chat(request: ChatRequest, house: HouseDependency) -> Reply:
    """Answer one turn. Without a ``session_id`` a new session begins."""
    turn = Turn(
        session_id=request.session_id or new_session_id(),
        text=request.text,
        channel=request.channel,
        dialect=None if request.dialect == "auto" else Dialect(request.dialect),
    )
    return await house.answer(turn)
