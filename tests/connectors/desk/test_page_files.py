"""The page brings everything itself, its words are all there, and nothing in it turns text into code."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.topics import Topic
from bot.turn import Channel, Dialect
from connectors.desk.page import STATIC
from tests.connectors.kiosk.test_own_files import _TEXT_INTO_CODE, _foreign

FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())
LABELS: dict[str, Any] = json.loads((STATIC / "labels.json").read_text(encoding="utf-8"))
TEXTS: dict[str, str] = LABELS["texts"]
HTML = (STATIC / "index.html").read_text(encoding="utf-8")
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / "js").glob("*.js")))
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert _foreign(text) == []
    assert _TEXT_INTO_CODE.findall(text) == []


def test_the_html_has_no_code_of_its_own() -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", HTML, re.I) == []


def test_words_are_in_the_data_and_nowhere_else() -> None:
    assert _CHINESE.findall(SCRIPTS.replace('"："', "")) == []
    assert set(_CHINESE.findall(HTML)) <= set("侨伴坐席台")
    css = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css"))
    assert _CHINESE.findall(css) == []


def test_every_text_that_is_named_is_there_and_every_text_is_named() -> None:
    named = set(re.findall(r'data-label(?:-\w+)?="(\w+)"', HTML)) | set(re.findall(r'"([a-z_]+)"', SCRIPTS))
    said = set(re.findall(r'\bsay\("([a-z_]+)"', SCRIPTS)) | set(re.findall(r'data-label(?:-\w+)?="(\w+)"', HTML))
    assert said - set(TEXTS) == set()
    made = {f"trouble_{kind}" for kind in named} | {f"group_{name}" for name in named}
    made |= {f"{key}_hint" for key in named} | {"trouble_locked_out"}
    unnamed = {key for key in set(TEXTS) - named - made if not key.startswith("trouble_")}
    assert unnamed == set()


def test_what_the_server_names_has_a_name() -> None:
    names = LABELS["names"]
    assert set(Topic) <= set(names["topic"])
    assert set(Dialect) <= set(names["dialect"])
    assert {Channel.KIOSK, Channel.WEB, Channel.WECHAT} <= set(names["channel"])
    assert {"asked", "complaint", "risk", "emergency"} <= set(names["cause"])
    kinds = (STATIC.parents[2] / "bot" / "safety" / "data" / "kinds.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"^  - id: (\w+)$", kinds, re.M)) <= set(names["kind"])
