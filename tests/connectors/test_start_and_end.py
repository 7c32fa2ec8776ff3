"""The service starts and ends as a whole: what was started ends, whatever else fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from connectors.bus import MemoryBus
from connectors.house import House
from connectors.http.app import create_app
from connectors.maintenance import Maintenance
from connectors.settings import Settings
from connectors.wechat.channel import WeChatChannel
from tests.conftest import finished


class WantedError(Exception):
    """What a part fails with here."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(
        home=tmp_path,
        rasa=False,
        wechat_token="token",
        wechat_app_id="wx0000000000000000",
        wechat_secret="secret",
        wechat_api_url="http://127.0.0.1:9",
        _env_file=None,
    )  # type: ignore[call-arg]
    opened = House(settings)
    opened.open(recognition=False)
    yield opened
    opened.database.close()


@pytest.fixture
def disposed(monkeypatch: pytest.MonkeyPatch) -> list[Engine]:
    """The engines whose connections were given back."""
    seen: list[Engine] = []
    dispose = Engine.dispose

    def noted(engine: Engine, close: bool = True) -> None:
        seen.append(engine)
        dispose(engine, close)

    monkeypatch.setattr(Engine, "dispose", noted)
    return seen


def fails_afterwards(monkeypatch: pytest.MonkeyPatch, kind: type, method: str) -> None:
    """A method that does what it should, and fails then."""
    real = getattr(kind, method)

    def started(self: object) -> NoReturn:
        real(self)
        raise WantedError

    async def awaited(self: object) -> NoReturn:
        await real(self)
        raise WantedError

    monkeypatch.setattr(kind, method, awaited if asyncio.iscoroutinefunction(real) else started)


def left_over() -> set[str]:
    """What runs beside; parts of the service name their tasks."""
    return {task.get_name() for task in asyncio.all_tasks() if not task.get_name().startswith("Task-")}


async def thread() -> str:
    return await asyncio.to_thread(lambda: threading.current_thread().name)


def run(house: House) -> None:
    """Start and end; nothing may go on then."""

    async def scenario() -> None:
        app = create_app(house)
        try:
            async with app.router.lifespan_context(app):
                assert {"outbox-sender", "maintenance-sweep"} <= left_over()
                assert (await thread()).startswith("house")
        finally:
            assert left_over() == set()
            assert not (await thread()).startswith("house")

    finished(scenario())


@pytest.mark.parametrize(
    ("kind", "method"),
    [(Maintenance, "start"), (MemoryBus, "open"), (WeChatChannel, "start")],
    ids=["maintenance", "bus", "wechat"],
)
def test_a_start_that_fails_leaves_nothing_running(
    house: House, disposed: list[Engine], monkeypatch: pytest.MonkeyPatch, kind: type, method: str
) -> None:
    fails_afterwards(monkeypatch, kind, method)
    with pytest.raises(WantedError):
        run(house)
    assert disposed == [house.database.engine]


@pytest.mark.parametrize(
    ("kind", "method", "part"),
    [
        (WeChatChannel, "aclose", "wechat"),
        (Maintenance, "aclose", "maintenance"),
        (MemoryBus, "aclose", "bus"),
    ],
    ids=["wechat", "maintenance", "bus"],
)
def test_a_part_that_cannot_end_does_not_keep_the_others_and_is_logged(
    house: House, disposed: list[Engine], monkeypatch: pytest.MonkeyPatch, kind: type, method: str, part: str
) -> None:
    fails_afterwards(monkeypatch, kind, method)
    with capture_logs() as logged:
        run(house)
    assert [entry["part"] for entry in logged if entry["event"] == "part_not_ended"] == [part]
    assert disposed == [house.database.engine]
