"""Knowledge items as people see them: text with its source and date, cards, source references."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.reply import Card, Source
from bot.skills.base import Draft, Phrasing, SkillContext
from bot.topics import Topic
from bot.turn import Dialect
from knowledge.item import Bilingual, Item, Price
from knowledge.search import KnowledgeSearch

_ADDRESS = re.compile(r"（[^）]*[A-Za-z][^）]*）")
"""The address of a page behind its name: shown, not said."""


def in_dialect(text: Bilingual, dialect: Dialect) -> str:
    """The wording of one dialect."""
    return text.yue if dialect is Dialect.YUE else text.cmn


def source_of(item: Item) -> Source:
    """The item's source as a Reply gives it."""
    ref = item.source
    return Source(id=item.id, title=ref.title, issuer=ref.issuer, published=ref.published, url=ref.url)


def answer_draft(ctx: SkillContext, item: Item, confidence: float) -> Draft:
    """One item as the answer, with its card and source."""
    return Draft(
        text="\n".join([*_answer(ctx, item), _source_line(ctx, item, item.source.issuer)]),
        speech="\n".join([*_answer(ctx, item), *_source_said(ctx, item)]),
        topic=Topic(item.topic),
        confidence=round(min(confidence, 1.0), 3),
        cards=(card_of(ctx, item),),
        sources=(source_of(item),),
        options=ctx.lines("options_answer"),
    )


def _answer(ctx: SkillContext, item: Item) -> list[str]:
    """The item's answer; an item of another time says so first."""
    parts = []
    if item.valid_until and item.valid_until < ctx.today:
        parts.append(ctx.say("expired", until=_spoken_date(item.valid_until.isoformat())))
    if item.valid_from and item.valid_from > ctx.today:
        parts.append(ctx.say("not_yet", since=_spoken_date(item.valid_from.isoformat())))
    return [*parts, in_dialect(item.answer, ctx.dialect)]


def _source_said(ctx: Phrasing, item: Item) -> list[str]:
    """The source for the ear: nothing where nothing is known, no address of a page."""
    return [_source_line(ctx, item, _ADDRESS.sub("", item.source.issuer))] if item.known else []


def _source_line(ctx: Phrasing, item: Item, issuer: str) -> str:
    """One sentence that names the issuer and the date; where nothing is known, they are those of the number to call."""
    if item.source.published:
        return ctx.say(
            "source_dated" if item.known else "source_of_number",
            issuer=issuer,
            published=_spoken_date(item.source.published),
        )
    return ctx.say("source_undated", issuer=issuer, verified=_spoken_date(item.verified_on.isoformat()))


def card_of(ctx: Phrasing, item: Item) -> Card:
    """The item as a card: only what is known becomes a field."""
    rows = {
        "canteen": _canteen_rows,
        "voucher": _voucher_rows,
        "contact": _contact_rows,
        "fraud_warning": _fraud_rows,
    }
    make = rows.get(item.kind)
    known = [(key, value) for key, value in [*(make(ctx, item) if make else []), *_validity(ctx, item)] if value]
    return Card(
        kind=item.kind,
        id=item.id,
        title=in_dialect(item.title, ctx.dialect),
        fields={key.removeprefix(""): value for key, value in known},
    )


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
    by_phone = {i.contact.phone: i for i in knowledge.items if i.contact and i.contact.phone}
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


_Rows = list[tuple[str, str | None]]


def _validity(ctx: Phrasing, item: Item) -> _Rows:
    """When it holds, where that has an end or a beginning still to come."""
    since = _spoken_date(item.valid_from.isoformat()) if item.valid_from else ""
    until = _spoken_date(item.valid_until.isoformat()) if item.valid_until else ""
    if not until:
        return []
    return [("valid", ctx.say("value_valid", since=since, until=until))]


def _canteen_rows(ctx: Phrasing, item: Item) -> _Rows:
    facts = item.canteen
    if facts is None:
        return []
    delivery = None
    if facts.delivery is not None:
        delivery = ctx.say("value_delivery_yes" if facts.delivery else "value_delivery_no")
    return [
        ("district", "、".join(item.districts) or None),
        ("address", facts.address),
        ("price", "；".join(_price(ctx, p) for p in facts.prices)),
        ("eligible", _maybe(ctx, facts.eligible)),
        ("hours", _maybe(ctx, facts.hours)),
        ("delivery", delivery),
        ("phone", facts.phone),
    ]


def _voucher_rows(ctx: Phrasing, item: Item) -> _Rows:
    facts = item.voucher
    if facts is None:
        return []
    return [
        ("amount", _maybe(ctx, facts.amount)),
        ("window", _maybe(ctx, facts.window)),
        ("claim", _maybe(ctx, facts.claim_with_phone)),
        ("claim_without_phone", _maybe(ctx, facts.claim_without_phone)),
        ("where_to_use", _maybe(ctx, facts.where_to_use)),
    ]


def _contact_rows(ctx: Phrasing, item: Item) -> _Rows:
    facts = item.contact
    if facts is None:
        return []
    return [("phone", facts.phone), ("hours", _maybe(ctx, facts.hours))]


def _fraud_rows(ctx: Phrasing, item: Item) -> _Rows:
    if item.fraud is None:
        return []
    return [("what_to_do", "；".join(in_dialect(w, ctx.dialect) for w in item.fraud.what_to_do))]


def _maybe(ctx: Phrasing, text: Bilingual | None) -> str | None:
    return in_dialect(text, ctx.dialect) if text else None


def _price(ctx: Phrasing, price: Price) -> str:
    what = f"（{in_dialect(price.what, ctx.dialect)}）" if price.what else ""
    return ctx.say("value_price", who=in_dialect(price.who, ctx.dialect), yuan=f"{price.yuan:g}", what=what)


def _spoken_date(iso: str) -> str:
    """2025-07-07 as 2025年7月7日; a bare year or month stays one."""
    year, month, day = [*iso.split("-"), "", ""][:3]
    spoken = f"{year}年"
    if month:
        spoken += f"{int(month)}月"
    if day:
        spoken += f"{int(day)}日"
    return spoken
