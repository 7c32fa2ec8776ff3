"""Asking by hand: what a person types or presses, and what they then see and hear."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

Ask = Callable[[Page, str], None]


def test_a_typed_question_is_answered_with_its_source_and_spoken(page: Page, ask: Ask) -> None:
    with page.expect_response("**/api/speech") as spoken:
        ask(page, "江海区边度有长者饭堂")
    expect(page.locator("#answer")).to_contain_text("麻三")
    expect(page.locator("#answer .source").first).to_contain_text("2025年7月7日")
    expect(page.locator(".card[data-kind=canteen]").first.locator("dt").filter(has_text="地址")).to_be_visible()
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator("#asked")).to_have_text("江海区边度有长者饭堂")

    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    with wave.open(io.BytesIO(spoken.value.body())) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
    assert seconds > 1
    assert np.abs(samples).max() > 1000
    played = page.evaluate("window.played")
    assert len(played) == 1
    assert abs(played[0]["seconds"] - seconds) < 0.1
    assert played[0]["peak"] > 0.03


def test_a_scam_gets_the_red_panel_with_the_words_heard_and_the_numbers(page: Page, ask: Ask) -> None:
    text = "派出所打电话让我把钱转到安全账户"
    ask(page, text)
    panel = page.locator("[data-risk=high]")
    expect(panel.locator(".call")).to_contain_text("96110")
    expect(panel.locator(".call")).to_contain_text("110")
    quotes = panel.locator(".reasons q").all_text_contents()
    assert quotes
    assert all(quote in text for quote in quotes)
    red, green, blue = (int(c) for c in panel.evaluate("e => getComputedStyle(e).backgroundColor.match(/\\d+/g)"))
    assert red > 120 > 60 > max(green, blue)
    expect(panel).to_have_role("alert")


def test_an_emergency_takes_the_whole_screen(page: Page, ask: Ask) -> None:
    ask(page, "我老伴突然晕低咗叫唔醒")
    dialog = page.locator("#emergency")
    expect(dialog).to_be_visible()
    number = dialog.locator(".number").first
    expect(number).to_have_text("120")
    assert float(number.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) > 200
    box = dialog.bounding_box()
    assert box and (box["width"], box["height"]) == (1080, 1920)
    page.locator("#emergency-close").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#answer")).to_contain_text("120")


def test_every_topic_button_asks_its_question(page: Page) -> None:
    topics = page.locator("#topics button")
    expect(topics).to_have_count(6)
    for index in range(6):
        question = topics.nth(index).locator(".topic-ask").text_content()
        topics.nth(index).click()
        expect(page.locator("#asked")).to_have_text(question or "?")
        expect(page.locator("#answer > *").first).to_be_visible()
        page.locator("#go-home").click()
        expect(topics.first).to_be_visible()


def test_quick_replies_ask_on_in_the_same_session(page: Page) -> None:
    with page.expect_request("**/api/chat") as first:
        page.locator("#topics button").first.click()
    option = page.locator("#options button").first
    text = option.text_content()
    with page.expect_request("**/api/chat") as second:
        option.click()
    sent = second.value.post_data_json
    assert sent["text"] == text
    assert sent["session_id"] == first.value.post_data_json["session_id"]


def test_slower_says_the_same_again_and_keeps_the_question(page: Page, ask: Ask) -> None:
    ask(page, "江海区边度有长者饭堂")
    expect(page.locator("#answer")).to_contain_text("麻三")
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    with page.expect_request("**/api/chat") as again, page.expect_response("**/api/speech"):
        page.locator("[data-say=slower]").click()
    assert again.value.post_data_json["text"] == "慢啲"
    assert page.evaluate("window.stopped") == 1
    expect(page.locator("#asked")).to_have_text("江海区边度有长者饭堂")
    expect(page.locator("body[data-phase=speaking]")).to_be_attached()
    assert len(page.evaluate("window.played")) == 2
    page.locator("#stop").click()
    expect(page.locator("body[data-phase=idle]")).to_be_attached()


def test_the_page_speaks_the_dialect_that_is_chosen(page: Page, ask: Ask) -> None:
    expect(page.locator("h1")).to_have_text("你好呀，想问咩？")
    page.get_by_role("button", name="普通话").click()
    expect(page.locator("h1")).to_have_text("您好，想问什么？")
    expect(page.get_by_role("button", name="普通话")).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/api/chat") as reply:
        ask(page, "长者饭堂")
    assert reply.value.request.post_data_json["dialect"] == "cmn"
    assert reply.value.json()["dialect"] == "cmn"
    with page.expect_request("**/api/chat") as again:
        page.get_by_role("button", name="粤语").click()
    assert again.value.post_data_json == {**reply.value.request.post_data_json, "dialect": "yue"}


def test_everything_can_be_done_with_the_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#topics button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer > *").first).to_be_visible()
    expect(page.locator("#answer")).to_be_focused()
    page.locator("#question").focus()
    page.keyboard.type("江海区边度有长者饭堂")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("麻三")
    page.keyboard.press("Escape")
    expect(page.locator("body[data-phase=idle]")).to_be_attached()
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.say || ''"))
    assert {"go-home", "done", "repeat", "slower", "louder", "question", "send"} <= reached


def test_markup_is_only_ever_text(page: Page, ask: Ask) -> None:
    evil = "<img src=x onerror=\"window.broken = 'yes'\"><script>window.broken = 'yes'</script>"
    ask(page, evil)
    expect(page.locator("#asked")).to_have_text(evil)
    expect(page.locator("#answer > *").first).to_be_visible()

    def poisoned(route: Any) -> None:
        reply = route.fetch().json()
        reply |= {
            "text": evil,
            "options": [evil],
            "cards": [
                {"kind": evil, "id": evil, "title": evil, "fields": {"address": evil, evil: evil, "phone": evil}}
            ],
            "sources": [{"id": evil, "title": evil, "issuer": evil, "published": evil, "url": "javascript:alert(1)"}],
            "risk": {"level": "high", "kinds": [], "reasons": [{"flag": evil, "quote": evil, "why": evil}]},
            "emergency": True,
        }
        route.fulfill(json=reply)

    page.route("**/api/chat", poisoned)
    ask(page, "长者饭堂")
    expect(page.locator("#emergency-text")).to_have_text(evil)
    expect(page.locator(".reasons q")).to_have_text(evil)
    assert page.locator("main img, main script, dialog img, dialog script, main a").count() == 0
    assert page.evaluate("window.broken") is None
