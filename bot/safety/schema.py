"""The shape of the guard's data files. Staff write them; every part carries its own examples."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from knowledge.item import PartialDate

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
Sentences = Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
Phone = Annotated[str, StringConstraints(pattern=r"^\d{3,12}$")]

Group = Literal["identity", "demand", "pressure", "bait", "channel", "state"]


class Strict(BaseModel):
    """A part of a data file: no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(Strict):
    """One sentence in plain Mandarin and in spoken Cantonese."""

    cmn: Text
    yue: Text


class SaidInSentences(Strict):
    """One to three short sentences, in both dialects."""

    cmn: Sentences
    yue: Sentences


class SourceData(Strict):
    """Where something is known from; ``published`` is None where the page shows no date."""

    id: Text
    title: Text
    issuer: Text
    url: Text | None = None
    published: PartialDate | None = None


class Words(Strict):
    """Characters taken as one, and word classes."""

    folds: tuple[Text, ...] = ()
    classes: dict[Name, Texts]


class FlagData(Strict):
    """A red flag: how it is said, and why it matters. ``negatable``: a "do not" before it makes it harmless."""

    id: Name
    group: Group
    negatable: bool = True
    why: Said
    patterns: Texts
    examples: Texts
    counter_examples: Texts


class NegationCase(Strict):
    """A sentence and the flag that is, or is not, denied in it."""

    text: Text
    flag: Name


class NegationData(Strict):
    """Words that deny or advise against what follows within ``reach`` characters."""

    reach: Annotated[int, Field(ge=0, le=20)]
    patterns: Texts
    examples: Annotated[tuple[NegationCase, ...], Field(min_length=1)]
    counter_examples: Annotated[tuple[NegationCase, ...], Field(min_length=1)]


class FrameData(Strict):
    """Words that set the frame of a whole text."""

    patterns: Texts
    examples: Texts
    counter_examples: Texts


class FramingData(Strict):
    """What turns a red flag into a warning, a denial or a general question."""

    negation: NegationData
    report: FrameData
    personal: FrameData


class KindData(Strict):
    """A kind of swindle. ``topic``: words of which one must be there; rules are lines of flags."""

    id: Name
    topic: tuple[Text, ...] = ()
    high: Texts
    low: tuple[Text, ...] = ()
    examples: Texts
    counter_examples: Texts


class KindsData(Strict):
    """All kinds, and names for sets of flags that rules use."""

    sets: dict[Name, Annotated[tuple[Name, ...], Field(min_length=1)]] = {}
    kinds: Annotated[tuple[KindData, ...], Field(min_length=1)]


class HarmlessData(Strict):
    """Words that make an emergency a past, imagined or general one, by how far they reach."""

    clause: tuple[Text, ...]
    sentence: tuple[Text, ...]


class EmergencyData(Strict):
    """An emergency: how it is said, whom to call, what to say."""

    id: Name
    numbers: Annotated[tuple[Phone, ...], Field(min_length=1)]
    beats_fraud: bool = False
    patterns: Texts
    say: SaidInSentences
    sources: Annotated[tuple[SourceData, ...], Field(min_length=1)]
    examples: Texts
    counter_examples: Texts


class EmergenciesData(Strict):
    """All emergencies and what tells near misses apart."""

    harmless: HarmlessData
    now: Texts
    kinds: Annotated[tuple[EmergencyData, ...], Field(min_length=1)]


class WarningData(Strict):
    """What is said about one kind of swindle: first what to do, then why (``{quote}`` is the person's words)."""

    do: Said
    why: Said
    check: Said
    numbers: tuple[Phone, ...] = ()
    source: SourceData

    @model_validator(mode="after")
    def _why_quotes(self) -> WarningData:
        for text in (self.why.cmn, self.why.yue):
            if "{quote}" not in text:
                raise ValueError("why needs {quote} where the person's own words go")
        return self


class PaidData(Strict):
    """What is said when money or a code has gone."""

    say: SaidInSentences
    numbers: Annotated[tuple[Phone, ...], Field(min_length=1)]
    source: SourceData


class AdviceData(Strict):
    """All that is said about swindles."""

    paid: PaidData
    low: Said
    none: SaidInSentences
    none_numbers: tuple[Phone, ...] = ()
    high_numbers: Annotated[tuple[Phone, ...], Field(min_length=1)]
    low_numbers: Annotated[tuple[Phone, ...], Field(min_length=1)]
    kinds: dict[Name, WarningData]
