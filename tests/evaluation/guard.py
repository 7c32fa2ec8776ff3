"""Measures the guard: swindles found, lawful turns left alone, emergencies found, near misses left alone.

The evaluation set by itself is part of ``make evaluate``. To look closer, or at recordings:

    python -m tests.evaluation.guard --part dev --show
    python -m tests.evaluation.guard --calls FILE.jsonl --messages FILE.tsv

A call is a JSON line ``{"label": "scam"|..., "caller": [...], "callee": [...]}``; a message is
``label<TAB>text``. Whatever is not labelled ``scam`` is lawful.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter, defaultdict
from itertools import zip_longest
from pathlib import Path

import yaml

from bot.reply import RiskLevel
from bot.safety import CallTurn, Finding, Guard
from tests.evaluation.figure import Figure, share

HERE = Path(__file__).parent


def _right(label: str, finding: Finding) -> bool:
    high = finding.risk.level is RiskLevel.HIGH
    return {
        "scam": high,
        "lawful": not high and finding.emergency is None,
        "emergency": finding.emergency is not None,
        "not_emergency": finding.emergency is None and not high,
    }[label]


def measure(part: str, *, show: bool = False) -> list[Figure]:
    """Figures for the evaluation set ``part``; ``show`` prints what went wrong."""
    guard = Guard.load()
    right: dict[str, list[bool]] = defaultdict(list)
    warned: list[bool] = []
    times: list[float] = []
    for case in yaml.safe_load((HERE / f"guard_{part}.yaml").read_text(encoding="utf-8")):
        begun = time.perf_counter()
        finding = guard.look(case["text"])
        times.append((time.perf_counter() - begun) * 1000)
        right[case["label"]].append(_right(case["label"], finding))
        if case["label"] == "scam":
            warned.append(finding.risk.level is not RiskLevel.NONE)
        if show and not right[case["label"]][-1]:
            flags = [f"{e.flag}{'(' + e.framed + ')' if e.framed else ''}" for e in guard.evidence(case["text"])]
            print(f"  {case['label']} → {finding.risk.level.value}: {case['text']}\n      {' '.join(flags)}")
    false_high = [not r for r in right["lawful"]]
    return [
        Figure("swindles recognised (high)", share(right["scam"]), "≥ 97 %"),
        Figure("swindles recognised (high or low)", share(warned), ""),
        Figure("lawful turns taken for a swindle or an emergency", share(false_high), "≤ 1 %"),
        Figure("emergencies recognised by the guard", share(right["emergency"]), "100 %"),
        Figure("near misses of an emergency left alone", share(right["not_emergency"]), ""),
        Figure("guard, milliseconds a turn", f"median {statistics.median(times):.2f}, most {max(times):.2f}", "≤ 3"),
    ]


def of_calls(path: Path, *, show: bool = False) -> None:
    """Prints the figures for recorded calls, and the turn of the first warning."""
    guard = Guard.load()
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    first: Counter[int] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        turns = []
        for caller, callee in zip_longest(call["caller"], call["callee"]):
            turns += [CallTurn("caller", caller)] if caller else []
            turns += [CallTurn("callee", callee)] if callee else []
        found = guard.look_at_call(turns)
        label = "scam" if call["label"] == "scam" else "lawful"
        level = found.finding.risk.level
        tally[label][level.value] += 1
        if label == "scam" and found.first_warning_turn is not None:
            first[found.first_warning_turn] += 1
        if show and (level is RiskLevel.HIGH) != (label == "scam"):
            reasons = [(r.flag, r.quote) for r in found.finding.risk.reasons]
            print(f"  {label} → {level.value} {found.finding.risk.kinds}\n      {reasons}")
    for label, outcomes in tally.items():
        print(f"calls {label}: {dict(outcomes)}")
    print(f"calls first warned at turn: {sorted(first.items())}")


def of_messages(path: Path, *, show: bool = False) -> None:
    """Prints the figures for text messages."""
    guard = Guard.load()
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for line in path.read_text(encoding="utf-8").splitlines():
        label, text = line.split("\t", 1)
        label = "scam" if label == "scam" else "lawful"
        level = guard.look(text).risk.level
        tally[label][level.value] += 1
        if show and (level is RiskLevel.HIGH) != (label == "scam"):
            print(f"  {label} → {level.value}: {text[:90]}\n      {[e.flag for e in guard.evidence(text)]}")
    for label, outcomes in tally.items():
        print(f"messages {label}: {dict(outcomes)}")


def main() -> None:
    """Measures what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["dev", "test"])
    parser.add_argument("--calls", type=Path)
    parser.add_argument("--messages", type=Path)
    parser.add_argument("--show", action="store_true", help="list what went wrong; not for the test part")
    options = parser.parse_args()
    if options.part:
        for figure in measure(options.part, show=options.show):
            print(figure)
    if options.calls:
        of_calls(options.calls, show=options.show)
    if options.messages:
        of_messages(options.messages, show=options.show)


if __name__ == "__main__":
    main()
