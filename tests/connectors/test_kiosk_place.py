"""Where the kiosk stands, as an operator sets it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from connectors.settings import Settings
from knowledge.places import Place


def set_to(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"QIAOBAN_PLACE_{name}", value)


def test_a_place_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().place is None
    set_to(monkeypatch, NAME="外海街道服务站", DISTRICT="江海", LATITUDE="22.56", LONGITUDE="113.12")
    assert Settings().place == Place("外海街道服务站", "江海", 22.56, 113.12)


@pytest.mark.parametrize(
    ("values", "remedy"),
    [
        ({"NAME": "服务站", "LATITUDE": "22.56"}, "QIAOBAN_PLACE_LONGITUDE"),
        ({"DISTRICT": "江海"}, "QIAOBAN_PLACE_NAME"),
        ({"NAME": "服务站", "DISTRICT": "广州"}, "蓬江"),
        ({"NAME": "服务站", "LATITUDE": "122.5", "LONGITUDE": "22.5"}, "90"),
    ],
)
def test_half_a_place_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], remedy: str
) -> None:
    set_to(monkeypatch, **values)
    with pytest.raises(ValidationError, match=remedy):
        Settings()
