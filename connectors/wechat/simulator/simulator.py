"""The simulator as tests and the command line use it."""

from __future__ import annotations

import secrets
import string
import threading
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from fastapi import FastAPI

from connectors.http.hosts import OwnHosts
from connectors.wechat.simulator import api
from connectors.wechat.simulator.account import Account
from connectors.wechat.simulator.background import Background
from connectors.wechat.simulator.changes import Changes
from connectors.wechat.simulator.counters import Counters
from connectors.wechat.simulator.faults import Faults
from connectors.wechat.simulator.handmade import HandMade
from connectors.wechat.simulator.journal import Journal
from connectors.wechat.simulator.person import Person
from connectors.wechat.simulator.phone.routes import Phone
from connectors.wechat.simulator.platform import Platform
from connectors.wechat.simulator.sealing import Seal
from connectors.wechat.simulator.server import HOST, Server
from connectors.wechat.simulator.tokens import EXPIRED

T = TypeVar("T")

_START_S = 10.0


class WeChatSimulator(HandMade):
    """A WeChat Official Account platform on loopback, with people who use one account.

    ```python
    with WeChatSimulator("http://127.0.0.1:8000/wechat", token="…", faults=Faults(lose_pushes=0.2)) as simulator:
        ...  # the app's API base URL is simulator.url
        elder = simulator.person("oElder")
        elder.says("江海区边度有饭堂").result()
        assert [r.text for r in elder.wait_for(1)] == ["…"]
    ```

    It runs in a thread of its own. Every method can be called from any thread; what takes time gives a `Pending`,
    which is waited for with ``.result(timeout)`` or ``await``.

    Args:
        webhook_url: where the app listens.
        app_id: AppID.
        secret: AppSecret.
        token: the token of the webhook's signatures.
        aes_key: EncodingAESKey (43 characters; see `new_aes_key`) for safe mode; without it messages are plain.
        original_id: the account's name in messages.
        faults: trouble on the line; `faults` can be set to other ones at any time.
        timeout_s: how long the app may take to answer a push.
        retry_pause_s: pause before the next try when the connection was refused, cut or lost.
        token_lifetime_s: how long access tokens are good for.
        port: the port to listen on; a free one when 0.
        menu: menu buttons as in ``menu/create``, until the app makes its own.
    """

    def __init__(
        self,
        webhook_url: str,
        *,
        app_id: str = "wx0123456789abcdef",
        secret: str = "simulated-secret",  # noqa: S107 - of nobody
        token: str = "simulated-token",  # noqa: S107
        aes_key: str | None = None,
        original_id: str = "gh_0123456789ab",
        faults: Faults | None = None,
        timeout_s: float = 5.0,
        retry_pause_s: float = 5.0,
        token_lifetime_s: float = 7200.0,
        port: int = 0,
        menu: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        if aes_key is not None:
            Seal(aes_key)
        self.account = Account(app_id, secret, token, aes_key, original_id)
        self._platform = Platform(self.account, webhook_url, faults or Faults(), token_lifetime_s)
        self._background = Background()
        super().__init__(self._platform, self._background)
        self._platform.courier.timeout_s = timeout_s
        self._platform.courier.retry_pause_s = retry_pause_s
        self._platform.menu = [dict(button) for button in menu]
        self._people: dict[str, Person] = {}
        self._changes = Changes()
        self._platform.journal.on_change = self._changes.tell
        self._server = Server(self._app(), port, self._drops)
        self._ended = threading.Event()
        self._running = False

    # Running

    def start(self) -> Self:
        """Listen. The port is known from here on.

        Raises:
            OSError: the port is taken.
        """
        self._background.start()
        try:
            self.up()
        except OSError:
            self._background.stop()
            raise
        self._running = True
        return self

    def stop(self) -> None:
        """Close the port, drop what is under way, end the thread."""
        if self._running:
            self._running = False
            self.down()
            self._background.stop()
        self._ended.set()

    def serve_forever(self) -> None:
        """Serve a started simulator until Ctrl-C, then stop."""
        try:
            self._ended.wait()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The platform's base URL: what the app takes for ``https://api.weixin.qq.com``, and the phone page."""
        return f"http://{HOST}:{self._server.port}"

    @property
    def webhook_url(self) -> str:
        """Where pushes go; may be set to another address at any time."""
        return self._platform.courier.webhook_url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self._platform.courier.webhook_url = url

    # People

    def person(self, openid: str) -> Person:
        """The person with this OpenID; new ones do not follow yet. Other OpenIDs are invalid for the app (40003)."""
        return self._people.setdefault(openid, Person(openid, self._platform, self._background))

    @property
    def people(self) -> list[Person]:
        """Everybody so far."""
        return list(self._people.values())

    # What was seen

    @property
    def journal(self) -> Journal:
        """Everything sent and received, and the calls of the app (`Journal.calls`)."""
        return self._platform.journal

    @property
    def counters(self) -> Counters:
        """How often what happened until now."""
        return replace(self._platform.counters)

    @property
    def menu(self) -> list[dict[str, Any]]:
        """The buttons of the menu."""
        return self._platform.menu

    # Trouble

    @property
    def faults(self) -> Faults:
        """Trouble on the line; set other ones at any time (their random sequences start anew)."""
        return self._platform.luck.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._platform.luck.faults = faults

    @property
    def may_send(self) -> bool:
        """Whether customer-service messages are allowed at all; else they end with 48001."""
        return self._platform.may_send

    @may_send.setter
    def may_send(self, allowed: bool) -> None:
        self._platform.may_send = allowed

    def down(self) -> None:
        """Refuse connections of the app from now on. People can still send, pushes still go out."""
        self._do(self._down())

    def up(self) -> None:
        """Listen again, on the same port."""
        self._do(self._up())

    def expire_tokens(self, errcode: int = EXPIRED) -> None:
        """End all access tokens now: 42001, or 40001 as when another process of the app fetched a new one."""
        self._platform.tokens.expire(errcode)

    def pass_time(self, seconds: float) -> None:
        """Move the platform's time forward: windows close, tokens, codes and media expire."""
        self._platform.clock.skip(seconds)

    # Inside

    def _app(self) -> FastAPI:
        app = FastAPI(title="WeChat simulator", docs_url=None, redoc_url=None, openapi_url=None)
        app.add_middleware(OwnHosts, hosts=[HOST, "localhost"])
        api.install(app, self._platform)
        Phone(self._platform, self.person, self._changes).install(app)
        return app

    async def _up(self) -> None:
        self._changes.open()
        await self._server.up()

    async def _down(self) -> None:
        self._changes.close()
        await self._server.down()

    def _drops(self) -> bool:
        if not self._platform.luck.strikes("drop_calls"):
            return False
        self._platform.counters.calls_dropped += 1
        return True

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._background.submit(work).result(_START_S)


def new_aes_key() -> str:
    """A fresh EncodingAESKey: letters and figures, as the platform makes it."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(43))
