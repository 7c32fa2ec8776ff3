"""Small numbers as people say and write them: 62, 六十二, 廿五, 两."""

from __future__ import annotations

_FIGURES = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_TENS = {"十": 10, "廿": 20, "卅": 30}

SPOKEN = rf"[{''.join(_FIGURES)}{''.join(_TENS)}百]{{1,6}}"
"""Pattern of a number in characters, simplified script."""

NUMBER = rf"(?:[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|{SPOKEN}(?:点{SPOKEN})?)"
"""Pattern of a number as `number` reads it."""


def number(text: str) -> float:
    """The value of ``text``, which matches `NUMBER`.

    Raises:
        ValueError: it does not.
    """
    if text[:1].isascii():
        return float(text)
    whole, _, decimals = text.partition("点")
    value = float(_whole(whole))
    return value + float(f"0.{_whole(decimals)}") if decimals else value


def most(text: str) -> float:
    """The value of ``text``, or the upper end where it is a range: 五六 is up to six, 三五 up to five.

    Raises:
        ValueError: it does not match `NUMBER`.
    """
    if len(text) == 2 and all(character in _FIGURES for character in text):
        low, high = (_FIGURES[character] for character in text)
        return float(high) if 0 < low < high <= low + 2 else number(text)
    return number(text)


def _whole(text: str) -> int:
    """Figures alone stand by place (六二 is 62); beside 十 or 百 two of them are a range, and the upper one counts."""
    by_place = all(character in _FIGURES for character in text)
    total = figure = 0
    for character in text:
        if character in _FIGURES:
            figure = (figure * 10 if by_place else 0) + _FIGURES[character]
        elif character == "百":
            total, figure = total + (figure or 1) * 100, 0
        elif character in _TENS:
            total, figure = total + (figure or 1) * _TENS[character], 0
        else:
            raise ValueError(f"{text!r} is no number")
    return total + figure
