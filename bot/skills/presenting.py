"""Knowledge items as people see and hear them: what was asked first, the answer, its source and date, a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.reply import Card, Source
from bot.skills.base import Draft, Phrasing, SkillContext
from bot.skills.canteen_facts import facts_asked
from bot.skills.cards import card_of
from bot.skills.spoken import day_of, in_dialect, spoken_date
from bot.skills.validity import age_said, whether_it_holds
from bot.topics import Topic
from knowledge.item import Item
from knowledge.once import once_per_kind
from knowledge.search import KnowledgeSearch

_ADDRESS = re.compile(r"（[^）]*[A-Za-z][^）]*）")
"""The address of a page behind its name: shown, not said."""


def source_of(item: Item) -> Source:
    """The item's source as a Reply gives it."""
    ref = item.source
    return Source(id=item.id, title=ref.title, issuer=ref.issuer, published=ref.published, url=ref.url)


def answer_draft(ctx: SkillContext, item: Item, confidence: float, *, first: Sequence[str] | None = None) -> Draft:
    """One item as the answer, with its card and source.

    ``first`` is what is said before the item's own answer: the facts that were asked for, where it is not given.
    """
    first = facts_asked(ctx, item) if first is None else first
    return told_of(ctx, item, confidence, [*first, in_dialect(item.answer, ctx.dialect)])


def told_of(ctx: SkillContext, item: Item, confidence: float, sentences: Sequence[str]) -> Draft:
    """Sentences about one item, with whether it still holds, its age where it is old, its source and its card."""
    lines = [*filter(None, [whether_it_holds(ctx, item), *sentences, age_said(ctx, item)])]
    return Draft(
        text="\n".join([*lines, _source_line(ctx, item, item.source.issuer)]),
        speech="\n".join([*lines, *_source_said(ctx, item)]),
        topic=Topic(item.topic),
        confidence=round(min(confidence, 1.0), 3),
        cards=(card_of(ctx, item, ctx.moment),),
        sources=(source_of(item),),
        options=ctx.lines("options_answer"),
    )


def _source_said(ctx: Phrasing, item: Item) -> list[str]:
    """The source for the ear: nothing where nothing is known, no address of a page."""
    return [_source_line(ctx, item, _ADDRESS.sub("", item.source.issuer))] if item.known else []


def _source_line(ctx: Phrasing, item: Item, issuer: str) -> str:
    """One sentence that names the issuer and the date; where nothing is known, they are those of the number to call."""
    if item.source.published:
        return ctx.say(
            "source_dated" if item.known else "source_of_number",
            issuer=issuer,
            published=spoken_date(item.source.published),
        )
    return ctx.say("source_undated", issuer=issuer, verified=day_of(item.verified_on))


def with_numbers(ctx: SkillContext, key: str, phones: Iterable[str], topic: Topic) -> Draft:
    """The phrase ``key`` with the numbers to call, and where those are known from."""
    cards, sources = contacts(ctx, ctx.knowledge, phones)
    return Draft(text=ctx.say(key), topic=topic, confidence=ctx.directive.confidence, cards=cards, sources=sources)


def contacts(
    ctx: Phrasing, knowledge: KnowledgeSearch, phones: Iterable[str]
) -> tuple[tuple[Card, ...], tuple[Source, ...]]:
    """Cards and sources of the numbers to call, in their order.

    A number without an item of its own still gets a card: a number to call must never be missing.
    """
    by_phone = _by_phone(knowledge)
    cards: list[Card] = []
    sources: list[Source] = []
    for phone in phones:
        item = by_phone.get(phone)
        if item:
            cards.append(card_of(ctx, item))
            sources.append(source_of(item))
        else:
            cards.append(Card(kind="contact", id=f"number-{phone}", title=phone, fields={"phone": phone}))
    return tuple(cards), tuple(sources)


@once_per_kind("contact")
def _by_phone(items: tuple[Item, ...]) -> dict[str, Item]:
    return {item.contact.phone: item for item in items if item.contact and item.contact.phone}


__all__ = ["answer_draft", "card_of", "contacts", "in_dialect", "source_of", "told_of", "with_numbers"]
