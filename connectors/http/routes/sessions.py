"""``DELETE /api/sessions/{session_id}``: forget a visit."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response

from connectors.http.dependencies import HouseDependency
from connectors.http.problems import Problem
from connectors.http.routes.chat import SessionId

router = APIRouter(prefix="/api/sessions", tags=["chat"])


@router.delete("/{session_id}", status_code=204, response_class=Response, responses={422: {"model": Problem}})
async def forget(session_id: SessionId, house: HouseDependency) -> None:
    """Delete the session and all its turns; a session that is not known is already forgotten.

    Who knows the id of a session may end it: ids that this server gives cannot be guessed.
    """
    await asyncio.to_thread(house.store.forget, session_id)
