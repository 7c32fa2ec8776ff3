"""People taking over, in real databases: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.handover import (
    AgentMessage,
    Cases,
    CaseState,
    CaseTakenError,
    Cause,
    Change,
    Messages,
    NoSuchCaseError,
    NotYoursError,
    Outcome,
    Standing,
)
from bot.memory import Database, Event, StoreError, TwiceError
from bot.memory.tables import CaseRow, StaffPresenceRow
from bot.reply import Risk, RiskLevel
from bot.topics import Topic
from bot.turn import Channel
from tests.bot.handing_over import ABSENT, HIGH, LOW, ONE, QUIET, TWO, Desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = Database(database_url)
    yield Desk(database)
    database.close()


def test_asking_for_a_person_opens_one_case(desk: Desk) -> None:
    assert desk.chats("s") == []
    assert desk.cases.open() == []
    [event] = desk.says("s", "我要搵真人，打13800138000")
    case = desk.of("s")
    assert event == Event("turn", "s", case.id, "t1")
    assert (case.state, case.causes, case.channel, case.dialect) == (CaseState.WAITING, (Cause.ASKED,), "kiosk", "yue")
    assert case.last_text == "我要搵真人，打（号码）"
    assert case.agent is None
    assert datetime.now(UTC) - case.opened_at < timedelta(minutes=1)
    desk.says("s", "快啲")
    again = desk.of("s")
    assert (again.id, again.last_text, again.waiting_since) == (case.id, "快啲", case.waiting_since)
    assert again.version > case.version
    assert [line.text for line in desk.messages.transcript(again) if line.who == "notice"] == ["asked"]


@pytest.mark.parametrize("channel", [Channel.CLI, Channel.DESK])
def test_where_no_agent_can_answer_there_is_no_case(desk: Desk, channel: Channel) -> None:
    assert desk.says("s", channel=channel) == []
    assert desk.cases.open() == []


def test_the_most_urgent_comes_first_and_a_case_keeps_the_worst_of_it(desk: Desk) -> None:
    desk.says("asked")
    desk.says("risk", topic=Topic.FRAUD, handoff=False, risk=HIGH)
    desk.says("emergency", topic=Topic.EMERGENCY, emergency=True)
    desk.held("held")
    assert [case.session_id for case in desk.cases.open()] == ["emergency", "risk", "asked", "held"]
    desk.says("risk", topic=Topic.FRAUD, handoff=False, risk=LOW)
    desk.says("risk")
    case = desk.of("risk")
    assert (case.causes, case.risk, case.emergency) == ((Cause.RISK, Cause.ASKED), HIGH, False)
    desk.says("risk", topic=Topic.EMERGENCY, emergency=True)
    assert desk.of("risk").causes == (Cause.EMERGENCY, Cause.RISK, Cause.ASKED)
    assert desk.cases.counts() == {"waiting": 3, "held": 1}


def test_who_takes_a_case_holds_it_until_it_ends(desk: Desk) -> None:
    case = desk.case("s")
    taken = desk.cases.take(case.id, ONE)
    assert (taken.state, taken.agent, taken.version) == (CaseState.HELD, ONE, case.version + 1)
    assert desk.store.load("s").held_by == "一号坐席"
    with pytest.raises(CaseTakenError) as refused:
        desk.cases.take(case.id, TWO)
    assert refused.value.by == "一号坐席"
    with pytest.raises(NotYoursError):
        desk.cases.end(case.id, TWO, Outcome.DONE)
    assert desk.cases.take(case.id, ONE) == taken
    ended = desk.cases.end(case.id, ONE, Outcome.RETURNED)
    assert (ended.state, ended.outcome, ended.agent) == (CaseState.CLOSED, Outcome.RETURNED, ONE)
    assert desk.store.load("s").held_by is None
    assert desk.cases.open() == []
    assert [closed.id for closed in desk.cases.closed()] == [case.id]
    assert [line.text for line in desk.messages.transcript(ended) if line.who == "notice"] == [
        "asked",
        "taken",
        "returned",
    ]
    with pytest.raises(CaseTakenError) as refused:
        desk.cases.take(case.id, ONE, over=True)
    assert refused.value.by is None
    with pytest.raises(NotYoursError):
        desk.cases.end(case.id, ONE, Outcome.DONE)
    assert desk.case("s").id != case.id


def test_a_case_can_be_taken_over_and_ended_for_another(desk: Desk) -> None:
    case = desk.held("s")
    assert desk.cases.take(case.id, TWO, over=True).agent == TWO
    with pytest.raises(NotYoursError):
        desk.messages.say(case.id, ONE, "仲喺度")
    ended = desk.cases.end(case.id, ONE, Outcome.DONE, any_agents=True)
    assert ended.outcome is Outcome.DONE
    notices = [(line.text, line.name) for line in desk.messages.transcript(ended) if line.who == "notice"]
    assert notices == [("asked", None), ("taken", "一号坐席"), ("taken", "二号坐席"), ("done", "一号坐席")]


def test_what_agents_do_is_told_to_whoever_watches_once_and_in_order(desk: Desk) -> None:
    seen: list[Change] = []
    desk.cases = Cases(desk.database, [lambda _sql, change: seen.append(change)])
    first, unseen, old = desk.held("first"), desk.case("unseen"), desk.case("old")
    desk.cases.take(first.id, ONE)
    with pytest.raises(CaseTakenError):
        desk.cases.take(first.id, TWO)
    desk.cases.take(first.id, TWO, over=True)
    desk.cases.sweep(absent=ABSENT, quiet=QUIET)
    desk.cases.end(unseen.id, ONE, Outcome.DONE)
    desk.presence.seen("window of desk1", ONE.name)
    desk.cases.end(desk.cases.take(first.id, ONE).id, ONE, Outcome.RETURNED)
    desk.ago(CaseRow, "last_at", timedelta(hours=25))
    desk.cases.sweep(absent=ABSENT, quiet=QUIET)
    assert [(c.what, c.case.id, c.case.agent, c.was_held) for c in seen] == [
        ("taken", first.id, ONE, False),
        ("taken", first.id, TWO, True),
        ("agent_lost", first.id, None, True),
        ("done", unseen.id, None, False),
        ("taken", first.id, ONE, False),
        ("returned", first.id, ONE, True),
        ("expired", old.id, None, False),
    ]
    assert len({c.event for c in seen}) == len(seen)
    assert seen[-1].case == desk.cases.get(old.id)


def test_what_a_watch_refuses_is_undone(desk: Desk) -> None:
    def refuses(_sql: object, _change: Change) -> None:
        raise ValueError("no room")

    case, held = desk.case("s"), desk.held("held")
    desk.presence.left("window of desk1")
    watched = Cases(desk.database, [refuses])
    for work in (
        lambda: watched.take(case.id, ONE),
        lambda: watched.end(held.id, ONE, Outcome.DONE),
        lambda: watched.sweep(absent=ABSENT, quiet=QUIET),
    ):
        with pytest.raises(ValueError, match="no room"):
            work()
    assert (desk.cases.get(case.id), desk.cases.get(held.id)) == (case, held)


def test_a_case_that_is_not_there_is_told(desk: Desk) -> None:
    with pytest.raises(NoSuchCaseError):
        desk.cases.get(7)
    with pytest.raises(NoSuchCaseError):
        desk.cases.take(7, ONE)
    with pytest.raises(NoSuchCaseError):
        desk.cases.end(7, ONE, Outcome.DONE)
    with pytest.raises(NoSuchCaseError):
        desk.messages.say(7, ONE, "喂")


def test_a_message_is_kept_once_and_masked(desk: Desk) -> None:
    case = desk.held("s")
    first = desk.messages.say(case.id, ONE, "打13800138000搵我", "a")
    assert (first.text, first.agent, first.session_id) == ("打（号码）搵我", ONE, "s")
    assert desk.messages.say(case.id, ONE, "打13800138000搵我", "a") == first
    other = desk.messages.say(case.id, ONE, "好", "b")
    unnamed = [desk.messages.say(case.id, ONE, "好") for _ in range(2)]
    assert desk.messages.since("s", 0) == [first, other, *unnamed]
    assert desk.messages.since("s", first.sequence) == [other, *unnamed]
    assert desk.messages.since("someone else", 0) == []
    desk.cases.take(case.id, TWO, over=True)
    assert desk.messages.say(case.id, ONE, "打13800138000搵我", "a") == first
    assert desk.messages.say(case.id, TWO, "我系二号", "a") != first


@pytest.mark.parametrize("client_id", [None, "a"])
@pytest.mark.parametrize("problem", [StoreError("no room"), TwiceError("there already")])
def test_a_message_that_cannot_be_delivered_is_not_there(
    desk: Desk, problem: StoreError, client_id: str | None
) -> None:
    def refuses(_sql: object, _message: AgentMessage) -> None:
        raise problem

    case = desk.held("s")
    before = desk.messages.say(case.id, ONE, "先")
    with pytest.raises((StoreError, NoSuchCaseError)):
        Messages(desk.database, [refuses]).say(case.id, ONE, "好", client_id)
    assert desk.messages.since("s", 0) == [before]
    assert desk.messages.say(case.id, ONE, "好", client_id).text == "好"


def test_a_conversation_is_read_in_its_order(desk: Desk) -> None:
    desk.chats("s", "有咩食")
    case = desk.held("s")
    desk.messages.say(case.id, ONE, "喺度")
    desk.says("s", "多谢", text="")
    case = desk.cases.end(case.id, ONE, Outcome.DONE)
    lines = desk.messages.transcript(case)
    assert [(line.who, line.text) for line in lines if line.who != "notice"] == [
        ("person", "有咩食"),
        ("bot", "好"),
        ("person", "我要搵真人"),
        ("bot", "好"),
        ("agent", "喺度"),
        ("person", "多谢"),
    ]
    assert len({line.id for line in lines}) == len(lines)
    assert [line.who for line in desk.messages.turn_lines("t0")] == ["person", "bot"]
    assert [line.who for line in desk.messages.turn_lines("t2")] == ["person"]
    assert desk.messages.turn_lines("t9") == []
    assert desk.messages.slots(case) == {"district": "江海"}


def test_a_person_is_told_how_they_stand(desk: Desk) -> None:
    assert desk.messages.standing("s") == Standing("none", None, False, 0)
    desk.says("before")
    desk.says("risk", topic=Topic.FRAUD, handoff=False, risk=HIGH)
    assert desk.messages.standing("risk").state == "none"
    assert desk.messages.standing("s") == Standing("none", None, False, 2)
    desk.presence.seen("window", ONE.name)
    case = desk.case("s")
    assert desk.messages.standing("s") == Standing("waiting", None, True, 2)
    desk.cases.take(desk.of("before").id, ONE)
    assert desk.messages.standing("s") == Standing("waiting", None, True, 1)
    desk.cases.take(case.id, ONE)
    assert desk.messages.standing("s") == Standing("held", "一号坐席", True, 0)
    desk.cases.end(case.id, ONE, Outcome.RETURNED)
    assert desk.messages.standing("s").state == "none"
    desk.says("fell", topic=Topic.EMERGENCY, emergency=True)
    assert desk.messages.standing("fell").state == "waiting"


def test_an_agent_is_on_duty_while_a_window_is_open(desk: Desk) -> None:
    assert desk.presence.on_duty() == 0
    for window, agent in (("a", "desk1"), ("b", "desk1"), ("c", "desk2"), ("a", "desk1")):
        desk.presence.seen(window, agent)
    assert desk.presence.on_duty() == 2
    desk.presence.left("c")
    desk.presence.left("a")
    assert desk.presence.on_duty() == 1
    desk.ago(StaffPresenceRow, "seen_at", timedelta(seconds=60))
    assert desk.presence.on_duty() == 0
    assert not desk.messages.standing("s").on_duty
    desk.presence.seen("b", "desk1")
    desk.presence.clear()
    assert desk.presence.on_duty() == 1
    desk.ago(StaffPresenceRow, "seen_at", timedelta(minutes=10))
    desk.presence.clear()
    with desk.database.reading() as sql:
        assert sql.query(StaffPresenceRow).all() == []


def test_the_case_of_an_agent_who_is_gone_waits_again_in_its_old_place(desk: Desk) -> None:
    lost, kept = desk.held("lost", ONE), desk.held("kept", TWO)
    assert desk.cases.sweep(absent=ABSENT, quiet=QUIET) == []
    desk.presence.left("window of desk1")
    assert desk.cases.sweep(absent=ABSENT, quiet=QUIET) == [Event("case", "lost", lost.id)]
    case = desk.of("lost")
    assert (case.state, case.agent, case.waiting_since) == (CaseState.WAITING, None, lost.waiting_since)
    assert case.version > lost.version
    assert desk.of("kept").agent == kept.agent
    assert desk.store.load("lost").held_by is None
    assert desk.messages.transcript(case)[-1].text == "agent_lost"
    assert desk.messages.transcript(case)[-1].name == "一号坐席"
    with pytest.raises(NotYoursError):
        desk.messages.say(case.id, ONE, "仲喺度")
    assert desk.cases.sweep(absent=ABSENT, quiet=QUIET) == []


def test_a_case_in_which_nobody_says_anything_for_long_is_over(desk: Desk) -> None:
    old, held = desk.case("old"), desk.held("held")
    desk.ago(CaseRow, "last_at", timedelta(hours=25))
    new = desk.case("new")
    assert desk.cases.sweep(absent=ABSENT, quiet=QUIET) == [Event("case", "old", old.id)]
    assert desk.cases.get(old.id).outcome is Outcome.EXPIRED
    assert {case.id for case in desk.cases.open()} == {new.id, held.id}
    assert desk.case("old").id not in (old.id, new.id, held.id)


def test_forgetting_closes_the_case_and_leaves_nothing_that_was_said(desk: Desk) -> None:
    before = desk.cases.end(desk.held("s").id, ONE, Outcome.DONE)
    case = desk.held("s")
    desk.says("s", "我俾人呃", topic=Topic.FRAUD, handoff=False, risk=HIGH)
    desk.messages.say(case.id, ONE, "唔好过数")
    said = ("我要搵真人", "我俾人呃", "唔好过数", "安全账户", "江海")
    assert all(words in desk.everything() for words in said)
    assert desk.store.forget("s") == [Event("case", "s", case.id)]
    assert list(desk.store.forget("s")) == []
    assert not any(words in desk.everything() for words in said)
    closed = desk.cases.get(case.id)
    assert (closed.state, closed.outcome, closed.session_id) == (CaseState.CLOSED, Outcome.LEFT, None)
    assert (closed.last_text, closed.risk) == ("", Risk(level=RiskLevel.HIGH))
    assert desk.cases.get(before.id).outcome is Outcome.DONE
    assert [line.text for line in desk.messages.transcript(closed)] == ["asked", "taken", "risk", "left"]
    with pytest.raises(NotYoursError):
        desk.messages.say(case.id, ONE, "仲喺度")
    assert desk.messages.since("s", 0) == []


def test_forgetting_one_leaves_the_others(desk: Desk) -> None:
    case = desk.held("other")
    desk.messages.say(case.id, ONE, "喺度")
    other = desk.of("other")
    desk.says("s")
    desk.store.forget("s")
    assert desk.of("other") == other
    assert len(desk.messages.transcript(other)) == 5


def test_old_conversations_take_their_cases_with_them(desk: Desk) -> None:
    case = desk.case("s")
    assert desk.store.forget_before(datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert desk.cases.get(case.id).outcome is Outcome.LEFT
    assert desk.cases.get(case.id).last_text == ""


def test_the_number_of_a_message_is_never_given_again(desk: Desk) -> None:
    first = desk.messages.say(desk.held("s").id, ONE, "一")
    desk.store.forget("s")
    assert desk.messages.say(desk.held("s").id, ONE, "二").sequence > first.sequence
