"""The platform's API: the access token, messages to people, media, QR codes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from connectors.outbox import GiveUpError, TryAgainError

log = structlog.get_logger(__name__)

_TIMEOUT_S = 8.0
_RENEW_BEFORE_S = 300.0
_TOKEN_REFUSED = frozenset({40001, 40014, 42001})
_AGAIN = frozenset({-1, 45009, 45011, 50002})
"""Busy; quota of the day, of the minute; account limited for now."""

_MEDIA_BYTES = 2 * 1024 * 1024
"""The platform's own limit of a voice message."""


class MediaGoneError(Exception):
    """The platform does not have this media, or it is too large."""


class _RefusedTokenError(Exception):
    pass


class Platform:
    """The API of one Official Account.

    Args:
        url: the platform's API.
        app_id: of the account.
        secret: of the account.
    """

    def __init__(self, url: str, app_id: str, secret: str) -> None:
        self._app_id = app_id
        self._secret = secret
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/"), timeout=_TIMEOUT_S, limits=httpx.Limits(max_connections=40)
        )
        self._token = ""
        self._token_until = 0.0
        self._token_lock = asyncio.Lock()

    async def check(self) -> None:
        """See whether the account's AppID and secret are taken.

        Raises:
            TryAgainError: they are not, or the platform cannot be reached.
        """
        await self._access_token()

    async def send(self, openid: str, message: Mapping[str, Any]) -> None:
        """Send a customer-service message (``msgtype`` and its content) to a person.

        Raises:
            TryAgainError: not now.
            GiveUpError: never.
        """
        await self._call("POST", "/cgi-bin/message/custom/send", json={"touser": openid, **message})

    async def media(self, media_id: str) -> bytes:
        """The bytes of temporary media.

        Raises:
            MediaGoneError: there is none, or it is too large.
            TryAgainError: not now.
        """
        try:
            answer = await self._call("GET", "/cgi-bin/media/get", params={"media_id": media_id})
        except GiveUpError as error:
            raise MediaGoneError(str(error)) from error
        if len(answer.content) > _MEDIA_BYTES:
            raise MediaGoneError("too large")
        return answer.content

    async def qr_address(self, scene: str, seconds: int) -> str:
        """The content of a QR code that brings whoever scans it to the account, with ``scene``.

        Raises:
            TryAgainError, GiveUpError: the platform gives none.
        """
        wanted = {"expire_seconds": seconds, "action_name": "QR_STR_SCENE"}
        answer = await self._call(
            "POST", "/cgi-bin/qrcode/create", json={**wanted, "action_info": {"scene": {"scene_str": scene}}}
        )
        return str(answer.json().get("url", ""))

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        """Set the menu of the account.

        Raises:
            TryAgainError, GiveUpError: the platform does not take it.
        """
        await self._call("POST", "/cgi-bin/menu/create", json=dict(menu))

    async def aclose(self) -> None:
        """Give back the connections."""
        await self._http.aclose()

    async def _call(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        token = await self._access_token()
        try:
            return await self._once(method, path, token, **arguments)
        except _RefusedTokenError:
            token = await self._access_token(instead_of=token)
        try:
            return await self._once(method, path, token, **arguments)
        except _RefusedTokenError as error:
            raise TryAgainError("the platform refuses a fresh access token") from error

    async def _once(self, method: str, path: str, token: str, **arguments: Any) -> httpx.Response:
        parameters = {"access_token": token, **arguments.pop("params", {})}
        answer = await self._ask(method, path, params=parameters, **arguments)
        code, reason = _error(answer)
        if code in _TOKEN_REFUSED:
            raise _RefusedTokenError
        if code in _AGAIN:
            raise TryAgainError(f"the platform says {code} {reason}")
        if code:
            raise GiveUpError(f"the platform says {code} {reason}")
        return answer

    async def _access_token(self, instead_of: str | None = None) -> str:
        """The token in force; a new one when it ends soon or was refused (``instead_of``)."""
        async with self._token_lock:
            refused = instead_of is not None and instead_of == self._token
            if not refused and self._token and time.monotonic() < self._token_until:
                return self._token
            body = {
                "grant_type": "client_credential",
                "appid": self._app_id,
                "secret": self._secret,
                "force_refresh": refused,
            }
            answer = await self._ask("POST", "/cgi-bin/stable_token", json=body)
            code, reason = _error(answer)
            if code:
                log.error("wechat_no_access_token", code=code, reason=reason)
                raise TryAgainError(f"no access token: {code} {reason}")
            given = answer.json()
            lasts = float(given["expires_in"])
            self._token = str(given["access_token"])
            self._token_until = time.monotonic() + max(lasts - _RENEW_BEFORE_S, lasts / 2)
            return self._token

    async def _ask(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, path, **arguments)
        except httpx.HTTPError as error:
            raise TryAgainError(f"the platform cannot be reached: {type(error).__name__}") from error
        if answer.status_code != httpx.codes.OK:
            raise TryAgainError(f"the platform answers {answer.status_code}")
        return answer


def _error(answer: httpx.Response) -> tuple[int, str]:
    """The platform's error code and words; 0 when there is none. Media comes without JSON."""
    if "json" not in answer.headers.get("content-type", "") and not answer.content.startswith(b"{"):
        return 0, ""
    try:
        said = answer.json()
        return int(said.get("errcode", 0)), str(said.get("errmsg", ""))[:80]
    except (ValueError, AttributeError) as error:
        raise TryAgainError("the platform answers nonsense") from error
