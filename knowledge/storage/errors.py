"""Why a change of the knowledge was refused; each message is a sentence for whoever wanted it."""

from __future__ import annotations


class ItemStoreError(Exception):
    """A change was refused; nothing was written."""


class UnknownItemError(ItemStoreError):
    """There is no such item, or no such revision of it."""

    def __init__(self, item_id: str, revision: int | None = None) -> None:
        self.item_id = item_id
        if revision is None:
            super().__init__(f"there is no item {item_id!r}; `qiaoban knowledge list` shows all ids")
        else:
            super().__init__(
                f"{item_id!r} has no revision {revision}; `qiaoban knowledge history {item_id}` shows those it has"
            )


class ReservedNameError(ItemStoreError):
    """A person may not sign a change with the name of the program."""

    def __init__(self, who: str) -> None:
        super().__init__(f"{who!r} is the name of the program in the history; sign your change with your own name")


class ConflictError(ItemStoreError):
    """Somebody else has changed the item since it was read. ``revision``: the one it has now; 0 when it is not there.

    ``who`` made the change; None when the item is not there.
    """

    def __init__(self, item_id: str, revision: int, who: str | None) -> None:
        self.item_id, self.revision, self.who = item_id, revision, who
        now = f"{who} has changed it meanwhile (revision {revision})" if who else "it is not there"
        super().__init__(f"{item_id!r} is not as you saw it: {now}; look at it again and repeat your change")


class DamagedItemError(ItemStoreError):
    """What is stored of an item, or of one revision of it, cannot be read by this version of the program."""

    def __init__(self, item_id: str, reason: str) -> None:
        self.item_id, self.reason = item_id, reason
        super().__init__(
            f"what is stored of {item_id!r} cannot be read ({reason}); "
            f"`qiaoban knowledge history {item_id}` shows earlier revisions to restore"
        )
