"""How long PostgreSQL may keep us waiting: a turn is better answered without memory than never."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

_NAMES = ("postgresql", "postgres", "postgresql+psycopg")

_LIMITS = {
    "connect_timeout": "5",  # seconds, until we are let in
    "tcp_user_timeout": "10000",  # milliseconds, for what we sent and nobody took
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
}
"""What the driver keeps to; the URL may say otherwise."""

_OPTIONS = {"statement_timeout": "10s", "lock_timeout": "5s"}
"""What the server keeps to in our sessions; the ``options`` of the URL may say otherwise."""


def with_limits(url: URL) -> URL:
    """The URL with the driver that is meant, and with limits where it sets none; another database's as it is."""
    if url.drivername not in _NAMES:
        return url
    given = url.query.get("options", ())
    ours = (f"-c {name}={value}" for name, value in _OPTIONS.items())
    options = " ".join([*ours, given] if isinstance(given, str) else [*ours, *given])  # the last one counts
    return url.set(drivername="postgresql+psycopg", query={**_LIMITS, **url.query, "options": options})


def be_patient(connection: Connection, lock_wait_s: float) -> None:
    """Lift the limits until the transaction ends, but for that of waiting for somebody else."""
    connection.execute(text("SELECT set_config('statement_timeout', '0', true)"))
    wait = {"wait": f"{round(lock_wait_s * 1000)}ms"}
    connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), wait)
