"""Measures understanding, search and the guard, and writes docs/evaluation.md.

    make evaluate                                  the test part, written to docs/evaluation.md
    python -m tests.evaluation --part dev --show   the dev part, with what went wrong

The test part is only ever counted, never looked into, and nothing is tuned on it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import date
from pathlib import Path

# Tests and measurements run the same server.
from tests.conftest import ROOT, serving
from tests.evaluation import guard, search, understanding
from tests.evaluation.figure import Figure


def measured(part: str, *, show: bool) -> list[Figure]:
    """All figures for ``part``."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server:
        server.wait_ready()
        figures = understanding.measure(part, server.url, show=show)
        figures += understanding.emergencies(part, server.url, show=show)
    return [*figures, *search.measure(part, show=show), *guard.measure(part, show=show)]


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
        text = f"""# Evaluation

Measured on {date.today().isoformat()} with `make evaluate`, on sentences written apart from the training data, the
items' questions and the guard's patterns, without sight of them (`tests/evaluation/*_test.yaml`).
Improvements are made looking at the dev part only.

{_table(figures)}

Where a target is missed, the table says by how much.
What the guard does not recognise as an emergency may still be: Rasa's intent of that name is its second net.
"""
        (ROOT / "docs" / "evaluation.md").write_text(text, encoding="utf-8")
        print(f"written to docs/evaluation.md ({os.cpu_count()} cores)")


if __name__ == "__main__":
    main()
