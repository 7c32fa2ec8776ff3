"""Takes the pictures of docs/images from the running product: ``python -m tests.screenshots``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from connectors.wechat.simulator import WeChatSimulator, to_amr
from connectors.wechat.texts import menu
from tests.browser import find
from tests.conftest import QIAOBAN, ROOT, Server, serving
from tests.connectors.wechat.conftest import settings_for
from tests.voice.toy_vosk import build_toy_model, toy_audio
from voice.wav import pcm_to_wav

IMAGES = ROOT / "docs" / "images"
PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1366, "height": 768}
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def _ask(page: Page, text: str) -> None:
    page.locator("#question").fill(text)
    page.locator("#send").click()
    expect(page.locator("#asked, #emergency .number").first).to_be_attached()
    page.wait_for_timeout(1500)


def _shot(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def desk(browser: Browser, server: Server) -> None:
    """A conversation that an agent has taken, at the desk and at the kiosk."""
    subprocess.run(
        [QIAOBAN, "desk", "add-user", "desk1", "--display-name", "一号坐席", "--password-stdin"],
        input=b"only-for-pictures",
        env={"QIAOBAN_HOME": str(server.home), "PATH": "/usr/bin:/bin"},
        cwd=server.home,
        check=True,
        stderr=subprocess.DEVNULL,
    )
    agent = browser.new_page(viewport=DESKTOP)
    agent.goto(f"{server.url}/desk")
    agent.locator("#account").fill("desk1")
    agent.locator("#password").fill("only-for-pictures")
    agent.locator("#sign-in-do").click()
    expect(agent.locator("#connection")).to_have_text("已连接")
    for session, text in (("w1", "我老伴突然晕低咗叫唔醒"), ("w2", "有人打电话说我涉嫌洗钱，要把钱转到安全账户")):
        body = {"text": text, "session_id": session}
        httpx.post(f"{server.url}/api/chat", json=body, timeout=20, trust_env=False).raise_for_status()
    person = browser.new_page(viewport=PORTRAIT)
    person.goto(f"{server.url}/kiosk")
    expect(person.locator("body[data-ready=yes]")).to_be_attached()
    for text in ("江海区边度有长者饭堂", "我要搵真人"):
        _ask(person, text)
    _shot(person, "kiosk-waiting")
    agent.locator("#queue-list [role=option]").last.click()
    agent.locator("#take").click()
    expect(agent.locator("#text")).to_be_enabled()
    agent.locator("#text").fill("阿婆你好，我系一号坐席，有咩帮到你？")
    agent.locator("#send").click()
    expect(person.locator("#exchange")).to_contain_text("帮到你")
    person.locator("#question").fill("我今年八十二，高龄津贴点攞？")
    person.locator("#send").click()
    expect(agent.locator("#suggestions")).to_contain_text("高龄津贴")
    agent.wait_for_timeout(800)
    _shot(agent, "desk")
    person.wait_for_timeout(800)
    _shot(person, "kiosk-agent")
    for page in (person, agent):
        page.close()


def wechat(browser: Browser, toy: Path) -> None:
    """The phone page: a question, a voice note, a forwarded scam."""
    model = toy / "model"
    build_toy_model(model)
    with WeChatSimulator("http://127.0.0.1:9/wechat", menu=menu()["button"]) as platform:
        more = {**settings_for(platform), "QIAOBAN_VOSK_MODEL": str(model)}
        with serving(toy / "home", **more) as server:
            server.wait_ready()
            platform.webhook_url = f"{server.url}/wechat"
            page = browser.new_page(viewport={"width": 1366, "height": 1000})
            page.goto(platform.url)
            page.wait_for_timeout(500)
            elder = platform.people[0]
            elder.says("江海区边度有长者饭堂").result(20)
            elder.says_by_voice(to_amr(pcm_to_wav(toy_audio(["饭堂"]), 16_000))).result(20)
            elder.says("【社保局】您的社保卡异常，请点击链接填写银行卡号和验证码，否则停发养老金").result(20)
            page.wait_for_timeout(1500)
            _shot(page, "wechat-phone")
            page.close()


def main() -> None:
    """One picture for each thing a person may see first."""
    executable = find()
    if executable is None:
        sys.exit("chromium is needed: make test-tools")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server, sync_playwright() as running:
        server.wait_ready()
        browser = running.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        desk(browser, server)
        with tempfile.TemporaryDirectory() as toy:
            wechat(browser, Path(toy))
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
            _shot(page, name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
