"""All that people and agents do, on one database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from bot.handover import Agent, Case, Cases, Messages, Presence
from bot.memory import ConversationStore, Database, Event, Session
from bot.memory.tables import Base, CaseRow, StaffPresenceRow
from bot.reply import Reason, Reply, Risk, RiskLevel
from bot.topics import Topic
from bot.turn import Channel, Dialect, Turn

ONE, TWO = Agent("desk1", "一号坐席"), Agent("desk2", "二号坐席")
HIGH = Risk(level=RiskLevel.HIGH, kinds=("fake_police",), reasons=(Reason(flag="f", quote="安全账户", why="w"),))
LOW = Risk(level=RiskLevel.LOW, kinds=("prize",))
ABSENT, QUIET = timedelta(seconds=90), timedelta(hours=24)


@dataclass
class Desk:
    """What people and agents do in one process, on a database that it may share with others."""

    database: Database
    process: str = "t"

    def __post_init__(self) -> None:
        self.cases = Cases(self.database)
        self.messages = Messages(self.database)
        self.presence = Presence(self.database)
        self.store = ConversationStore(self.database, [self.cases])
        self._numbers = count()

    def says(
        self, session: str, said: str = "我要搵真人", channel: Channel = Channel.KIOSK, **of_reply: Any
    ) -> list[Event]:
        """A person says something; asks for a person unless the reply is another."""
        given: dict[str, Any] = {"topic": Topic.HUMAN, "handoff": True, "text": "好", **of_reply}
        reply = Reply(
            session_id=session,
            turn_id=f"{self.process}{next(self._numbers)}",
            dialect=Dialect.YUE,
            confidence=1,
            speech="好",
            **given,
        )
        turn = Turn(session_id=session, text=said, channel=channel)
        slots = {"district": "江海"}
        return list(self.store.record(Session(session, Dialect.YUE), turn, reply, slots, whoever_holds=True))

    def chats(self, session: str, said: str = "有咩食") -> list[Event]:
        """A person says something that needs nobody."""
        return self.says(session, said, topic=Topic.CANTEEN, handoff=False)

    def case(self, session: str, said: str = "我要搵真人") -> Case:
        """The open case of a person who asks for somebody."""
        self.says(session, said)
        return self.of(session)

    def of(self, session: str) -> Case:
        """The one open case of a session."""
        [case] = [case for case in self.cases.open() if case.session_id == session]
        return case

    def held(self, session: str, agent: Agent = ONE) -> Case:
        """A case that the agent, who is there, has taken."""
        self.presence.seen(f"window of {agent.name}", agent.name)
        return self.cases.take(self.case(session).id, agent)

    def ago(self, row: type[CaseRow | StaffPresenceRow], column: str, much: timedelta) -> None:
        """All these rows happened so long ago."""
        with self.database.writing() as sql:
            sql.execute(update(row).values({column: datetime.now(UTC) - much}))

    def everything(self) -> str:
        """All that is in the database, as text."""
        with self.database.reading() as sql:
            return "\n".join(str(sql.execute(select(table)).all()) for table in Base.metadata.sorted_tables)
