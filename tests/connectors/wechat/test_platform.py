"""The platform's API over real HTTP, when it hangs, trickles, talks nonsense or is asked by many at once."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.memory import Database
from connectors.outbox import GiveUpError, Outbox, Parcel, Sender, TryAgainError, put
from connectors.outbox import sender as sending
from connectors.outbox import store as storing
from connectors.wechat import platform as platforms
from connectors.wechat.platform import MediaGoneError, Platform
from tests.conftest import finished
from tests.connectors.wechat.far_platform import MEDIA, MENU, OK, QR, SEND, TOKEN, Far, far_end

TEXT = {"msgtype": "text", "text": {"content": "您好"}}
NONSENSE = [b"", b"<html>", b"[]", b"null", b'"x"', b"7", b"{", b"\xff", b"[" * 100_000, b'{"errcode":null}']
NONSENSE += [b'{"errcode":"40001"}', b'{"errcode":0.5}', b'{"errcode":false}', b'{"errcode":[]}', b"{}", b'{"url":7}']
NO_TOKENS = [b'{"access_token":"t"}', b'{"expires_in":7200}', b'{"access_token":"t","expires_in":"x"}', OK]
NO_TOKENS += [b'{"access_token":%s,"expires_in":7200}' % odd for odd in (b"null", b"7", b'""', b'"\\ud800"', b'"\\n"')]
NO_TOKENS += [b'{"access_token":"t","expires_in":%s}' % odd for odd in (b"null", b"NaN", b"-1", b"0", b"[]", b'"7200"')]
CALLS: dict[str, Callable[[Platform], Awaitable[object]]] = {
    SEND: lambda platform: platform.send("o1", TEXT),
    QR: lambda platform: platform.qr_address("x", 5),
    MENU: lambda platform: platform.create_menu({"button": []}),
    MEDIA: lambda platform: platform.media("m"),
}


async def outcomes(*work: Awaitable[object]) -> list[object]:
    return await asyncio.gather(*work, return_exceptions=True)


# one fetch of the token for all


def test_many_who_need_a_token_fetch_it_once() -> None:
    async def scenario() -> None:
        far = Far(slow_s=0.1)
        async with far_end(far) as platform:
            assert await outcomes(*(platform.send("o1", TEXT) for _ in range(16))) == [None] * 16
            await platform.send("o1", TEXT)
        assert far.asked.count(TOKEN) == 1
        assert far.got["您好"] == 17

    finished(scenario())


def test_many_share_the_failure_of_a_fetch_and_the_next_one_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platforms, "_WHOLE_S", 0.4)

    async def scenario() -> None:
        far = Far(silent=True)
        async with far_end(far) as platform:
            began = time.monotonic()
            failed = await outcomes(*(platform.send("o1", TEXT) for _ in range(16)))
            assert {type(error) for error in failed} == {TryAgainError}
            assert time.monotonic() - began < 2
            assert far.asked == [TOKEN]
            far.silent = False
            await platform.send("o1", TEXT)
            assert far.asked == [TOKEN, TOKEN, SEND]

    finished(scenario())


def test_whoever_stops_waiting_leaves_the_fetch_to_the_others() -> None:
    async def scenario() -> None:
        far = Far(slow_s=0.2)
        async with far_end(far) as platform:
            first, *others = [asyncio.create_task(platform.send("o1", TEXT)) for _ in range(4)]
            await asyncio.sleep(0.1)
            first.cancel()
            assert await outcomes(*others) == [None] * 3
            assert first.cancelled()
        assert far.asked.count(TOKEN) == 1

    finished(scenario())


def test_a_fetch_that_fails_when_nobody_waits_any_more_is_forgotten() -> None:
    async def scenario() -> list[dict[str, Any]]:
        complaints: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
        far = Far({TOKEN: b"<html>"}, slow_s=0.5)
        async with far_end(far) as platform:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(platform.check(), 0.05)
            await asyncio.sleep(0.8)
            del far.answers[TOKEN]
            await platform.check()
        return complaints

    assert finished(scenario()) == []


def test_closing_ends_a_fetch_under_way() -> None:
    async def scenario() -> None:
        async with far_end(Far(silent=True)) as platform:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(platform.check(), 0.1)
            began = time.monotonic()
        assert time.monotonic() - began < 1
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "wechat-access-token"]

    finished(scenario())


def test_a_refused_token_is_renewed_once_for_all_whom_it_was_refused() -> None:
    async def scenario() -> None:
        far = Far(slow_s=0.05)
        async with far_end(far) as platform:
            await platform.check()
            far.refused = {"t1"}
            assert await outcomes(*(platform.send("o1", TEXT) for _ in range(8))) == [None] * 8
            assert far.forced == [False, True]
            far.refused = {f"t{number}" for number in range(9)}
            with pytest.raises(TryAgainError, match="fresh access token"):
                await platform.send("o1", TEXT)

    finished(scenario())


# odd answers


@pytest.mark.parametrize("answer", [*NONSENSE, *NO_TOKENS])
@pytest.mark.parametrize("kind", ["application/json", "text/html; charset=utf-8"])
def test_a_token_that_is_none_means_try_again(answer: bytes, kind: str) -> None:
    async def scenario() -> None:
        far = Far({TOKEN: answer}, kind)
        async with far_end(far) as platform:
            failed = await outcomes(platform.check(), *(call(platform) for call in CALLS.values()))
            assert {type(error) for error in failed} == {TryAgainError}
        assert set(far.asked) == {TOKEN}

    finished(scenario())


@pytest.mark.parametrize("answer", NONSENSE)
@pytest.mark.parametrize("kind", ["application/json", "text/html; charset=utf-8"])
def test_an_odd_answer_to_any_call_means_try_again(answer: bytes, kind: str) -> None:
    async def scenario() -> None:
        far = Far(dict.fromkeys(CALLS, answer), kind)
        async with far_end(far) as platform:
            failed = await outcomes(*(call(platform) for call in CALLS.values()))
            assert {type(error) for error in failed} == {TryAgainError}

    finished(scenario())


def test_a_code_of_the_platform_decides_whether_it_is_tried_again() -> None:
    async def scenario() -> None:
        far = Far()
        async with far_end(far) as platform:
            for code, kind in ((-1, TryAgainError), (45009, TryAgainError), (45015, GiveUpError), (45047, GiveUpError)):
                said = json.dumps({"errcode": code, "errmsg": "no\n\x00\ud800更多" + "x" * 500})
                far.answers = {SEND: said.encode(), MEDIA: said.encode()}
                with pytest.raises(kind, match=f"^the platform says {code} no更多x+$") as told:
                    await platform.send("o1", TEXT)
                assert len(str(told.value)) < 120
                with pytest.raises(MediaGoneError if kind is GiveUpError else TryAgainError):
                    await platform.media("m")

    finished(scenario())


def test_media_come_as_they_are_under_a_content_type_of_their_own() -> None:
    async def scenario() -> None:
        far = Far({TOKEN: b'{"access_token":"t","expires_in":1e400}', MEDIA: b"#!AMR\n<[\xff"}, "audio/amr")
        async with far_end(far) as platform:
            assert await platform.media("m") == b"#!AMR\n<[\xff"
            far.answers[MEDIA] = b"x" * (platforms._MEDIA_BYTES + 1)
            with pytest.raises(MediaGoneError):
                await platform.media("m")
            far.kind, far.answers[MEDIA] = "text/plain", b'{"errcode":40007,"errmsg":"invalid media_id"}'
            with pytest.raises(MediaGoneError):
                await platform.media("m")

    finished(scenario())


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner))
_KEYS = st.sampled_from(["errcode", "errmsg", "access_token", "expires_in", "url"])
_SAID = st.dictionaries(_KEYS, _VALUES) | _VALUES


@settings(max_examples=60, deadline=None)
@given(token=_SAID, said=_SAID, odd=st.sampled_from([TOKEN, *CALLS]))
def test_whatever_json_comes_it_is_done_or_tried_again_or_given_up(token: object, said: object, odd: str) -> None:
    async def scenario() -> list[object]:
        far = Far({odd: json.dumps(token if odd == TOKEN else said).encode()})
        async with far_end(far) as platform:
            return await outcomes(*(call(platform) for call in CALLS.values()))

    for outcome in finished(scenario()):
        assert outcome is None or isinstance(outcome, str | TryAgainError | GiveUpError | MediaGoneError)


# time


def test_an_answer_that_trickles_in_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platforms, "_WHOLE_S", 0.3)

    async def scenario() -> None:
        async with far_end(Far(trickles=True)) as platform:
            began = time.monotonic()
            with pytest.raises(TryAgainError, match="TimeoutError"):
                await platform.send("o1", TEXT)
            assert time.monotonic() - began < 1

    finished(scenario())


def test_a_platform_that_hangs_for_long_gets_each_message_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "LEASE", timedelta(seconds=1.5))
    monkeypatch.setattr(sending, "_ATTEMPT_S", 0.75)
    monkeypatch.setattr(sending, "_FIRST_WAIT_S", 0.05)
    monkeypatch.setattr(sending, "_LONGEST_WAIT_S", 0.3)
    monkeypatch.setattr(platforms, "_WHOLE_S", 0.25)
    database = Database(f"sqlite:///{tmp_path / 'outbox.db'}")
    database.migrate()
    at_once: Counter[int] = Counter()
    most_at_once: Counter[int] = Counter()

    async def scenario() -> None:
        with database.writing() as sql:
            for number in range(40):
                put(sql, f"o{number}", {"msgtype": "text", "text": {"content": f"{number}"}})
        far = Far(silent=True)
        async with far_end(far) as platform:

            async def deliver(parcel: Parcel) -> None:
                at_once[parcel.id] += 1
                most_at_once[parcel.id] = max(most_at_once[parcel.id], at_once[parcel.id])
                try:
                    await platform.send(parcel.recipient, parcel.payload)
                finally:
                    at_once[parcel.id] -= 1

            outbox = Outbox(database)
            sender = Sender(outbox, deliver)
            sender.start()
            await asyncio.sleep(4)
            far.silent = False
            monkeypatch.setattr(sending, "_ATTEMPT_S", 20)
            monkeypatch.setattr(platforms, "_WHOLE_S", 10)
            async with asyncio.timeout(20):
                while await asyncio.to_thread(outbox.waiting):  # noqa: ASYNC110 (the database has no event for it)
                    await asyncio.sleep(0.05)
            await sender.aclose()
        assert len(far.got) == 40
        assert set(far.got.values()) == {1}
        assert set(most_at_once.values()) == {1}

    finished(scenario())
    database.close()
