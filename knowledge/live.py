"""Keeps a running search like the database, whoever changes the items, from whatever process."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from typing import Protocol

import structlog

from knowledge.item import Item
from knowledge.storage import Changes, ItemReader

log = structlog.get_logger(__name__)

_EVERY_S = 0.5
"""How often the database is asked whether anything has changed: one row is read."""

_PATIENCE_S = 2.0
"""Longest wait for a thread to end; one that hangs in the database is left, and ends with the process."""


class Followed(Protocol):
    """A search whose items can be exchanged while others search, as `knowledge.search.KnowledgeSearch`."""

    @property
    def items(self) -> Iterable[Item]:
        """What can be found."""
        ...

    @property
    def fragmented(self) -> bool:
        """Whether `compact` is worth its time."""
        ...

    def apply(self, items: Collection[Item], gone: Collection[str]) -> None:
        """Let these be found, new or in the place of those with the same ids, and those ids no longer."""
        ...

    def compact(self) -> None:
        """Index everything anew; may take minutes."""
        ...


class Follower:
    """Hands every change of the items to a search, from `start` to `close`, in threads of its own.

    While the database is away the search serves what it has; that is logged once, as is the end of it.

    Args:
        reader: the items in the database.
        search: what follows them.
        revision: the one that the search was made from.
    """

    def __init__(self, reader: ItemReader, search: Followed, revision: int) -> None:
        self._reader = reader
        self._search = search
        self._revision = revision
        self._ending = threading.Event()
        self._lost = False
        self._thread = threading.Thread(target=self._run, name="knowledge-follower", daemon=True)
        self._tidying: threading.Thread | None = None
        self._tidied = revision

    def start(self) -> None:
        """Follow from now on."""
        self._thread.start()

    def close(self) -> None:
        """End; may wait for some seconds. Does nothing when it was not started."""
        self._ending.set()
        for thread in (self._thread, self._tidying):
            if thread and thread.is_alive():
                thread.join(_PATIENCE_S)

    def look(self) -> bool:
        """Hand over what has changed since the last time; says whether anything had.

        Raises:
            StoreError: the database failed; the next time it may be there.
        """
        revision = self._reader.revision()
        if revision == self._revision:
            return False
        changes = self._reader.changes_since(self._revision) if revision > self._revision else self._everything()
        if changes.items or changes.gone:
            self._search.apply(changes.items, changes.gone)
            log.info("knowledge_changed", revision=changes.revision, items=len(changes.items), gone=len(changes.gone))
        self._revision = changes.revision
        return True

    def _everything(self) -> Changes:
        """All items, as a change of those searched now: the database is an older one than it was, e.g. a backup."""
        now = self._reader.published()
        gone = {item.id for item in self._search.items} - {item.id for item in now.items}
        return Changes(now.revision, now.items, frozenset(gone))

    def _run(self) -> None:
        while not self._ending.wait(_EVERY_S):
            try:
                changed = self.look()
            except Exception as error:  # whatever it is, people are answered from what is there
                if not self._lost:
                    log.warning("knowledge_not_followed", exc_info=error)
                self._lost = True
                continue
            if self._lost:
                log.info("knowledge_followed_again", revision=self._revision)
            self._lost = False
            if not changed:
                self._tidy()

    def _tidy(self) -> None:
        """Have the search indexed anew, beside, once no more edits come in."""
        running = self._tidying is not None and self._tidying.is_alive()
        if not running and self._tidied != self._revision and self._search.fragmented:
            self._tidied = self._revision
            self._tidying = threading.Thread(target=self._compact, name="knowledge-tidying", daemon=True)
            self._tidying.start()

    def _compact(self) -> None:
        try:
            self._search.compact()
        except Exception as error:  # the edits are in it; it only stays less tidy
            log.error("knowledge_not_tidied", exc_info=error)


__all__ = ["Followed", "Follower"]
