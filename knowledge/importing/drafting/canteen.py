"""A row of a list of canteens as the facts of a canteen, and as the words to tell them."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.importing.data import read_data
from knowledge.importing.drafting.notes import note
from knowledge.importing.drafting.reviewed import RowReading
from knowledge.importing.drafting.wording import Values, as_it_is, both, phrase
from knowledge.importing.fields.admission import parse_admission, parse_yes_no
from knowledge.importing.fields.opening import Openings, parse_meals, parse_openings
from knowledge.importing.fields.prices import Fee, parse_prices
from knowledge.item import Bilingual, CanteenFacts, Price

TEMPLATES = "canteen.yaml"
_COLUMNS_OF_ONE_PAYER = {"price_elders": "elders", "price_others": "others"}


def canteen_facts(row: RowReading) -> CanteenFacts:
    """What the row says; cells that are not understood stay text and are noted."""
    openings = _openings(row)
    hours = row.text("hours")
    eligible = row.text("eligible")
    neighbourhood = row.text("neighbourhood")
    return CanteenFacts(
        neighbourhood=neighbourhood,
        address=row.text("address"),
        hours=both(hours) if hours else None,
        opening=openings.opening,
        meals=row.parsed("meals", lambda text: parse_meals(text) or None) or openings.meals,
        prices=_prices(row),
        eligible=both(eligible) if eligible else None,
        admission=row.parsed("eligible", lambda text: parse_admission(text, neighbourhood)),
        delivery=row.parsed("delivery", parse_yes_no),
        phone=row.phone(),
    )


def canteen_values(title: str, facts: CanteenFacts, row: RowReading) -> Values:
    """What the templates of a canteen can be filled with."""
    return {
        "title": as_it_is(title),
        "neighbourhood": as_it_is(facts.neighbourhood) if facts.neighbourhood else None,
        "address": as_it_is(facts.address) if facts.address else None,
        "hours": facts.hours,
        "meals": _meals(facts),
        "prices": _told_prices(facts.prices, row),
        "eligible": facts.eligible,
        "delivers": None if facts.delivery is None else phrase(TEMPLATES, _delivery(facts.delivery), {}),
        "phone": as_it_is(facts.phone) if facts.phone else None,
    }


def _delivery(delivers: bool) -> str:
    return "delivers" if delivers else "no_delivery"


def _openings(row: RowReading) -> Openings:
    text = row.raw("hours")
    if text is None:
        return Openings((), ())
    found = parse_openings(text)
    if not found.understood:
        row.not_understood("hours")
        return Openings((), ())
    if found.exception:
        row.notes.append(note("exception", text=found.exception))
    return found


def _prices(row: RowReading) -> tuple[Price, ...]:
    prices = _read(row, "price", None)
    for field, payer in _COLUMNS_OF_ONE_PAYER.items():
        prices += _read(row, field, payer)
    return prices


def _read(row: RowReading, field: str, payer: str | None) -> tuple[Price, ...]:
    """The prices of one column; ``payer`` is who pays by its heading."""
    unit_known = "元" in row.heading(field) or payer is not None
    fees = row.parsed(field, lambda text: parse_prices(text, unit_known=unit_known) or None) or ()
    if any(not fee.who for fee in fees) and payer is None:
        row.notes.append(note("who_pays", text=row.text(field) or ""))
    return tuple(_price(fee, payer or "anybody") for fee in fees)


def _price(fee: Fee, payer: str) -> Price:
    who = both(fee.who) if fee.who else phrase(TEMPLATES, payer, {})
    return Price(who=who, yuan=fee.yuan, what=both(fee.what) if fee.what else None)


def _told_prices(prices: Sequence[Price], row: RowReading) -> Bilingual | None:
    """The prices in words; those that were not understood as the row has them."""
    told = [_told(price) for price in prices]
    unread = [text for field in ("price", *_COLUMNS_OF_ONE_PAYER) if not prices and (text := row.text(field))]
    told += [both(text) for text in unread]
    if not told:
        return None
    return Bilingual(cmn="，".join(t.cmn for t in told), yue="，".join(t.yue for t in told))


def _told(price: Price) -> Bilingual:
    values: Values = {"who": price.who, "yuan": as_it_is(f"{price.yuan:g}"), "what": price.what}
    if price.yuan == 0:
        return phrase(TEMPLATES, "free", values)
    return phrase(TEMPLATES, "priced_for" if price.what else "price", values)


def _meals(facts: CanteenFacts) -> Bilingual | None:
    if not facts.meals:
        return None
    names = read_data(TEMPLATES)["meals"]
    return Bilingual(**{d: "、".join(names[meal][d] for meal in facts.meals) for d in ("cmn", "yue")})
