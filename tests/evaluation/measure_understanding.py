"""Measures Rasa alone: which topic it gives each sentence, without the guard before it or search behind it.

    python -m tests.evaluation.measure_understanding                      the dev part
    python -m tests.evaluation.measure_understanding --show               with the sentences that went wrong
    python -m tests.evaluation.measure_understanding --part test          the test part, counted only
    python -m tests.evaluation.measure_understanding --model var/other    another model (train it there first)

`python -m tests.evaluation` measures whole turns. This one is for work on the Rasa project: it says which topics
are confused, and whether a confidence means what it says.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import secrets
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.turn import Channel, Turn
from bot.understanding.rasa_client import RasaUnderstander
from bot.understanding.rasa_process import RasaProcess
from bot.understanding.rasa_project import RasaProject
from tests.conftest import ROOT
from tests.evaluation.figure import share

_START_LIMIT_S = 120.0
_CONFIDENCE_EDGES = (0.0, 0.3, 0.5, 0.7, 0.9, 0.98, 1.01)
_MOST_CONFUSIONS = 12


@dataclass(frozen=True)
class Outcome:
    """One sentence: what it is about, what Rasa made of it, and how sure it was."""

    text: str
    dialect: str
    slice: str
    topic: str
    given: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether Rasa gave the topic."""
        return self.topic == self.given


async def ask(project: RasaProject, part: str) -> list[Outcome]:
    """Start Rasa with the model of ``project`` and ask it every sentence of ``part``, each in its own session.

    Raises:
        TimeoutError: Rasa does not start.
    """
    cases = yaml.safe_load((Path(__file__).parent / f"understanding_{part}.yaml").read_text("utf-8"))
    secret = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory() as home:
        process = RasaProcess(project, secret, Path(home) / "rasa.log")
        client = RasaUnderstander(process.address, secret, timeout_s=30)
        process.start()
        try:
            await _ready(process)
            outcomes = []
            for number, case in enumerate(cases):
                turn = Turn(session_id=f"{part}-{number}", channel=Channel.WEB, text=case["text"])
                directive = (await client.understand(turn)).directive
                outcomes.append(Outcome(**case, given=directive.topic.value, confidence=directive.confidence))
            return outcomes
        finally:
            await client.aclose()
            await process.stop()


async def _ready(process: RasaProcess) -> None:
    for _ in range(int(_START_LIMIT_S * 10)):
        if process.address():
            return
        await asyncio.sleep(0.1)
    raise TimeoutError(f"Rasa is not ready after {_START_LIMIT_S:.0f} s")


def report(outcomes: Sequence[Outcome]) -> str:
    """Accuracy by dialect, slice and topic, the commonest confusions, and confidence against truth."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for o in outcomes:
        for group in ("all", f"dialect {o.dialect}", f"slice {o.slice}"):
            groups[group].append(o.right)
    topics: dict[str, list[bool]] = defaultdict(list)
    for o in outcomes:
        topics[o.topic].append(o.right)
    lines = [f"{group}: {share(hits)}" for group, hits in groups.items()]
    lines.append("topics not always right: " + _topics(topics))
    lines.append("confusions: " + _confusions(outcomes))
    lines.append("right by confidence: " + _by_confidence(outcomes))
    return "\n".join(lines)


def _topics(topics: dict[str, list[bool]]) -> str:
    missed = sorted((t for t, hits in topics.items() if not all(hits)), key=lambda t: sum(topics[t]) / len(topics[t]))
    return ", ".join(f"{t} {sum(topics[t])}/{len(topics[t])}" for t in missed) or "none"


def _confusions(outcomes: Sequence[Outcome]) -> str:
    pairs = Counter((o.topic, o.given) for o in outcomes if not o.right).most_common(_MOST_CONFUSIONS)
    return ", ".join(f"{topic} → {given} {count}" for (topic, given), count in pairs) or "none"


def _by_confidence(outcomes: Sequence[Outcome]) -> str:
    cells = []
    for low, high in itertools.pairwise(_CONFIDENCE_EDGES):
        hits = [o.right for o in outcomes if low <= o.confidence < high]
        cells += [f"{low:.2f}–{min(high, 1.0):.2f} {sum(hits)}/{len(hits)}"] if hits else []
    return ", ".join(cells)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["dev", "test"], default="dev")
    parser.add_argument("--model", type=Path, default=ROOT / "var" / "models" / "rasa", help="the model's folder")
    parser.add_argument("--show", action="store_true", help="print what went wrong (dev part only)")
    options = parser.parse_args()
    if options.show and options.part == "test":
        parser.error("the test part is counted, not looked into; use --part dev")
    project = RasaProject(ROOT / ".venv-rasa" / "bin" / "python", options.model.resolve())
    outcomes = asyncio.run(ask(project, options.part))
    print(report(outcomes))
    for o in outcomes if options.show else []:
        if not o.right:
            print(f"  {o.topic} → {o.given} {o.confidence:.2f}: {o.text}")


if __name__ == "__main__":
    main()
