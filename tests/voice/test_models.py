"""Models come from a real HTTP server on this machine: whole, cut, damaged, hostile."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from voice.recognise.models import ModelEntry, ModelUnavailable, catalogue, install

NAME = "vosk-model-test"


class Publisher(ThreadingHTTPServer):
    """Serves a model list and an archive, and can cut transfers short."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.archive = b""
        self.md5: str | None = None
        self.cuts: list[int] = []
        self.ranges: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/models/model-list.json"


class _Handler(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        if self.path.endswith("model-list.json"):
            md5 = self.server.md5 or hashlib.md5(self.server.archive, usedforsecurity=False).hexdigest()
            models = [{"name": "other"}, {"name": NAME, "url": f"/files/{NAME}.zip", "md5": md5}]
            return self._send(200, json.dumps(models).encode())
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if start >= len(self.server.archive):
            return self._send(416, b"")
        return self._send(206 if asked else 200, self.server.archive[start:])

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path.endswith(".zip") and self.server.cuts:
            body = body[: self.server.cuts.pop(0)]
            self.close_connection = True
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    server = Publisher()
    server.archive = zipped({f"{NAME}/am/final.mdl": bytes(range(256)) * 800, f"{NAME}/conf/model.conf": b"x"})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def entry() -> ModelEntry:
    return dataclasses.replace(catalogue()[0], name=NAME)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=httpx.Timeout(5, connect=3)) as http:
        yield http


def test_a_model_is_downloaded_checked_and_unpacked(
    publisher: Publisher, entry: ModelEntry, client: httpx.Client, tmp_path: Path
) -> None:
    seen: list[tuple[int, int | None]] = []
    folder = tmp_path / "models" / "vosk"
    path = install(entry, folder, list_url=publisher.url, client=client, progress=lambda *a: seen.append(a))
    assert path == folder / NAME
    assert (path / "am" / "final.mdl").stat().st_size == 204_800
    assert seen[-1] == (len(publisher.archive), len(publisher.archive))
    assert [p.name for p in folder.iterdir()] == [NAME]
    assert [p.name for p in folder.parent.iterdir()] == ["vosk"]
    assert install(entry, folder, list_url="http://127.0.0.1:9/", client=client) == path


def test_a_cut_transfer_goes_on_where_it_stopped(
    publisher: Publisher, entry: ModelEntry, client: httpx.Client, tmp_path: Path
) -> None:
    publisher.cuts = [100_000, 50_000]
    install(entry, tmp_path / "m", list_url=publisher.url, client=client)
    assert publisher.ranges[0] is None
    assert all(r and int(r[6:-1]) > 0 for r in publisher.ranges[1:])


def test_after_too_many_cuts_the_next_run_goes_on(
    publisher: Publisher, entry: ModelEntry, client: httpx.Client, tmp_path: Path
) -> None:
    publisher.cuts = [70_000, 10_000, 10_000]
    with pytest.raises(ModelUnavailable, match="run it again"):
        install(entry, tmp_path / "m", list_url=publisher.url, client=client)
    assert not (tmp_path / "m" / NAME).exists()
    publisher.ranges.clear()
    install(entry, tmp_path / "m", list_url=publisher.url, client=client)
    assert publisher.ranges[0] is not None and len(publisher.ranges) == 1


def test_a_wrong_digest_installs_nothing_and_leaves_nothing(
    publisher: Publisher, entry: ModelEntry, client: httpx.Client, tmp_path: Path
) -> None:
    publisher.md5 = "0" * 32
    with pytest.raises(ModelUnavailable, match="digest"):
        install(entry, tmp_path / "m", list_url=publisher.url, client=client)
    assert list((tmp_path / "m").iterdir()) == []


@pytest.mark.parametrize(
    "files",
    [
        {f"{NAME}/ok": b"", "../evil": b"x"},
        {f"{NAME}/../../evil": b"x"},
        {"/evil": b"x"},
        {f"{NAME}\\..\\..\\evil": b"x"},
        {"one/a": b"", "two/b": b""},
        {"loose": b"x"},
        {},
    ],
)
def test_an_archive_that_reaches_outside_its_folder_is_refused(
    publisher: Publisher, entry: ModelEntry, client: httpx.Client, tmp_path: Path, files: dict[str, bytes]
) -> None:
    publisher.archive = zipped(files)
    with pytest.raises(ModelUnavailable, match="archive is not usable"):
        install(entry, tmp_path / "home" / "m", list_url=publisher.url, client=client)
    assert not list(tmp_path.rglob("evil"))
    assert list((tmp_path / "home" / "m").iterdir()) == []


def test_what_is_no_archive_or_no_list_is_said(
    publisher: Publisher, entry: ModelEntry, client: httpx.Client, tmp_path: Path
) -> None:
    publisher.archive = b"<html>sign in to the network</html>"
    with pytest.raises(ModelUnavailable, match="archive is not usable"):
        install(entry, tmp_path / "m", list_url=publisher.url, client=client)
    with pytest.raises(ModelUnavailable, match="not a list of models"):
        install(entry, tmp_path / "m", list_url=publisher.url.replace("model-list.json", "page"), client=client)
    with pytest.raises(ModelUnavailable, match="does not list unheard-of"):
        install(dataclasses.replace(entry, name="unheard-of"), tmp_path / "m", list_url=publisher.url, client=client)


def test_without_a_connection_it_gives_up_within_seconds(
    entry: ModelEntry, client: httpx.Client, tmp_path: Path
) -> None:
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        install(entry, tmp_path / "m", list_url="http://127.0.0.1:9/list.json", client=client)
    with pytest.raises(ModelUnavailable):
        install(entry, tmp_path / "m", list_url="http://no-such-host.invalid/list.json", client=client)
    assert time.monotonic() - began < 12


def test_the_catalogue_has_an_openly_licensed_mandarin_model() -> None:
    first = catalogue()[0]
    assert (first.dialect, first.licence, first.engine) == ("cmn", "Apache-2.0", "vosk")
    assert first.list_url.startswith("https://")
