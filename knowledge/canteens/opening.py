"""Whether a place is open, as far as its usual hours tell: holidays are not known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from knowledge.asking.asking import Meal, When
from knowledge.canteens.verdict import Known, Verdict, no, unknown, yes
from knowledge.item import CanteenFacts, Opening

_MEAL_TIMES: dict[Meal, tuple[str, str]] = {
    "breakfast": ("06:00", "09:30"),
    "lunch": ("11:00", "13:00"),
    "tea": ("14:30", "16:30"),
    "dinner": ("17:30", "19:00"),
}
"""A place that is open at some time of these serves the meal, unless its meals are listed."""

_WEEK = 7


def open_verdicts(facts: CanteenFacts, when: When, today: date, clock: time | None) -> tuple[Verdict, ...]:
    """Whether it is open then, and whether it serves the meal that is meant: none, one or both.

    Args:
        facts: what is known of the place.
        when: the time that is meant; none at all asks for the usual hours.
        today: the date in Jiangmen.
        clock: the time of day in Jiangmen; None where it is not known.
    """
    found: list[Verdict] = []
    if when.meal and when.usual and not (when.now or when.at):
        return _meal_and_hours(facts, when, today)
    if when.meal and not (when.at and facts.opening):
        found.append(_meal(facts, when, today))
    if when.now or when.at:
        found.append(_at_a_time(facts, when, today, clock))
    elif not when.meal:
        found.append(_usual(facts, when, today))
    return tuple(found)


def open_now(facts: CanteenFacts, today: date, clock: time | None) -> Verdict:
    """Whether it is open at this moment, or when next."""
    if not facts.opening or clock is None:
        return unknown("hours_unknown")
    until = _open_until(_lines(facts.opening, {today.isoweekday()}), clock)
    if until:
        return Verdict(Known.YES, "open_now", closes=until)
    return Verdict(Known.NO, "closed_now", opens=_next(facts.opening, datetime.combine(today, clock)))


def _at_a_time(facts: CanteenFacts, when: When, today: date, clock: time | None) -> Verdict:
    if when.at is None or not facts.opening:
        return open_now(facts, today, clock) if clock or not facts.opening else yes("hours_known")
    days = _days(when, today) or {today.isoweekday()}
    until = _open_until(_lines(facts.opening, days), when.at)
    return Verdict(Known.YES, "open_then", closes=until) if until else no("closed_then")


def _usual(facts: CanteenFacts, when: When, today: date) -> Verdict:
    if not facts.opening:
        return unknown("hours_unknown")
    days = _days(when, today)
    if not days:
        return yes("hours_known")
    return yes("open_then") if _lines(facts.opening, days) else no("closed_then")


def _meal(facts: CanteenFacts, when: When, today: date) -> Verdict:
    """Whether the meal is served on the days that are meant."""
    meal = when.meal
    days = _days(when, today)
    if meal is None or (facts.opening and days and not _lines(facts.opening, days)):
        return no("closed_then")
    if facts.meals:
        return yes("meal_served") if meal in facts.meals else no("meal_not_listed")
    if not facts.opening:
        return unknown("meal_unknown")
    begins, ends = _MEAL_TIMES[meal]
    lines = _lines(facts.opening, days) if days else facts.opening
    return yes("meal_served") if any(o.opens <= ends and begins < o.closes for o in lines) else no("closed_then")


def _meal_and_hours(facts: CanteenFacts, when: When, today: date) -> tuple[Verdict, ...]:
    """The usual hours, and whether the meal is served, unless one says what the other does."""
    meal, usual = _meal(facts, when, today), _usual(facts, when, today)
    if meal.reason == "closed_then":
        return (meal,)
    return (usual,) if meal.reason == "meal_unknown" else (usual, meal)


def _days(when: When, today: date) -> set[int]:
    """Days of the week that are meant; none where none was said."""
    if when.weekdays:
        return set(when.weekdays)
    if when.days_ahead is not None:
        return {(today + timedelta(days=when.days_ahead)).isoweekday()}
    return {today.isoweekday()} if when.now else set()


def _lines(opening: Sequence[Opening], days: set[int]) -> list[Opening]:
    return [line for line in opening if days & set(line.days)]


def _open_until(lines: Sequence[Opening], at: time) -> str | None:
    moment = f"{at:%H:%M}"
    return max((line.closes for line in lines if line.opens <= moment < line.closes), default=None)


def _next(opening: Sequence[Opening], moment: datetime) -> tuple[int, str] | None:
    """When it opens after ``moment``: days ahead, and the time."""
    for ahead in range(_WEEK + 1):
        lines = _lines(opening, {(moment + timedelta(days=ahead)).isoweekday()})
        times = [line.opens for line in lines if ahead or line.opens > f"{moment:%H:%M}"]
        if times:
            return ahead, min(times)
    return None
