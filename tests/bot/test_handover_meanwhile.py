"""Agents who come or go while a turn is being answered: the bot talks over nobody, and nobody is left unanswered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, cycle

import pytest

import bot.assistant
from bot.assistant import Assistant
from bot.handover import Outcome
from bot.memory import ConversationStore, Database, HeldChangedError, Session
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Channel, Dialect, Turn
from tests.bot.handing_over import ONE, TWO, Desk
from tests.bot.talking import CHATS, EMERGENCY, FELT, assistant, says
from tests.conftest import finished


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = Database(database_url)
    yield Desk(database)
    database.close()


class Meanwhile(ConversationStore):
    """Something happens each time a session has been loaded."""

    def __init__(self, desk: Desk, happens: Callable[[], object]) -> None:
        super().__init__(desk.database, [desk.cases])
        self._happens = happens

    def load(self, session_id: str) -> Session:
        loaded = super().load(session_id)
        self._happens()
        return loaded


def answered(by: Assistant, text: str) -> Reply:
    return finished(says(by, text))


def lines(desk: Desk, case_id: int) -> list[tuple[str, str]]:
    return [(line.who, line.text) for line in desk.messages.transcript(desk.cases.get(case_id))]


def test_the_bot_does_not_speak_after_an_agent_who_came_while_it_thought(desk: Desk) -> None:
    case = desk.case("s")

    def comes() -> None:
        desk.cases.take(case.id, ONE)
        desk.messages.say(case.id, ONE, "你好，我系职员")

    reply = answered(assistant(desk.store, meanwhile=comes), CHATS)
    assert (reply.text, reply.topic, reply.handoff) == ("", Topic.HUMAN, True)
    assert reply.degraded == ()
    assert lines(desk, case.id)[-2:] == [("agent", "你好，我系职员"), ("person", CHATS)]
    assert [said for said, _ in desk.store.turns("s")].count(CHATS) == 1


def test_whoever_is_given_back_meanwhile_is_answered_by_the_bot(desk: Desk) -> None:
    case = desk.held("s")
    goes = Meanwhile(desk, lambda: desk.cases.end(case.id, ONE, Outcome.RETURNED))
    reply = answered(assistant(goes), CHATS)
    assert reply.text
    assert desk.store.turns("s")[-1] == (CHATS, reply)


def test_an_emergency_is_answered_and_stored_whoever_came_meanwhile(desk: Desk) -> None:
    case = desk.case("s")
    comes = Meanwhile(desk, lambda: desk.cases.take(case.id, ONE))
    reply = answered(assistant(comes), EMERGENCY)
    assert reply.emergency
    assert "120" in reply.text
    assert lines(desk, case.id)[-3:] == [("person", EMERGENCY), ("bot", reply.text), ("notice", "emergency")]
    assert desk.of("s").emergency
    assert desk.store.load("s").held_by == "一号坐席"


def test_an_emergency_that_was_only_understood_is_not_taken_back(desk: Desk) -> None:
    case = desk.case("s")
    reply = answered(assistant(desk.store, meanwhile=lambda: desk.cases.take(case.id, ONE)), FELT)
    assert reply.emergency
    assert "120" in reply.text
    assert desk.store.turns("s")[-1] == (FELT, reply)


def test_however_often_agents_come_and_go_there_is_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = desk.case("s")
    turns, agents = count(), cycle((ONE, TWO))

    class Restless(ConversationStore):
        def record(self, *arguments: object, **named: object) -> object:  # type: ignore[override]
            next(turns)
            desk.cases.take(case.id, next(agents), over=True)
            return super().record(*arguments, **named)  # type: ignore[arg-type]

    reply = answered(assistant(Restless(desk.database, [desk.cases])), CHATS)
    assert next(turns) == bot.assistant._DRAFTS
    assert reply.text == ""
    assert desk.store.turns("s")[-1] == (CHATS, reply)


def test_of_a_turn_answered_for_another_holder_nothing_is_stored(desk: Desk) -> None:
    case = desk.case("s")
    before = desk.store.load("s")
    desk.cases.take(case.id, ONE)
    held = desk.everything()
    turn, reply = Turn(session_id="s", text="又问", channel=Channel.KIOSK), desk.store.turns("s")[0][1]
    reply = reply.model_copy(update={"turn_id": "new", "dialect": Dialect.CMN})
    with pytest.raises(HeldChangedError) as changed:
        desk.store.record(before, turn, reply)
    assert changed.value.holder == "一号坐席"
    assert desk.everything() == held
    held_session = desk.store.load("s")
    desk.cases.end(case.id, ONE, Outcome.DONE)
    with pytest.raises(HeldChangedError) as changed:
        desk.store.record(held_session, turn, reply)
    assert changed.value.holder is None
    desk.store.record(held_session, turn, reply, whoever_holds=True)
    assert desk.store.turns("s")[-1] == ("又问", reply)
