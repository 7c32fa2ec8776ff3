"""What becomes of messages taken in, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, update

from bot.family import CodeError, FamilyLinks
from bot.memory import Database
from bot.memory.tables import FamilyLinkRow
from bot.turn import Channel
from connectors.outbox import Outbox, put
from connectors.outbox.tables import OutboxRow
from connectors.wechat import alerts
from connectors.wechat.inbound import Inbound
from connectors.wechat.inbox import AnsweredError, Inbox, answered
from connectors.wechat.rendering import text_message
from connectors.wechat.tables import InboxRow

TROUBLE = [text_message("对唔住")]


@dataclass
class Post:
    """An inbox, and the outbox behind it."""

    database: Database

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.database)
        self.outbox = Outbox(self.database)
        self._numbers = count()

    def comes(self, message_id: str, openid: str = "oOne") -> bool:
        """A message comes; whether it has to wait for another."""
        message = Inbound(message_id, openid, "gh", "text", digest=message_id, text="喂")
        return self.inbox.take(message, f"signature {next(self._numbers)}").waits

    def sends(self) -> list[str]:
        """All that is to be sent, in the order of sending."""
        sent = []
        while parcels := self.outbox.claim(10):
            for parcel in parcels:
                sent.append(parcel.payload["text"]["content"])
                self.outbox.sent(parcel.id)
        return sent

    def its_process_is_gone(self) -> None:
        with self.database.writing() as sql:
            sql.execute(update(InboxRow).values(claimed_until=datetime.now(UTC) - timedelta(seconds=1)))


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    database = Database(database_url)
    yield Post(database)
    database.close()


def test_the_messages_of_a_person_are_answered_one_after_another(post: Post) -> None:
    assert [post.comes("1"), post.comes("2"), post.comes("3"), post.comes("4", "oOther")] == [False, True, True, False]
    assert [post.inbox.is_next(number) for number in "1234"] == [True, False, False, True]
    post.inbox.answer("1", [text_message("答")])
    assert [post.inbox.is_next(number) for number in "234"] == [True, False, True]
    post.inbox.answer("2", [])
    assert post.inbox.is_next("3")
    assert post.comes("1") is False


def test_a_person_who_begins_with_many_messages_at_once_is_one_person(post: Post) -> None:
    with ThreadPoolExecutor(12) as threads:
        waits = list(threads.map(post.comes, [f"{number % 6}" for number in range(12)]))
    assert not all(waits)
    with post.database.reading() as sql:
        assert len(sql.scalars(select(InboxRow)).all()) == 6
    assert sum(post.inbox.is_next(f"{number}") for number in range(6)) == 1


def test_a_message_taken_over_in_vain_is_given_up_with_a_word(post: Post) -> None:
    post.comes("1")
    for _ in range(3):
        post.its_process_is_gone()
        assert [inbound.message_id for inbound, _ in post.inbox.abandoned(TROUBLE)] == ["1"]
        assert post.inbox.abandoned(TROUBLE) == []
    post.its_process_is_gone()
    assert post.inbox.abandoned(TROUBLE) == []
    assert post.sends() == ["对唔住"]
    with pytest.raises(AnsweredError):
        post.inbox.answer("1", TROUBLE)


def test_people_write_while_messages_are_taken_over(post: Post) -> None:
    """Neither waits for the other in a circle."""
    for number in range(40):
        post.comes(f"{number}", f"o{number % 4}")
    with ThreadPoolExecutor(8) as threads:
        for _ in range(5):
            post.its_process_is_gone()
            works = [threads.submit(post.inbox.abandoned, TROUBLE, 40)]
            works += [threads.submit(post.comes, f"{number}", f"o{number % 4}") for number in range(40)]
            for work in works:
                work.result(30)


def test_an_answer_of_several_messages_keeps_its_order(post: Post) -> None:
    post.comes("1")
    post.inbox.answer("1", [text_message("上"), text_message("中"), text_message("下")])
    taken = post.inbox.outcome("1")
    assert taken is not None
    assert not taken.messages
    assert post.sends() == ["上", "中", "下"]


@pytest.mark.parametrize("urgent", [False, True])
def test_an_answer_does_not_overtake_what_is_on_its_way(post: Post, urgent: bool) -> None:
    with post.database.writing() as sql:
        put(sql, "oOne", text_message("职员话"))
    post.comes("1")
    with post.database.writing() as sql:
        answered(sql, "1", [text_message("答")], urgent=urgent)
    assert post.sends() == (["职员话"] if urgent else ["职员话", "答"])


def test_an_answer_does_not_wait_for_what_cannot_be_sent(post: Post) -> None:
    with post.database.writing() as sql:
        put(sql, "oOne", text_message("职员话"))
    post.outbox.later(post.outbox.claim(1)[0], "the platform is down", timedelta(minutes=5))
    post.comes("1")
    post.inbox.answer("1", [text_message("答")])
    taken = post.inbox.outcome("1")
    assert taken is not None
    assert taken.messages == [text_message("答")]


def test_nor_for_what_stands_behind_that(post: Post) -> None:
    with post.database.writing() as sql:
        for text in ("职员话", "职员又话"):
            put(sql, "oOne", text_message(text))
    post.outbox.later(post.outbox.claim(1)[0], "the quota of the day is used up", timedelta(minutes=5))
    for number in ("1", "2"):
        post.comes(number)
        post.inbox.answer(number, [text_message("答")])
        taken = post.inbox.outcome(number)
        assert taken is not None
        assert taken.messages == [text_message("答")]


def test_a_code_is_used_and_the_answer_noted_or_neither(post: Post) -> None:
    links = FamilyLinks(post.database, alerts.tell)
    code, _ = links.new_code("visit", "我同意", Channel.KIOSK)
    post.comes("1")
    post.inbox.answer("1", TROUBLE)
    with pytest.raises(AnsweredError):
        links.redeem(code, "oOne", "own", then=lambda sql: answered(sql, "1", TROUBLE))
    assert links.count("visit") == 0
    post.comes("2")
    links.redeem(code, "oOne", "own", then=lambda sql: answered(sql, "2", TROUBLE))
    assert links.count("visit") == 1
    with pytest.raises(CodeError):
        links.redeem(code, "oOther", "own")


def test_two_who_are_linked_to_each_other_may_unlink_at_once(post: Post) -> None:
    links = FamilyLinks(post.database, alerts.tell)
    for _ in range(5):
        for session_id, member in (("one", "oTwo"), ("two", "oOne")):
            links.redeem(links.new_code(session_id, "我同意", Channel.WECHAT)[0], member, "own")
        with ThreadPoolExecutor(2) as threads:
            works = [threads.submit(links.unlink, *who) for who in (("oOne", "one"), ("oTwo", "two"))]
            told = [work.result(30) for work in works]
        assert any(told)
        with post.database.reading() as sql:
            assert sql.scalars(select(FamilyLinkRow)).all() == []


def test_nothing_waits_twice_under_one_name(post: Post) -> None:
    post.comes("1")
    with post.database.writing() as sql:
        sql.execute(update(InboxRow).values(deferred=True))
    assert post.inbox.answer("1", TROUBLE)
    with pytest.raises(AnsweredError):
        post.inbox.answer("1", TROUBLE)
    with post.database.reading() as sql:
        assert len(sql.scalars(select(OutboxRow)).all()) == 1
