"""Large enough, clear enough, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

KIOSKS = [(1080, 1920), (1920, 1080)]
SIZES = [(360, 740), (820, 1180), (740, 360), *KIOSKS]
QUESTIONS = {
    "answer": "江海区边度有长者饭堂",
    "warning": "派出所打电话让我把钱转到安全账户",
    "emergency": "我老伴突然晕低咗叫唔醒",
}
# Every visible text with its size (px) and its contrast ratio (WCAG 2) on what is painted behind it.
TEXTS = """() => {
  const rgba = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [...n.slice(0, 3), n[3] ?? 1]; };
  const over = (top, low) => top.slice(0, 3).map((c, i) => c * top[3] + low[i] * (1 - top[3]));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const colour = node ? rgba(getComputedStyle(node).backgroundColor) : [255, 255, 255, 1];
    return colour[3] === 1 ? colour.slice(0, 3) : over(colour, behind(node.parentElement));
  };
  const top = document.querySelector("dialog[open]") ?? document.body;
  const found = [];
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest(".visually-hidden, .skip, script")) continue;
    const style = getComputedStyle(node);
    const back = behind(node);
    const [a, b] = [light(over(rgba(style.color), back)), light(back)].sort((x, y) => y - x);
    found.push({ text: walker.currentNode.data.trim(), size: parseFloat(style.fontSize), contrast: (a + 0.05) / (b + 0.05) });
  }
  return found;
}"""


def _states(open_page: Any, ask: Callable[[Page, str], None], size: tuple[int, int]) -> Iterator[tuple[str, Page]]:
    """The page at this size, in one state after the other."""
    page: Page = open_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    yield "home", page
    for state, question in QUESTIONS.items():
        ask(page, question)
        expect(page.locator("#asked")).to_have_text(question)
        expect(page.locator("#answer > *").first).to_be_attached()
        yield state, page


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen(
    open_page: Any, ask: Callable[[Page, str], None], size: tuple[int, int]
) -> None:
    for state, page in _states(open_page, ask, size):
        for part in ("html", "#stage", ".dock"):
            wide, shown = page.locator(part).evaluate("e => [e.scrollWidth, e.clientWidth]")
            assert wide <= shown, (state, part)


@pytest.mark.parametrize("size", KIOSKS)
def test_at_the_kiosk_text_is_large_and_clear_and_so_is_what_can_be_pressed(
    open_page: Any, ask: Callable[[Page, str], None], size: tuple[int, int]
) -> None:
    for state, page in _states(open_page, ask, size):
        texts = page.evaluate(TEXTS)
        assert len(texts) > 4
        assert [t for t in texts if t["size"] < 28] == [], state
        assert [t for t in texts if t["contrast"] < 4.5] == [], state
        lines = page.locator("#answer .line").evaluate_all(
            "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert all(line >= 40 for line in lines), state
        boxes = page.locator("button:visible, input:visible").evaluate_all(
            "all => all.map(e => [e.id || e.textContent.trim(), e.offsetWidth, e.offsetHeight])"
        )
        assert boxes
        assert [box for box in boxes if min(box[1:]) < 72] == [], state


@pytest.mark.parametrize("size", [*KIOSKS, (1366, 768), (1280, 720), (820, 1180), (360, 740)])
def test_whatever_is_shown_one_can_ask_and_stop_without_scrolling(
    open_page: Any, ask: Callable[[Page, str], None], size: tuple[int, int]
) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]})
    expect(page.locator("#question")).to_be_in_viewport(ratio=1)
    ask(page, QUESTIONS["answer"])
    expect(page.locator("#answer > *").first).to_be_attached()
    for what in ("#question", "#send", "#stop", "#mic", "#done"):
        expect(page.locator(what)).to_be_in_viewport(ratio=1)


def test_without_a_microphone_nobody_is_told_to_hold_it(page: Page, ask: Callable[[Page, str], None]) -> None:
    ask(page, QUESTIONS["answer"])
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    expect(page.locator("#mic-hint")).to_contain_text("唔使讲喇")
    expect(page.locator("#mic .off")).to_be_hidden()
