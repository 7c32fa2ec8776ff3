"""A small app of an Official Account on real HTTP, which tests tell how to behave."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Any, Self

import httpx
import uvicorn
import xmltodict
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.utils import check_signature

from connectors.wechat.simulator import WeChatSimulator

Message = dict[str, Any]
Behaviour = Callable[[Message], Awaitable[str | bytes]]


def text_reply(message: Message, text: str) -> str:
    text = text.replace("]]>", "]]]]><![CDATA[>")
    return (
        f"<xml><ToUserName><![CDATA[{message['FromUserName']}]]></ToUserName>"
        f"<FromUserName><![CDATA[{message['ToUserName']}]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content></xml>"
    )


async def echo(message: Message) -> str:
    return text_reply(message, f"你讲：{message.get('Content', message['MsgType'])}")


class LittleApp:
    """Checks signatures with wechatpy, notes what arrives, answers as `behaviour` says."""

    def __init__(self, token: str, app_id: str, aes_key: str | None) -> None:
        self.behaviour: Behaviour = echo
        self.messages: list[Message] = []
        self.queries: list[dict[str, str]] = []
        self._token, self._app_id, self._aes_key = token, app_id, aes_key
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/wechat"
        self._app = FastAPI()
        self._app.add_api_route("/wechat", self._verify, methods=["GET"])
        self._app.add_api_route("/wechat", self._take, methods=["POST"])

    def start(self) -> Self:
        listener = socket.create_server(("127.0.0.1", self.port))
        config = uvicorn.Config(self._app, log_config=None, lifespan="off", timeout_graceful_shutdown=0)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def ask_to_stop(self) -> None:
        self._server.should_exit = True

    def stop(self) -> None:
        self.ask_to_stop()
        self._thread.join(5)

    async def _verify(self, signature: str, timestamp: str, nonce: str, echostr: str) -> Response:
        try:
            check_signature(self._token, signature, timestamp, nonce)
        except WeChatException:
            return Response(status_code=403)
        return PlainTextResponse(echostr)

    async def _take(self, request: Request) -> Response:
        query = dict(request.query_params)
        body = await request.body()
        try:
            check_signature(self._token, query.get("signature", ""), query["timestamp"], query["nonce"])
            plain: str | bytes = body
            if self._aes_key:
                crypto = WeChatCrypto(self._token, self._aes_key, self._app_id)
                plain = crypto.decrypt_message(
                    body.decode(), query["msg_signature"], query["timestamp"], query["nonce"]
                )
            message: Message = xmltodict.parse(plain)["xml"]
        except (WeChatException, ValueError, KeyError):
            return Response(status_code=403)
        self.queries.append(query)
        self.messages.append(message)
        reply = await self.behaviour(message)
        if self._aes_key and isinstance(reply, str) and reply.startswith("<xml>"):
            reply = crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
        return Response(reply, media_type="application/xml")


class Api:
    """The calls that an app makes."""

    def __init__(self, url: str, app_id: str, secret: str) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=5)
        self._account = {"appid": app_id, "secret": secret}
        self.token = ""

    def stable_token(self, **changes: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", **self._account, **changes}
        found: dict[str, Any] = self._client.post("/cgi-bin/stable_token", json=body).json()
        self.token = found.get("access_token", self.token)
        return found

    def get(self, path: str, **query: str) -> httpx.Response:
        return self._client.get(f"/cgi-bin/{path}", params={"access_token": self.token, **query})

    def post(self, path: str, body: Any) -> dict[str, Any]:
        answer = self._client.post(f"/cgi-bin/{path}", params={"access_token": self.token}, json=body)
        found: dict[str, Any] = answer.json()
        return found

    def send(self, openid: str, text: str = "您好") -> int:
        answer = self.post("message/custom/send", {"touser": openid, "msgtype": "text", "text": {"content": text}})
        code: int = answer["errcode"]
        return code

    def close(self) -> None:
        self._client.close()


async def slowly(message: Message) -> str:
    await asyncio.sleep(0.6)
    return text_reply(message, "迟到")


def start_together(stack: ExitStack, *, listening: bool = True, **options: Any) -> tuple[WeChatSimulator, LittleApp]:
    options = {"timeout_s": 2.0, "retry_pause_s": 0.05, **options}
    simulator = WeChatSimulator("http://127.0.0.1:9/", **options)
    account = simulator.account
    app = LittleApp(account.token, account.app_id, account.aes_key)
    simulator.webhook_url = app.url
    if listening:
        stack.callback(app.start().stop)
    stack.enter_context(simulator)
    if listening:
        stack.callback(app.ask_to_stop)  # while the simulator stops
    return simulator, app
