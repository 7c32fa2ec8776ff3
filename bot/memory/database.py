"""The database of the conversations, and of whatever is written together with them."""

from __future__ import annotations

from pathlib import Path

from knowledge.storage.database import Database as SharedDatabase
from knowledge.storage.database import StoreError, TwiceError

_MIGRATIONS = Path(__file__).parent / "migrations"


class Database(SharedDatabase):
    """A database that holds conversations; the knowledge may have its tables in it as well."""

    def migrate(self) -> None:
        """Bring the tables of conversations up to date.

        Raises:
            StoreError: the database cannot be reached or migrated.
        """
        self.upgrade(_MIGRATIONS)


__all__ = ["Database", "StoreError", "TwiceError"]
