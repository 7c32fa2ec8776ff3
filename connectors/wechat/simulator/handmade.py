"""Requests to the app made by hand, for tests of bad input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.wechat.simulator.background import Background, Pending
from connectors.wechat.simulator.echo import ask_for_echo
from connectors.wechat.simulator.envelopes import Parcel, overridden, parcel
from connectors.wechat.simulator.journal import Answer
from connectors.wechat.simulator.platform import Platform


class HandMade:
    """What a test may send that no person would: no retry, no fault, and no reply is shown to anybody."""

    def __init__(self, platform: Platform, background: Background) -> None:
        self._platform = platform
        self._background = background

    def parcel(
        self,
        xml: str | bytes,
        *,
        query: Mapping[str, str | None] | None = None,
        openid: str | None = None,
        app_id: str | None = None,
        sealed: bool | None = None,
    ) -> Parcel:
        """A signed, and in safe mode sealed, request for `post`.

        Args:
            xml: the message (see `message_xml`), or anything else.
            query: fields of the query to be set to something else, or (None) left out.
            openid: the person named in the query.
            app_id: seal it for this AppID instead of the account's.
            sealed: safe mode or plain, whatever the account's mode is.
        """
        account, now = self._platform.account, self._platform.clock.now()
        made = parcel(account, xml, now=now, openid=openid, app_id=app_id, sealed=sealed)
        return Parcel(overridden(made.query, query or {}), made.body)

    def push(self, xml: str | bytes, *, headers: Mapping[str, str] | None = None, **options: Any) -> Pending[Answer]:
        """Send one request, made as `parcel` makes it with the same options.

        In safe mode the body is sealed: for one that is broken on the outside use ``sealed=False`` or `post`.
        """
        return self.post(self.parcel(xml, **options), headers=headers)

    def post(self, made: Parcel, *, headers: Mapping[str, str] | None = None) -> Pending[Answer]:
        """Send a request just as it is. Sending one again is a replay."""
        return self._background.submit(self._platform.courier.post(made, headers=headers))

    def verify_url(self, *, query: Mapping[str, str | None] | None = None) -> Pending[bool]:
        """Ask the app for its echo, as when the address is entered on the platform; whether it gave the right one."""
        return self._background.submit(self._verify(query or {}))

    async def _verify(self, changes: Mapping[str, str | None]) -> bool:
        return (await ask_for_echo(self._platform, changes)).accepted
