"""``qiaoban knowledge seed``."""

from __future__ import annotations

from typing import Annotated

import typer

from connectors.cli.console import err
from connectors.settings import Settings


def seed(
    withdraw_missing: Annotated[
        bool, typer.Option("--withdraw-missing", help="Withdraw what is shipped no more, however many items that are.")
    ] = False,
) -> None:
    """Take in the items that come with the program, as a server does when it starts; staff's changes stay theirs."""
    from connectors.items import item_store

    with item_store(Settings(), take_in=True, withdraw_missing=withdraw_missing) as store:
        err.print(f"{len(store.published().items)} items are published")
