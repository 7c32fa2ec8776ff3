"""Keeps knowledge items in SQL: what is published, what waits for review, and everything they have been."""

from knowledge.storage.database import Database, StoreError, TwiceError
from knowledge.storage.errors import (
    ConflictError,
    DamagedItemError,
    ItemStoreError,
    ReservedNameError,
    UnknownItemError,
)
from knowledge.storage.reading import ItemReader
from knowledge.storage.seeding import SeedReport
from knowledge.storage.store import ItemStore
from knowledge.storage.stored import SHIPPED, Action, Changes, Origin, Status, StoredItem, Version

__all__ = [
    "SHIPPED",
    "Action",
    "Changes",
    "ConflictError",
    "DamagedItemError",
    "Database",
    "ItemReader",
    "ItemStore",
    "ItemStoreError",
    "Origin",
    "ReservedNameError",
    "SeedReport",
    "Status",
    "StoreError",
    "StoredItem",
    "TwiceError",
    "UnknownItemError",
    "Version",
]
