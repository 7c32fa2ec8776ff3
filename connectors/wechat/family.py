"""Wishes about family links that people write or scan."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session as SqlSession

from bot.family import CodeError, FamilyLinks
from bot.turn import Channel, Dialect
from connectors.rates import Rates
from connectors.wechat import alerts
from connectors.wechat.inbox import Messages
from connectors.wechat.rendering import text_message
from connectors.wechat.texts import say

Note = Callable[[SqlSession, Messages], object]
"""Notes the answer in a transaction."""

SCENE = "family-"
"""Before the code in the scene of a QR code."""


class Family:
    """Sees to what people ask for about links.

    Args:
        links: of all conversations.
        rates: keeps people from trying codes.
    """

    def __init__(self, links: FamilyLinks, rates: Rates) -> None:
        self._links = links
        self._rates = rates

    def code_of(self, event_key: str) -> str:
        """The code in the scene of a QR code; nothing when it is another's."""
        scene = event_key.removeprefix("qrscene_")
        return scene.removeprefix(SCENE) if scene.startswith(SCENE) else ""

    async def wish(
        self, name: str, code: str, openid: str, session_id: str, dialect: Dialect, note: Note
    ) -> Messages | None:
        """Do what was asked for, and say so: None when ``note`` has said it in the same transaction."""
        if name == "link":
            return await self.link(code, openid, session_id, dialect, note)
        if name == "unlink":
            await self._unlink(openid, session_id, dialect, note)
            return None
        if name == "consent":
            given, _ = await asyncio.to_thread(
                self._links.new_code, session_id, say("ask_consent", dialect), Channel.WECHAT
            )
            return [text_message(say("code", dialect, code=given))]
        return [text_message(say("ask_consent", dialect))]

    async def link(
        self, code: str, openid: str, session_id: str, dialect: Dialect, note: Note, before: str = ""
    ) -> Messages | None:
        """Link the member who brings the code, and say so after ``before``; None when ``note`` has said it."""

        def said(key: str) -> Messages:
            return [text_message(before + say(key, dialect))]

        if await self._rates.allows("family_code", openid):
            try:
                await asyncio.to_thread(
                    self._links.redeem, code, openid, session_id, then=lambda sql: note(sql, said("linked"))
                )
                return None
            except CodeError:
                pass
        return said("bad_code")

    async def _unlink(self, openid: str, session_id: str, dialect: Dialect, note: Note) -> None:
        """End the links of a person who may be member and older adult both; those who were to be told learn of it."""

        def tell(sql: SqlSession, as_member: int, members: Sequence[str]) -> None:
            alerts.unlinked(sql, members)
            key = "not_linked"
            if as_member or members:
                key = "unlinked_both" if as_member and members else "unlinked" if as_member else "unlinked_own"
            note(sql, [text_message(say(key, dialect))])

        await asyncio.to_thread(self._links.unlink, openid, session_id, then=tell)
