"""Times the way of a new user: a fresh clone, ``make run`` until the kiosk is ready, then ``make run`` again.

Run with ``make benchmark-first-run`` (some minutes); prints a table and writes docs/first-run.md. The clone holds
what is committed and nothing of this checkout's environments or models; pip's cache is left out too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from tests.conftest import ROOT, free_port

LIMIT_S = 1200.0


@dataclass(frozen=True)
class Run:
    """One measured ``make run``: seconds until ready, and the output with the times of its steps."""

    what: str
    seconds: float
    limit_s: float


def run_until_ready(clone: Path, log: Path) -> float:
    """Seconds from ``make run`` in ``clone`` until it answers with every part, Rasa included; then end it.

    Raises:
        RuntimeError: it ended, or was not ready within `LIMIT_S`; the message is its output.
    """
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QIAOBAN_")}
    environment |= {"QIAOBAN_PORT": str(port), "PIP_NO_CACHE_DIR": "1"}
    start = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        while time.monotonic() - start < LIMIT_S and process.poll() is None:
            if _ready(port):
                return time.monotonic() - start
            time.sleep(0.25)
        raise RuntimeError(log.read_text(errors="replace"))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def write(runs: list[Run]) -> None:
    """Write docs/first-run.md."""
    lines = [
        "# How long `make run` takes",
        "",
        f"Measured {date.today().isoformat()} on {psutil.cpu_count()} cores with `make benchmark-first-run`: a fresh "
        "clone without pip's cache, packages from a nearby mirror, no speech model to be had. "
        "On a slower line the first run is longer by the download of the packages.",
        "",
        "| what | measured | target |",
        "|---|---|---|",
        *(f"| {r.what} | {r.seconds:.1f} s | ≤ {r.limit_s:.0f} s |" for r in runs),
        "",
    ]
    (ROOT / "docs" / "first-run.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Clone, run twice, print."""
    with tempfile.TemporaryDirectory() as folder:
        clone, log = Path(folder) / "qiaoban", Path(folder) / "run.log"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        runs = [
            Run("fresh clone, `make run` to ready", run_until_ready(clone, log), 600),
            Run("the second time", run_until_ready(clone, log), 20),
        ]
    table = Table("what", "seconds", "target")
    for run in runs:
        table.add_row(run.what, f"{run.seconds:.1f}", f"≤ {run.limit_s:.0f}")
    Console().print(table)
    write(runs)


if __name__ == "__main__":
    main()
