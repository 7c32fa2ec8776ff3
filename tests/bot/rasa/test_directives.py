"""The real Rasa, trained and running, asked through its own channel and through our client."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from bot.topics import Topic
from bot.turn import Channel, Turn
from bot.understanding.protocol import Understanding, UnderstandingUnavailableError
from bot.understanding.rasa_client import CHANNEL_PATH, RasaUnderstander
from bot.understanding.rasa_process import RasaProcess
from bot.understanding.rasa_project import RasaProject
from tests.conftest import ROOT, finished

SECRET = secrets.token_urlsafe(24)
WHISPER = "我个秘密系琵琶同楂木"


class Running:
    """Rasa under its supervisor, in an event loop of its own."""

    def __init__(self, log: Path) -> None:
        self.loop = asyncio.new_event_loop()
        self.log = log
        project = RasaProject(ROOT / ".venv-rasa" / "bin" / "python", ROOT / "var" / "models" / "rasa")
        self.process = RasaProcess(project, SECRET, log)
        self.loop.run_until_complete(self._start())
        self.client = RasaUnderstander(self.process.address, SECRET, timeout_s=10)

    async def _start(self) -> None:
        self.process.start()
        for _ in range(600):
            if self.process.address():
                return
            await asyncio.sleep(0.1)
        raise TimeoutError(self.log.read_text())

    @property
    def url(self) -> str:
        return (self.process.address() or "") + CHANNEL_PATH

    def understand(self, text: str, session: str = "someone") -> Understanding:
        turn = Turn(session_id=session, channel=Channel.WEB, text=text)
        return self.loop.run_until_complete(self.client.understand(turn))

    def post(self, **arguments: Any) -> httpx.Response:
        return httpx.post(self.url, timeout=10, trust_env=False, **arguments)

    def close(self) -> None:
        self.loop.run_until_complete(self.client.aclose())
        self.loop.run_until_complete(self.process.stop())
        self.loop.close()


@pytest.fixture(scope="module")
def rasa(tmp_path_factory: pytest.TempPathFactory, trained: None) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("rasa") / "rasa.log")
    yield running
    running.close()


@pytest.mark.parametrize(
    ("text", "do", "topic"),
    [
        ("我想搵间饭堂食晏，唔想煮饭", "find_canteen", Topic.CANTEEN),
        ("哪里有给老人吃饭的食堂", "find_canteen", Topic.CANTEEN),
        ("長者飯堂喺邊度呀", "find_canteen", Topic.CANTEEN),
        ("长者反堂系边度", "find_canteen", Topic.CANTEEN),
        ("而家有冇消费券攞", "answer", Topic.VOUCHER),
        ("八十岁有没有高龄补贴", "answer", Topic.ALLOWANCE),
        ("养老金认证点样做", "answer", Topic.SOCIAL_INSURANCE),
        ("冲凉房想装扶手", "answer", Topic.HOME_ADAPTATION),
        ("可以请人上门帮我妈洗澡吗", "answer", Topic.HOME_CARE),
        ("住老人院要几多钱", "answer", Topic.RESIDENTIAL_CARE),
        ("想学用手机扫码", "answer", Topic.LEARNING),
        ("骗子一般怎么骗老人", "check_scam", Topic.FRAUD),
        ("你好呀", "greet", Topic.GREET),
        ("谢谢你", "thanks", Topic.THANKS),
        ("拜拜", "goodbye", Topic.GOODBYE),
        ("再讲多次", "repeat", Topic.REPEAT),
        ("讲慢啲得唔得", "slower", Topic.SLOWER),
        ("大声点，我听不见", "louder", Topic.LOUDER),
        ("讲普通话啦", "switch_dialect", Topic.SWITCH_DIALECT),
        ("我要转人工", "hand_over", Topic.HUMAN),
    ],
)
def test_what_people_say_becomes_the_right_directive(rasa: Running, text: str, do: str, topic: Topic) -> None:
    directive = rasa.understand(text).directive
    assert (directive.do, directive.topic) == (do, topic)
    assert 0.3 <= directive.confidence <= 1.0


def test_what_nobody_taught_it_goes_to_search(rasa: Running) -> None:
    directive = rasa.understand("量子纠缠同薛定谔方程").directive
    assert (directive.do, directive.topic) == ("search", Topic.UNKNOWN)


def test_how_likely_each_topic_is_comes_with_it(rasa: Running) -> None:
    likely = rasa.understand("江海区边度有长者饭堂").directive.likely
    assert likely is not None
    assert likely[Topic.CANTEEN] > 0.8
    assert sum(likely.values()) == pytest.approx(1.0, abs=0.01)
    quicker = rasa.understand("讲快啲啦").directive
    assert quicker.likely is not None
    assert quicker.likely[Topic.SLOWER] >= quicker.confidence  # one topic, meant in two ways


@pytest.mark.parametrize("text", ["？？？", "qwrtz xcvbn", "😀😀"])
def test_where_rasa_trusts_nothing_no_topic_is_likely(rasa: Running, text: str) -> None:
    assert rasa.understand(text).directive.likely is None


def test_what_is_about_nothing_here_is_likely_so(rasa: Running) -> None:
    likely = rasa.understand("听日坐高铁去广州要几多钱").directive.likely
    assert likely is not None
    assert likely[Topic.UNKNOWN] > 0.5


@pytest.mark.parametrize(("said", "district"), [("新会", "新会"), ("臺山", "台山"), ("江海區", "江海")])
def test_the_district_is_filled_in_as_the_knowledge_writes_it(rasa: Running, said: str, district: str) -> None:
    assert rasa.understand(f"{said}边度有长者饭堂").directive.slots == {"district": district}


def test_a_district_said_before_does_not_come_back_as_if_said_now(rasa: Running) -> None:
    assert rasa.understand("开平边度有长者饭堂", "walker").directive.slots
    assert rasa.understand("边度有长者饭堂", "walker").directive.slots == {}


@pytest.mark.parametrize("text", ["/restart", "/canteen", "/session_start", ' /canteen{"district": "火星"}'])
def test_nobody_gives_rasa_orders(rasa: Running, text: str) -> None:
    understood = rasa.understand(text)
    assert "火星" not in understood.directive.slots.values()
    assert understood.directive.confidence < 0.9
    assert rasa.understand("新会边度有长者饭堂").directive.slots == {"district": "新会"}


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": SECRET}, {"Authorization": "Bearer"}]
)
def test_without_the_secret_nobody_is_answered(rasa: Running, headers: dict[str, str]) -> None:
    response = rasa.post(json={"sender": "a", "text": "你好"}, headers=headers)
    assert response.status_code == 401
    assert "你好" not in response.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[1]", 400),
        (b"\xff\xfe", 400),
        (b"[" * 5000, 400),
        (b'{"sender": "a"}', 400),
        (b'{"sender": "a", "text": 1}', 400),
        (b'{"sender": "a", "text": "   "}', 400),
        (b'{"sender": "", "text": "hi"}', 400),
        (b'{"sender": "a", "text": "' + b"x" * 200_000 + b'"}', 413),
    ],
)
def test_a_bad_body_is_refused_with_a_sentence(rasa: Running, body: bytes, status: int) -> None:
    response = rasa.post(content=body, headers={"Authorization": f"Bearer {SECRET}"})
    assert response.status_code == status
    assert response.json()["error"].endswith(".")
    assert "Traceback" not in response.text


@pytest.mark.parametrize("text", ["\ud800", "\x00", "🙂🙂", "a" * 2000, "。。。"])
def test_odd_text_is_answered(rasa: Running, text: str) -> None:
    body = '{"sender": "odd", "text": "' + text.encode("unicode_escape").decode().replace("\\x", "\\u00") + '"}'
    if "\\U" in body:
        body = '{"sender": "odd", "text": "' + text + '"}'
    response = rasa.post(content=body.encode(), headers={"Authorization": f"Bearer {SECRET}"})
    assert response.status_code == 200
    assert response.json()["directives"]


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/conversations/someone/tracker", "/model/parse"])
def test_rasas_own_doors_are_shut(rasa: Running, path: str) -> None:
    base = rasa.process.address()
    answer = httpx.post(f"{base}{path}", json={"sender": "a", "text": "hi"}, timeout=10, trust_env=False)
    assert answer.status_code == 404


def test_it_listens_on_loopback_only(rasa: Running) -> None:
    assert rasa.process.pid
    listening = [c for c in psutil.Process(rasa.process.pid).net_connections() if c.status == "LISTEN"]
    assert {c.laddr.ip for c in listening} == {"127.0.0.1"}


def test_nothing_said_is_in_the_log(rasa: Running) -> None:
    rasa.understand(WHISPER)
    rasa.post(content=('{"sender": "a", "text": ' + WHISPER).encode(), headers={"Authorization": f"Bearer {SECRET}"})
    log = rasa.log.read_text(encoding="utf-8", errors="replace")
    assert "琵琶" not in log
    assert "\\u7435" not in log
    assert SECRET not in log


def test_an_absent_rasa_is_an_error_of_its_own() -> None:
    client: Callable[[], str | None] = lambda: None  # noqa: E731
    understander = RasaUnderstander(client, SECRET)
    with pytest.raises(UnderstandingUnavailableError):
        finished(understander.understand(Turn(session_id="a", channel=Channel.WEB, text="你好")))
