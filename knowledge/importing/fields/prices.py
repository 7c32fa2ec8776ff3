"""Who pays how much: "5元", "老人10.8元/其他15元", "80岁以上免费"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.importing.fields.plain import plain

_AGE = r"(?:男|女)?满?\d{2,3}(?:-\d{2,3})?(?:周)?岁(?:\(?含\)?)?(?:及)?(?:以上|以下)?"
_WHO = rf"(?P<who>(?:{_AGE}|[^\d元])*?)"
_AMOUNT = r"(?P<amount>\d{1,5}(?:\.\d{1,2})?)"
_PER = r"(?:/|每|一|1)?(?:餐|份|人|位|顿|次|人次|客|餐/人|人/餐)?"
_PRICED = re.compile(rf"{_WHO}:?(?:为|收|付|只收|只付)?¥?{_AMOUNT}(?:元|块|块钱|圆)(?:/|每|一)?{_PER}")
_BARE = re.compile(rf"{_WHO}:?¥?{_AMOUNT}(?:元|块|块钱|圆)?{_PER}")
_FREE = re.compile(rf"{_WHO}:?(?:全部|全免|一律)?免费(?:用餐|就餐)?")
_MARKED = re.compile(rf"{_WHO}:?¥{_AMOUNT}{_PER}")
_SPLIT = re.compile(r"[;,、\n]|/(?!餐|份|人|位|顿|次|客)|(?<=元)(?=[^\d/每一餐份人位顿次客;,、\s)(])")
_PEOPLE = re.compile(r"人|岁|者|户|居民|市民|其他|其它|残疾|低保|特困|五保|党员|职工|员工|学生|会员|男|女")
_VAGUE = re.compile(r"起|约|左右|不等|至少|最多|最高|以内|优惠|补|折|另|加|成本|原价|定价|(?<=\d)[-至]\d+(?:\.\d+)?元")


@dataclass(frozen=True)
class Fee:
    """What somebody pays, in yuan, and what for; ``who`` and ``what`` are empty when the text does not say."""

    who: str
    yuan: float
    what: str = ""


def parse_prices(text: str, *, unit_known: bool = False) -> tuple[Fee, ...]:
    """The fees in a cell; empty when any part of it says something else (ranges, subsidies, "起").

    Args:
        text: the cell.
        unit_known: whether its column says that figures are yuan, so that a bare "5" is a fee.
    """
    fees: list[Fee] = []
    for part in _SPLIT.split("\n".join(plain(line) for line in text.split("\n"))):
        part = part.strip("().")
        if not part:
            continue
        fee = _fee(part, unit_known)
        if fee is None:
            return ()
        fees.append(fee)
    named = [(fee.who, fee.what) for fee in fees]
    return tuple(fees) if len(set(named)) == len(named) else ()


def _fee(part: str, unit_known: bool) -> Fee | None:
    if _VAGUE.search(part):
        return None
    if free := _FREE.fullmatch(part):
        return _of(free["who"], 0.0)
    found = _PRICED.fullmatch(part) or _MARKED.fullmatch(part) or (_BARE.fullmatch(part) if unit_known else None)
    return _of(found["who"], float(found["amount"])) if found else None


def _of(words: str, yuan: float) -> Fee:
    """The fee; words that name no people name what it is for."""
    words = words.strip(":() ")
    return Fee(words, yuan) if _PEOPLE.search(words) else Fee("", yuan, words)
