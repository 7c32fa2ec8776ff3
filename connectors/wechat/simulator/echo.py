"""The check that the platform makes when the webhook's address is entered: does it echo?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.wechat.simulator.envelopes import Parcel, overridden, parcel
from connectors.wechat.simulator.journal import Answer, Reached
from connectors.wechat.simulator.platform import Platform


@dataclass(frozen=True)
class Echo:
    """What came back for the text to be echoed."""

    answer: Answer
    expected: bytes

    @property
    def accepted(self) -> bool:
        """Whether the address may be used."""
        return self.answer.status == 200 and self.answer.body == self.expected

    @property
    def state(self) -> str:
        """In one word: ``accepted``, ``refused``, ``timed_out``, ``cut``, ``forbidden``, ``not_found`` or ``wrong``."""
        if self.answer.reached is not Reached.ANSWERED:
            return self.answer.reached.value
        if self.accepted:
            return "accepted"
        return {401: "forbidden", 403: "forbidden", 404: "not_found"}.get(self.answer.status or 0, "wrong")


async def ask_for_echo(platform: Platform, changes: Mapping[str, str | None] | None = None) -> Echo:
    """Ask the app once; ``changes`` sets fields of the query to something else, or leaves them out (None)."""
    expected = str(secrets.randbelow(10**19))
    made = parcel(platform.account, b"", now=platform.clock.now(), sealed=False)
    asked = Parcel(overridden({**made.query, "echostr": expected}, changes or {}), b"")
    return Echo(await platform.courier.post(asked, method="GET"), expected.encode())
