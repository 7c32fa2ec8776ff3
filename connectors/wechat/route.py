"""``GET|POST /wechat``: where the platform comes to."""

from __future__ import annotations

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query, Request, Response

from bot.memory import StoreError
from connectors.http.problems import Problem, ProblemError
from connectors.wechat.channel import WeChatChannel
from connectors.wechat.envelope import MalformedError, RefusedError

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/wechat", tags=["wechat"])

_PROBLEMS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (400, 403, 404, 413, 503)}


def _channel(request: Request) -> WeChatChannel:
    channel: WeChatChannel | None = getattr(request.app.state, "wechat", None)
    if channel is None:
        raise ProblemError("wechat_not_set_up")
    return channel


@router.get("", response_class=Response, responses={**_PROBLEMS, 200: {"content": {"text/plain": {}}}})
async def verify(
    request: Request,
    signature: Annotated[str, Query(max_length=64)] = "",
    timestamp: Annotated[str, Query(max_length=20)] = "",
    nonce: Annotated[str, Query(max_length=64)] = "",
    echostr: Annotated[str, Query(max_length=512)] = "",
) -> Response:
    """Answer the platform's check that this address is the account's."""
    query = {"signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": echostr}
    try:
        return Response(_channel(request).envelope.verify(query), media_type="text/plain")
    except RefusedError as error:
        log.warning("wechat_refused", reason=str(error))
        raise ProblemError("wechat_refused") from error


@router.post("", response_class=Response, responses={**_PROBLEMS, 200: {"content": {"text/xml": {}}}})
async def receive(request: Request) -> Response:
    """Take a message or an event of the platform; the response holds the passive reply, or ``success``."""
    channel = _channel(request)
    body = await request.body()
    try:
        answer = await channel.receive(dict(request.query_params), body)
    except RefusedError as error:
        log.warning("wechat_refused", reason=str(error))
        raise ProblemError("wechat_refused") from error
    except MalformedError as error:
        log.warning("wechat_malformed", reason=str(error))
        raise ProblemError("wechat_malformed") from error
    except StoreError as error:
        log.error("wechat_not_taken_in", reason=str(error))
        raise ProblemError("storage_away") from error
    return Response(answer, media_type="text/xml" if answer.startswith("<") else "text/plain")
