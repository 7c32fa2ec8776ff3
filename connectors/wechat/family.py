"""Wishes about family links that people write or scan."""

from __future__ import annotations

import asyncio

from bot.family import CodeError, FamilyLinks
from bot.turn import Channel, Dialect
from connectors.rates import Rates
from connectors.wechat.inbox import Messages
from connectors.wechat.rendering import text_message
from connectors.wechat.texts import say

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

    async def wish(self, name: str, code: str, openid: str, session_id: str, dialect: Dialect) -> Messages:
        """Do what was asked for and say so."""
        if name == "link":
            return [text_message(say(await self._link(code, openid, session_id), dialect))]
        if name == "consent":
            given, _ = await asyncio.to_thread(
                self._links.new_code, session_id, say("ask_consent", dialect), Channel.WECHAT
            )
            return [text_message(say("code", dialect, code=given))]
        if name == "unlink":
            return [text_message(say(await self._unlink(openid, session_id), dialect))]
        return [text_message(say("ask_consent", dialect))]

    async def _link(self, code: str, openid: str, session_id: str) -> str:
        if not await self._rates.allows("family_code", openid):
            return "bad_code"
        try:
            await asyncio.to_thread(self._links.redeem, code, openid, session_id)
        except CodeError:
            return "bad_code"
        return "linked"

    async def _unlink(self, openid: str, session_id: str) -> str:
        as_member = await asyncio.to_thread(self._links.unlink_member, openid)
        as_person = await asyncio.to_thread(self._links.unlink_session, session_id)
        if as_member and as_person:
            return "unlinked_both"
        return "unlinked" if as_member or as_person else "not_linked"
