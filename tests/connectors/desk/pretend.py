"""Stands in for the desk's server: answers the page's calls and its socket inside the browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute

Json = dict[str, Any]
ME: Json = {"name": "desk1", "display_name": "一号坐席", "role": "agent", "csrf": "token-1"}
ME_AGENT = {"name": "desk1", "display_name": "一号坐席"}
OTHER_AGENT = {"name": "desk2", "display_name": "二号坐席"}
NO_RISK: Json = {"level": "none", "kinds": [], "reasons": []}
SOURCE: Json = {
    "id": "canteen",
    "title": "长者饭堂名单",
    "issuer": "江门市民政局",
    "published": "2026-03-12",
    "url": "https://www.jiangmen.gov.cn/",
}
WORDS = "江海区边度有长者饭堂"


def ago(seconds: float = 0) -> str:
    """An ISO time so many seconds ago."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


def entry(id_: str, text: str, who: str = "person", **more: Any) -> Json:
    """One line of a transcript."""
    line = {"id": id_, "at": ago(), "who": who, "name": None, "text": text, "topic": None, "risk": None}
    return {**line, "emergency": False, "sources": [], "turn_id": None, **more}


def case(id_: int, state: str = "waiting", **more: Any) -> Json:
    """A case with its transcript, its slots, and what may be done."""
    may = {"waiting": ["take"], "held": ["answer", "release", "close"], "closed": []}[state]
    made = {
        "id": id_,
        "channel": "kiosk",
        "dialect": "yue",
        "state": state,
        "causes": ["asked"],
        "opened_at": ago(60),
        "waiting_since": ago(60),
        "agent": ME_AGENT if state == "held" else None,
        "last_text": WORDS,
        "last_at": ago(30),
        "risk": NO_RISK,
        "emergency": False,
        "person_left": False,
        "version": 1,
        "transcript": [entry(f"{id_}-1", WORDS, turn_id=f"turn-{id_}")],
        "slots": {"district": "江海"},
        "may": may,
    }
    return made | more


def suggestion(title: str = "江海长者饭堂", text: str = "麻三饭堂一餐五蚊。", **more: Any) -> Json:
    """One suggested answer."""
    return {"id": title, "title": title, "text": text, "score": 0.9, "source": SOURCE, **more}


def _body(route: Route) -> Json:
    body: Json = route.request.post_data_json or {}
    return body


class PretendDesk:
    """The state of a pretended server. Tests change it and look at what the page has asked for."""

    def __init__(self, *cases: Json) -> None:
        self.cases = {one["id"]: one for one in cases or (case(1), case(2, "held"))}
        self.suggestions: list[Json] = []
        self.me = ME
        self.signed = True
        self.offline = False
        self.refuse: dict[str, tuple[int, str, dict[str, str]]] = {}  # last part of the path → how it fails
        self.before: dict[str, Callable[[], object]] = {}  # last part of the path → what happens just before
        self.calls: list[tuple[str, str]] = []
        self.written: list[Json] = []
        self.watched: list[int | None] = []
        self.tokens: list[str | None] = []
        self.socket: WebSocketRoute | None = None
        self.connections = 0

    def attach(self, page: Page) -> None:
        """Answer the calls and the socket of this page."""
        page.route("**/api/desk/**", self._answer)
        page.route_web_socket("**/ws/desk", self._connected)

    # the live connection

    def send(self, kind: str, data: Json) -> None:
        """Send an event to the page."""
        assert self.socket is not None
        self.socket.send(json.dumps({"type": kind, "data": data}))

    def tell_queue(self) -> None:
        """Send the open cases."""
        self.send("queue", {"cases": self._listed("open"), "on_duty": 1})

    def cut(self, code: int = 1012) -> None:
        """Close the connection."""
        assert self.socket is not None
        self.socket.close(code=code)

    def _connected(self, socket: WebSocketRoute) -> None:
        self.connections += 1
        if self.offline:
            socket.close(code=1013)
            return
        self.socket = socket
        socket.on_message(self._heard)
        self.tell_queue()

    def _heard(self, frame: str | bytes) -> None:
        event = json.loads(frame)
        if event["type"] == "watch":
            self.watched.append(event["data"]["case_id"])

    # HTTP

    def _answer(self, route: Route) -> None:
        method, path = route.request.method, route.request.url.split("/api/desk", 1)[1]
        self.calls.append((method, path))
        last = path.split("?")[0].rsplit("/", 1)[-1]
        if last in self.before:
            self.before[last]()
        if self.offline:
            route.abort()
        elif last in self.refuse:
            self._refused(route, *self.refuse[last])
        elif not self.signed and last != "login":
            self._refused(route, 401, "login-needed", {})
        else:
            self._serve(route, method, path, last)

    def _refused(self, route: Route, status: int, name: str, headers: dict[str, str]) -> None:
        document = {"type": f"urn:qiaoban:problem:{name}", "title": name, "status": status, "detail": "详情"}
        route.fulfill(
            status=status, headers=headers, content_type="application/problem+json", body=json.dumps(document)
        )

    def _serve(self, route: Route, method: str, path: str, last: str) -> None:
        if method == "POST":
            self.tokens.append(route.request.headers.get("x-csrf-token"))
        if last == "login":
            self.signed = True
            self.me = {**ME, "name": _body(route)["name"], "csrf": "token-2"}
            route.fulfill(json=self.me)
        elif last == "me":
            route.fulfill(json=self.me)
        elif last == "logout":
            self.signed = False
            route.fulfill(status=204)
        elif last == "cases":
            route.fulfill(json={"cases": self._listed(path.rsplit("=", 1)[-1])})
        else:
            self._serve_case(route, path.split("?")[0], last)

    def _serve_case(self, route: Route, path: str, last: str) -> None:
        one = self.cases.get(int(path.split("/")[2]))
        if one is None:
            self._refused(route, 404, "no-such-case", {})
        elif last == "suggestions":
            route.fulfill(json={"turn_id": f"turn-{one['id']}", "suggestions": self.suggestions})
        elif last == "messages":
            body = _body(route)
            self.written.append(body)
            route.fulfill(status=201, json=entry(body["client_id"], body["text"], "agent", name="一号坐席"))
        elif last in ("take", "release", "close"):
            held = last == "take"
            changed = case(one["id"], "held" if held else "closed", version=one["version"] + 1)
            self.cases[one["id"]] = changed
            route.fulfill(json=changed)
        else:
            route.fulfill(json=one)

    def _listed(self, state: str) -> list[Json]:
        wanted = [one for one in self.cases.values() if (one["state"] == "closed") == (state == "closed")]
        return [{k: v for k, v in one.items() if k not in ("transcript", "slots", "may")} for one in wanted]
