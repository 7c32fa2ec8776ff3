"""The knowledge items of the settings: those in the database, with what the program ships taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from connectors.settings import Settings
from knowledge.loading import default_items_directory
from knowledge.storage import Database, ItemStore

log = structlog.get_logger(__name__)


def items_directory(settings: Settings) -> Path:
    """The folder of the items that are taken into the database."""
    return settings.items or default_items_directory()


def prepared_store(database: Database, settings: Settings) -> ItemStore:
    """The store of a database, brought up to date, with the shipped items taken in.

    Raises:
        StoreError: the database cannot be used.
        ItemError: a shipped item has a fault; the message says where.
    """
    store = ItemStore(database)
    store.migrate()
    report = store.seed_from(items_directory(settings))
    if report.changed or report.kept:
        counts = {name: len(getattr(report, name)) for name in ("added", "updated", "withdrawn")}
        log.info("shipped_items_taken_in", **counts, kept=list(report.kept))
    return store


@contextmanager
def item_store(settings: Settings) -> Iterator[ItemStore]:
    """The prepared store of the settings while the block lasts.

    Raises:
        StoreError: the database cannot be used.
        ItemError: a shipped item has a fault; the message says where.
    """
    database = Database(settings.conversations_url)
    try:
        yield prepared_store(database, settings)
    finally:
        database.close()
