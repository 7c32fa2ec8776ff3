"""One HTTP hop to Rasa's directive channel on loopback."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import aiohttp
from pydantic import BaseModel, ValidationError

from bot.directive import Directive
from bot.topics import Topic
from bot.turn import Turn
from bot.understanding.protocol import Understanding, UnderstandingUnavailableError

CHANNEL_PATH = "/webhooks/directive/webhook"
READY_PATH = "/webhooks/directive/ready"

_FALLBACK = "nlu_fallback"
"""Rasa's name for a ranking that it does not trust; it stands first in it."""

_CONNECTIONS = 64
_KEPT_S = 4.0
"""So long an idle connection is used again; Rasa closes it after five seconds."""

_PATIENCE = 2
"""Turns without an answer after which Rasa is not asked again until it shows that it is there."""


class _Intent(BaseModel):
    name: str | None = None
    confidence: float = 0.0
    topic: Topic = Topic.UNKNOWN


class _Payload(BaseModel):
    do: str
    topic: Topic = Topic.UNKNOWN
    slots: dict[str, str | None] = {}


class _Answer(BaseModel):
    directives: list[_Payload] = []
    intent: _Intent = _Intent()
    ranking: list[_Intent] = []


class RasaUnderstander:
    """Asks Rasa what to do.

    Args:
        address: gives Rasa's base URL while it is ready, else None; asked at every turn, because a
            restarted Rasa may have another port.
        secret: shared with the channel; sent as a bearer token.
        timeout_s: longest wait for one answer, in seconds.
        on_silence: called when Rasa has left `_PATIENCE` turns in a row without an answer.
    """

    def __init__(
        self,
        address: Callable[[], str | None],
        secret: str,
        *,
        timeout_s: float = 1.5,
        on_silence: Callable[[], None] | None = None,
    ) -> None:
        self._address = address
        self._on_silence = on_silence
        self._unanswered = 0
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._client: aiohttp.ClientSession | None = None

    @property
    def available(self) -> bool:
        """Whether Rasa is ready at this moment."""
        return self._address() is not None

    async def understand(self, turn: Turn) -> Understanding:
        """See `Understander.understand`."""
        base = self._address()
        if base is None:
            raise UnderstandingUnavailableError("Rasa is not ready")
        body = {"sender": turn.session_id, "text": turn.text}
        try:
            async with self._connected().post(base + CHANNEL_PATH, json=body) as response:
                content = await response.read()
            self._unanswered = 0
            response.raise_for_status()
            answer = _Answer.model_validate_json(content)
            return Understanding(directive=_directive(answer))
        except TimeoutError as error:
            self._unanswered += 1
            if self._unanswered >= _PATIENCE and self._on_silence:
                self._on_silence()
            raise UnderstandingUnavailableError(f"{type(error).__name__} from Rasa") from error
        except (aiohttp.ClientError, ValidationError, ValueError) as error:
            raise UnderstandingUnavailableError(f"{type(error).__name__} from Rasa") from error

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.close()

    def _connected(self) -> aiohttp.ClientSession:
        """The connections; opened at the first turn, within the event loop."""
        if self._client is None:
            pool = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEPT_S)
            self._client = aiohttp.ClientSession(connector=pool, headers=self._headers, timeout=self._timeout)
        return self._client


def _directive(answer: _Answer) -> Directive:
    if not answer.directives:
        raise ValueError("no directive in the answer")
    payload = answer.directives[0]
    return Directive(
        do=payload.do,
        topic=payload.topic,
        slots={name: value for name, value in payload.slots.items() if value},
        confidence=min(1.0, max(0.0, answer.intent.confidence)),
        likely=_likely(answer.ranking),
    )


def _likely(ranking: list[_Intent]) -> dict[Topic, float] | None:
    """The chances of the topics; None where Rasa trusts none of them, for then they say nothing."""
    if not ranking or ranking[0].name == _FALLBACK:
        return None
    likely: dict[Topic, float] = defaultdict(float)
    for intent in ranking:
        likely[intent.topic] += intent.confidence
    return dict(likely)
