"""The simulated platform's API: tokens, customer-service messages, media, codes and menus."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator

import httpx
import pytest

from connectors.wechat.simulator import How, WeChatSimulator, to_amr
from tests.connectors.wechat.little_app import Api, LittleApp
from voice.audio import decode

ELDER = "oElder"


@pytest.fixture(scope="module")
def app() -> Iterator[LittleApp]:
    app = LittleApp("simulated-token", "wx0123456789abcdef", None).start()
    yield app
    app.stop()


@pytest.fixture
def simulator(app: LittleApp) -> Iterator[WeChatSimulator]:
    app.messages.clear()
    with WeChatSimulator(app.url, timeout_s=2, token_lifetime_s=60) as simulator:
        yield simulator


@pytest.fixture
def api(simulator: WeChatSimulator) -> Iterator[Api]:
    """With a token, and somebody who has just written."""
    api = Api(simulator.url, simulator.account.app_id, simulator.account.secret)
    simulator.person(ELDER).says("喂").result()
    api.stable_token()
    yield api
    api.close()


def test_who_asks_for_a_token_is_checked(simulator: WeChatSimulator, api: Api) -> None:
    assert api.stable_token(appid="wxother")["errcode"] == 40013
    assert api.stable_token(secret="other")["errcode"] == 40125
    assert api.stable_token(grant_type="other")["errcode"] == 40002
    query = {"grant_type": "client_credential", "appid": simulator.account.app_id, "secret": simulator.account.secret}
    assert api.get("token", **query).json()["expires_in"] == 60


def test_a_stable_token_stays_until_it_ends_or_is_forced(simulator: WeChatSimulator, api: Api) -> None:
    first = api.token
    assert api.stable_token()["access_token"] == first
    assert api.send(ELDER) == 0
    assert api.stable_token(force_refresh=True)["access_token"] != first
    api.token = first
    assert api.send(ELDER) == 40001
    api.stable_token()
    simulator.pass_time(60)
    assert api.send(ELDER) == 42001
    api.stable_token()
    simulator.expire_tokens()
    assert api.send(ELDER) == 42001
    api.stable_token()
    assert api.send(ELDER) == 0
    api.token = ""
    assert api.send(ELDER) == 41001
    assert (simulator.counters.tokens_issued, simulator.counters.tokens_forced) == (4, 1)


def test_service_messages_are_shown(simulator: WeChatSimulator, api: Api) -> None:
    article = {"title": "长者饭堂", "description": "江海区", "url": "https://example.org/", "picurl": ""}
    menu = {"head_content": "满意吗", "list": [{"id": "1", "content": "满意"}], "tail_content": ""}
    for kind, part in (("text", {"content": "您好"}), ("news", {"articles": [article]}), ("msgmenu", menu)):
        assert api.post("message/custom/send", {"touser": ELDER, "msgtype": kind, kind: part})["errcode"] == 0
    escaped = b'{"touser":"oElder","msgtype":"text","text":{"content":"\\u60a8"}}'
    httpx.post(f"{simulator.url}/cgi-bin/message/custom/send?access_token={api.token}", content=escaped)
    passive, *service = simulator.person(ELDER).received
    assert passive.how is How.PASSIVE and {r.how for r in service} == {How.SERVICE}
    assert [(r.content.kind, r.text) for r in service] == [
        ("text", "您好"),
        ("news", "长者饭堂"),
        ("msgmenu", "满意吗"),
        ("text", "您"),
    ]


def test_wrong_service_messages(api: Api) -> None:
    for kind, part, errcode in (
        ("other", {}, 40008),
        ("text", {"content": "好" * 683}, 45002),
        ("text", {"content": ""}, 44004),
        ("text", "好", 47001),
        ("news", {"articles": [{"title": "一"}, {"title": "二"}]}, 45008),
        ("image", {"media_id": "none"}, 40007),
    ):
        answer = api.post("message/custom/send", {"touser": ELDER, "msgtype": kind, kind: part})
        assert answer["errcode"] == errcode and answer["errmsg"], (kind, part)
    assert api.send("oNobody") == 40003


def test_how_many_and_how_long(simulator: WeChatSimulator, api: Api) -> None:
    assert [api.send(ELDER) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    simulator.person(ELDER).says("再问").result()
    simulator.pass_time(48 * 3600 - 10)
    api.stable_token()
    assert api.send(ELDER) == 0
    simulator.pass_time(11)
    api.stable_token()
    assert api.send(ELDER) == 45015
    simulator.person(ELDER).taps("help").result()
    assert [api.send(ELDER) for _ in range(4)] == [0, 0, 0, 45047]
    simulator.person(ELDER).leaves().result()
    assert api.send(ELDER) == 45015
    simulator.may_send = False
    assert api.send(ELDER) == 48001


def test_a_voice_message_can_be_fetched(simulator: WeChatSimulator, api: Api, app: LittleApp) -> None:
    amr = to_amr(_wav(seconds=1))
    assert amr.startswith(b"#!AMR\n") and len(amr) < 2000
    simulator.person(ELDER).says_by_voice(amr, recognition="边度有饭堂").result()
    message = app.messages[-1]
    assert (message["MsgType"], message["Format"], message["Recognition"]) == ("voice", "amr", "边度有饭堂")
    answer = api.get("media/get", media_id=message["MediaId"])
    assert (answer.content, answer.headers["content-type"]) == (amr, "audio/amr")
    assert abs(len(decode(answer.content)) / 32000 - 1) < 0.1
    wrong = api.get("media/get", media_id="none")
    assert wrong.json()["errcode"] == 40007
    assert wrong.headers["content-type"].startswith("text/plain")
    simulator.pass_time(3 * 24 * 3600)
    api.stable_token()
    assert api.get("media/get", media_id=message["MediaId"]).json()["errcode"] == 40007


def test_codes(api: Api) -> None:
    wanted = {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 12}}}
    assert api.post("qrcode/create", wanted)["expire_seconds"] == 60
    assert set(api.post("qrcode/create", {**wanted, "action_name": "QR_LIMIT_SCENE"})) == {"ticket", "url"}
    assert api.post("qrcode/create", {**wanted, "action_name": "QR_STR_SCENE"})["errcode"] == 40053
    assert api.post("qrcode/create", {"action_name": "QR_SCENE"})["errcode"] == 40053
    assert api.get("qrcode/create").json()["errcode"] == 43002


def test_menus(simulator: WeChatSimulator, api: Api) -> None:
    help_button = {"type": "click", "name": "帮助", "key": "help"}
    page = {"name": "更多", "sub_button": [{"type": "view", "name": "网页", "url": "https://example.org/"}]}
    assert api.post("menu/create", {"button": [help_button, page]})["errcode"] == 0
    assert simulator.menu == [help_button, page]
    assert api.post("menu/create", {"button": [help_button] * 4})["errcode"] == 40016
    assert api.post("menu/create", {"button": [{**help_button, "name": "帮" * 6}]})["errcode"] == 40018
    assert api.post("menu/create", {"button": [{**help_button, "type": "other"}]})["errcode"] == 40017
    assert simulator.menu == [help_button, page]


def _wav(seconds: float) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(b"\x00\x10\x00\xf0" * int(24_000 * seconds))
    return out.getvalue()
