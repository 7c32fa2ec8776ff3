"""The simulator's phone page, in a real browser and by its requests."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from connectors.wechat.simulator import WeChatSimulator, new_aes_key
from tests.browser import executable
from tests.connectors.wechat.little_app import Api, LittleApp, Message, start_together, text_reply

ELDER = "oQiaobanElder00000000000001"
LINKS = (
    '<a href="https://example.org/?a=1&amp;b=2">网页</a> <a href="javascript:alert(1)">坏</a> '
    '<a href="weixin://bizmsgmenu?msgmenucontent=再讲&msgmenuid=7">再讲一次</a> <img src=x onerror=alert(1)>'
)


@pytest.fixture
def pair() -> Iterator[tuple[WeChatSimulator, LittleApp]]:
    with ExitStack() as stack:
        yield start_together(stack, aes_key=new_aes_key())


def in_browser(url: str, steps: Callable[[Page], None]) -> None:
    """Runs the steps in a thread of their own: other tests have a browser in the main one."""
    path = executable()

    def run() -> None:
        complaints: list[str] = []
        with sync_playwright() as running:
            browser = running.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(5000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
            page.goto(url)
            steps(page)
            browser.close()
        assert complaints == []

    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()


def test_a_chat_on_the_page(pair: tuple[WeChatSimulator, LittleApp]) -> None:
    simulator, app = pair

    async def answer(message: Message) -> str:
        return text_reply(message, LINKS if message["MsgType"] == "text" else "你好")

    app.behaviour = answer
    api = Api(simulator.url, simulator.account.app_id, simulator.account.secret)
    api.stable_token()
    api.post("menu/create", {"button": [{"type": "click", "name": "帮助", "key": "help"}]})

    def steps(page: Page) -> None:
        expect(page.locator("#connection")).to_have_attribute("data-good", "true")
        page.locator("#follow").click()
        theirs, mine = page.locator(".theirs"), page.locator(".mine")
        expect(theirs).to_have_count(1)
        expect(theirs.locator("small")).to_have_text(re.compile(r"被动回复，\d+\.\d\d 秒"))
        page.locator("#examples button").first.click()
        expect(theirs).to_have_count(2)
        expect(theirs.last.locator("a")).to_have_count(1)
        expect(theirs.last.locator("a")).to_have_attribute("href", "https://example.org/?a=1&b=2")
        expect(theirs.last.locator("img")).to_have_count(0)
        theirs.last.get_by_text("再讲一次").click()
        expect(mine.last.locator(".bubble")).to_have_text("再讲")
        page.locator("#menu button").click()
        expect(page.locator(".line").last).to_contain_text("帮助")
        assert api.send(ELDER, "坐席讲嘢") == 0
        expect(theirs.last).to_contain_text("客服消息")
        page.locator(".person").nth(1).click()
        page.locator("#scan-code").fill("483920")
        page.locator("#scan button").click()
        expect(page.locator(".line")).to_contain_text("483920")
        assert api.send(ELDER, "仲有") == 0
        expect(page.locator(".badge")).to_have_count(1)

    in_browser(simulator.url, steps)
    api.close()
    assert [m["EventKey"] for m in app.messages if "Event" in m] == [None, "help", "qrscene_483920"]
    assert next(m for m in app.messages if m.get("Content") == "再讲")["bizmsgmenuid"] == "7"


def test_a_missing_app_is_told(pair: tuple[WeChatSimulator, LittleApp]) -> None:
    simulator, _ = pair
    simulator.webhook_url = "http://127.0.0.1:9/wechat"

    def steps(page: Page) -> None:
        expect(page.locator("#strip")).to_contain_text("qiaoban serve")
        page.locator("#follow").click()
        expect(page.locator(".line.warn")).to_have_text("该公众号提供的服务出现故障，请稍后再试")
        expect(page.locator("#chat .bad")).to_contain_text("连不上")

    in_browser(simulator.url, steps)


def test_a_recording_becomes_amr(pair: tuple[WeChatSimulator, LittleApp]) -> None:
    simulator, app = pair
    elder = simulator.person(ELDER)
    url = f"{simulator.url}/phone/chats/{ELDER}/voice"
    with httpx.Client(trust_env=False) as client:
        assert client.post(url, content=_wav(), params={"recognition": "边度"}).status_code == 202
        elder.wait_for(1)
        assert (app.messages[0]["Format"], app.messages[0]["Recognition"]) == ("amr", "边度")
        sound = client.get(f"{simulator.url}/phone/media/{app.messages[0]['MediaId']}")
        assert sound.content.startswith(b"RIFF") and sound.headers["content-type"] == "audio/wav"
        assert client.post(url, content=b"no sound").status_code == 422
        assert client.get(f"{simulator.url}/phone/media/none").status_code == 404
        assert client.get(simulator.url, headers={"Host": "elsewhere.example"}).status_code >= 400


def _wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\x00\x10\x00\xf0" * 8_000)
    return out.getvalue()
