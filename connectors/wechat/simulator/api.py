"""The platform's API under ``/cgi-bin/``, as far as an Official Account's app needs it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from connectors.wechat.simulator.custom_messages import read_custom
from connectors.wechat.simulator.errors import ApiError
from connectors.wechat.simulator.journal import Call
from connectors.wechat.simulator.menus import checked_menu
from connectors.wechat.simulator.platform import Platform

_OK: Mapping[str, object] = {"errcode": 0, "errmsg": "ok"}
_GRANT = "client_credential"
_LONGEST_CODE_S = 2_592_000
_DEFAULT_CODE_S = 60
_LONGEST_SCENE = 64


@dataclass
class _Asked:
    """A call, read."""

    platform: Platform
    method: str
    query: Mapping[str, str]
    body: bytes
    openid: str | None = None

    def posted(self) -> dict[str, Any]:
        if self.method != "POST":
            raise ApiError(43002)
        if not self.body:
            raise ApiError(44002)
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise ApiError(47001) from error
        if not isinstance(found, dict):
            raise ApiError(47001)
        return found

    def check_token(self) -> None:
        token = self.query.get("access_token", "")
        if not token:
            raise ApiError(41001)
        fault = self.platform.tokens.fault(token)
        if fault is not None:
            raise ApiError(fault)


_Handler = Callable[[_Asked], Mapping[str, object] | Response]


def install(app: FastAPI, platform: Platform) -> None:
    """Add the API to an application."""
    for path, handler in _ROUTES.items():
        app.add_route(f"/cgi-bin/{path}", _endpoint(platform, handler), methods=["GET", "POST"])


def _endpoint(platform: Platform, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        at, started = platform.clock.now(), time.perf_counter()
        asked = _Asked(platform, request.method, request.query_params, await request.body())
        platform.counters.calls += 1
        if platform.luck.strikes("slow"):
            platform.counters.calls_slow += 1
            await asyncio.sleep(platform.luck.faults.slow_s)
        errcode, errmsg = 0, "ok"
        try:
            if platform.luck.strikes("busy"):
                platform.counters.calls_busy += 1
                raise ApiError(-1)
            result = handler(asked)
        except ApiError as error:
            errcode, errmsg, result = error.errcode, error.errmsg, error.as_json()
        seconds = time.perf_counter() - started
        platform.journal.called(Call(at, request.url.path, errcode, errmsg, asked.openid, seconds))
        if isinstance(result, Response):
            return result
        # Media errors come as plain text, everything else under a type with "encoding" instead of "charset".
        kind = "text/plain" if request.url.path.endswith("/media/get") else "application/json; encoding=utf-8"
        return Response(json.dumps(result, ensure_ascii=False), headers={"Content-Type": kind})

    return answer


def _check_account(asked: _Asked, given: Mapping[str, Any]) -> None:
    account = asked.platform.account
    if given.get("grant_type") != _GRANT:
        raise ApiError(40002)
    if not given.get("appid"):
        raise ApiError(41002)
    if given["appid"] != account.app_id:
        raise ApiError(40013)
    if not given.get("secret"):
        raise ApiError(41004)
    if given["secret"] != account.secret:
        raise ApiError(40125)


def _stable_token(asked: _Asked) -> Mapping[str, object]:
    given = asked.posted()
    _check_account(asked, given)
    token, seconds = asked.platform.tokens.stable(force=given.get("force_refresh") is True)
    return {"access_token": token, "expires_in": seconds}


def _token(asked: _Asked) -> Mapping[str, object]:
    _check_account(asked, asked.query)
    token, seconds = asked.platform.tokens.plain()
    return {"access_token": token, "expires_in": seconds}


def _send(asked: _Asked) -> Mapping[str, object]:
    asked.check_token()
    message = asked.posted()
    openid = message.get("touser")
    if not isinstance(openid, str) or openid not in asked.platform.followers:
        raise ApiError(40003)
    asked.openid = openid
    if not asked.platform.may_send:
        raise ApiError(48001)
    asked.platform.show_custom(openid, read_custom(message, asked.platform.media))
    return _OK


def _media(asked: _Asked) -> Mapping[str, object] | Response:
    asked.check_token()
    media_id = asked.query.get("media_id", "")
    if not media_id:
        raise ApiError(41006)
    medium = asked.platform.media.get(media_id)
    if medium is None:
        raise ApiError(40007)
    name = f"{media_id}.{medium.content_type.partition('/')[2]}"
    headers = {"Content-Type": medium.content_type, "Content-disposition": f'attachment; filename="{name}"'}
    return Response(medium.data, headers=headers)


def _code(asked: _Asked) -> Mapping[str, object]:
    asked.check_token()
    wanted = asked.posted()
    kind = str(wanted.get("action_name"))
    scene = _scene(kind, wanted.get("action_info"))
    if kind.startswith("QR_LIMIT"):
        code = asked.platform.codes.make(scene, None)
        return {"ticket": code.ticket, "url": code.url}
    seconds = wanted.get("expire_seconds", _DEFAULT_CODE_S)
    if not isinstance(seconds, int) or not 1 <= seconds <= _LONGEST_CODE_S:
        raise ApiError(40053)
    code = asked.platform.codes.make(scene, seconds)
    return {"ticket": code.ticket, "expire_seconds": seconds, "url": code.url}


def _scene(kind: str, info: object) -> str:
    field, wanted = _CODES.get(kind, ("", object))
    scene = info.get("scene") if isinstance(info, dict) else None
    given = scene.get(field) if isinstance(scene, dict) else None
    if not isinstance(given, wanted) or not given or len(str(given)) > _LONGEST_SCENE:
        raise ApiError(40053)
    return str(given)


def _menu(asked: _Asked) -> Mapping[str, object]:
    asked.check_token()
    asked.platform.menu = checked_menu(asked.posted())
    return _OK


_CODES: Mapping[str, tuple[str, type]] = {
    "QR_SCENE": ("scene_id", int),
    "QR_STR_SCENE": ("scene_str", str),
    "QR_LIMIT_SCENE": ("scene_id", int),
    "QR_LIMIT_STR_SCENE": ("scene_str", str),
}

_ROUTES: Mapping[str, _Handler] = {
    "stable_token": _stable_token,
    "token": _token,
    "message/custom/send": _send,
    "media/get": _media,
    "qrcode/create": _code,
    "menu/create": _menu,
}
