"""A real PostgreSQL and a real Redis for the tests: on this machine only, without anything lasting."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
import redis
from sqlalchemy.engine import make_url

from bot.memory import Database
from tests.conftest import free_port, missing_tool

_START_S = 60.0
_STOP_S = 20.0
_USER = "qiaoban"
_ROOM = 500_000_000
"""Bytes; more than a cluster ever holds here."""


@dataclass
class Postgres:
    """A running PostgreSQL cluster that trusts whoever is on this machine."""

    port: int
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def create(self, like: str = "template1") -> str:
        """The URL of a new database, made like another one that nobody is connected to."""
        name = f"test_{next(self._numbers)}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Delete a database, whoever is connected."""
        self._tell(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def answers(self) -> bool:
        """Whether it can be used."""
        try:
            self._tell("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgres_running() -> Iterator[Postgres]:
    """A new cluster while the block lasts. Root may not run one: then it belongs to an unprivileged user."""
    initdb = _installed("initdb", "postgresql", *Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    user = _unprivileged() if os.geteuid() == 0 else None
    with TemporaryDirectory(prefix="qiaoban-postgres-", dir=_fast_folder()) as folder:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data, running = Path(folder) / "data", Postgres(free_port())
        made = [str(initdb), "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(_command(made, user), cwd=folder, env=_environment(), check=True, stdout=subprocess.DEVNULL)
        options = {
            "port": running.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "max_wal_size": "64MB",
            "max_connections": 200,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        postgres = str(initdb.resolve().with_name("postgres"))
        with _process([postgres, "-D", str(data), *settings], Path(folder), running.answers, user):
            yield running


@dataclass
class RedisServer:
    """A Redis that keeps nothing; it may be stopped, and started again at the same place."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Its URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run it while the block lasts."""
        server = _installed("redis-server", "redis-server")
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        command = [str(server), *(part for name, value in options.items() for part in (f"--{name}", str(value)))]
        with _process(command, self.folder, self.answers) as process:
            yield process

    def answers(self) -> bool:
        """Whether it can be used."""
        with redis.Redis.from_url(self.url, socket_timeout=5) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


@contextmanager
def _process(
    command: list[str], folder: Path, answers: Callable[[], bool], user: pwd.struct_passwd | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server from when it answers until the block ends."""
    log = folder / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            _command(command, user), cwd=folder, env=_environment(), stdout=output, stderr=output
        )
    try:
        end = time.monotonic() + _START_S
        while not answers():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} does not start: {log.read_text(errors='replace')}")
            time.sleep(0.02)
        yield process
    finally:
        for sent in (signal.SIGCONT, signal.SIGINT):
            process.send_signal(sent)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _command(command: list[str], user: pwd.struct_passwd | None) -> list[str]:
    """The command as that user, ending with the thread that starts it, even when that is killed."""
    setpriv = [str(_installed("setpriv", "util-linux")), "--pdeathsig", "INT"]
    if user:
        setpriv += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return [*setpriv, "--", *command]


def _installed(name: str, package: str, *elsewhere: Path) -> Path:
    """The program of that name, from the search path or from somewhere else."""
    found = shutil.which(name)
    if found:
        return Path(found)
    if not elsewhere:
        missing_tool(f"{name} (package {package})")
    return max(elsewhere, key=lambda path: [int(figures) for figures in re.findall(r"\d+", str(path))])


def _unprivileged() -> pwd.struct_passwd:
    """Somebody without rights."""
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _fast_folder() -> Path | None:
    """A folder in memory, where there is enough: the many small files of a cluster are made quickly there."""
    memory = Path("/dev/shm")  # noqa: S108 (the folder made in it is ours alone)
    enough = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return memory if enough else None


def _environment() -> dict[str, str]:
    """Nothing that a server might take for its settings."""
    return {"PATH": os.environ["PATH"], "LC_ALL": "C"}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One cluster for all tests; each takes databases of its own."""
    with postgres_running() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated database that nobody is connected to."""
    url = postgres.create()
    _migrate(url)
    return str(make_url(url).database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody has open."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without rows; the test runs with either kind."""
    if request.param == "sqlite":
        path = tmp_path / "fresh" / "qiaoban.db"
        path.parent.mkdir()
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create(like=request.getfixturevalue("postgres_template"))
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables; the test runs with either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty' / 'qiaoban.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Redis for all tests that do not harm it."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    with server.running():
        yield server.url


@pytest.fixture
def own_redis(tmp_path: Path) -> RedisServer:
    """A Redis that a test starts and may harm."""
    return RedisServer(tmp_path)
