"""Having the family told: nothing without a yes, a code to link with, and an end to it at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.connectors.kiosk.far_end import FamilyOffice
from tests.connectors.kiosk.labels import TEXTS
from tests.connectors.kiosk.pretend import REPLY, able, answers, event, hears, says
from tests.connectors.kiosk.test_looks import TEXTS as SEEN
from tests.connectors.kiosk.visit import Ask, Spoken

WARNED = {"level": "high", "kinds": [], "reasons": []}
EXPLAINED = ("family_scan", "family_when", "family_what", "family_any_time", "family_question")
POLL_S = 3


class Asked:
    """A page that has just warned somebody, in an installation that can tell the family."""

    def __init__(self, open_page: Any, ask: Ask, query: str = "", **options: Any) -> None:
        before = options.pop("before", None)
        recognition = options.pop("recognition", {"yue": True, "cmn": True})
        on_stop = options.pop("on_stop", None)

        def prepared(page: Page) -> None:
            self.office = FamilyOffice(page)
            self.spoken = Spoken(page)
            hears(page, on_stop=on_stop)
            able(page, recognition=recognition, family=True)
            says(page, 0.2)
            if before:
                before(page)

        self.page: Page = open_page(query, before=prepared, **options)
        answers(self.page, text="唔好转。", speech="唔好转。", handoff=False, topic="fraud", risk=WARNED)
        ask(self.page, "派出所叫我转钱")
        expect(self.page.locator("[data-risk=high]")).to_be_visible()
        self.spoken.until(self.page, 1)

    def open(self) -> None:
        self.page.locator(".family-large").click()
        expect(self.page.locator("#family-ask")).to_be_visible()

    def link(self) -> None:
        self.open()
        self.page.locator("#family-agree").click()
        expect(self.page.locator("#family-code")).to_be_visible()
        self.office.links = 1
        expect(self.page.locator("#family-linked")).to_be_visible(timeout=(POLL_S + 3) * 1000)


@pytest.fixture
def asked(open_page: Any, ask: Ask) -> Asked:
    return Asked(open_page, ask)


def test_it_is_not_offered_where_it_cannot_be_done(open_page: Any, ask: Ask) -> None:
    page = open_page(before=lambda new: able(new, family=False))
    answers(page, text="唔好转。", risk=WARNED)
    ask(page, "派出所叫我转钱")
    expect(page.locator("[data-risk=high]")).to_be_visible()
    for offer in page.locator(".family-open").all():
        expect(offer).to_be_hidden()


def test_it_is_offered_after_an_answer_and_larger_under_a_warning(asked: Asked) -> None:
    small, large = asked.page.locator("#after .family-open"), asked.page.locator(".family-large")
    expect(small).to_have_text(TEXTS["family_open"]["yue"], use_inner_text=True)
    sizes = [offer.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") for offer in (small, large)]
    assert sizes[1] > sizes[0] >= 28
    panel, below = asked.page.locator("[data-risk=high]").bounding_box(), large.bounding_box()
    assert panel and below and below["y"] >= panel["y"] + panel["height"]
    assert asked.office.consents == []


@pytest.mark.parametrize("code", ["yue", "cmn"])
def test_a_yes_gives_a_code_to_be_scanned_or_read_out(asked: Asked, code: str) -> None:
    page = asked.page
    page.locator(f"[data-dialect={code}]").click()
    expect(page.locator("[data-risk=high]")).to_be_visible()
    asked.open()
    expect(page.locator("#family-title")).to_have_text(TEXTS["family_title"][code])
    explained = "\n".join(TEXTS[key][code] for key in EXPLAINED)
    assert asked.spoken.includes(page, explained)
    assert asked.spoken.bodies[-1]["dialect"] == code
    page.locator("#family-agree").click()
    expect(page.locator("#family-digits")).to_have_text(FamilyOffice.CODE)
    expect(page.locator("#family-text")).to_have_text(FamilyOffice.TEXT)
    assert asked.office.consents == [{"consent": TEXTS["family_agree"][code], "dialect": code}]
    assert asked.spoken.includes(page, FamilyOffice.TEXT)
    picture = page.locator("#family-qr img")
    box = picture.bounding_box()
    assert box and min(box["width"], box["height"]) >= 360
    assert picture.evaluate("e => e.decode().then(() => [e.naturalWidth > 0, e.alt])") == [
        True,
        TEXTS["family_qr"][code],
    ]
    assert float(page.locator("#family-digits").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) > 100


def test_who_has_linked_is_seen_and_can_be_let_go(asked: Asked) -> None:
    asked.link()
    page = asked.page
    expect(page.locator("#family-linked")).to_contain_text(TEXTS["family_linked"]["yue"])
    assert asked.spoken.includes(page, TEXTS["family_linked"]["yue"])
    assert FamilyOffice.CODE not in page.content()
    page.locator("#family-back").click()
    expect(page.locator("#family")).to_be_hidden()
    expect(page.locator("#after .family-open")).to_have_text(TEXTS["family_see"]["yue"], use_inner_text=True)
    page.locator("#after .family-open").click()
    page.locator("#family-off").click()
    expect(page.locator("#family-over")).to_be_visible()
    assert asked.office.unlinked == 1
    assert asked.spoken.includes(page, TEXTS["family_over"]["yue"])
    page.locator("#family-back").click()
    expect(page.locator("#after .family-open")).to_have_text(TEXTS["family_open"]["yue"], use_inner_text=True)


def test_a_link_made_while_the_dialog_was_closed_is_found(asked: Asked) -> None:
    asked.open()
    asked.page.locator("#family-agree").click()
    expect(asked.page.locator("#family-code")).to_be_visible()
    asked.page.locator("#family-back").click()
    asked.office.links = 1
    asked.page.locator(".family-large").click()
    expect(asked.page.locator("#family-linked")).to_be_visible()
    asked.office.links = 0
    expect(asked.page.locator("#family-over")).to_be_visible(timeout=(POLL_S + 3) * 1000)


def test_a_no_asks_the_server_nothing(asked: Asked) -> None:
    asked.open()
    asked.page.locator("#family-refuse").click()
    expect(asked.page.locator("#family")).to_be_hidden()
    asked.page.wait_for_timeout(300)
    assert asked.office.consents == []
    expect(asked.page.locator("[data-risk=high]")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(422, "family_again"), (503, "family_unavailable"), (429, "family_busy"), (500, "server")],
)
def test_a_refusal_is_told_kindly_and_one_can_say_it_again(asked: Asked, status: int, kind: str) -> None:
    asked.open()
    asked.office.refuses = status
    asked.page.locator("#family-agree").click()
    told = TEXTS[f"trouble_{kind}"]["yue"]
    expect(asked.page.locator("#family-trouble")).to_have_text(told)
    assert asked.spoken.includes(asked.page, told)
    expect(asked.page.locator("#family-ask")).to_be_visible()
    asked.office.refuses = None
    asked.page.locator("#family-agree").click()
    expect(asked.page.locator("#family-digits")).to_have_text(FamilyOffice.CODE)
    expect(asked.page.locator("#family-trouble")).to_be_hidden()


def test_a_code_that_grew_old_can_be_had_anew(open_page: Any, ask: Ask) -> None:
    asked = Asked(open_page, ask, before=lambda page: page.clock.install())
    asked.open()
    asked.page.locator("#family-agree").click()
    expect(asked.page.locator("#family-digits")).to_have_text(FamilyOffice.CODE)
    asked.page.clock.fast_forward(601_000)
    expect(asked.page.locator("#family-expired")).to_be_visible()
    assert FamilyOffice.CODE not in asked.page.content()
    asked.page.locator("#family-renew").click()
    expect(asked.page.locator("#family-digits")).to_have_text(FamilyOffice.CODE)
    assert len(asked.office.consents) == 2


def _says(words: str, **reply: Any) -> Callable[[WebSocketRoute], object]:
    def answer(socket: WebSocketRoute) -> None:
        event(socket, "transcript", text=words, final=True)
        event(socket, "reply", **REPLY | {"handoff": False, "text": "好。", "speech": "好。"} | reply)

    return answer


def _hold(page: Page) -> None:
    page.locator("#family-mic").hover()
    page.mouse.down()
    expect(page.locator("body[data-phase=listening]")).to_be_attached()
    page.wait_for_timeout(600)
    page.mouse.up()


def test_a_yes_can_be_spoken(open_page: Any, ask: Ask) -> None:
    asked = Asked(open_page, ask, on_stop=_says("好啊我同意"))
    asked.open()
    _hold(asked.page)
    expect(asked.page.locator("#family-digits")).to_have_text(FamilyOffice.CODE)
    assert asked.office.consents == [{"consent": "好啊我同意", "dialect": "yue"}]
    asked.page.locator("#family-back").click()
    expect(asked.page.locator("#asked")).to_have_text("派出所叫我转钱")
    assert "好。" not in asked.spoken.texts


def test_what_goes_wrong_while_speaking_is_told_in_the_dialog(open_page: Any, ask: Ask) -> None:
    fails = lambda socket: event(socket, "error", code="nothing_heard", message="x")  # noqa: E731
    asked = Asked(open_page, ask, on_stop=fails)
    asked.open()
    _hold(asked.page)
    expect(asked.page.locator("#family-trouble")).to_have_text(TEXTS["trouble_voice_nothing_heard"]["yue"])
    asked.page.locator("#family-refuse").click()
    expect(asked.page.locator("#trouble")).to_be_hidden()


def test_where_the_dialect_is_not_heard_nobody_is_told_to_speak(open_page: Any, ask: Ask) -> None:
    asked = Asked(open_page, ask, recognition={"yue": False, "cmn": True})
    asked.open()
    expect(asked.page.locator("#family-talk")).to_be_hidden()
    asked.page.locator("#family-refuse").click()
    asked.page.locator("[data-dialect=cmn]").click()
    asked.open()
    expect(asked.page.locator("#family-talk")).to_be_visible()


def test_an_emergency_comes_first(open_page: Any, ask: Ask) -> None:
    urgent = {"emergency": True, "topic": "emergency", "text": "即刻打120。", "speech": ""}
    asked = Asked(open_page, ask, on_stop=_says("我老伴晕低咗", **urgent))
    asked.open()
    _hold(asked.page)
    expect(asked.page.locator("#emergency")).to_be_visible()
    expect(asked.page.locator("#family")).to_be_hidden()
    assert asked.office.consents == []


def test_who_leaves_leaves_nothing_of_it(open_page: Any, ask: Ask) -> None:
    asked = Asked(open_page, ask, "?idle=2&grace=1")
    asked.open()
    asked.page.locator("#family-agree").click()
    expect(asked.page.locator("#family-digits")).to_have_text(FamilyOffice.CODE)
    expect(asked.page.locator("#idle")).to_be_visible(timeout=10_000)
    expect(asked.page.locator("body[data-view=home]")).to_be_attached(timeout=8_000)
    expect(asked.page.locator("#family")).to_be_hidden()
    content = asked.page.content()
    assert FamilyOffice.CODE not in content
    assert "image/svg" not in content.replace('type="image/svg+xml"', "")
    assert asked.page.get_attribute("body", "data-linked") == "no"


def test_it_is_large_and_clear_and_what_to_press_is_in_sight(open_page: Any, ask: Ask) -> None:
    for size in ((1080, 1920), (1366, 768), (390, 844)):
        asked = Asked(open_page, ask, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
        asked.open()
        asked.office.refuses = 422
        asked.page.locator("#family-agree").click()
        expect(asked.page.locator("#family-trouble")).to_be_visible()
        _judge(asked.page, size, "#family-agree", "#family-refuse", "#family-mic", "#family-trouble")
        asked.office.refuses = None
        asked.page.locator("#family-agree").click()
        expect(asked.page.locator("#family-code")).to_be_visible()
        _judge(asked.page, size, "#family-qr", "#family-digits", "#family-text", "#family-off", "#family-back")
        asked.page.context.close()


def _judge(page: Page, size: tuple[int, int], *parts: str) -> None:
    least, kiosk = (28, True) if size[0] >= 1000 else (16, False)
    texts = page.evaluate(SEEN)
    assert [text for text in texts if text["contrast"] < 4.5 or text["size"] < least] == []
    for part in parts:
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    wide, shown = page.locator("#family").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide <= shown
    boxes = page.locator("#family button:visible").evaluate_all(
        "all => all.map(e => [e.id || e.textContent.trim(), e.offsetWidth, e.offsetHeight])"
    )
    assert [box for box in boxes if min(box[1:]) < (72 if kiosk else 56)] == []
