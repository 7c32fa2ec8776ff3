"""A wire that goes deaf: its connections stay open, but nothing comes through any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Wire:
    """Passes on what goes to a port of this machine and what comes back."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._deaf: list[asyncio.Event] = []
        self._ends: list[asyncio.StreamWriter] = []
        self._passing: list[asyncio.Future[list[None]]] = []
        self.url = ""

    def go_deaf(self) -> None:
        """From now on nothing passes on the connections there are; new ones are as they should be."""
        for deaf in self._deaf:
            deaf.set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        deaf = asyncio.Event()
        self._deaf.append(deaf)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._ends += (writer, far_writer)
        both = asyncio.gather(_pass_on(reader, far_writer, deaf), _pass_on(far_reader, writer, deaf))
        self._passing.append(both)
        await both

    async def hang_up(self) -> None:
        """End all connections."""
        for end in self._ends:
            end.close()
        await asyncio.gather(*self._passing)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, deaf: asyncio.Event) -> None:
    with suppress(OSError):
        while data := await reader.read(4096):
            if not deaf.is_set():
                writer.write(data)
    if not deaf.is_set():
        writer.close()


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """A wire while the block lasts."""
    wire = Wire(port)
    async with await asyncio.start_server(wire.take, "127.0.0.1", 0) as server:
        wire.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
        yield wire
        await wire.hang_up()
