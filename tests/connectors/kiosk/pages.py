"""Kiosk pages that note what goes to the loudspeaker and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

LOUDSPEAKER = """
window.played = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...when) {
  const peak = this.buffer.getChannelData(0).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  window.played.push({ seconds: this.buffer.duration, peak });
  return start.apply(this, when);
};
window.stopped = 0;
const stop = AudioBufferSourceNode.prototype.stop;
AudioBufferSourceNode.prototype.stop = function (...when) {
  window.stopped += 1;
  return stop.apply(this, when);
};
"""


def watch(page: Page, complaints: list[str]) -> None:
    """Notes scripts that fail, policies that are broken and texts that are missing, from now on."""

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "labels.json has no text" in message.text:
            complaints.append(message.text)

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", said)


def opened(
    browser: Browser,
    url: str,
    query: str = "",
    *,
    complaints: list[str],
    before: Callable[[Page], object] | None = None,
    **options: Any,
) -> Page:
    """The kiosk page in a context of its own, when it shows its words; ``before`` prepares it before it loads."""
    options.setdefault("viewport", {"width": 1080, "height": 1920})
    page = browser.new_context(**options).new_page()
    watch(page, complaints)
    page.add_init_script(LOUDSPEAKER)
    if before:
        before(page)
    page.goto(f"{url}/kiosk{query}")
    expect(page.locator("body[data-ready=yes]")).to_be_attached()
    return page
