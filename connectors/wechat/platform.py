"""The platform's API: the access token, messages to people, media, QR codes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx
import structlog

from connectors.outbox import GiveUpError, TryAgainError

log = structlog.get_logger(__name__)

T = TypeVar("T")

_TIMEOUT_S = 8.0
"""So long the platform may keep silent."""

_WHOLE_S = 12.0
"""So long a call may take, however steadily its answer trickles in."""

_RENEW_BEFORE_S = 300.0
_LONGEST_TOKEN_S = 86_400.0
_LONGEST_TEXT = 1024
_TOKEN_REFUSED = frozenset({40001, 40014, 42001})
_AGAIN = frozenset({-1, 45009, 45011, 50002})
"""Busy; quota of the day, of the minute; account limited for now."""

_MEDIA_BYTES = 2 * 1024 * 1024
"""The platform's own limit of a voice message."""

_NONSENSE = "the platform answers nonsense"


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
        self._fetch: asyncio.Task[str] | None = None

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
        await self._call("POST", "/cgi-bin/message/custom/send", _done, json={"touser": openid, **message})

    async def media(self, media_id: str) -> bytes:
        """The bytes of temporary media.

        Raises:
            MediaGoneError: there is none, or it is too large.
            TryAgainError: not now.
        """
        try:
            content = await self._call("GET", "/cgi-bin/media/get", _media, params={"media_id": media_id})
        except GiveUpError as error:
            raise MediaGoneError(str(error)) from error
        if len(content) > _MEDIA_BYTES:
            raise MediaGoneError("too large")
        return content

    async def qr_address(self, scene: str, seconds: int) -> str:
        """The content of a QR code that brings whoever scans it to the account, with ``scene``.

        Raises:
            TryAgainError, GiveUpError: the platform gives none.
        """
        wanted = {"expire_seconds": seconds, "action_name": "QR_STR_SCENE"}
        said = await self._call(
            "POST",
            "/cgi-bin/qrcode/create",
            _said_well,
            json={**wanted, "action_info": {"scene": {"scene_str": scene}}},
        )
        return _plain(said.get("url"))

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        """Set the menu of the account.

        Raises:
            TryAgainError, GiveUpError: the platform does not take it.
        """
        await self._call("POST", "/cgi-bin/menu/create", _done, json=dict(menu))

    async def aclose(self) -> None:
        """Give back the connections."""
        if fetch := self._fetch:
            fetch.cancel()
            await asyncio.gather(fetch, return_exceptions=True)
        await self._http.aclose()

    async def _call(self, method: str, path: str, read: Callable[[httpx.Response], T], **arguments: Any) -> T:
        """What ``read`` makes of the answer."""
        token = await self._access_token()
        try:
            return read(await self._with_token(token, method, path, **arguments))
        except _RefusedTokenError:
            token = await self._access_token(instead_of=token)
        try:
            return read(await self._with_token(token, method, path, **arguments))
        except _RefusedTokenError as error:
            raise TryAgainError("the platform refuses a fresh access token") from error

    async def _with_token(self, token: str, method: str, path: str, **arguments: Any) -> httpx.Response:
        parameters = {"access_token": token, **arguments.pop("params", {})}
        return await self._ask(method, path, params=parameters, **arguments)

    async def _access_token(self, instead_of: str | None = None) -> str:
        """The token in force; a new one when it ends soon or was refused (``instead_of``).

        Whoever needs a new one while it is being fetched shares that fetch, and its failure.
        """
        refused = instead_of is not None and instead_of == self._token
        if not refused and self._token and time.monotonic() < self._token_until:
            return self._token
        if self._fetch is None:
            self._fetch = asyncio.create_task(self._fetch_token(force=refused), name="wechat-access-token")
            self._fetch.add_done_callback(self._fetched)
        return await asyncio.shield(self._fetch)

    def _fetched(self, fetch: asyncio.Task[str]) -> None:
        self._fetch = None
        if not fetch.cancelled():
            fetch.exception()  # looked at, though nobody may be waiting any more

    async def _fetch_token(self, *, force: bool) -> str:
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        said = _said(await self._ask("POST", "/cgi-bin/stable_token", json=body))
        code, reason = _error(said)
        if code:
            log.error("wechat_no_access_token", code=code, reason=reason)
            raise TryAgainError(f"no access token: {code} {reason}")
        self._token, lasts = _token(said)
        self._token_until = time.monotonic() + max(lasts - _RENEW_BEFORE_S, lasts / 2)
        return self._token

    async def _ask(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        try:
            async with asyncio.timeout(_WHOLE_S):
                answer = await self._http.request(method, path, **arguments)
        except (httpx.HTTPError, TimeoutError) as error:
            raise TryAgainError(f"the platform cannot be reached: {type(error).__name__}") from error
        if answer.status_code != httpx.codes.OK:
            raise TryAgainError(f"the platform answers {answer.status_code}")
        return answer


def _said(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object that the platform answers with."""
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise TryAgainError(_NONSENSE) from error
    if not isinstance(said, dict):
        raise TryAgainError(_NONSENSE)
    return said


def _error(said: Mapping[str, Any]) -> tuple[int, str]:
    """The platform's error code and words, fit for logs; 0 when there is none."""
    code = said.get("errcode", 0)
    if type(code) is not int:
        raise TryAgainError(_NONSENSE)
    return code, "".join(c for c in str(said.get("errmsg", "")) if c.isprintable())[:80]


def _token(said: Mapping[str, Any]) -> tuple[str, float]:
    """The access token, and for how many seconds it is good."""
    lasts = said.get("expires_in")
    if not isinstance(lasts, int | float) or not lasts > 0:
        raise TryAgainError(_NONSENSE)
    return _plain(said.get("access_token")), float(min(lasts, _LONGEST_TOKEN_S))


def _plain(value: object) -> str:
    """A text that can be part of an address."""
    if (
        not isinstance(value, str)
        or not 0 < len(value) <= _LONGEST_TEXT
        or not (value.isascii() and value.isprintable())
    ):
        raise TryAgainError(_NONSENSE)
    return value


def _said_well(answer: httpx.Response) -> dict[str, Any]:
    """What the platform says; raises what its error code means."""
    said = _said(answer)
    code, reason = _error(said)
    if code in _TOKEN_REFUSED:
        raise _RefusedTokenError
    if code in _AGAIN:
        raise TryAgainError(f"the platform says {code} {reason}")
    if code:
        raise GiveUpError(f"the platform says {code} {reason}")
    return said


def _done(answer: httpx.Response) -> None:
    """The platform says that it has done what it was told."""
    if "errcode" not in _said_well(answer):
        raise TryAgainError(_NONSENSE)


def _media(answer: httpx.Response) -> bytes:
    """The file that the platform answers with; when it has none, it says why in JSON, under a content type of text."""
    content, kind = answer.content, answer.headers.get("content-type", "")
    if kind.startswith("text/") or "json" in kind or content.startswith(b"{") or not content:
        _said_well(answer)
        raise TryAgainError(_NONSENSE)
    return content
