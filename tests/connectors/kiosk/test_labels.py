"""The page's words: complete in both dialects, and enough for what the assistant may send."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from connectors.kiosk import STATIC

ROOT = Path(__file__).resolve().parents[3]
LABELS: dict[str, Any] = json.loads((STATIC / "labels.json").read_text(encoding="utf-8"))


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


def test_every_text_the_page_names_exists() -> None:
    sources = [p.read_text(encoding="utf-8") for p in (STATIC / "index.html", *(STATIC / "js").glob("*.js"))]
    named = {key for text in sources for key in re.findall(r'data-label(?:-\w+)?="(\w+)"', text)}
    kinds = {kind for text in sources for kind in re.findall(r'(?:new Trouble\(|: )"(\w+)"', text)}
    assert len(named) > 20
    assert named <= set(LABELS["texts"])
    assert {f"trouble_{k}" for k in kinds & {"refused", "too_long", "busy"}} <= set(LABELS["texts"])
    phases = ("idle", "opening", "listening", "thinking", "speaking")
    assert {f"mic_{p}" for p in phases} | {f"mic_{p}_hint" for p in phases} <= set(LABELS["texts"])


def test_every_field_a_card_may_have_has_a_name() -> None:
    phrases = yaml.safe_load((ROOT / "bot" / "wording" / "phrases.yaml").read_text(encoding="utf-8"))
    fields = {key.removeprefix("field_") for key in phrases if key.startswith("field_")}
    assert fields
    assert fields <= set(LABELS["fields"])


def test_the_page_takes_nothing_from_elsewhere_and_has_no_inline_code() -> None:
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", html) == []
    for path in STATIC.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
            assert "//" not in re.sub(r"^\s*//.*$|(?<=[;{]) // .*$", "", text, flags=re.M) or "http" not in text, path
            assert "innerHTML" not in text and "insertAdjacentHTML" not in text, path
