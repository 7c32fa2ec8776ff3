"""Who may come, and whether something is done at all."""

from __future__ import annotations

import re
from functools import cache

from knowledge.importing.data import read_data
from knowledge.importing.fields.plain import with_dashes
from knowledge.item import Admission

_PLACE = r"(?:(?P<place>[\u4e00-\u9fff]{2,12}?)(?:户籍|户口)[,的]?)?"
_HERE = re.compile(r"本(?P<kind>村|社区|街道|镇|街|村居)")
"""The place of the row itself."""
_NO_PLACE = re.compile(
    r"[除非不凡无各我未仅限本]|外[地来省市县区村镇乡籍埠]|其他|其它|所有|全部|任何|农村|农业|城镇|城市|集体|常住|当地|属地|辖区|所在"
    r"|^(?:村|村居|社区|街道|镇|乡|区|县|市|省)$"
)
"""Words before 户籍 that name no place, or everybody but its people (除本村户籍, 外地户籍); 外海 is a place."""
_AGE = r"(?:年?满)?(\d{2,3})(?:周)?岁(?:\(含\))?(?:及)?(?:以上)"
_PEOPLE = r"(?:的)?(?:(?:常住)?(?:老年人|老人|长者|居民|市民|人员|人群|群众))?"
_ONE_AGE = re.compile(rf"{_PLACE}{_AGE}(?:的?(?:户籍|户口))?{_PEOPLE}")
_YEARS = r"(?:年?满)?(\d{2,3})(?:周?岁)?(?:及?以上)?"
_TWO_AGES = re.compile(rf"{_PLACE}男(?:性|士)?{_YEARS}[,、/;]?女(?:性|士)?{_YEARS}{_PEOPLE}")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(with_dashes(word) for word in read_data("words.yaml")[name])


def parse_yes_no(text: str) -> bool | None:
    """Whether a cell says yes or no; None for anything with an "if" in it."""
    written = with_dashes(text)
    if written in _words("yes"):
        return True
    return False if written in _words("no") else None


def parse_admission(text: str, here: str | None = None) -> Admission | None:
    """From which age on, and registered where; None when the text says more than there are fields for.

    Args:
        text: the cell.
        here: the neighbourhood of the row, which 本村 and 本社区 mean when it is one; else they mean nothing.
    """
    written = with_dashes(text).strip(".,;()")
    if written in _words("everyone"):
        return Admission(everyone=True)
    if two := _TWO_AGES.fullmatch(written):
        return _admission(two.group("place"), here, two.group(2), two.group(3))
    if one := _ONE_AGE.fullmatch(written):
        if one.group("place") is None and ("户籍" in written or "户口" in written):
            return None
        return _admission(one.group("place"), here, one.group(2), one.group(2))
    return None


def _admission(place: str | None, here: str | None, men: str, women: str) -> Admission | None:
    """The admission; None for ages that nobody reaches and for words that are no place's name."""
    if place and (own := _HERE.fullmatch(place)):
        place = here if here and here.endswith(own["kind"]) else place
    if not (int(men) <= 120 and int(women) <= 120) or (place and _NO_PLACE.search(place)):
        return None
    return Admission(men_from=int(men), women_from=int(women), residents_of=place)
