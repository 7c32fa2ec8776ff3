"""Measures understanding and the guard, and writes their section of docs/evaluation.md.

    python -m tests.evaluation                     the test part, written to docs/evaluation.md
    python -m tests.evaluation --part dev --show   the dev part, with what went wrong

`qiaoban evaluate search` measures search; `make evaluate` does both. The test part is only ever counted, never
looked into, and nothing is tuned on it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import date
from pathlib import Path

from bot.evaluation import Part
from connectors.cli.evaluate.document import put_section

# Tests and measurements run the same server.
from tests.conftest import ROOT, serving
from tests.evaluation import guard, whole_turns
from tests.evaluation.figure import Figure


def measured(part: Part, *, show: bool) -> list[Figure]:
    """All figures for ``part``."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server:
        server.wait_ready()
        figures = whole_turns.topics(part, server.url, show=show)
        figures += whole_turns.answers(part, server.url, show=show)
        figures += whole_turns.emergencies(part, server.url, show=show)
    return [*figures, *guard.measure(part, show=show)]


def _table(figures: list[Figure]) -> str:
    rows = [f"| {f.what} | {f.value} | {f.target} |" for f in figures]
    return "\n".join(["| measured | result | target |", "|---|---|---|", *rows])


def main() -> None:
    """Measure, print, and write the test part down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["dev", "test"], default="test")
    parser.add_argument("--show", action="store_true", help="print what went wrong (dev part only)")
    options = parser.parse_args()
    if options.show and options.part == "test":
        parser.error("the test part is counted, not looked into; use --part dev")
    figures = measured(options.part, show=options.show)
    print("\n".join(map(str, figures)))
    if options.part == "test":
        text = f"Measured on {date.today().isoformat()} with `make evaluate`.\n\n{_table(figures)}"
        put_section(ROOT / "docs" / "evaluation.md", "whole turns and guard", text)
        print(f"written to docs/evaluation.md ({os.cpu_count()} cores)")


if __name__ == "__main__":
    main()
