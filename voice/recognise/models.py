"""Speech models: which there are, and bringing one to this machine."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import httpx
import yaml

from voice.dialect import Dialect
from voice.recognise.download import fetch, find
from voice.recognise.errors import ModelUnavailable
from voice.recognise.unpack import unpack

__all__ = ["CatalogueError", "ModelEntry", "ModelUnavailable", "Progress", "catalogue", "install"]

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are here and the bytes in all (None when unknown)."""

CONNECT_LIMIT_S = 3.0
_READ_LIMIT_S = 20.0
_CATALOGUE = Path(__file__).with_name("catalogue.yaml")


class CatalogueError(ValueError):
    """The catalogue file is not as it should be; the message names the file and the entry."""


@dataclass(frozen=True)
class ModelEntry:
    """A model that can be downloaded.

    Attributes:
        name: as its publisher calls it; also the name of its folder.
        engine: which recogniser loads it.
        dialect: what it understands.
        licence: SPDX name.
        size_mb: size of the download, in millions of bytes.
        list_url: the publisher's list, a JSON array of objects with ``name``, ``url`` and ``md5``.
    """

    name: str
    engine: str
    dialect: Dialect
    licence: str
    size_mb: float
    list_url: str


@functools.cache
def catalogue() -> tuple[ModelEntry, ...]:
    """All models, the preferred first.

    Raises:
        CatalogueError: an entry lacks a key, has an unknown one, or an unknown dialect.
    """
    raw = yaml.safe_load(_CATALOGUE.read_text(encoding="utf-8"))
    entries: list[ModelEntry] = []
    for position, fields in enumerate(raw["models"], 1):
        try:
            entry = ModelEntry(**fields)
        except TypeError as error:
            raise CatalogueError(f"{_CATALOGUE}: entry {position}: {error}") from error
        if entry.dialect not in get_args(Dialect):
            raise CatalogueError(f"{_CATALOGUE}: {entry.name}: dialect must be yue or cmn")
        entries.append(entry)
    return tuple(entries)


def install(
    entry: ModelEntry,
    folder: Path,
    *,
    progress: Progress | None = None,
    list_url: str | None = None,
    client: httpx.Client | None = None,
) -> Path:
    """Download a model, check its digest and unpack it; an interrupted download goes on where it stopped.

    Without internet this gives up within seconds.

    Args:
        entry: from `catalogue`.
        folder: where model folders are; made if missing. Holds ``NAME.zip.part`` until the download is complete.
        progress: told how far the download is.
        list_url: another address of the publisher's list (a mirror).
        client: another HTTP client (proxy, certificates, time limits).

    Returns:
        The model's folder. A folder that exists already is left as it is.

    Raises:
        ModelUnavailable: no internet, not on the list, wrong digest, not a safe archive, or no room; the message
            says what happened.
    """
    target = folder / entry.name
    if target.is_dir():
        return target
    own = client is None
    http = client or _client()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        source = find(entry.name, list_url or entry.list_url, http, limit_s=2 * CONNECT_LIMIT_S + _READ_LIMIT_S / 4)
        part = folder / f"{entry.name}.zip.part"
        fetch(source, part, http, progress or (lambda _done, _total: None))
        unpack(part, target)
        part.unlink(missing_ok=True)
    except OSError as error:
        raise ModelUnavailable(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        if own:
            http.close()
    return target


def _client() -> httpx.Client:
    """A client that goes through the proxy of the environment.

    Raises:
        ModelUnavailable: the environment names a proxy that cannot be used.
    """
    limits = httpx.Timeout(_READ_LIMIT_S, connect=CONNECT_LIMIT_S)
    try:
        return httpx.Client(follow_redirects=True, timeout=limits)
    except (ImportError, ValueError) as error:
        raise ModelUnavailable(f"the proxy settings of this machine (ALL_PROXY …) cannot be used: {error}") from error
