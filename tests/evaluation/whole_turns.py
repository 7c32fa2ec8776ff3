"""Measures whole turns, asked of a running server with the real Rasa: topics, answers, emergencies."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.evaluation import Part, load_utterances
from bot.topics import Topic
from knowledge.evaluation import load_questions
from tests.evaluation.figure import Figure, share

HERE = Path(__file__).parent
_SLICES = {
    "clean": ("clean", "≥ 95 %"),
    "noisy": ("with recogniser errors", "≥ 88 %"),
    "rambling": ("rambling", ""),
    "traditional": ("traditional script", ""),
    "mixed": ("with words of other languages", ""),
    "yue": ("Cantonese", ""),
    "cmn": ("Mandarin", ""),
}


def topics(part: Part, url: str, *, show: bool = False) -> list[Figure]:
    """Topics of the utterances of ``part``, each in a session of its own at ``url``; those about nothing here apart."""
    right: dict[str, list[bool]] = defaultdict(list)
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        for number, case in enumerate(load_utterances(HERE / "understanding", part)):
            reply = _asked(client, case.text, f"topics-{part}-{number}")
            if case.topic is Topic.UNKNOWN:
                hit = not reply["sources"]
                right["nothing here"].append(hit)
            else:
                hit = reply["topic"] == case.topic.value
                for group in ("all", case.slice, case.dialect.value):
                    right[group].append(hit)
            if show and not hit:
                print(f"  {case.topic} → {reply['topic']} {reply['confidence']:.2f}: {case.text}")
    figures = [Figure("topic right, all", share(right["all"]))]
    figures += [Figure(f"topic right, {words}", share(right[key]), aim) for key, (words, aim) in _SLICES.items()]
    figures.append(Figure("about nothing here: answered with no item", share(right["nothing here"]), "≥ 92 %"))
    return figures


def answers(part: Part, url: str, *, show: bool = False) -> list[Figure]:
    """Which items answer the questions that search is measured with; the guard may answer some before."""
    right, kept, refused = [], [], []
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        for number, case in enumerate(load_questions(HERE / "search", part)):
            reply = _asked(client, case.text, f"answers-{part}-{number}")
            named = {source["id"] for source in reply["sources"]}
            if not case.answerable:
                kept.append(not named)
            elif not reply["emergency"] and reply["risk"]["level"] == "none":
                right.append(bool(named & case.items))
                refused.append(not named)
            if show and not (named & case.items if case.answerable else not named):
                print(f"  {sorted(case.items)} → {sorted(named)} {reply['topic']}: {case.text}")
    return [
        Figure("answerable: a right item named (where the guard warned of nothing)", share(right)),
        Figure("answerable: refused", share(refused), "≤ 3 %"),
        Figure("unanswerable: refused", share(kept), "≥ 95 %"),
    ]


def _asked(client: httpx.Client, text: str, session: str) -> dict[str, Any]:
    body = {"text": text, "session_id": session}
    reply: dict[str, Any] = client.post("/api/chat", json=body).raise_for_status().json()
    if reply["degraded"]:
        raise RuntimeError(f"the server is degraded: {reply['degraded']}")
    return reply


def emergencies(part: Part, url: str, *, show: bool = False) -> list[Figure]:
    """How whole turns fare in emergencies and near misses: the guard, and Rasa behind it."""
    answered: dict[str, list[bool]] = defaultdict(list)
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        for number, case in enumerate(yaml.safe_load((HERE / f"guard_{part}.yaml").read_text("utf-8"))):
            body = {"text": case["text"], "session_id": f"emergencies-{part}-{number}"}
            emergency = client.post("/api/chat", json=body).raise_for_status().json()["emergency"]
            answered[case["label"]].append(emergency)
            if show and emergency != (case["label"] == "emergency"):
                print(f"  {case['label']}, answered as {'an' if emergency else 'no'} emergency: {case['text']}")
    return [
        Figure("emergencies answered with the numbers to call (guard or Rasa)", share(answered["emergency"]), "100 %"),
        Figure("near misses answered as an emergency", share(answered["not_emergency"])),
        Figure("lawful turns answered as an emergency", share(answered["lawful"])),
    ]
