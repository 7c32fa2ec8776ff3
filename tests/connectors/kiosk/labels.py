"""The page's words, and which of them its HTML and its scripts use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import yaml

from bot.reply import RiskLevel
from connectors.kiosk import STATIC

LABELS: dict[str, Any] = json.loads((STATIC / "labels.json").read_text(encoding="utf-8"))
TEXTS: dict[str, dict[str, str]] = LABELS["texts"]

_HTML = re.compile(r'data-(?:label(?:-\w+)?|say)="(\w+)"')
_LITERAL = re.compile(r'"(\w+)"')
_KEYS = (
    re.compile(r'\blabelled\("\w+", "[\w ]*", ("\w+")'),
    re.compile(r'\b(?:say|showEmergencyTrouble)\(("\w+")'),
    re.compile(r"\blabel\(byId\([^)]*\), (.*)\);"),
    re.compile(r'\bshowMicrophone\(("\w+", .*)\);'),
    re.compile(r"^function (?:noMicrophone|hint)\(.*?(?=^})", re.M | re.S),
    re.compile(r"^const ALWAYS = (.*)$", re.M),
)
_TROUBLES = (re.compile(r"new Trouble\(((?:[^()]|\([^()]*\))*)\)"), re.compile(r"^const KINDS = (.*)$", re.M))
_PHASES = (re.compile(r"\benter\((.*)\)"),)
_PARTS = (re.compile(r"^const KNOWN_PARTS = (.*)$", re.M),)
_STATES = {"idle", "listening"}  # literals of the two functions that are compared, not shown


def voice_codes() -> set[str]:
    """The errors that the voice socket reports."""
    path = STATIC.parents[1] / "voice_socket" / "errors.yaml"
    return set(yaml.safe_load(path.read_text(encoding="utf-8")))


def used_by(html: str, script: str) -> set[str]:
    """The keys that are named, put together from their parts where a script does so."""
    keys = set(_HTML.findall(html)) | {key for key in _literals(_KEYS, script) if key not in _STATES | {"yes"}}
    troubles = _literals(_TROUBLES, script) | {f"voice_{code}" for code in voice_codes()}
    phases = _literals(_PHASES, script)
    return keys.union(
        (f"trouble_{kind}" for kind in troubles),
        (f"mic_{phase}{end}" for phase in phases for end in ("", "_hint")),
        (f"degraded_{part}" for part in _literals(_PARTS, script) | {"other"}),
        (f"fraud_{level}" for level in RiskLevel if level is not RiskLevel.NONE),
    )


def used_by_the_page() -> set[str]:
    """Every key that the page may show."""
    scripts = (path.read_text(encoding="utf-8") for path in sorted((STATIC / "js").glob("*.js")))
    return used_by((STATIC / "index.html").read_text(encoding="utf-8"), "\n".join(scripts))


def _literals(patterns: Iterable[re.Pattern[str]], script: str) -> set[str]:
    found = (match.group(match.lastindex or 0) for pattern in patterns for match in pattern.finditer(script))
    return {literal for text in found for literal in _LITERAL.findall(text)}
