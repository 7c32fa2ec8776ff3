"""Measures the guard: swindles found, lawful turns left alone, emergencies found, near misses left alone.

    python tests/evaluation/measure_guard.py --part dev --show
    python tests/evaluation/measure_guard.py --calls FILE.jsonl --messages FILE.tsv

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
from bot.safety import CallTurn, Guard

HERE = Path(__file__).parent


def of_sentences(guard: Guard, part: str, show: bool) -> None:
    """Prints the figures for the evaluation set ``part``."""
    cases = yaml.safe_load((HERE / f"guard_{part}.yaml").read_text(encoding="utf-8"))
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    kinds_right = 0
    times = []
    for case in cases:
        begun = time.perf_counter()
        finding = guard.look(case["text"])
        times.append((time.perf_counter() - begun) * 1000)
        label, level = case["label"], finding.risk.level.value
        if finding.emergency:
            outcome = "emergency" if label in {"emergency", "not_emergency"} else f"emergency+{level}"
        else:
            outcome = level
        tally[label][outcome] += 1
        if label == "scam":
            kinds_right += case["kind"] in finding.risk.kinds
        wrong = {
            "scam": level != "high",
            "lawful": level == "high" or finding.emergency is not None,
            "emergency": finding.emergency is None,
            "not_emergency": finding.emergency is not None or level == "high",
        }[label]
        if show and wrong:
            flags = [f"{e.flag}{'(' + e.framed + ')' if e.framed else ''}" for e in guard.evidence(case["text"])]
            print(f"  {label} → {outcome}: {case['text']}")
            print(f"      {' '.join(flags)} {finding.risk.kinds} {finding.emergency}")
    for label, outcomes in tally.items():
        print(f"{part} {label}: {dict(outcomes)}")
    print(f"{part} kind of swindle named: {kinds_right} of {sum(tally['scam'].values())}")
    print(f"{part} milliseconds a turn: median {statistics.median(times):.2f}, most {max(times):.2f}")


def of_calls(guard: Guard, path: Path, show: bool) -> None:
    """Prints the figures for recorded calls, and the turn of the first warning."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    first: Counter[int | None] = Counter()
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
        if label == "scam":
            first[found.first_warning_turn] += 1
        if show and (level is RiskLevel.HIGH) != (label == "scam"):
            print(f"  {label} {call.get('type', '')} → {level.value} {found.finding.risk.kinds}")
            print("     ", [(r.flag, r.quote) for r in found.finding.risk.reasons])
    for label, outcomes in tally.items():
        print(f"calls {label}: {dict(outcomes)}")
    print(f"calls first warned at turn: {sorted((t, n) for t, n in first.items() if t is not None)}")


def of_messages(guard: Guard, path: Path, show: bool) -> None:
    """Prints the figures for text messages."""
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
    guard = Guard.load()
    if options.part:
        of_sentences(guard, options.part, options.show)
    if options.calls:
        of_calls(guard, options.calls, options.show)
    if options.messages:
        of_messages(guard, options.messages, options.show)


if __name__ == "__main__":
    main()
