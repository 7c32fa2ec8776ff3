"""The only way in: one POST with what a person said, answered with directives."""

from __future__ import annotations

import hmac
import json
import os
from typing import Any, Awaitable, Callable, Dict, List, Optional, Tuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from qiaoban_rasa.orphan import end_with_starter

SECRET_VARIABLE = "QIAOBAN_RASA_SECRET"  # noqa: S105 - the variable's name, not a secret
MAX_BODY_BYTES = 32_768
_MOST_READ_BYTES = 1_048_576
"""More is not even read; the connection ends. Sanic would hold 100 MB, and that before it is known who asks."""
MAX_TEXT_CHARACTERS = 2000
MAX_SENDER_CHARACTERS = 128
_ENTITY_KEYS = ("entity", "value", "start", "end")


class DirectiveChannel(InputChannel):
    """Answers ``POST /webhooks/directive/webhook`` on behalf of the assistant.

    Request: ``Authorization: Bearer <secret>`` and ``{"sender": str, "text": str}``.
    Answer: ``{"directives": [{"do", "topic", "slots"}], "intent": {"name", "confidence"},
    "ranking": [{"name", "confidence", "topic"}, all], "entities": [{"entity", "value", "start", "end"}]}``;
    confidence is in 0..1, start and end count characters of the text.
    ``GET /webhooks/directive/ready``, with the same header, answers 200 once the model is loaded.
    Errors: ``{"error": sentence}`` with 400, 401, 413, or 503 while the model loads.

    Args:
        secret: what the bearer token must be.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    @classmethod
    def name(cls) -> str:
        """The channel's name, and its place under /webhooks/."""
        return "directive"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "DirectiveChannel":
        """Made with the secret of the environment, never with one from a file.

        Raises:
            RasaException: the environment has no secret.
        """
        secret = os.environ.get(SECRET_VARIABLE, "").strip()
        if not secret:
            raise RasaException(
                f"Set the environment variable {SECRET_VARIABLE} to a long random string, "
                "the same for Rasa and for the program that asks it."
            )
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The route of this channel; Rasa's own handler is not used, because the parse is wanted too."""
        blueprint = Blueprint("directive_channel")

        @blueprint.listener("before_server_start")
        async def prepare(app: Sanic, *_: Any) -> None:
            app.config.REQUEST_MAX_SIZE = _MOST_READ_BYTES
            end_with_starter()

        @blueprint.route("/webhook", methods=["POST"])
        async def webhook(request: Request) -> HTTPResponse:
            return await self._answer(request)

        @blueprint.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            return self._ready(request)

        return blueprint

    def _ready(self, request: Request) -> HTTPResponse:
        if not self._knows(request.headers.get("Authorization", "")):
            return _refusal(401, "The bearer token is missing or wrong.")
        if _agent(request) is None:
            return _refusal(503, "The model is not loaded.")
        return response.json({"ready": True})

    async def _answer(self, request: Request) -> HTTPResponse:
        if not self._knows(request.headers.get("Authorization", "")):
            return _refusal(401, "The bearer token is missing or wrong.")
        if len(request.body) > MAX_BODY_BYTES:
            return _refusal(413, f"Send at most {MAX_BODY_BYTES} bytes.")
        try:
            sender, text = _read(request.body)
        except ValueError as error:
            return _refusal(400, str(error))
        agent = _agent(request)
        if agent is None:
            return _refusal(503, "The model is not loaded yet; ask again in some seconds.")
        return response.json(await _understand(agent, sender, text), ensure_ascii=False)

    def _knows(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        # Sanic reads bytes that are no UTF-8 as lone surrogates; as bytes they are merely a wrong secret.
        given = token.strip().encode("utf-8", "surrogateescape")
        return scheme.lower() == "bearer" and hmac.compare_digest(given, self._secret)


def _agent(request: Request) -> Optional[Agent]:
    """The agent with its model, None while there is none."""
    agent: Optional[Agent] = getattr(request.app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


def _refusal(status: int, sentence: str) -> HTTPResponse:
    return response.json({"error": sentence}, status=status)


def _read(body: bytes) -> Tuple[str, str]:
    """Sender and text of a request body.

    Raises:
        ValueError: with a sentence for whoever sent it.
    """
    try:
        content = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError("The body is not JSON in UTF-8.") from error
    if not isinstance(content, dict):
        raise ValueError('The body should be an object: {"sender": "...", "text": "..."}.')
    sender, text = content.get("sender"), content.get("text")
    if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER_CHARACTERS:
        raise ValueError(f'"sender" should be a string of 1 to {MAX_SENDER_CHARACTERS} characters.')
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT_CHARACTERS:
        raise ValueError(f'"text" should be a string of 1 to {MAX_TEXT_CHARACTERS} characters, not all blank.')
    return sender, text


def _plain(text: str) -> str:
    """The text as a person's words only, equally long.

    Rasa takes a text that begins with a slash for an order ("/restart", an intent by name);
    nobody may give one. Lone surrogates, which no model can read, become U+FFFD.
    """
    text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    blank = len(text) - len(text.lstrip())
    return text[:blank] + "／" + text[blank + 1 :] if text[blank] == "/" else text


async def _understand(agent: Agent, sender: str, text: str) -> Dict[str, Any]:
    words = _plain(text)
    parsed = await agent.parse_message(words)
    output = CollectingOutputChannel()
    message = UserMessage(words, output, sender, parse_data=parsed, input_channel=DirectiveChannel.name())
    await agent.handle_message(message)
    offset = len(words) - len(words.lstrip())
    return {
        "directives": [_directive(m["custom"]) for m in output.messages if "custom" in m],
        "intent": _intent(parsed["intent"]),
        "ranking": [{**_intent(i), "topic": _topic(agent, i["name"])} for i in parsed.get("intent_ranking", [])],
        "entities": _entities(parsed["entities"], offset),
    }


def _directive(payload: Dict[str, Any]) -> Dict[str, Any]:
    """A directive without slots that hold nothing ("None" is how Rasa writes an unset slot)."""
    slots = {k: v for k, v in (payload.get("slots") or {}).items() if v not in (None, "", "None")}
    return {**payload, "slots": slots}


def _intent(found: Dict[str, Any]) -> Dict[str, Any]:
    return {"name": found.get("name"), "confidence": float(found.get("confidence") or 0.0)}


def _topic(agent: Agent, intent: str) -> str:
    """The topic that the response to ``intent`` names; "unknown" where there is no such response."""
    responses = agent.domain.responses if agent.domain else {}
    variations = responses.get(f"utter_{intent}") or [{}]
    return str((variations[0].get("custom") or {}).get("topic", "unknown"))


def _entities(found: List[Dict[str, Any]], offset: int) -> List[Dict[str, Any]]:
    """Entities with their place in the text as it was sent (Rasa strips it)."""
    kept = [{k: e.get(k) for k in _ENTITY_KEYS} for e in found]
    return [{**e, "start": e["start"] + offset, "end": e["end"] + offset} for e in kept]
