"""Knowledge items as cards: only what is known becomes a field."""

from __future__ import annotations

from datetime import datetime

from bot.reply import Card
from bot.skills.base import Phrasing
from bot.skills.canteen_facts import eligible_told, hours_told
from bot.skills.spoken import clock_time, day_of, in_dialect, opens_next
from knowledge.canteens import open_now
from knowledge.item import Bilingual, CanteenFacts, Item, Price

_Rows = list[tuple[str, str | None]]


def card_of(ctx: Phrasing, item: Item, moment: datetime | None = None) -> Card:
    """The item as a card.

    Args:
        ctx: how things are said.
        item: what is shown.
        moment: now, in Jiangmen; None where it is not known, and then nothing is said of now.
    """
    rows = {
        "canteen": _canteen_rows,
        "voucher": _voucher_rows,
        "contact": _contact_rows,
        "fraud_warning": _fraud_rows,
    }
    make = rows.get(item.kind)
    fields = [*(make(ctx, item) if make else []), *_now(ctx, item.canteen, moment), *_validity(ctx, item)]
    return Card(
        kind=item.kind,
        id=item.id,
        title=in_dialect(item.title, ctx.dialect),
        fields={key: value for key, value in fields if value},
    )


def _now(ctx: Phrasing, facts: CanteenFacts | None, moment: datetime | None) -> _Rows:
    """Whether it is open now, as far as the usual hours tell."""
    if facts is None or moment is None:
        return []
    verdict = open_now(facts, moment.date(), moment.time())
    if verdict.closes:
        return [("open_now", ctx.say("value_open_now", closes=clock_time(ctx, verdict.closes)))]
    if verdict.opens:
        return [("open_now", ctx.say("value_closed_now", opens=opens_next(ctx, moment.date(), verdict.opens)))]
    return []


def _validity(ctx: Phrasing, item: Item) -> _Rows:
    """When it holds, where that has an end or a beginning still to come."""
    since = day_of(item.valid_from) if item.valid_from else ""
    until = day_of(item.valid_until) if item.valid_until else ""
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
        ("neighbourhood", facts.neighbourhood),
        ("address", facts.address),
        ("price", "；".join(_price(ctx, p) for p in facts.prices)),
        ("eligible", eligible_told(ctx, facts)),
        ("hours", hours_told(ctx, facts)),
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
