"""A visit to a kiosk page with a desk at the other end of it, and what was said in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.connectors.kiosk.far_end import Desk
from tests.connectors.kiosk.pretend import able, answers, hears, says

Ask = Callable[[Page, str], None]
SOUND_S = 0.8
CALLED = "好，我而家叫职员嚟。"
WAITING = "已经叫咗职员，你前面仲有2个人。"
NOBODY = "而家冇职员喺度。你可以打 12345，或者继续问我。"
JOINED = "职员一号坐席嚟咗，你慢慢同佢讲。"
HELLO = "你好，我系一号坐席，有咩帮到你？"
SECOND = "你去居委会问下先。"


class Spoken:
    """What the page had said, and when it asked for the sound."""

    def __init__(self, page: Page) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.at: list[float] = []
        page.on("request", lambda request: self._note(request) if request.url.endswith("/api/speech") else None)

    def _note(self, request: Any) -> None:
        self.bodies.append(request.post_data_json)
        self.at.append(time.monotonic())

    @property
    def texts(self) -> list[str]:
        return [body["text"] for body in self.bodies]

    def until(self, page: Page, count: int, limit_s: float = 8) -> list[str]:
        """What was said once it is so much."""
        end = time.monotonic() + limit_s
        while len(self.bodies) < count and time.monotonic() < end:
            page.wait_for_timeout(50)
        assert len(self.bodies) >= count, self.texts
        return self.texts

    def includes(self, page: Page, text: str, limit_s: float = 8) -> bool:
        """Whether this is said, soon."""
        end = time.monotonic() + limit_s
        while text not in "\n".join(self.texts) and time.monotonic() < end:
            page.wait_for_timeout(50)
        return text in "\n".join(self.texts)


class Visit:
    """A kiosk page with a desk at the other end of it."""

    def __init__(
        self,
        open_page: Any,
        ask: Ask,
        query: str = "",
        on_stop: Callable[[WebSocketRoute], object] | None = None,
        **options: Any,
    ) -> None:
        def prepared(page: Page) -> None:
            self.desk = Desk(page)
            self.spoken = Spoken(page)
            hears(page, on_stop=on_stop)
            able(page, recognition={"yue": True, "cmn": True}, desk=True)
            says(page, SOUND_S)

        self.asked: list[str] = []
        self.page: Page = open_page(query, before=prepared, **options)
        self.page.on("request", self._chat)
        self.type = ask

    def _chat(self, request: Any) -> None:
        if request.url.endswith("/api/chat"):
            self.asked.append(request.post_data_json["text"])

    def ask(self, question: str, /, **reply: Any) -> None:
        """A question is typed; ``reply`` is what differs from the silence of an assistant whose place is taken."""
        answers(self.page, **reply)
        self.type(self.page, question)

    def call(self, text: str = WAITING, **state: Any) -> None:
        """Somebody is asked for, and waited for."""
        self.desk.state("waiting", text, **state)
        self.ask("我要揾真人", text=CALLED, speech=CALLED)
        expect(self.page.locator("#answer")).to_contain_text(CALLED)

    def hold(self) -> None:
        """Somebody is asked for, and comes."""
        self.call(say=False)
        self.desk.state("held", JOINED, agent="一号坐席")
        expect(self.page.locator("body[data-agent=held]")).to_be_attached()
        self.spoken.until(self.page, 2)
        self.quiet()

    def quiet(self) -> None:
        """For a while nothing is said."""
        self.page.wait_for_timeout(600)
        expect(self.page.locator("body[data-phase=idle]")).to_be_attached()

    def speak(self) -> None:
        """The microphone is tapped, and words are said until it is tapped again."""
        self.page.locator("#mic").click()
        expect(self.page.locator("body[data-phase=listening]")).to_be_attached()
        self.page.wait_for_timeout(600)
