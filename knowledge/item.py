"""One knowledge item: a fact for older adults, its source, and when and where it holds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

District = Literal["蓬江", "江海", "新会", "台山", "开平", "鹤山", "恩平"]
"""The seven districts of Jiangmen; an empty list on an item means the whole city."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""An ISO date, or only its year or its year and month where the source shows no more."""


ServiceTopic = Literal[
    "canteen",
    "voucher",
    "allowance",
    "social_insurance",
    "elder_card",
    "home_adaptation",
    "home_care",
    "errands",
    "residential_care",
    "health",
    "assistive_device",
    "learning",
    "activities",
    "jobs",
    "cross_border",
    "hotline",
    "policy",
    "fraud",
]
"""What an item can be about."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(_Strict):
    """The same thing in plain Mandarin and in spoken Cantonese."""

    cmn: Text
    yue: Text


class Questions(_Strict):
    """How people ask for this item, in their own words."""

    cmn: Annotated[tuple[Text, ...], Field(min_length=1)]
    yue: Annotated[tuple[Text, ...], Field(min_length=1)]


class SourceRef(_Strict):
    """Where the fact was published. ``published`` is None when the page shows no date.

    ``page`` and ``section`` say where in a longer document: its page, its heading, its sheet and row.
    """

    title: Text
    issuer: Text
    url: str | None = None
    published: PartialDate | None = None
    page: Annotated[int, Field(ge=1)] | None = None
    section: Text | None = None


class Price(_Strict):
    """What one group of people pays, in yuan. ``what`` says for what (a set meal, ...)."""

    who: Bilingual
    yuan: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    what: Bilingual | None = None


ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day, ``HH:MM``, Jiangmen's."""


class Opening(_Strict):
    """When a place is open: on some days of the week (1 is Monday, 7 Sunday) from one time to another."""

    days: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)] = (1, 2, 3, 4, 5, 6, 7)
    opens: ClockTime
    closes: ClockTime

    @model_validator(mode="after")
    def _in_order(self) -> Opening:
        if self.closes <= self.opens:
            raise ValueError("closes should be later than opens; write two lines for a place open past midnight")
        return self


class Admission(_Strict):
    """Who may eat, as far as it is known: from which age on, and whether only people registered somewhere."""

    men_from: Annotated[int, Field(ge=0, le=120)] | None = None
    women_from: Annotated[int, Field(ge=0, le=120)] | None = None
    residents_of: Text | None = None
    everyone: bool = False


class CanteenFacts(_Strict):
    """A place to eat. None and empty mean unknown: it is then said to be unknown, never guessed.

    ``hours`` and ``eligible`` are told to people; ``opening``, ``meals`` and ``admission`` are what can be asked of
    them. ``neighbourhood`` is the community, village or street that people call the place by.
    """

    neighbourhood: Text | None = None
    address: Text | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    hours: Bilingual | None = None
    opening: tuple[Opening, ...] = ()
    meals: tuple[Literal["breakfast", "lunch", "tea", "dinner"], ...] = ()
    prices: tuple[Price, ...] = ()
    eligible: Bilingual | None = None
    admission: Admission | None = None
    delivery: bool | None = None
    phone: Text | None = None


class VoucherFacts(_Strict):
    """A consumption voucher or subsidy coupon. None means unknown."""

    amount: Bilingual | None = None
    window: Bilingual | None = None
    claim_with_phone: Bilingual | None = None
    claim_without_phone: Bilingual | None = None
    where_to_use: Bilingual | None = None


class FraudFacts(_Strict):
    """How a swindle goes: what they say, what gives them away, what to do."""

    script: tuple[Text, ...]
    red_flags: tuple[Bilingual, ...]
    what_to_do: tuple[Bilingual, ...]


class ContactFacts(_Strict):
    """Whom to call. ``phone`` is exactly what to dial; None when no reliable number is known."""

    phone: Text | None = None
    hours: Bilingual | None = None


Kind = Literal["policy", "service", "canteen", "voucher", "fraud_warning", "contact"]
_FACTS_OF_KIND = {"canteen": "canteen", "voucher": "voucher", "fraud_warning": "fraud", "contact": "contact"}


class Item(_Strict):
    """A knowledge item as staff write it.

    ``grade`` is the confidence in the source: A an official or newspaper page on its own domain,
    B a reprint or other media. ``known`` is False where the answer only says that nothing reliable
    was found and whom to ask; the source is then that of the number to call.
    ``answer`` must stand alone when read aloud: two to four short sentences.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    kind: Kind
    topic: ServiceTopic
    title: Bilingual
    answer: Bilingual
    questions: Questions
    districts: tuple[District, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    source: SourceRef
    verified_on: date
    grade: Literal["A", "B"]
    known: bool = True
    canteen: CanteenFacts | None = None
    voucher: VoucherFacts | None = None
    fraud: FraudFacts | None = None
    contact: ContactFacts | None = None

    @model_validator(mode="after")
    def _facts_match_kind(self) -> Item:
        expected = _FACTS_OF_KIND.get(self.kind)
        for name in _FACTS_OF_KIND.values():
            present = getattr(self, name) is not None
            if present and name != expected:
                raise ValueError(f"an item of kind {self.kind!r} cannot have a {name!r} section")
            if not present and name == expected:
                raise ValueError(f"an item of kind {self.kind!r} needs a {name!r} section")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self

    def current(self, today: date) -> bool:
        """Whether the item may be offered as current on ``today``."""
        return (self.valid_from is None or self.valid_from <= today) and (
            self.valid_until is None or today <= self.valid_until
        )
