"""``/api/sessions/{session_id}``: forget a visit; what an agent wrote."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem
from connectors.http.routes.chat import SessionId
from connectors.session_socket.socket import HIGHEST_SEQUENCE, MessageView, dialect_of, message_view
from connectors.session_socket.standing import StandingView, view

router = APIRouter(prefix="/api/sessions", tags=["chat"])

_PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in (422, 503)}


class AgentMessages(BaseModel):
    """Whether an agent is there, and what agents wrote, oldest first."""

    state: StandingView
    messages: list[MessageView]


@router.delete("/{session_id}", status_code=204, response_class=Response, responses=_PROBLEMS)
async def forget(session_id: SessionId, house: HouseDependency) -> None:
    """Delete the session and all its turns; a session that is not known is already forgotten.

    Who knows the id of a session may end it: ids that this server gives cannot be guessed.
    """
    events = await asyncio.to_thread(house.store.forget, session_id)
    await house.bus.publish(events)


@router.get("/{session_id}/messages", responses=_PROBLEMS)
async def messages(
    session_id: SessionId,
    house: HouseDependency,
    after: Annotated[int, Query(ge=0, le=HIGHEST_SEQUENCE, description="the highest sequence already known")] = 0,
) -> AgentMessages:
    """For clients without a socket: how the wish for a human stands, and what agents wrote after ``after``."""
    standing = await asyncio.to_thread(house.messages.standing, session_id)
    dialect = await dialect_of(house, session_id)
    found = await asyncio.to_thread(house.messages.since, session_id, after)
    return AgentMessages(
        state=view(standing, None, house.wording, dialect), messages=[message_view(m, dialect) for m in found]
    )
