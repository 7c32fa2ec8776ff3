"""The sender: again until it arrives, never two attempts at once, nothing lost in silence, and it ends."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session as SqlSession
from structlog.testing import capture_logs

from bot.memory import Database, Event, StoreError
from connectors.outbox import GiveUpError, Outbox, Parcel, Sender, TryAgainError
from connectors.outbox import sender as sending
from connectors.outbox import store as storing
from tests.conftest import finished
from tests.connectors.posting import aged, posted, running, states, until

NOTED = Event("case", "s", 7)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged, instead of long pictures of what failed."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks and tries again many times a second."""
    monkeypatch.setattr(sending, "_LOOK_S", 0.02)
    monkeypatch.setattr(sending, "_FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(sending, "_LONGEST_WAIT_S", 0.05)


def test_it_is_tried_again_until_it_arrives_and_the_next_one_waits(database: Database) -> None:
    tried: list[str] = []

    async def deliver(parcel: Parcel) -> None:
        tried.append(parcel.payload["text"])
        failures: dict[int, Exception] = {0: TryAgainError("busy"), 1: ValueError("odd"), 2: TimeoutError()}
        if len(tried) - 1 in failures:
            raise failures[len(tried) - 1]

    async def scenario() -> None:
        posted(database, "一", "二")
        async with running(Sender(Outbox(database), deliver)):
            await until(lambda: Outbox(database).waiting() == 0)

    finished(scenario())
    assert tried == ["一", "一", "一", "一", "二"]
    assert [state for state, _ in states(database).values()] == ["sent", "sent"]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (TryAgainError("busy"), "too old: busy"),
        (KeyError("secret"), "too old: KeyError"),
        (TimeoutError(), "too old: it takes too long"),
    ],
)
def test_after_two_days_it_is_given_up_whatever_fails(database: Database, error: Exception, problem: str) -> None:
    async def deliver(_parcel: Parcel) -> None:
        raise error

    async def scenario() -> None:
        posted(database, "一")
        async with running(Sender(Outbox(database), deliver)):
            await asyncio.sleep(0.2)
            assert states(database)["一"][0] == "pending"
            aged(database, timedelta(hours=48, seconds=1))
            await until(lambda: states(database)["一"] == ("dead", problem))

    finished(scenario())


def test_what_was_given_up_is_announced_once_it_is_written(database: Database) -> None:
    told: list[Event] = []
    noted: list[tuple[str, bool]] = []

    async def deliver(parcel: Parcel) -> None:
        if parcel.name:
            raise GiveUpError("45015")

    def notes(_sql: SqlSession, name: str, *, for_good: bool) -> Sequence[Event]:
        noted.append((name, for_good))
        return (NOTED,)

    async def announce(events: Sequence[Event]) -> None:
        assert (await asyncio.to_thread(states, database))["一"] == ("dead", "45015")
        told.extend(events)

    async def scenario() -> None:
        posted(database, "一", name="agent:1")
        posted(database, "二")
        async with running(Sender(Outbox(database), deliver, undelivered=notes, announce=announce)):
            await until(lambda: Outbox(database).waiting() == 0)

    finished(scenario())
    assert (told, noted) == ([NOTED], [("agent:1", True)])
    assert states(database)["二"] == ("sent", None)


def test_what_is_late_is_announced_while_it_is_tried_again(database: Database) -> None:
    told: list[Event] = []
    attempts: list[int] = []

    async def deliver(parcel: Parcel) -> None:
        attempts.append(parcel.attempts)
        if len(told) < 2:
            raise TryAgainError("away")

    def notes(_sql: SqlSession, name: str, *, for_good: bool) -> Sequence[Event]:
        assert (name, for_good) == ("agent:1", False)
        return (NOTED,)

    async def announce(events: Sequence[Event]) -> None:
        told.extend(events)
        await asyncio.sleep(0.5)  # it is due again meanwhile

    async def scenario() -> None:
        posted(database, "一", name="agent:1")
        async with running(Sender(Outbox(database), deliver, undelivered=notes, announce=announce)):
            await until(lambda: len(attempts) > 3)
            assert told == []
            aged(database, timedelta(seconds=61))
            await until(lambda: Outbox(database).waiting() == 0)

    finished(scenario())
    assert told == [NOTED, NOTED]


@pytest.mark.parametrize("error", [GiveUpError("45015"), TryAgainError("away")])
def test_trouble_that_cannot_be_noted_holds_up_nobody(
    database: Database, logged: list[MutableMapping[str, Any]], error: Exception
) -> None:
    failed: list[Parcel] = []

    async def deliver(parcel: Parcel) -> None:
        if parcel.name and len(failed) < 1:
            failed.append(parcel)
            raise error

    def notes(_sql: SqlSession, _name: str, *, for_good: bool) -> Sequence[Event]:
        raise KeyError

    async def scenario() -> None:
        posted(database, "一", name="agent:1")
        posted(database, "二")
        aged(database, timedelta(seconds=61))
        async with running(Sender(Outbox(database), deliver, undelivered=notes)):
            await until(lambda: Outbox(database).waiting() == 0)

    finished(scenario())
    gone = isinstance(error, GiveUpError)
    assert states(database) == {"一": ("dead", "45015") if gone else ("sent", None), "二": ("sent", None)}
    assert [entry["event"] for entry in logged] == ["outbox_message_dead"] * gone + ["outbox_trouble_not_noted"]
    assert isinstance(logged[-1]["exc_info"], KeyError)


def test_an_attempt_ends_long_before_its_lease(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert storing.LEASE.total_seconds() / 2 >= sending._ATTEMPT_S
    monkeypatch.setattr(sending, "_ATTEMPT_S", 0.1)
    tried: list[float] = []

    async def deliver(_parcel: Parcel) -> None:
        tried.append(time.monotonic())
        if len(tried) == 1:
            await asyncio.sleep(60)

    async def scenario() -> None:
        posted(database, "一")
        async with running(Sender(Outbox(database), deliver)):
            await until(lambda: states(database)["一"][0] == "sent")

    finished(scenario())
    assert len(tried) == 2
    assert tried[1] - tried[0] < 5


def test_what_is_under_way_is_not_begun_again_though_its_lease_is_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "LEASE", timedelta(seconds=0.05))
    begun: Counter[int] = Counter()

    async def deliver(parcel: Parcel) -> None:
        begun[parcel.id] += 1
        await asyncio.sleep(0.5)

    async def scenario() -> None:
        for number in range(20):
            posted(database, f"{number}", to=f"o{number}")
        async with running(Sender(Outbox(database), deliver)):
            await until(lambda: Outbox(database).waiting() == 0)

    finished(scenario())
    assert set(begun.values()) == {1}
    assert len(begun) == 20


def test_what_is_under_way_under_a_second_lease_is_put_off_all_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "LEASE", timedelta(seconds=-1))
    attempts: list[int] = []

    async def deliver(parcel: Parcel) -> None:
        attempts.append(parcel.attempts)
        if len(attempts) == 1:
            monkeypatch.setattr(storing, "LEASE", timedelta(seconds=60))
            await asyncio.sleep(0.5)
            raise TryAgainError("busy")

    async def scenario() -> None:
        posted(database, "一")
        async with running(Sender(Outbox(database), deliver)):
            await until(lambda: states(database)["一"][0] == "sent")

    finished(scenario())
    assert attempts == [0, 1]


@pytest.mark.parametrize("error", [StoreError("away"), RuntimeError("odd")])
def test_it_goes_on_after_any_trouble_with_the_database(
    database: Database, error: Exception, logged: list[MutableMapping[str, Any]]
) -> None:
    class Troubled(Outbox):
        claims = 0

        def claim(self, most: int) -> list[Parcel]:
            self.claims += 1
            if self.claims < 4:
                raise error
            return super().claim(most)

        def sent(self, parcel_id: int) -> None:
            if self.claims < 8:
                raise error
            super().sent(parcel_id)

    async def deliver(_parcel: Parcel) -> None:
        pass

    async def scenario() -> None:
        posted(database, "一")
        async with running(Sender(Troubled(database), deliver)):
            await until(lambda: states(database)["一"][0] == "sent")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(storing, "LEASE", timedelta(seconds=0.05))
        finished(scenario())
    unreadable = "outbox_unreadable" if isinstance(error, StoreError) else "outbox_sender_failed"
    assert {entry["event"] for entry in logged} == {unreadable, "outbox_unwritable"}


def test_it_ends_even_when_it_has_failed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_self: Sender) -> None:
        raise RuntimeError

    async def deliver(_parcel: Parcel) -> None:
        pass

    async def scenario() -> None:
        sender = Sender(Outbox(database), deliver)
        await sender.aclose()
        monkeypatch.setattr(Sender, "_run", fails)
        sender.start()
        await asyncio.sleep(0)
        await sender.aclose()

    finished(scenario())


def test_it_waits_a_little_for_what_is_under_way_and_ends_the_rest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_LEAVE_S", 1.0)
    begun: set[str] = set()
    ended: set[str] = set()

    async def deliver(parcel: Parcel) -> None:
        begun.add(parcel.recipient)
        try:
            await asyncio.sleep(0.2 if parcel.recipient == "o1" else 60)
        finally:
            ended.add(parcel.recipient)

    async def scenario() -> None:
        posted(database, "一", to="o1")
        posted(database, "二", to="o2")
        sender = Sender(Outbox(database), deliver)
        sender.start()
        await until(lambda: len(begun) == 2)
        await sender.aclose()
        assert ended == {"o1", "o2"}

    finished(scenario())
    assert [state for state, _ in states(database).values()] == ["sent", "pending"]
    assert [(parcel.recipient, parcel.attempts) for parcel in Outbox(database).claim(9)] == [("o2", 0)]


@pytest.mark.parametrize("leaves_s", [5.0, 0.05])
def test_it_ends_while_it_claims_and_keeps_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch, leaves_s: float
) -> None:
    monkeypatch.setattr(sending, "_LEAVE_S", leaves_s)
    claiming, claims = threading.Event(), threading.Event()

    class Slow(Outbox):
        def claim(self, most: int) -> list[Parcel]:
            claiming.set()
            claims.wait(leaves_s * 10)
            return super().claim(most)

    async def deliver(_parcel: Parcel) -> None:
        raise AssertionError

    async def scenario() -> None:
        posted(database, "一")
        sender = Sender(Slow(database), deliver)
        sender.start()
        await until(claiming.is_set)
        if leaves_s > 1:
            asyncio.get_running_loop().call_later(0.1, claims.set)
        async with asyncio.timeout(2):
            await sender.aclose()

    finished(scenario())
    if leaves_s > 1:
        assert [parcel.payload["text"] for parcel in Outbox(database).claim(9)] == ["一"]


def test_what_cannot_be_given_back_keeps_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch, logged: list[MutableMapping[str, Any]]
) -> None:
    monkeypatch.setattr(sending, "_LEAVE_S", 0.05)
    begun = asyncio.Event()

    class Away(Outbox):
        def give_back(self, _parcels: Iterable[Parcel]) -> None:
            raise StoreError("away")

    async def deliver(_parcel: Parcel) -> None:
        begun.set()
        await asyncio.sleep(60)

    async def scenario() -> None:
        posted(database, "一")
        sender = Sender(Away(database), deliver)
        sender.start()
        await begun.wait()
        await sender.aclose()

    finished(scenario())
    assert [entry["event"] for entry in logged] == ["outbox_not_given_back"]


@pytest.mark.parametrize("steps", range(4))
def test_it_ends_though_it_was_woken_at_that_moment(
    database: Database, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(sending, "_LOOK_S", 60)

    async def deliver(_parcel: Parcel) -> None:
        pass

    async def scenario() -> None:
        sender = Sender(Outbox(database), deliver)
        sender.start()
        await asyncio.sleep(0.3)
        sender.wake()
        for _ in range(steps):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await sender.aclose()

    finished(scenario())
