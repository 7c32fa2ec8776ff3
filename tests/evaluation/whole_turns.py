"""Measures the topic of whole turns, asked of a running server with the real Rasa."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import httpx
import yaml

from tests.evaluation.figure import Figure, share

HERE = Path(__file__).parent
_SLICES = {
    "clean": ("clean", "≥ 95 %"),
    "noisy": ("with recogniser errors", "≥ 88 %"),
    "rambling": ("rambling", ""),
    "traditional": ("traditional script", ""),
    "yue": ("Cantonese", ""),
    "cmn": ("Mandarin", ""),
}


def measure(part: str, url: str, *, show: bool = False) -> list[Figure]:
    """Figures for the evaluation set ``part``, each sentence in a session of its own at ``url``."""
    right: dict[str, list[bool]] = defaultdict(list)
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        for number, case in enumerate(yaml.safe_load((HERE / f"understanding_{part}.yaml").read_text("utf-8"))):
            body = {"text": case["text"], "session_id": f"evaluation-{part}-{number}"}
            reply = client.post("/api/chat", json=body).raise_for_status().json()
            if reply["degraded"]:
                raise RuntimeError(f"the server is degraded: {reply['degraded']}")
            hit = reply["topic"] == case["topic"]
            for group in ("all", case["slice"], case["dialect"]):
                right[group].append(hit)
            if show and not hit:
                print(f"  {case['topic']} → {reply['topic']} {reply['confidence']:.2f}: {case['text']}")
    figures = [Figure("topic right, all", share(right["all"]))]
    figures += [Figure(f"topic right, {words}", share(right[key]), aim) for key, (words, aim) in _SLICES.items()]
    return figures


def emergencies(part: str, url: str, *, show: bool = False) -> list[Figure]:
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
