"""A store to import into, and the way there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.importing import Given, Shelf, Shelved, draft_file
from knowledge.storage import Database, ItemStore

TODAY = date(2026, 11, 29)
GIVEN = Given(issuer="江门市民政局", published="2026-01-05", grade="A")

Import = Callable[..., tuple[Shelved, ...]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ItemStore]:
    database = Database(f"sqlite:///{tmp_path / 'items.db'}")
    store = ItemStore(database)
    store.migrate()
    yield store
    database.close()


@pytest.fixture
def imported(store: ItemStore) -> Import:
    """Imports a file and gives what became of its drafts."""

    def run(path: Path, given: Given = GIVEN, **options: Any) -> tuple[Shelved, ...]:
        drafted = draft_file(path, given, today=TODAY)
        shelf = Shelf(store, "陈姑娘", path.name, **options)
        return tuple(shelf.put(draft) for draft in drafted.drafts.drafts)

    return run
