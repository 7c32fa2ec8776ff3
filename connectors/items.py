"""The knowledge items of the settings: those in the database, and what the program ships for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import typer

from connectors.settings import Settings
from knowledge.loading import default_items_directory
from knowledge.storage import Database, ItemStore, SeedReport

log = structlog.get_logger(__name__)


def items_directory(settings: Settings) -> Path:
    """The folder of the items that are taken into the database."""
    return settings.items or default_items_directory()


def prepared_store(database: Database, settings: Settings) -> ItemStore:
    """The store of a database for a server: brought up to date, with the shipped items taken in.

    Raises:
        StoreError: the database cannot be used.
        ItemError: a shipped item has a fault; the message says where.
    """
    store = ItemStore(database)
    store.migrate()
    folder = items_directory(settings)
    report = store.seed_from(folder)
    if report.changed or report.kept:
        counts = {name: len(getattr(report, name)) for name in ("added", "updated", "withdrawn")}
        log.info("shipped_items_taken_in", **counts, kept=list(report.kept))
    if report.missing:
        log.warning(
            "shipped_items_missing", count=len(report.missing), folder=str(folder), what=_missing(report, folder)
        )
    return store


@contextmanager
def item_store(settings: Settings, *, take_in: bool = False, withdraw_missing: bool = False) -> Iterator[ItemStore]:
    """The store of the settings for a command, while the block lasts; what was taken in is said on standard error.

    Args:
        settings: where the database and the shipped items are.
        take_in: take in the shipped items; otherwise that is done only while the database has none at all.
        withdraw_missing: withdraw the items that are shipped no more, however many they are.

    Raises:
        StoreError: the database cannot be used.
        ItemError: a shipped item has a fault; the message says where.
    """
    database = Database(settings.conversations_url)
    try:
        store = ItemStore(database)
        store.migrate()
        if take_in or store.revision() == 0:
            folder = items_directory(settings)
            for sentence in _told(store.seed_from(folder, withdraw_missing=withdraw_missing), folder):
                typer.echo(sentence, err=True)
        yield store
    finally:
        database.close()


def _told(report: SeedReport, folder: Path) -> Iterator[str]:
    """What came of the shipped items, for a person; nothing where nothing did."""
    parts = (f"{len(ids)} {done}" for done in ("added", "updated", "withdrawn") if (ids := getattr(report, done)))
    if report.changed:
        yield f"from {folder}: {', '.join(parts)}"
    if report.kept:
        yield f"changed here and by the program, left as they are here: {', '.join(report.kept)}"
    if report.missing:
        yield _missing(report, folder)


def _missing(report: SeedReport, folder: Path) -> str:
    return (
        f"{len(report.missing)} published items that came with the program are not in {folder} any more. They stay "
        "published. If this is the wrong folder, mend QIAOBAN_ITEMS; "
        "if they should go, run `qiaoban knowledge seed --withdraw-missing`."
    )
