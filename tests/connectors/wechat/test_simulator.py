"""The simulated platform towards an app: pushes, replies, retries, the API and faults."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from connectors.wechat.simulator import (
    How,
    Outcome,
    Parcel,
    Reached,
    WeChatSimulator,
    message_xml,
    new_aes_key,
)
from tests.conftest import finished
from tests.connectors.wechat.little_app import Api, LittleApp, Message, slowly, start_together, text_reply

Together = Callable[..., tuple[WeChatSimulator, LittleApp]]


@pytest.fixture
def together() -> Iterator[Together]:
    """Starts a little app and a simulator that pushes to it."""
    with ExitStack() as stack:
        yield lambda **options: start_together(stack, **options)


@pytest.fixture(scope="module")
def plain_and_safe() -> Iterator[dict[bool, tuple[WeChatSimulator, LittleApp]]]:
    """One pair in plain mode and one in safe mode."""
    with ExitStack() as stack:
        yield {safe: start_together(stack, aes_key=new_aes_key() if safe else None) for safe in (False, True)}


@pytest.fixture
def api_of() -> Iterator[Callable[[WeChatSimulator], Api]]:
    """The API as the app calls it, with a token."""
    with ExitStack() as stack:

        def start(simulator: WeChatSimulator) -> Api:
            api = Api(simulator.url, simulator.account.app_id, simulator.account.secret)
            stack.callback(api.close)
            api.stable_token()
            return api

        yield start


@pytest.mark.parametrize("safe", [False, True], ids=["plain", "safe"])
def test_a_message_is_signed_and_its_reply_shown_once(together: Together, safe: bool) -> None:
    simulator, app = together(aes_key=new_aes_key() if safe else None)
    assert simulator.verify_url().result()
    assert not simulator.verify_url(query={"signature": "0" * 40}).result()
    elder = simulator.person("oElder")
    sent = elder.says("江海区边度有饭堂？]]>&<b>😀").result()
    assert sent.outcome is Outcome.REPLIED, sent
    (reply,) = elder.wait_for(1)
    assert (reply.how, reply.text) == (How.PASSIVE, "你讲：江海区边度有饭堂？]]>&<b>😀")
    assert reply.reply_to == sent.msg_id == app.messages[0]["MsgId"]
    assert int(sent.msg_id or 0) > 2**53
    assert ("encrypt_type" in app.queries[0]) is safe
    assert app.queries[0]["openid"] == app.messages[0]["FromUserName"] == "oElder"
    assert simulator.counters.pushes == simulator.counters.passive == 1


def test_late_is_too_late(together: Together) -> None:
    simulator, app = together(timeout_s=0.3)
    app.behaviour = slowly
    elder = simulator.person("oElder")
    sent = elder.says("急").result()
    assert [a.reached for a in sent.answers] == [Reached.TIMED_OUT] * 3
    assert sent.outcome is Outcome.FAILED
    time.sleep(0.5)
    assert elder.received == []
    assert [n.text for n in elder.notices] == ["该公众号提供的服务出现故障，请稍后再试"]
    assert {m["MsgId"] for m in app.messages} == {sent.msg_id}
    assert len(app.messages) == len({q["nonce"] for q in app.queries}) == 3
    assert len({q["signature"] for q in app.queries}) == 3


def test_an_event_loop_can_wait_for_it(together: Together) -> None:
    simulator, _ = together()

    async def talk() -> None:
        elder = simulator.person("oElder")
        sent = await elder.says("等")
        assert [r.reply_to for r in await elder.arrival(1)] == [sent.msg_id]
        with pytest.raises(TimeoutError):
            await elder.arrival(2, timeout=0.05)

    finished(talk())


def test_a_retry_may_still_answer(together: Together) -> None:
    simulator, app = together(timeout_s=0.3)

    async def second_time(message: Message) -> str:
        return await slowly(message) if len(app.messages) < 2 else text_reply(message, "第二次")

    app.behaviour = second_time
    elder = simulator.person("oElder")
    assert len(elder.says("在吗").result().answers) == 2
    (reply,) = elder.received
    assert reply.text == "第二次"
    assert reply.seconds is not None and reply.seconds > 0.3


def test_a_closed_port_is_tried_again(together: Together) -> None:
    simulator, app = together(listening=False, retry_pause_s=0.4)
    elder = simulator.person("oElder")
    pending = elder.says("在吗")
    while not simulator.counters.refused:
        time.sleep(0.005)
    app.start()
    try:
        assert [a.reached for a in pending.result().answers] == [Reached.REFUSED, Reached.ANSWERED]
    finally:
        app.stop()
    assert [r.text for r in elder.received] == ["你讲：在吗"]


@pytest.mark.parametrize("reply", ["", "success"])
@pytest.mark.parametrize("safe", [False, True], ids=["plain", "safe"])
def test_nothing_to_say(plain_and_safe: dict[bool, tuple[WeChatSimulator, LittleApp]], safe: bool, reply: str) -> None:
    simulator, app = plain_and_safe[safe]

    async def silent(_message: Message) -> str:
        return reply

    app.behaviour = silent
    elder = simulator.person(f"oSilent{reply}")
    assert elder.says("好").result().outcome is Outcome.ACCEPTED
    assert elder.received == elder.notices == []


@pytest.mark.parametrize(
    ("safe", "spoil"),
    [
        (False, lambda _reply: '{"errcode": 0}'),
        (False, lambda reply: reply.replace("oElder", "oOther")),
        (False, lambda reply: reply.replace("gh_", "hg_")),
        (False, lambda reply: reply.replace("[text]", "[txet]")),
        (False, lambda reply: reply.replace("好", "好" * 683)),
        (False, lambda reply: "<!DOCTYPE a [<!ENTITY b 'c'>]>" + reply),
        (False, lambda reply: reply.encode("utf-16")[:-3]),
        (True, lambda reply: reply.encode()),
        (True, lambda reply: reply.replace("gh_", "hg_")),
    ],
)
def test_a_malformed_reply_is_an_error(
    plain_and_safe: dict[bool, tuple[WeChatSimulator, LittleApp]], safe: bool, spoil: Callable[[str], str | bytes]
) -> None:
    simulator, app = plain_and_safe[safe]

    async def spoiled(message: Message) -> str | bytes:
        return spoil(text_reply(message, "好"))

    app.behaviour = spoiled
    elder = simulator.person("oElder")
    shown = len(elder.received), len(elder.notices)
    sent = elder.says("坏").result()
    assert sent.outcome is Outcome.MALFORMED
    assert sent.problem and len(sent.answers) == 1
    assert (len(elder.received), len(elder.notices)) == (shown[0], shown[1] + 1)


def test_a_server_error_is_an_error(together: Together) -> None:
    simulator, app = together()

    async def broken(_message: Message) -> str:
        raise RuntimeError("on purpose")

    app.behaviour = broken
    sent = simulator.person("oElder").says("坏").result()
    assert (sent.outcome, sent.problem) == (Outcome.MALFORMED, "HTTP status 500")


def test_following_scanning_and_tapping(together: Together, api_of: Callable[[WeChatSimulator], Api]) -> None:
    simulator, app = together()
    made = api_of(simulator).post(
        "qrcode/create",
        {"expire_seconds": 60, "action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "483920"}}},
    )
    family = simulator.person("oFamily")
    family.scans(made["url"]).result()
    family.scans("483920").result()
    family.taps("help").result()
    family.leaves().result()
    assert not family.following
    family.follows().result()
    simulator.pass_time(61)
    assert family.scans("483920").result() is None
    assert family.notices[0].text == "二维码已过期"
    events = [(m["Event"], m["EventKey"], m.get("Ticket")) for m in app.messages]
    ticket = made["ticket"]
    assert events == [
        ("subscribe", "qrscene_483920", ticket),
        ("SCAN", "483920", ticket),
        ("CLICK", "help", None),
        ("unsubscribe", None, None),
        ("subscribe", None, None),
    ]
    assert all("MsgId" not in m for m in app.messages)


def test_other_kinds_of_messages(together: Together) -> None:
    simulator, app = together()
    elder = simulator.person("oElder")
    elder.is_at(22.578, 113.08, "江门市蓬江区").result()
    elder.shares("通知", "快看", "https://example.org/").result()
    elder.shows(b"\xff\xd8\xff").result()
    place, link, picture = app.messages
    assert (place["Location_X"], place["Label"]) == ("22.578000", "江门市蓬江区")
    assert (link["MsgType"], link["Url"]) == ("link", "https://example.org/")
    assert picture["MediaId"] and picture["PicUrl"]


def test_requests_by_hand(together: Together) -> None:
    simulator, app = together(aes_key=new_aes_key())
    xml = message_xml({"ToUserName": "gh_1", "FromUserName": "oX", "CreateTime": "1", "MsgType": "text", "MsgId": "7"})
    parcel = simulator.parcel(xml)
    assert [simulator.post(p).result().status for p in (parcel, parcel)] == [200, 200]
    assert simulator.push(xml, app_id="wxother").result().status == 403
    assert simulator.push(xml, query={"msg_signature": "0" * 40}).result().status == 403
    assert simulator.push(xml, query={"nonce": None}).result().status == 403
    assert simulator.push(xml, sealed=False).result().status == 403
    assert simulator.post(Parcel(parcel.query, b"\xff\xfe")).result().status == 403
    assert len(app.messages) == 2 and simulator.journal.chat() == []
