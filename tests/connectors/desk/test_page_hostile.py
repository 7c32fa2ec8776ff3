"""Whatever comes from a person or a page of others stays text."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.connectors.desk.conftest import OpenDesk
from tests.connectors.desk.pretend import SOURCE, PretendDesk, case, entry, suggestion

EVIL = '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202e'


def _evil(made: Any) -> Any:
    """The same with every free text hostile."""
    if isinstance(made, dict):
        kept = {"state", "may", "at", "opened_at", "waiting_since", "last_at", "level", "who", "url", "published"}
        return {key: value if key in kept else _evil(value) for key, value in made.items()}
    if isinstance(made, list | tuple):
        return [_evil(value) for value in made]
    return EVIL if isinstance(made, str) else made


def _hostile() -> PretendDesk:
    risk = {"level": "high", "kinds": ["x"], "reasons": [{"flag": "x", "quote": "x", "why": "x"}]}
    lines = [
        entry("a", "x", name="x", topic="x", risk=risk, turn_id="t", sources=[SOURCE]),
        entry("b", "x", "bot", name="x", sources=[SOURCE]),
        entry("c", "x", "agent", name="x"),
        entry("d", "x", "notice"),
        entry("e", "x", "unheard-of"),
    ]
    made = _evil(case(2, "held", risk=risk, slots={"district": "x", EVIL: "x"}, transcript=lines))
    for place, line in enumerate(made["transcript"]):
        line["id"] = f"{EVIL}{place}"
    made["agent"] = {"name": "desk1", "display_name": EVIL}
    waiting = _evil(case(1, risk=copy.deepcopy(risk)))
    desk = PretendDesk(made, waiting)
    desk.suggestions = [_evil(suggestion())]
    desk.me = {**desk.me, "display_name": EVIL, "role": EVIL}
    return desk


def test_markup_is_shown_and_not_run(open_desk: OpenDesk) -> None:
    page, desk = open_desk(_hostile())
    page.locator("#case-2").click()
    expect(page.locator("#transcript .line")).to_have_count(5)
    expect(page.locator(".suggestion")).to_have_count(1)
    page.locator(".insert").click()
    desk.send("entry", {"case_id": 2, "entry": entry("f", EVIL)})
    expect(page.locator("#transcript .line").last).to_contain_text("<script>")
    assert page.evaluate("window.hit") is None
    assert page.locator("img:not(.seal)").count() == 0
    assert page.locator("script:not([src])").count() == 0
    expect(page.locator("#alarm")).to_contain_text("<img src=x")


@pytest.mark.parametrize(
    "url",
    ["javascript:window.hit=1", "data:text/html,<script>1</script>", "//elsewhere", "/api/desk/logout", "", 7, None],
)
def test_only_addresses_of_the_web_are_links(open_desk: OpenDesk, url: object) -> None:
    desk = PretendDesk(case(2, "held"))
    desk.suggestions = [suggestion(source={**SOURCE, "url": url})]
    page, _ = open_desk(desk)
    page.locator("#case-2").click()
    expect(page.locator(".suggestion .source")).to_contain_text("长者饭堂名单")
    expect(page.locator(".suggestion a")).to_have_count(0)


def test_a_link_opens_beside_the_page_and_tells_nothing(open_desk: OpenDesk) -> None:
    desk = PretendDesk(case(2, "held"))
    desk.suggestions = [suggestion()]
    page, _ = open_desk(desk)
    page.locator("#case-2").click()
    link = page.locator(".suggestion a")
    expect(link).to_have_attribute("href", "https://www.jiangmen.gov.cn/")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_long_words_do_not_break_the_page(open_desk: OpenDesk) -> None:
    long = "a" * 3000
    risk = {"level": "high", "kinds": [long], "reasons": [{"flag": "x", "quote": long, "why": long}]}
    lines = [entry("a", long, name=long, topic=long, risk=risk), entry("b", long, "notice")]
    desk = PretendDesk(case(2, "held", last_text=long, risk=risk, slots={long: long}, transcript=lines))
    desk.suggestions = [suggestion(long, long, source={**SOURCE, "title": long, "issuer": long})]
    desk.me = {**desk.me, "display_name": long}
    page, _ = open_desk(desk, viewport={"width": 1024, "height": 700})
    page.locator("#case-2").click()
    expect(page.locator(".suggestion")).to_have_count(1)
    for part in ("html", ".masthead", "#queue-list", ".case", "#transcript", ".side"):
        wide, shown = page.locator(part).evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide <= shown, part
    expect(page.locator("#sign-out")).to_be_in_viewport(ratio=1)
