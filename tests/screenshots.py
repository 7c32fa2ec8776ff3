"""Takes the pictures of docs/images from the running product: ``python -m tests.screenshots``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ROOT, serving

IMAGES = ROOT / "docs" / "images"
PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def _ask(page: Page, text: str) -> None:
    page.locator("#question").fill(text)
    page.locator("#send").click()
    expect(page.locator("#asked, #emergency .number").first).to_be_attached()
    page.wait_for_timeout(1500)


def main() -> None:
    """One picture for each thing a person may see first."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        sys.exit("chromium is needed: make test-tools")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server, sync_playwright() as running:
        server.wait_ready()
        browser = running.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        for name, size, question in (
            ("kiosk-home", PORTRAIT, None),
            ("kiosk-canteen-wide", LANDSCAPE, "江海区边度有长者饭堂"),
            ("kiosk-canteen", PORTRAIT, "江海区边度有长者饭堂"),
            ("kiosk-fraud", PORTRAIT, "派出所打电话让我把钱转到安全账户"),
            ("kiosk-emergency", PORTRAIT, "我老伴突然晕低咗叫唔醒"),
            ("kiosk-allowance-phone", PHONE, "高龄津贴几多钱"),
        ):
            page = browser.new_page(viewport=size)
            page.goto(f"{server.url}/kiosk")
            expect(page.locator("body[data-ready=yes]")).to_be_attached()
            if question:
                _ask(page, question)
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
            print(f"docs/images/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
