"""Trains what search learns from the items: the encoder, and the scale of its scores."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from filelock import FileLock

from knowledge.item import Item
from knowledge.lexicon import LEXICON_DIRECTORY
from knowledge.search.calibration import Calibration
from knowledge.search.calibration_training import fit_calibrations
from knowledge.search.encoder import EncoderError, load_encoder
from knowledge.search.encoder_training import train_encoder
from knowledge.search.engine import KnowledgeSearch
from knowledge.search.off_topic import OFF_TOPIC
from knowledge.search.semantic import Encoder

log = structlog.get_logger(__name__)

_RECORD = "trained.json"
_FORMAT = 2
"""Raised when what is saved, or how it is trained, changes."""

_CALIBRATING = 0.45
"""Share of the progress that goes to the scale of scores; the rest to the encoder."""

Progress = Callable[[int, int], None]


def train(items: Sequence[Item], directory: Path | str, *, seed: int = 0, progress: Progress | None = None) -> None:
    """Train encoder and calibration on ``items`` into ``directory``; ask `is_trained` first to save the time.

    What was there stays in use until the new is complete; a run cut short leaves it as it was. Only one trains there
    at a time; others wait.

    Args:
        items: at least two.
        directory: made if it is not there.
        seed: of everything random.
        progress: told how many steps of how many are done.

    Raises:
        ValueError: fewer than two items.
    """
    home = Path(directory)
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / ".training"):
        _train(items, home, seed, progress)


def _train(items: Sequence[Item], home: Path, seed: int, progress: Progress | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="encoder-", dir=home))
    try:
        scale = _part(progress, 0.0, _CALIBRATING)
        with_encoder, without = fit_calibrations(items, folder, seed=seed, progress=scale)
        train_encoder(items, folder, seed=seed, progress=_part(progress, _CALIBRATING, 1.0))
        record = {
            "digest": digest(items),
            "folder": folder.name,
            "with_encoder": with_encoder.to_json(),
            "without_encoder": without.to_json(),
        }
        written = folder / _RECORD
        written.write_text(json.dumps(record, indent=1), encoding="utf-8")
        _readable(folder)
        os.replace(written, home / _RECORD)  # noqa: PTH105 - the atomic one
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for old in home.glob("encoder-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


def is_trained(items: Sequence[Item], directory: Path | str) -> bool:
    """Whether ``directory`` holds what `train` would make of just these items."""
    record = _record(Path(directory))
    return record is not None and record["digest"] == digest(items)


def load_search(items: Sequence[Item], directory: Path | str, *, encoder: str | None = None) -> KnowledgeSearch:
    """A search over ``items`` with the best encoder there is.

    Args:
        items: what can be found.
        directory: where `train` saved; what is there serves even when items have changed since.
            Where nothing is there, search does without meaning.
        encoder: a sentence-transformers model by name or folder, in place of the trained one.

    Raises:
        EncoderError: the ``encoder`` asked for cannot be loaded.
    """
    record = _record(Path(directory))
    if encoder is not None:
        return KnowledgeSearch(items, load_encoder(encoder), calibration=_calibration(record, "without_encoder"))
    if record is None:
        return KnowledgeSearch(items, None)
    own = load_trained_encoder(directory)
    name = "with_encoder" if own is not None else "without_encoder"
    return KnowledgeSearch(items, own, calibration=_calibration(record, name))


def load_trained_encoder(directory: Path | str) -> Encoder | None:
    """The encoder that `train` saved in ``directory``; None where there is none, or it is damaged."""
    record = _record(Path(directory))
    try:
        return load_encoder(Path(directory) / record["folder"]) if record is not None else None
    except EncoderError as error:
        log.warning("encoder_unusable", reason=str(error))
        return None


def digest(items: Sequence[Item]) -> str:
    """Names everything that training depends on: items, lexicon, off-topic sentences, format."""
    state = hashlib.sha256(str(_FORMAT).encode())
    for item in sorted(items, key=lambda i: i.id):
        state.update(item.model_dump_json().encode())
    for path in (*sorted(LEXICON_DIRECTORY.glob("*.yaml")), OFF_TOPIC):
        state.update(path.read_bytes())
    return state.hexdigest()


def _record(home: Path) -> dict[str, str] | None:
    try:
        record = json.loads((home / _RECORD).read_text(encoding="utf-8"))
        whole = all(isinstance(record[k], str) for k in ("digest", "folder", "with_encoder", "without_encoder"))
        return record if whole and (home / record["folder"] / "modules.json").is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _calibration(record: dict[str, str] | None, name: str) -> Calibration | None:
    if record is None:
        return None
    try:
        return Calibration.from_json(record[name])
    except ValueError as error:
        log.warning("calibration_unusable", reason=str(error))
        return None


def _readable(folder: Path) -> None:
    """Let other users of this machine read what was trained, as far as they may read the folder it lies in."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))


def _part(progress: Progress | None, begin: float, end: float) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(round(1000 * (begin + (end - begin) * done / total)), 1000)
