"""Everything that was said: what people sent, what became of it, and what each person received."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count

from connectors.wechat.simulator.contents import Content

_CALLS_KEPT = 10_000


class Reached(StrEnum):
    """How one request to the app ended."""

    ANSWERED = "answered"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    """Nobody listens at the address."""
    CUT = "cut"
    """The connection ended without a whole answer."""
    LOST = "lost"
    """It never arrived (``Faults.lose_pushes``)."""
    REPLY_LOST = "reply_lost"
    """It arrived and was answered, the answer did not come back (``Faults.lose_replies``)."""


@dataclass(frozen=True)
class Answer:
    """What came back for one request to the app."""

    at: float
    reached: Reached
    seconds: float
    status: int | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of something a person sent, after all tries."""

    REPLIED = "replied"
    """A passive reply was shown."""
    ACCEPTED = "accepted"
    """The app took it and replied nothing."""
    MALFORMED = "malformed"
    """The app's reply could not be understood; the person sees the platform's notice."""
    FAILED = "failed"
    """No answer came; the person sees the platform's notice."""


@dataclass(frozen=True)
class Sent:
    """Something a person did, as it is pushed to the app."""

    id: int
    at: float
    openid: str
    kind: str
    """MsgType, or the name of the event."""
    fields: Mapping[str, str]
    msg_id: str | None
    """None for events."""
    answers: tuple[Answer, ...] = ()
    """One for each try so far."""
    outcome: Outcome | None = None
    """None while it is under way."""
    problem: str | None = None
    """Why a reply was malformed."""


class How(StrEnum):
    """How something reached a person."""

    PASSIVE = "passive"
    SERVICE = "service"
    NOTICE = "notice"
    """The platform itself says it."""


@dataclass(frozen=True)
class Received:
    """Something a person sees in the chat that they did not send."""

    id: int
    at: float
    openid: str
    how: How
    content: Content
    reply_to: str | None = None
    """MsgId of the message that a passive reply answers."""
    seconds: float | None = None
    """How long the person waited for a passive reply, all tries together."""

    @property
    def text(self) -> str:
        """The text of a text message; for an article its title."""
        return self.content.text or (self.content.articles[0].title if self.content.articles else "")


@dataclass(frozen=True)
class Call:
    """A call of the app."""

    at: float
    path: str
    errcode: int
    errmsg: str
    openid: str | None
    seconds: float


Entry = Sent | Received


class Journal:
    """Entries in order. Written in the simulator's thread, read from any."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ids = count(1)
        self._entries: dict[int, Entry] = {}
        self._calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self.on_change: Callable[[], None] = lambda: None

    def next_id(self) -> int:
        """The id for a new entry."""
        return next(self._ids)

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one with its id."""
        with self._changed:
            self._entries[entry.id] = entry
            self._changed.notify_all()
        self.on_change()

    def answered(self, sent: Sent, answer: Answer) -> Sent:
        """Note one more try of something sent."""
        sent = replace(sent, answers=(*sent.answers, answer))
        self.put(sent)
        return sent

    def called(self, call: Call) -> None:
        """Note a call of the app."""
        with self._changed:
            self._calls.append(call)
            self._changed.notify_all()
        self.on_change()

    @property
    def calls(self) -> list[Call]:
        """Calls of the app, oldest first (the last ten thousand)."""
        with self._changed:
            return list(self._calls)

    def chat(self, openid: str | None = None) -> list[Entry]:
        """Everything in one person's chat, or in all of them, in order."""
        with self._changed:
            return [e for e in self._entries.values() if openid is None or e.openid == openid]

    def sent(self, openid: str | None = None) -> list[Sent]:
        """What people sent."""
        return [e for e in self.chat(openid) if isinstance(e, Sent)]

    def received(self, openid: str | None = None) -> list[Received]:
        """What the account showed people, without the platform's own notices."""
        return [e for e in self._received(openid) if e.how is not How.NOTICE]

    def notices(self, openid: str | None = None) -> list[Received]:
        """What the platform itself told people."""
        return [e for e in self._received(openid) if e.how is How.NOTICE]

    def wait(self, enough: Callable[[], bool], timeout: float) -> bool:
        """Block until ``enough`` is true; whether it became so in time."""
        with self._changed:
            return self._changed.wait_for(enough, timeout)

    def _received(self, openid: str | None) -> Iterator[Received]:
        return (e for e in self.chat(openid) if isinstance(e, Received))
