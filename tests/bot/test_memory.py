"""Conversations on real SQLite."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from bot.memory import ConversationStore, Session, StoreError
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Dialect, Turn


def reply(turn_id: str, topic: Topic = Topic.CANTEEN, text: str = "答") -> Reply:
    return Reply(
        session_id="s", turn_id=turn_id, dialect=Dialect.YUE, topic=topic, confidence=1.0, text=text, speech=text
    )


def test_a_session_survives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'folder' / 'x.db'}"
    store = ConversationStore(url)
    store.migrate()
    store.record(Session("s", Dialect.YUE, rate=0.8, volume=1.35), Turn(session_id="s", text="问"), reply("1"))
    store.record(Session("s", Dialect.YUE, rate=0.8), Turn(session_id="s", text="慢啲"), reply("2", Topic.SLOWER))
    store.close()
    again = ConversationStore(url)
    again.migrate()
    session = again.load("s")
    assert (session.dialect, session.rate, session.volume) == (Dialect.YUE, 0.8, 1.0)
    assert session.last is not None
    assert session.last.reply == reply("1")
    assert [t for t, _ in again.turns("s")] == ["问", "慢啲"]
    again.forget("s")
    assert again.turns("s") == []
    assert again.load("s") == Session("s")


def test_numbers_are_masked_on_disk(tmp_path: Path) -> None:
    store = ConversationStore(f"sqlite:///{tmp_path / 'x.db'}")
    store.migrate()
    store.record(Session("s"), Turn(session_id="s", text="打13800138000揾我"), reply("1"))
    assert store.turns("s")[0][0] == "打（号码）揾我"


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreError, match=r"folder\.db"):
        ConversationStore(f"sqlite:///{tmp_path / 'folder.db'}").migrate()


def test_first_turns_that_come_together_are_all_kept(tmp_path: Path) -> None:
    store = ConversationStore(f"sqlite:///{tmp_path / 'together.db'}")
    store.migrate()
    barrier = Barrier(6)

    def first(number: int) -> None:
        turn = Turn(session_id="one", text=f"第{number}句")
        reply = Reply(
            session_id="one",
            turn_id=f"t{number}",
            dialect=Dialect.YUE,
            topic=Topic.GREET,
            confidence=1,
            text="好",
            speech="好",
        )
        session = store.load("one")
        barrier.wait()
        store.record(session, turn, reply)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(first, range(6)))
    assert len(store.turns("one")) == 6
    assert store.forget_before(datetime.now(UTC) - timedelta(days=1)) == 0
    assert store.forget_before(datetime.now(UTC) + timedelta(days=1)) == 1
    assert store.turns("one") == []
    store.close()


def test_processes_that_begin_together_prepare_one_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    code = (
        "import sys; from bot.memory import ConversationStore; "
        "s = ConversationStore(sys.argv[1]); s.migrate(); s.load('x')"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, url], stderr=subprocess.PIPE) for _ in range(4)]
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "later.db"
    store = ConversationStore(f"sqlite:///{path}")
    store.migrate()
    store.close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(StoreError, match=r"later\.db"):
        ConversationStore(f"sqlite:///{path}").migrate()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        ConversationStore(f"sqlite:///{tmp_path / 'file' / 'x.db'}")
