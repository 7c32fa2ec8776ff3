"""Somebody with a phone, who uses the account."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping

from connectors.wechat.simulator.background import Background, Pending
from connectors.wechat.simulator.journal import Entry, Received, Sent
from connectors.wechat.simulator.labels import notice
from connectors.wechat.simulator.media import sound_type
from connectors.wechat.simulator.platform import Platform


class Person:
    """What one person can do, and what they have received.

    Everything they do starts at once in the simulator's thread and gives a `Pending`: ``.result()`` or ``await`` it
    for the `Sent` with what became of it after all tries, or leave it and look at `received`.
    """

    def __init__(self, openid: str, platform: Platform, background: Background) -> None:
        self.openid = openid
        self._platform = platform
        self._background = background
        platform.follower(openid)

    @property
    def following(self) -> bool:
        """Whether the person follows the account. Whoever writes or scans follows from then on."""
        return self._platform.follower(self.openid).following

    @property
    def received(self) -> list[Received]:
        """What the account showed the person, in order; without the platform's own notices."""
        return self._platform.journal.received(self.openid)

    @property
    def notices(self) -> list[Received]:
        """What the platform itself told the person, such as that the account is out of order."""
        return self._platform.journal.notices(self.openid)

    @property
    def sent(self) -> list[Sent]:
        """What the person sent and what became of it, in order."""
        return self._platform.journal.sent(self.openid)

    @property
    def chat(self) -> list[Entry]:
        """All of it, as it stands on the phone."""
        return self._platform.journal.chat(self.openid)

    def wait_for(self, n: int, timeout: float = 10.0) -> list[Received]:
        """Block until the person has received ``n`` messages in all; gives them all.

        Raises:
            TimeoutError: they have not come in time.
        """
        if not self._platform.journal.wait(lambda: len(self.received) >= n, timeout):
            raise TimeoutError(f"{len(self.received)} of {n} messages received in {timeout:g} s: {self.chat}")
        return self.received

    async def arrival(self, n: int, timeout: float = 10.0) -> list[Received]:  # noqa: ASYNC109 - as wait_for
        """`wait_for` for an event loop."""
        return await asyncio.to_thread(self.wait_for, n, timeout)

    def says(self, text: str, *, choice_id: str | None = None) -> Pending[Sent]:
        """Writes; ``choice_id`` when it is a line of a menu message that is tapped."""
        chosen = {} if choice_id is None else {"bizmsgmenuid": choice_id}
        return self._message("text", {"Content": text, **chosen})

    def says_by_voice(self, sound: bytes, *, format: str = "amr", recognition: str | None = None) -> Pending[Sent]:
        """Sends a voice message: the file as the platform would keep it (see `media.to_amr`), taken as it is.

        Args:
            sound: the file.
            format: its Format.
            recognition: what the platform understood; without it there is no such field.
        """
        media_id = self._platform.media.add(sound, sound_type(format))
        understood = {} if recognition is None else {"Recognition": recognition}
        return self._message("voice", {"MediaId": media_id, "Format": format, **understood})

    def shows(self, picture: bytes, *, content_type: str = "image/jpeg") -> Pending[Sent]:
        """Sends a picture."""
        media_id = self._platform.media.add(picture, content_type)
        return self._message("image", {"PicUrl": f"http://mmbiz.qpic.cn/{media_id}/0", "MediaId": media_id})

    def is_at(self, latitude: float, longitude: float, label: str = "", scale: int = 16) -> Pending[Sent]:
        """Sends a place."""
        place = {"Location_X": f"{latitude:.6f}", "Location_Y": f"{longitude:.6f}", "Scale": str(scale)}
        return self._message("location", {**place, "Label": label})

    def shares(self, title: str, description: str, url: str) -> Pending[Sent]:
        """Sends a link."""
        return self._message("link", {"Title": title, "Description": description, "Url": url})

    def follows(self) -> Pending[Sent]:
        """Starts to follow the account."""
        return self._event("subscribe", {"EventKey": ""})

    def leaves(self) -> Pending[Sent]:
        """Stops following; sees nothing more of the account."""
        return self._event("unsubscribe", {"EventKey": ""})

    def scans(self, code: str) -> Pending[Sent | None]:
        """Scans a code, named by its scene, ticket or address. Who does not follow yet does so with it.

        A code that the app did not make here (a printed one) has a ticket of its own. One that has expired shows the
        person a notice and reaches nobody: the result is None.
        """
        return self._background.submit(self._scan(code))

    def taps(self, key: str) -> Pending[Sent]:
        """Taps a menu button with this key."""
        return self._event("CLICK", {"EventKey": key})

    def opens(self, url: str) -> Pending[Sent]:
        """Taps a menu button that leads to a page."""
        return self._event("VIEW", {"EventKey": url})

    async def _scan(self, text: str) -> Sent | None:
        code = self._platform.codes.find(text)
        if self._platform.codes.expired(code):
            self._platform.tell(self.openid, notice("code_expired"))
            return None
        if self.following:
            return await self._platform.event(self.openid, "SCAN", {"EventKey": code.scene, "Ticket": code.ticket})
        fields = {"EventKey": f"qrscene_{code.scene}", "Ticket": code.ticket}
        return await self._platform.event(self.openid, "subscribe", fields)

    def _message(self, kind: str, fields: Mapping[str, str]) -> Pending[Sent]:
        return self._background.submit(self._platform.message(self.openid, kind, fields))

    def _event(self, kind: str, fields: Mapping[str, str]) -> Pending[Sent]:
        work: Coroutine[object, object, Sent] = self._platform.event(self.openid, kind, fields)
        return self._background.submit(work)
