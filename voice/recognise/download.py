"""A model's archive from its publisher: found in the list, fetched, checked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from voice.recognise.errors import ModelUnavailable

_ATTEMPTS = 3
_CHUNK = 1 << 16
_LARGEST_LIST = 5_000_000
_LARGEST_ARCHIVE = 4_000_000_000


@dataclass(frozen=True)
class Source:
    """Where an archive is, and its MD5 digest in hexadecimal."""

    url: str
    md5: str


def find(name: str, list_url: str, http: httpx.Client, *, limit_s: float) -> Source:
    """Look a model up in its publisher's list, within ``limit_s`` seconds in all.

    Raises:
        ModelUnavailable: the list cannot be had or does not hold the model.
    """
    found = _within(limit_s, lambda: _list(list_url, http), urlsplit(list_url).netloc)
    for model in found:
        if isinstance(model, dict) and model.get("name") == name:
            url, md5 = urljoin(list_url, str(model.get("url", ""))), str(model.get("md5", "")).lower()
            if urlsplit(url).scheme not in ("http", "https") or len(md5) != 32:
                raise ModelUnavailable(f"{list_url} names no address or digest for {name}")
            return Source(url, md5)
    raise ModelUnavailable(f"{list_url} does not list {name}")


def _list(url: str, http: httpx.Client) -> list[Any]:
    try:
        answer = http.get(url)
        answer.raise_for_status()
        if len(answer.content) > _LARGEST_LIST:
            raise ModelUnavailable(f"{url} is not a list of models")
        models = answer.json()
    except httpx.HTTPError as error:
        raise ModelUnavailable(_said(error, url)) from error
    except ValueError as error:
        raise ModelUnavailable(f"{url} is not a list of models") from error
    if not isinstance(models, list):
        raise ModelUnavailable(f"{url} is not a list of models")
    return models


def _within(limit_s: float, work: Callable[[], list[Any]], host: str) -> list[Any]:
    """Run ``work`` for at most ``limit_s`` seconds: looking up a host name has no limit of its own."""
    outcome: list[list[Any] | Exception] = []

    def run() -> None:
        try:
            outcome.append(work())
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(limit_s)
    if not outcome:
        raise ModelUnavailable(f"{host} did not answer within {limit_s:g} s; check the internet connection")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def fetch(source: Source, part: Path, http: httpx.Client, progress: Callable[[int, int | None], None]) -> None:
    """Bring the archive to ``part``, going on from what is there, and check its digest.

    Raises:
        ModelUnavailable: the connection failed several times, or the digest is wrong (``part`` is then removed).
        OSError: ``part`` cannot be written.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            complete = _fetch_once(source.url, part, http, progress)
        except httpx.HTTPError as error:
            if attempt == _ATTEMPTS or isinstance(error, (httpx.HTTPStatusError, httpx.ConnectError)):
                raise ModelUnavailable(f"{_said(error, source.url)}; run it again to go on from here") from error
            continue
        if complete:
            break
    else:
        raise ModelUnavailable("the connection was cut several times; run it again to go on from here")
    if _md5(part) != source.md5:
        part.unlink()
        raise ModelUnavailable("the downloaded file is damaged (its digest is wrong) and was removed; run it again")


def _fetch_once(url: str, part: Path, http: httpx.Client, progress: Callable[[int, int | None], None]) -> bool:
    """Fetch the rest; whether all of it is here now."""
    here = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={here}-"} if here else {})
    with http.stream("GET", url, headers=headers) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return True
        answer.raise_for_status()
        if answer.status_code != httpx.codes.PARTIAL_CONTENT:
            here = 0
        length = answer.headers.get("Content-Length", "")
        total = here + int(length) if length.isdigit() else None
        progress(here, total)
        with part.open("ab" if here else "wb") as file:
            for chunk in answer.iter_raw(_CHUNK):
                here += len(chunk)
                if here > _LARGEST_ARCHIVE:
                    raise ModelUnavailable(f"{url} is larger than {_LARGEST_ARCHIVE / 1e9:g} GB")
                file.write(chunk)
                progress(here, total)
    return total is None or here >= total


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _said(error: httpx.HTTPError, url: str) -> str:
    host = urlsplit(url).netloc
    if isinstance(error, httpx.HTTPStatusError):
        return f"{host} answered {error.response.status_code} for {urlsplit(url).path}"
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
        return f"{host} cannot be reached; check the internet connection"
    return f"the connection to {host} failed ({type(error).__name__})"
