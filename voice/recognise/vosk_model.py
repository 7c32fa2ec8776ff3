"""Is a folder a Vosk model that loads? Asked in a process of its own: a damaged model can end the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from voice.recognise.recogniser import RecogniserError

_ADVICE = "`qiaoban voice get` brings one"
_LIMIT_S = 120.0
_GRAPHS = (("HCLG.fst",), ("HCLr.fst", "Gr.fst"))


def check(path: Path) -> None:
    """Check that a folder holds a Vosk model that loads and listens.

    Raises:
        RecogniserError: it does not; the message says what is wrong and what to do.
    """
    _check_files(path)
    root = str(Path(__file__).resolve().parents[2])
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-m", "voice.recognise.vosk_model", str(path)],
            env=os.environ | {"PYTHONPATH": root},
            capture_output=True,
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RecogniserError(f"{path}: the model did not load within {_LIMIT_S:g} s; {_ADVICE}") from None
    if done.returncode != 0:
        raise RecogniserError(f"{path}: the model is damaged and does not load; delete the folder, then {_ADVICE}")


def _check_files(path: Path) -> None:
    if not path.exists():
        raise RecogniserError(f"{path}: there is no such folder; {_ADVICE}")
    if not path.is_dir():
        raise RecogniserError(f"{path}: is a file; name the unpacked folder of a Vosk model")
    acoustic = [p for p in (path / "am" / "final.mdl", path / "final.mdl") if p.is_file()]
    graphs = [
        files
        for folder in (path / "graph", path)
        for names in _GRAPHS
        if all((files := [folder / n for n in names])[i].is_file() for i in range(len(names)))
    ]
    if not acoustic or not graphs:
        lacking = "am/final.mdl" if not acoustic else "graph/HCLG.fst (or HCLr.fst and Gr.fst)"
        raise RecogniserError(f"{path}: is not a Vosk model, it has no {lacking}; {_ADVICE}")
    for file in (acoustic[0], *graphs[0][0].parent.iterdir()):
        if file.is_file() and file.stat().st_size == 0:
            raise RecogniserError(f"{file}: is empty; delete the folder, then {_ADVICE}")


def _load_and_listen(path: str) -> None:
    from vosk import KaldiRecognizer, Model, SetLogLevel

    SetLogLevel(-1)
    recogniser = KaldiRecognizer(Model(path), 16_000)
    recogniser.AcceptWaveform(bytes(6_400))
    recogniser.FinalResult()


if __name__ == "__main__":
    _load_and_listen(sys.argv[1])
    # Nothing is left to do, and the library's own clean-up takes time.
    os._exit(0)
