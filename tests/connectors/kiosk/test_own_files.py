"""The page brings everything itself, and nothing in it turns text into code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from connectors.kiosk import STATIC

_NAMESPACE = "http://www.w3.org/2000/svg"
_FOREIGN = re.compile(r"(?:\b[a-z][a-z+.-]*:)?//[^\s/*'\"]\S*", re.I)
"""An address with a host; the comments of the page's scripts have a space after their strokes."""
_TEXT_INTO_CODE = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTMLUnsafe|srcdoc)\b|\beval\(|new Function\("
)
FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())


def _foreign(text: str) -> list[str]:
    return _FOREIGN.findall(text.replace(f'"{_NAMESPACE}"', '""'))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _foreign(text) == []
    assert _TEXT_INTO_CODE.findall(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="//cdn.example/x.js"></script>',
        '<script src="https://cdn.example/x.js"></script>',
        'import "//cdn.example/x.js";',
        "const a = 1; // see\nimport('http://cdn.example/x.js');",
        "@import url(//fonts.example/a.css);",
        'new WebSocket("wss://elsewhere.example/")',
        'fetch("HTTPS://elsewhere.example")',
        f'<use href="{_NAMESPACE}/../x"/>',
    ],
)
def test_an_address_elsewhere_is_noticed(text: str) -> None:
    assert _foreign(text)


def test_the_html_has_no_code_of_its_own() -> None:
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", re.I)
    assert inline.findall(html) == []
    assert inline.findall("<p onclick=go()>") and inline.findall("<script>go()</script>")
