"""Large enough, clear enough, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Callable
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


def _show(page: Page, ask: Callable[[Page, str], None], state: str) -> None:
    if state != "home":
        ask(page, QUESTIONS[state])
        expect(page.locator("#answer > *").first).to_be_attached()


def _sized(open_page: Any, size: tuple[int, int]) -> Page:
    page: Page = open_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", ["home", *QUESTIONS])
def test_nothing_is_wider_than_the_screen(
    open_page: Any, ask: Callable[[Page, str], None], size: tuple[int, int], state: str
) -> None:
    page = _sized(open_page, size)
    _show(page, ask, state)
    for scroller in ("document.documentElement", "document.querySelector('#stage')", "document.querySelector('.dock')"):
        wide, shown = page.evaluate(f"[{scroller}.scrollWidth, {scroller}.clientWidth]")
        assert wide <= shown, scroller


@pytest.mark.parametrize("size", KIOSKS)
@pytest.mark.parametrize("state", ["home", *QUESTIONS])
def test_text_at_the_kiosk_is_large_and_clear(
    open_page: Any, ask: Callable[[Page, str], None], size: tuple[int, int], state: str
) -> None:
    page = _sized(open_page, size)
    _show(page, ask, state)
    texts = page.evaluate(TEXTS)
    assert len(texts) > 4
    assert [t for t in texts if t["size"] < 28] == []
    assert [t for t in texts if t["contrast"] < 4.5] == []
    if state in ("answer", "warning"):
        sizes = page.locator("#answer .line").evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize))")
        assert sizes and min(sizes) >= 40


@pytest.mark.parametrize("size", KIOSKS)
@pytest.mark.parametrize("state", ["home", *QUESTIONS])
def test_everything_that_can_be_pressed_at_the_kiosk_is_large(
    open_page: Any, ask: Callable[[Page, str], None], size: tuple[int, int], state: str
) -> None:
    page = _sized(open_page, size)
    _show(page, ask, state)
    boxes = page.locator("button:visible, input:visible").evaluate_all(
        "all => all.map(e => [e.id || e.textContent.trim(), e.offsetWidth, e.offsetHeight])"
    )
    assert boxes
    assert [box for box in boxes if min(box[1:]) < 72] == []
