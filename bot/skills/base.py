"""What a skill is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property

from bot.directive import Directive
from bot.handover import Standing
from bot.memory import Session
from bot.privacy import MASK, mask
from bot.reply import Card, Risk, Source
from bot.topics import Topic
from bot.turn import Dialect, Turn
from bot.wording import Wording
from knowledge.asking import Asking, asked
from knowledge.canteens import canteens_of
from knowledge.places import Place
from knowledge.search import Hit, KnowledgeSearch


@dataclass(frozen=True)
class Phrasing:
    """The assistant's phrases in one person's dialect."""

    wording: Wording
    dialect: Dialect

    def say(self, key: str, **slots: str) -> str:
        """A phrase in the person's dialect."""
        return self.wording.say(key, self.dialect, **slots)

    def lines(self, key: str) -> tuple[str, ...]:
        """A list of phrases in the person's dialect."""
        return self.wording.lines(key, self.dialect)


@dataclass(frozen=True)
class SkillContext(Phrasing):
    """Everything a skill may look at for one turn.

    ``not_now``: the words speak of the past, the imagined or how to prevent something. ``staff``: whether agents are
    there, where somebody is to be called and it is known. ``today`` and ``clock`` are Jiangmen's; ``clock`` and
    ``place``, where the person is, are None where they are not known.
    """

    turn: Turn
    directive: Directive
    session: Session
    not_now: bool
    knowledge: KnowledgeSearch
    today: date
    staff: Standing | None = None
    clock: time | None = None
    place: Place | None = None

    @cached_property
    def asking(self) -> Asking:
        """What the person's words ask for."""
        neighbourhood = canteens_of(self.knowledge).neighbourhood(self.turn.text)
        return replace(asked(self.turn.text), neighbourhood=neighbourhood)

    @property
    def moment(self) -> datetime | None:
        """Now, in Jiangmen."""
        return datetime.combine(self.today, self.clock) if self.clock else None

    @property
    def query(self) -> str:
        """What is searched for: the person's words without private numbers."""
        return mask(self.turn.text).replace(MASK, " ")

    @cached_property
    def likely(self) -> Mapping[str, float] | None:
        """Of each topic of items the probability that it is meant; None where nobody understood the words.

        First aid stands under health: who talks of an emergency means that too.
        """
        understood = self.directive.likely
        if understood is None:
            return None
        health = understood.get(Topic.HEALTH, 0.0) + understood.get(Topic.EMERGENCY, 0.0)
        return {**{topic.value: share for topic, share in understood.items()}, Topic.HEALTH.value: health}

    def found(self, *, topic: Topic | None = None, district: str | None = None, limit: int = 5) -> list[Hit]:
        """What the knowledge has for the person's words, by words and by the topics that were understood."""
        return self.knowledge.search(
            self.query,
            topic=topic.value if topic else None,
            district=district,
            likely=self.likely,
            today=self.today,
            limit=limit,
        )


@dataclass(frozen=True)
class Draft:
    """A reply in the making; the assistant adds ids, risk and what was degraded.

    ``speech`` is None when what is said is what is shown. ``session`` is set when the
    skill changed it; ``dialect`` and ``risk`` when they are not those of this turn. ``slots``: what was understood.
    """

    text: str
    topic: Topic
    confidence: float
    speech: str | None = None
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()
    options: tuple[str, ...] = ()
    emergency: bool = False
    handoff: bool = False
    session: Session | None = None
    dialect: Dialect | None = None
    risk: Risk | None = None
    slots: Mapping[str, str] = field(default_factory=dict)

    def with_lines(self, *, before: str = "", after: str = "") -> Draft:
        """The same with something said and shown before or after it."""
        said = self.speech or self.text
        return replace(
            self,
            text="\n".join(filter(None, [before, self.text, after])),
            speech="\n".join(filter(None, [before, said, after])),
        )


Skill = Callable[[SkillContext], Draft]
