"""The page's words: complete in both dialects, and enough for what the assistant may send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.skills.base import Phrasing
from bot.skills.presenting import card_of
from bot.turn import Dialect
from bot.wording.phrases import Wording
from knowledge.loading import load_items
from tests.connectors.kiosk.labels import LABELS, TEXTS, used_by, used_by_the_page, voice_codes

ROOT = Path(__file__).resolve().parents[3]


def _bilingual(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, dict) and ("yue" in node or "cmn" in node):
        yield path, node
    elif isinstance(node, dict | list):
        for key, below in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _bilingual(below, f"{path}/{key}")


def test_every_text_is_there_in_both_dialects_with_the_same_placeholders() -> None:
    found = list(_bilingual(LABELS))
    assert len(found) > 50
    for path, both in found:
        assert set(both) == {"yue", "cmn"}, path
        assert all(text.strip() for text in both.values()), path
        assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in both.values()}) == 1, path


def test_the_texts_are_those_that_the_page_uses() -> None:
    """None is missing, and none is found by nobody: a way of naming texts that is not looked for here would show."""
    used = used_by_the_page()
    assert used - set(TEXTS) == set()
    assert set(TEXTS) - used == set()


@pytest.mark.parametrize(
    ("html", "script", "key"),
    [
        ('<p data-label="absent">', "", "absent"),
        ('<div data-label-name="absent">', "", "absent"),
        ('<input data-label-placeholder="absent" />', "", "absent"),
        ('<button data-say="absent">', "", "absent"),
        ("", 'document.title = labels.say("absent");', "absent"),
        ("", 'labelled("p", "", "absent")', "absent"),
        ("", 'label(byId("x"), fine ? "absent" : "name");', "absent"),
        ("", 'screen.showMicrophone("absent", "mic_off_hint");', "absent"),
        ("", 'throw new Trouble("absent");', "trouble_absent"),
        ("", 'new Trouble(fine ? "slow" : "absent")', "trouble_absent"),
        ("", 'const KINDS = { 418: "absent" };', "trouble_absent"),
        ("", 'this.enter("absent");', "mic_absent_hint"),
        ("", 'const KNOWN_PARTS = ["absent"];', "degraded_absent"),
    ],
)
def test_a_text_that_is_named_and_missing_is_noticed(html: str, script: str, key: str) -> None:
    assert key in used_by(html, script) - set(TEXTS)


def test_every_error_of_the_voice_socket_has_a_sentence_of_the_page() -> None:
    codes = voice_codes()
    assert {"nothing_heard", "busy", "internal"} <= codes
    assert {f"trouble_voice_{code}" for code in codes} <= set(TEXTS)


def test_every_field_a_card_may_have_has_a_name() -> None:
    items = load_items(ROOT / "knowledge" / "items")
    phrasing = Phrasing(Wording.load(), Dialect.YUE)
    shown = {field for item in items for field in card_of(phrasing, item).fields}
    assert {"address", "phone", "what_to_do"} <= shown
    assert shown <= set(LABELS["fields"])
