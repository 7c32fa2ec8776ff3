"""An evaluation in docs/evaluation.md, in a section of its own between two comments."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from connectors.cli.evaluate.charts import draw
from connectors.cli.evaluate.grids import grids
from knowledge.evaluation import Evaluation


def write(evaluation: Evaluation, docs: Path) -> list[Path]:
    """Write tables into ``docs``/evaluation.md and charts into ``docs``/images; gives back what was written."""
    page = docs / "evaluation.md"
    drawn = draw(evaluation, docs / "images")
    images = [f"![{path.stem.replace('-', ' ')}](images/{path.name})" for path in drawn]
    begun = f"Measured on {date.today().isoformat()} with `qiaoban evaluate search --part {evaluation.part} --write`."
    put_section(page, "search", "\n\n".join([begun, *(grid.markdown() for grid in grids(evaluation)), *images]))
    return [page, *drawn]


def put_section(page: Path, name: str, text: str) -> None:
    """Put ``text`` between ``<!-- name -->`` and ``<!-- /name -->`` on ``page``, at its end where they are not there.

    The rest of the page stays as it is.
    """
    before = page.read_text(encoding="utf-8") if page.exists() else "# Evaluation\n"
    section = f"<!-- {name} -->\n\n{text.strip()}\n\n<!-- /{name} -->"
    pattern = re.compile(rf"<!-- {re.escape(name)} -->.*?<!-- /{re.escape(name)} -->", re.DOTALL)
    after, count = pattern.subn(lambda _: section, before)
    page.write_text(after if count else f"{before.rstrip()}\n\n{section}\n", encoding="utf-8")
