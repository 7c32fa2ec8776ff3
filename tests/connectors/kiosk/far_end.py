"""Stands in for the people at the other end: an agent at a desk, and the office that links the family."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute

from tests.connectors.kiosk.pretend import event


class Desk:
    """The other end of ``/ws/session``: what an agent does."""

    def __init__(self, page: Page) -> None:
        self.addresses: list[str] = []
        self.broken = False
        """Nobody gets through."""
        self._sockets: list[WebSocketRoute] = []
        self._last: dict[str, Any] | None = None
        page.route_web_socket("**/ws/session**", self._connected)

    def _connected(self, socket: WebSocketRoute) -> None:
        self.addresses.append(socket.url)
        self._sockets.append(socket)
        if self.broken:
            socket.close()
        elif self._last:
            event(socket, "state", **self._last)

    def state(self, state: str, text: str = "", **more: Any) -> None:
        """This is how it stands from now on, also for who connects later."""
        known = {"state": state, "agent": None, "on_duty": True, "ahead": 0, "text": text, "dialect": "yue"}
        self._last = known | more
        if self._sockets:
            event(self._sockets[-1], "state", **self._last)

    def message(self, sequence: int, text: str, name: str | None = "一号坐席") -> None:
        """The agent writes this."""
        at = "2026-01-01T08:00:00+08:00"
        event(self._sockets[-1], "message", sequence=sequence, at=at, name=name, text=text, dialect="yue")

    def hang_up(self) -> None:
        """The connection breaks."""
        self._sockets[-1].close()


class FamilyOffice:
    """The family's part of the API: takes a yes, knows how many are linked."""

    CODE = "483920"
    TEXT = "叫屋企人用微信扫呢个码，或者喺公众号输入呢六个数字。"
    QR = '<svg width="29" height="29"><path d="M4 4h21v21h-21z" fill="#000"/></svg>'

    def __init__(self, page: Page, *, valid_s: float = 600) -> None:
        self.links = 0
        self.consents: list[dict[str, Any]] = []
        self.unlinked = 0
        self.refuses: int | None = None
        """Answer the next consents with this status."""
        self._valid_s = valid_s
        page.route("**/api/sessions/*/family", self._answer)

    def _answer(self, route: Route) -> None:
        method = route.request.method
        if method == "GET":
            route.fulfill(json={"links": self.links})
        elif method == "DELETE":
            self.unlinked += 1
            self.links = 0
            route.fulfill(status=204)
        else:
            self._consent(route)

    def _consent(self, route: Route) -> None:
        self.consents.append(route.request.post_data_json)
        if self.refuses:
            route.fulfill(status=self.refuses, json={"title": "x", "detail": "y"})
            return
        until = datetime.now(UTC) + timedelta(seconds=self._valid_s)
        code = {"code": self.CODE, "expires_at": until.isoformat(), "qr": self.QR, "text": self.TEXT}
        route.fulfill(status=201, json=code)
