"""A platform on real HTTP that answers as tests tell it: badly, late, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from connectors.wechat.platform import Platform

TOKEN, SEND, QR, MENU, MEDIA = "stable_token", "custom/send", "qrcode/create", "menu/create", "media/get"
OK = b'{"errcode":0,"errmsg":"ok"}'


@dataclass
class Far:
    """The platform's side: what it answers, and what it was asked."""

    answers: dict[str, bytes] = field(default_factory=dict)
    kind: str = "application/json"
    tokens: int = 0
    silent: bool = False
    slow_s: float = 0.0
    trickles: bool = False
    refused: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    forced: list[bool] = field(default_factory=list)
    got: Counter[str] = field(default_factory=Counter)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            lengths = [line.split(":")[1] for line in head.lower().split("\r\n") if line.startswith("content-length")]
            body = await reader.readexactly(int(lengths[0]) if lengths else 0)
            answer = await self._answer(head.split(" ")[1], json.loads(body or b"{}"))
            heads = f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {len(answer)}\r\n"
            writer.write(f"{heads}content-type: {self.kind}\r\n\r\n".encode())
            for piece in [answer[i : i + 1] for i in range(len(answer))] if self.trickles else [answer]:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.1 if self.trickles else 0)
        writer.close()

    async def _answer(self, target: str, body: dict[str, Any]) -> bytes:
        path = target.split("?")[0].removeprefix("/cgi-bin/").removeprefix("message/")
        self.asked.append(path)
        if self.silent:
            await asyncio.sleep(60)
        await asyncio.sleep(self.slow_s)
        if path in self.answers:
            return self.answers[path]
        if path == TOKEN:
            self.tokens += 1
            self.forced.append(body["force_refresh"])
            return json.dumps({"access_token": f"t{self.tokens}", "expires_in": 7200}).encode()
        if target.rsplit("access_token=", 1)[-1].split("&")[0] in self.refused:
            return b'{"errcode":40001,"errmsg":"invalid credential"}'
        if path == SEND:
            self.got[body["text"]["content"]] += 1
        return OK


@asynccontextmanager
async def far_end(far: Far) -> AsyncIterator[Platform]:
    """A platform that behaves as ``far`` says, and its client."""
    server = await asyncio.start_server(far.serve, "127.0.0.1", 0)
    far.port = server.sockets[0].getsockname()[1]
    platform = Platform(f"http://127.0.0.1:{far.port}", "app", "secret")
    try:
        yield platform
    finally:
        await platform.aclose()
        server.close()
