"""People, agents and processes that do something to the same conversation at the same time, in real databases."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.handover import Agent, Case, CaseState, CaseTakenError, HandoverError, NotYoursError, Outcome
from bot.memory import Database
from bot.memory.locking import lock_session
from bot.memory.tables import CaseEventRow, CaseRow
from bot.topics import Topic
from tests.bot.handing_over import ABSENT, ONE, QUIET, TWO, Desk

SEVERAL = 6


@pytest.fixture
def desks(database_url: str) -> Iterator[list[Desk]]:
    """Two processes' worth of the same desk."""
    with ExitStack() as stack:
        yield [Desk(_closing(stack, Database(database_url)), process) for process in ("a", "b")]


def _closing(stack: ExitStack, database: Database) -> Database:
    stack.callback(database.close)
    return database


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each gives, all begun at the same moment."""
    barrier = Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        barrier.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def test_turns_that_ask_at_once_open_one_case(desks: list[Desk]) -> None:
    for session in ("new", "known"):
        if session == "known":
            desks[0].chats(session)
        told = at_once(*(partial(desks[n % 2].says, session, f"第{n}句") for n in range(SEVERAL)))
        case = desks[0].of(session)
        assert {event.case_id for [event] in told} == {case.id}
        assert case.version == SEVERAL
        said = {line.text for line in desks[0].messages.transcript(case) if line.who == "person"}
        assert {f"第{n}句" for n in range(SEVERAL)} <= said


def test_what_happens_in_one_conversation_happens_one_after_the_other(desks: list[Desk]) -> None:
    """Whatever an agent or a person does while somebody has the session is done, and dated, afterwards."""
    one, other = desks
    kinds: dict[str, Callable[[Case], object]] = {
        "taken": lambda case: other.cases.take(case.id, TWO, over=True),
        "done": lambda case: other.cases.end(case.id, ONE, Outcome.DONE),
        "喺度": lambda case: other.messages.say(case.id, ONE, "喺度"),
        "仲有嘢问": lambda _case: other.says("s3", "仲有嘢问"),
    }
    for number, (text, work) in enumerate(kinds.items()):
        case = one.held(f"s{number}")
        with ThreadPoolExecutor(1) as pool:
            with one.database.writing() as sql:
                assert lock_session(sql, f"s{number}")
                running = pool.submit(work, case)
                time.sleep(0.3)
                assert not running.done()
                before = datetime.now(UTC)
            running.result(20)
        last = [line for line in one.messages.transcript(one.cases.get(case.id)) if line.who != "bot"][-1]
        assert last.text == text
        assert last.at >= before


def test_a_sweep_passes_over_conversations_in_which_something_happens(desks: list[Desk]) -> None:
    one, other = desks
    lost, old = one.held("lost"), one.case("old")
    one.presence.left("window of desk1")
    one.ago(CaseRow, "last_at", timedelta(hours=25))
    if one.database.engine.dialect.name == "postgresql":  # with SQLite nothing happens at once
        with one.database.writing() as sql:
            assert lock_session(sql, "lost")
            assert lock_session(sql, "old")
            assert other.cases.sweep(absent=ABSENT, quiet=QUIET) == []
    assert {event.case_id for event in other.cases.sweep(absent=ABSENT, quiet=QUIET)} == {lost.id, old.id}


def test_of_several_agents_one_gets_the_case(desks: list[Desk]) -> None:
    case = desks[0].case("s")

    def take(number: int) -> Case | str | None:
        try:
            return desks[number % 2].cases.take(case.id, Agent(f"desk{number}", f"{number}号"))
        except CaseTakenError as error:
            return error.by

    got = at_once(*(partial(take, n) for n in range(SEVERAL)))
    [taken] = [result for result in got if isinstance(result, Case)]
    assert taken.agent is not None
    assert Counter(got)[taken.agent.display_name] == SEVERAL - 1
    assert desks[1].of("s") == taken


def test_the_same_message_sent_at_once_is_there_once(desks: list[Desk]) -> None:
    case = desks[0].held("s")
    said = at_once(*(partial(desks[n % 2].messages.say, case.id, ONE, "喺度", "a") for n in range(SEVERAL)))
    assert len(set(said)) == 1
    assert desks[0].messages.since("s", 0) == said[:1]


def test_messages_and_turns_at_once_are_all_counted(desks: list[Desk]) -> None:
    case = desks[0].held("s")
    messages = (partial(desks[n % 2].messages.say, case.id, ONE, f"{n}") for n in range(SEVERAL))
    turns = (partial(desks[n % 2].says, "s", f"{n}") for n in range(SEVERAL))
    at_once(*messages, *turns)
    assert desks[0].of("s").version == case.version + 2 * SEVERAL


def test_who_asks_again_while_the_case_is_ended_is_not_lost(desks: list[Desk]) -> None:
    for number in range(10):
        session = f"s{number}"
        case = desks[0].held(session)
        at_once(
            partial(desks[0].cases.end, case.id, ONE, Outcome.DONE),
            partial(desks[1].says, session, "仲有嘢问"),
        )
        ended = desks[0].cases.get(case.id)
        waiting = [c for c in desks[0].cases.open() if c.session_id == session]
        assert ended.state is CaseState.CLOSED
        assert len(waiting) == 1 or ended.last_text == "仲有嘢问"


def test_a_case_that_is_ended_while_it_is_swept_stays_ended(desks: list[Desk]) -> None:
    """The agent is gone by the sweep's lights, but ends the case at that moment."""
    for number in range(10):
        case = desks[0].held(f"s{number}")
        desks[0].presence.left("window of desk1")
        at_once(
            partial(desks[0].cases.end, case.id, ONE, Outcome.DONE),
            partial(desks[1].cases.sweep, absent=ABSENT, quiet=QUIET),
        )
        left = desks[0].cases.get(case.id)
        assert left.state is CaseState.CLOSED
        assert left.outcome is Outcome.DONE


def test_a_case_ends_once(desks: list[Desk]) -> None:
    """By several agents at once, or because its person leaves at that moment."""

    def end(desk: Desk, case: Case) -> bool:
        try:
            return desk.cases.end(case.id, ONE, Outcome.DONE).state is CaseState.CLOSED
        except NotYoursError:
            return False

    case = desks[0].held("s")
    assert sum(at_once(*(partial(end, desks[n % 2], case) for n in range(SEVERAL)))) == 1
    for number in range(10):
        case = desks[0].held(f"s{number}")
        at_once(partial(end, desks[0], case), partial(desks[1].store.forget, f"s{number}"))
    with desks[0].database.reading() as sql:
        ends = sql.scalar(select(func.count()).where(CaseEventRow.what.in_(("done", "left"))))
    assert ends == 1 + 10


def test_processes_that_sweep_at_once_do_it_once(desks: list[Desk]) -> None:
    for number in range(SEVERAL):
        desks[0].says(f"s{number}")
    desks[0].ago(CaseRow, "last_at", timedelta(hours=25))
    told = at_once(*(partial(desk.cases.sweep, absent=ABSENT, quiet=QUIET) for desk in desks * 2))
    assert sorted(event.session_id or "" for events in told for event in events) == [f"s{n}" for n in range(SEVERAL)]
    with desks[0].database.reading() as sql:
        ended = sql.scalar(select(func.count()).where(CaseEventRow.what == "expired"))
    assert ended == SEVERAL


def test_forgetting_while_a_turn_is_written_fails_neither(desks: list[Desk]) -> None:
    """The person leaves while the answer is on its way, as at a kiosk; the agent writes meanwhile."""

    def write(case: Case) -> None:
        with suppress(HandoverError):
            desks[0].messages.say(case.id, ONE, "喺度")

    for number in range(20):
        session = f"s{number}"
        case = desks[0].held(session)
        at_once(partial(desks[0].says, session), partial(desks[1].store.forget, session), partial(write, case))
        desks[0].store.forget(session)
        assert desks[0].cases.get(case.id).last_text == ""
    assert "我要搵真人" not in desks[0].everything()
    assert "喺度" not in desks[0].everything()


def test_when_all_happens_at_once_nothing_fails(desks: list[Desk]) -> None:
    """Many do everything to few conversations for a while; only what cannot be done now is refused."""
    enough = Event()
    one, other = desks

    def again_and_again(work: Callable[[], object]) -> int:
        done = 0
        while not enough.is_set():
            with suppress(HandoverError):
                work()
            done += 1
        return done

    def serve(desk: Desk, agent: Agent) -> None:
        for case in desk.cases.open():
            with suppress(HandoverError):
                desk.presence.seen(f"window of {agent.name}", agent.name)
                desk.cases.take(case.id, agent, over=agent is TWO)
                desk.messages.say(case.id, agent, "喺度")
                desk.cases.end(case.id, agent, Outcome.DONE)

    works: tuple[Callable[[], object], ...] = (
        partial(one.says, "s1"),
        partial(one.says, "s2", topic=Topic.EMERGENCY, emergency=True),
        partial(other.says, "s2"),
        partial(serve, one, ONE),
        partial(serve, other, TWO),
        partial(one.store.forget, "s1"),
        partial(other.store.forget, "s2"),
        *(partial(desk.cases.sweep, absent=timedelta(0), quiet=timedelta(0)) for desk in desks),
    )
    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(again_and_again, work) for work in works]
        time.sleep(1)
        enough.set()
        assert all(each.result(20) for each in running)
