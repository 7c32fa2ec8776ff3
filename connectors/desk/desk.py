"""The desk's own parts, beside those of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.desk.accounts import AccountStore
from connectors.desk.door import Door
from connectors.desk.passwords import Passwords
from connectors.desk.signing_in import SignIns
from connectors.desk.suggestions import Suggester

if TYPE_CHECKING:
    from connectors.house import House


class Desk:
    """Accounts, sign-ins and suggestions over an opened house.

    Args:
        house: with its database, items and guard.
        passwords: how passwords are kept.
    """

    def __init__(self, house: House, passwords: Passwords | None = None) -> None:
        passwords = passwords or Passwords()
        self.accounts = AccountStore(house.database, passwords)
        self.sign_ins = SignIns(house.database)
        self.door = Door(self.accounts, self.sign_ins, passwords)
        self.suggester = Suggester(
            house.guard, house.knowledge, house.wording, house.settings.default_dialect, house.today
        )
        self.sockets = 0
