"""侨伴 with a simulated WeChat platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from connectors.wechat.simulator import WeChatSimulator, new_aes_key
from tests.conftest import Server, serving


@dataclass
class Line:
    """A server and the platform it talks to."""

    server: Server
    platform: WeChatSimulator
    settings: dict[str, str]

    def restart(self, home: Path, **more: str) -> Any:
        """Another server on the same home, for which the platform now pushes."""
        return serving(home, rasa=False, **{**self.settings, **more})


def settings_for(platform: WeChatSimulator) -> dict[str, str]:
    """What the server is told of the platform."""
    account = platform.account
    settings = {
        "QIAOBAN_WECHAT_TOKEN": account.token,
        "QIAOBAN_WECHAT_APP_ID": account.app_id,
        "QIAOBAN_WECHAT_SECRET": account.secret,
        "QIAOBAN_WECHAT_API_URL": platform.url,
    }
    if account.aes_key:
        settings["QIAOBAN_WECHAT_AES_KEY"] = account.aes_key
    return settings


@contextmanager
def wechat_line(
    home: Path, *, safe: bool = False, rasa: bool = False, more: dict[str, str] | None = None, **platform: Any
) -> Iterator[Line]:
    """A server and a platform; ``more`` settings of the server, the rest for the simulator."""
    key = new_aes_key() if safe else None
    with WeChatSimulator("http://127.0.0.1:9/wechat", aes_key=key, **platform) as simulator:
        settings = {**settings_for(simulator), **(more or {})}
        with serving(home, rasa=rasa, **settings) as server:
            server.wait_ready(understanding=rasa)
            simulator.webhook_url = f"{server.url}/wechat"
            yield Line(server, simulator, settings)


@pytest.fixture(scope="module", params=["plain", "safe"])
def line(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, trained: None) -> Iterator[Line]:
    """One line in each mode for tests that do not harm it."""
    home = tmp_path_factory.mktemp("wechat")
    with wechat_line(home, safe=request.param == "safe", timeout_s=5.0, retry_pause_s=0.2) as started:
        yield started


@pytest.fixture
def own_line(tmp_path: Path, trained: None) -> Iterator[Callable[..., Line]]:
    """Starts lines that a test may harm."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(wechat_line(tmp_path / "home", **options))


@pytest.fixture
def hearing(own_line: Callable[..., Line], toy_vosk: ModuleType, tmp_path: Path) -> tuple[Line, ModuleType]:
    model = tmp_path / "model"
    toy_vosk.build_toy_model(model)
    return own_line(more={"QIAOBAN_VOSK_MODEL": str(model)}), toy_vosk
