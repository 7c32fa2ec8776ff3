"""Drafts out of the sections of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.districts import districts_in
from knowledge.importing.data import read_data
from knowledge.importing.drafting.cantonese import to_cantonese
from knowledge.importing.drafting.draft import Details, Draft
from knowledge.importing.drafting.identity import Ids, fingerprint
from knowledge.importing.drafting.notes import note
from knowledge.importing.drafting.rows import placed
from knowledge.importing.drafting.sections import Section, pieces
from knowledge.importing.drafting.topics import topic_of
from knowledge.importing.drafting.wording import Values, both, phrase, questions
from knowledge.item import (
    Bilingual,
    CanteenFacts,
    ContactFacts,
    FraudFacts,
    Item,
    Kind,
    Questions,
    ServiceTopic,
    VoucherFacts,
)

TEMPLATES = "section.yaml"
_TERMS = 2
_SENTENCE_ENDS = tuple("。！？!?”）)")
_TITLE_FROM_TEXT = 20
_SHORT_TITLE = 20
_FACTS: dict[Kind, dict[str, Any]] = {
    "canteen": {"canteen": CanteenFacts()},
    "voucher": {"voucher": VoucherFacts()},
    "contact": {"contact": ContactFacts()},
    "fraud_warning": {"fraud": FraudFacts(script=(), red_flags=(), what_to_do=())},
}
_PERIOD = re.compile(
    r"[^。；\n]{0,12}(?:有效期|截止|起施行|起实施|起执行|\d{4}年\d{1,2}月\d{1,2}日(?:至|到|-|—|－|～))[^。；\n]{0,30}"
)
_CLAUSE = re.compile(r"[。！？；，、：\n]")


@dataclass(frozen=True)
class SectionDrafts:
    """Makes drafts of sections of one document."""

    details: Details
    ids: Ids
    title: str

    def drafts(self, section: Section) -> Iterator[Draft]:
        """One draft, or several when the section is long."""
        parts = pieces(section.text)
        for number, text in enumerate(parts, start=1):
            yield self._draft(section, text, number, len(parts))

    def _draft(self, section: Section, text: str, number: int, count: int) -> Draft:
        heading = section.heading or self._from_text(text)
        values: Values = {"title": both(heading), "about": self._about(heading), "number": both(str(number))}
        topic = self.details.topic or topic_of(heading, self.title, text)
        kind = self.details.kind or ("policy" if topic == "policy" else "service")
        key = (*section.headings, str(number)) if section.headings else (self.title, str(number))
        spoken = _spoken(text)
        item = Item(
            id=self.ids.of(*key)[0],
            kind=kind,
            topic=topic,
            title=_title(values, count),
            answer=Bilingual(cmn=spoken, yue=to_cantonese(spoken)),
            questions=_questions(values, topic, spoken),
            districts=self.details.districts or self._districts(section),  # type: ignore[arg-type]
            source=placed(self.details.source, section.place.model_copy(update={"section": self._where(section)})),
            verified_on=self.details.verified_on,
            grade=self.details.grade,
            **_FACTS.get(kind, {}),
        )
        notes = [*self._notes(section, text, topic, kind), *self._part_notes(section, number, count)]
        return Draft(item, (*notes, *self.details.notes), self._fingerprint(section, text, item))

    def _notes(self, section: Section, text: str, topic: str, kind: Kind) -> Iterator[str]:
        yield note("own_words")
        yield note("read_cantonese")
        if self.details.topic is None:
            yield note("guessed_topic", topic=topic)
        if kind in _FACTS:
            yield note("no_facts")
        named = districts_in(section.heading + text)
        if named and not self.details.districts and named != self._districts(section):
            yield note("several_districts", districts="、".join(named))
        if period := _PERIOD.search(text):
            yield note("period_in_text", text=period.group().strip())

    def _part_notes(self, section: Section, number: int, count: int) -> Iterator[str]:
        if count > 1:
            yield note("cut_in_parts", count=str(count), number=str(number))
        if section.merged:
            yield note("merged", headings="、".join(filter(None, section.merged)))

    def _districts(self, section: Section) -> tuple[str, ...]:
        """The one district that the headings or the title name; none for the whole city."""
        for text in (*reversed(section.headings), self.title):
            found = districts_in(text)
            if found:
                return found if len(found) == 1 else ()
        return ()

    def _where(self, section: Section) -> str | None:
        return section.heading or section.place.section

    def _about(self, heading: str) -> Bilingual | None:
        """The document's title, for headings that mean nothing without it; None when it is long or says the same."""
        short = len(self.title) <= _SHORT_TITLE and self.title != heading
        return both(self.title) if short else None

    def _from_text(self, text: str) -> str:
        """A title for what has no heading: the document's, or its own first words."""
        return self.title or _CLAUSE.split(text, maxsplit=1)[0][:_TITLE_FROM_TEXT]

    def _fingerprint(self, section: Section, text: str, item: Item) -> str:
        source = self.details.source.model_dump(exclude={"page", "section"})
        return fingerprint(section.headings, text, item.kind, item.topic, item.districts, source, self.details.grade)


def _title(values: Values, parts: int) -> Bilingual:
    """The heading, after that of the document where that is short, and its number where it is one of several."""
    title = phrase(TEMPLATES, "in_document" if values["about"] else "alone", values)
    return phrase(TEMPLATES, "part", {**values, "title": title}) if parts > 1 else title


def _questions(values: Values, topic: ServiceTopic, text: str) -> Questions:
    """By the heading, and by words that the text is about."""
    asked = questions(TEMPLATES, values)
    more: dict[str, tuple[str, ...]] = {}
    templates = read_data(TEMPLATES)["of_terms"]
    for dialect in ("cmn", "yue"):
        lines = [template.format(term=term) for term in _terms(topic, text) for template in templates[dialect]]
        more[dialect] = tuple(dict.fromkeys([*getattr(asked, dialect), *lines]))
    return Questions(**more)


def _terms(topic: ServiceTopic, text: str) -> list[str]:
    """Words of the topic that the text is about, the most telling (longest) first."""
    words: list[str] = read_data("topics.yaml")[topic]
    return sorted((word for word in words if word in text), key=len, reverse=True)[:_TERMS]


def _spoken(text: str) -> str:
    """Lines as sentences one after another."""
    lines = (line.rstrip("，、；：") for line in text.split("\n"))
    return "".join(line if line.endswith(_SENTENCE_ENDS) else f"{line}。" for line in lines if line)
