"""The phone page's own HTTP interface, beside the platform's API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field

from connectors.wechat.simulator.changes import Changes
from connectors.wechat.simulator.echo import ask_for_echo
from connectors.wechat.simulator.labels import STATIC
from connectors.wechat.simulator.media import to_amr
from connectors.wechat.simulator.person import Person
from connectors.wechat.simulator.phone import view
from connectors.wechat.simulator.platform import Platform
from voice.audio import AudioError, decode, pcm_to_wav

_POLICY = (
    "default-src 'self'; img-src 'self' data: https: http://127.0.0.1:* http://localhost:*; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)
_PAGE_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}
_UPLOAD_LIMIT = 10_000_000


class Text(BaseModel):
    """Something written."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    choice_id: str | None = None


class Scan(BaseModel):
    """A code scanned: its scene, ticket or address."""

    code: Annotated[str, Field(min_length=1, max_length=256)]


class Tap(BaseModel):
    """A menu button tapped: one with a key, or one that leads to a page."""

    key: str | None = None
    url: str | None = None


class Phone:
    """The page's requests.

    Args:
        platform: what is shown.
        person: finds or makes a person.
        changes: tells when to look again.
    """

    def __init__(self, platform: Platform, person: Callable[[str], Person], changes: Changes) -> None:
        self._platform = platform
        self._person = person
        self._changes = changes

    def install(self, app: FastAPI) -> None:
        """Add the page and its interface to an application."""
        app.add_api_route("/", self.page, methods=["GET"])
        app.mount("/static", StaticFiles(directory=STATIC), name="phone")
        app.add_api_route("/phone/setting", self.setting, methods=["GET"])
        app.add_api_route("/phone/changes", self.changes, methods=["GET"])
        app.add_api_route("/phone/check", self.check, methods=["POST"])
        app.add_api_route("/phone/media/{media_id}", self.media, methods=["GET"])
        app.add_api_route("/phone/chats/{openid}", self.chat, methods=["GET"])
        for name in ("text", "voice", "follow", "leave", "scan", "tap"):
            app.add_api_route(f"/phone/chats/{{openid}}/{name}", getattr(self, name), methods=["POST"], status_code=202)

    async def page(self) -> FileResponse:
        """The page."""
        return FileResponse(STATIC / "index.html", headers=_PAGE_HEADERS)

    async def setting(self) -> dict[str, Any]:
        """What stays."""
        return view.setting(self._platform)

    async def changes(self) -> StreamingResponse:
        """Server-sent events: look again."""
        headers = {"Cache-Control": "no-cache"}
        return StreamingResponse(self._changes.stream(), media_type="text/event-stream", headers=headers)

    async def check(self) -> dict[str, Any]:
        """Whether the app is there."""
        return view.echo(await ask_for_echo(self._platform))

    async def chat(self, openid: str) -> dict[str, Any]:
        """Somebody's chat."""
        return view.chat(self._person(openid), self._platform)

    async def text(self, openid: str, said: Text) -> None:
        """Somebody writes."""
        self._person(openid).says(said.text, choice_id=said.choice_id)

    async def voice(self, openid: str, request: Request, recognition: str = "") -> None:
        """Somebody speaks; the body is a recording of any kind."""
        amr = await asyncio.to_thread(_amr, await _uploaded(request))
        self._person(openid).says_by_voice(amr, recognition=recognition.strip() or None)

    async def follow(self, openid: str) -> None:
        """Somebody follows."""
        self._person(openid).follows()

    async def leave(self, openid: str) -> None:
        """Somebody no longer follows."""
        self._person(openid).leaves()

    async def scan(self, openid: str, scanned: Scan) -> None:
        """Somebody scans a code."""
        self._person(openid).scans(scanned.code.strip())

    async def tap(self, openid: str, tapped: Tap) -> None:
        """Somebody taps the menu."""
        if tapped.key is not None:
            self._person(openid).taps(tapped.key)
        elif tapped.url is not None:
            self._person(openid).opens(tapped.url)

    async def media(self, media_id: str) -> Response:
        """A picture, or a sound as browsers can play it."""
        medium = self._platform.media.get(media_id)
        if medium is None:
            raise HTTPException(404)
        if medium.content_type.startswith("image/"):
            return Response(medium.data, media_type=medium.content_type)
        return Response(await asyncio.to_thread(_wav, medium.data), media_type="audio/wav")


async def _uploaded(request: Request) -> bytes:
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > _UPLOAD_LIMIT:
            raise HTTPException(413)
    return bytes(parts)


def _amr(recording: bytes) -> bytes:
    try:
        return to_amr(recording)
    except AudioError as error:
        raise HTTPException(422, "not_sound") from error


def _wav(sound: bytes) -> bytes:
    try:
        return pcm_to_wav(decode(sound))
    except AudioError as error:
        raise HTTPException(404) from error
