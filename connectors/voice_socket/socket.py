"""Push-to-talk over a WebSocket: sound in, transcript, Reply and sound out."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import structlog
import yaml
from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from starlette.types import Message

from bot.memory import Session, StoreError
from bot.turn import Channel, Dialect, Turn
from connectors.house import House, VoiceBusyError
from connectors.http.routes.chat import SessionId, new_session_id
from connectors.voice_socket import events
from connectors.voice_socket.utterance import Utterance, UtteranceTooLongError
from voice.recognise import RecogniserError
from voice.speak import SpeakError, say_sentences

router = APIRouter()
log = structlog.get_logger(__name__)

SPEECH_FRAME_BYTES = 8192
"""Largest binary frame of speech, in bytes: about 0.19 s at 22,050 Hz."""


MOST_UTTERANCES = 32
"""People heard at once; one more is asked to wait."""

_SILENT_SPEAKING_S = 20.0
_SILENT_S = 600.0
_GOING_AWAY = 1001


@cache
def _messages() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "errors.yaml"
    loaded: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@router.websocket("/ws/voice")
async def voice(
    websocket: WebSocket,
    session_id: Annotated[SessionId | None, Query()] = None,
    dialect: Annotated[Literal["yue", "cmn", "auto"], Query()] = "auto",
    channel: Annotated[Channel, Query()] = Channel.KIOSK,
) -> None:
    """Serve one client until it leaves."""
    house: House = websocket.app.state.house
    await websocket.accept()
    wanted = None if dialect == "auto" else Dialect(dialect)
    conversation = VoiceConversation(websocket, house, session_id or new_session_id(), wanted, channel)
    try:
        await conversation.serve()
    except WebSocketDisconnect:
        log.debug("voice_client_left")
    finally:
        conversation.close()


class VoiceConversation:
    """One client of the voice socket."""

    def __init__(
        self, websocket: WebSocket, house: House, session_id: str, dialect: Dialect | None, channel: Channel
    ) -> None:
        self._websocket = websocket
        self._house = house
        self._session_id = session_id
        self._dialect = dialect
        self._channel = channel
        self._spoken: Dialect | None = None
        self._utterance: Utterance | None = None

    async def serve(self) -> None:
        """Greet, then handle frames until the client leaves."""
        heard = self._house.recogniser.capabilities.dialects if self._house.recogniser else ()
        await self._send(events.Ready(self._session_id, {d.value: d.value in heard for d in Dialect}))
        while True:
            try:
                async with asyncio.timeout(self._patience_s):
                    message = await self._websocket.receive()
            except TimeoutError:
                await self._websocket.close(_GOING_AWAY)
                return
            if message["type"] == "websocket.disconnect":
                return
            code = await self._take(message)
            if code is not None:
                await self._error(code)

    async def _take(self, message: Message) -> str | None:
        """Handle one frame; the code of the error to send, None when all went well."""
        try:
            if (sound := message.get("bytes")) is not None:
                await self._sound(sound)
            elif (frame := message.get("text")) is not None:
                await self._event(frame)
        except WebSocketDisconnect:
            raise
        except events.EventError as error:
            log.info("voice_bad_frame", reason=str(error))
            return "bad_frame"  # what is being said goes on
        except Exception as error:
            self._drop()
            return _code_of(error)
        return None

    @property
    def _patience_s(self) -> float:
        """How long a client may send nothing: little while it speaks, as long as a visit lasts while it does not."""
        return _SILENT_SPEAKING_S if self._utterance else _SILENT_S

    def close(self) -> None:
        """Free the recogniser."""
        self._drop()

    async def _event(self, frame: str) -> None:
        kind, data = events.parse(frame)
        if kind == events.AudioStart.type:
            events.AudioStart.from_data(data)
            self._drop()
            if self._house.recogniser is None:
                await self._error("no_recogniser")
                return
            if self._house.utterances >= MOST_UTTERANCES:
                raise VoiceBusyError
            self._utterance = await self._house.in_voice_thread(
                Utterance, self._house.recogniser, self._house.settings.voice_seconds
            )
            self._house.utterances += 1
        elif kind == events.AudioStop.type:
            await self._finished()
        else:
            raise events.EventError(f"unknown type {kind!r}")

    async def _sound(self, sound: bytes) -> None:
        if self._utterance is None:
            return
        partial = await self._house.in_voice_thread(self._utterance.accept, sound)
        if partial is not None:
            await self._send(events.TranscriptEvent(partial, final=False))

    async def _finished(self) -> None:
        utterance, self._utterance = self._utterance, None
        if utterance is not None:
            self._house.utterances -= 1
        if utterance is None:
            if self._house.recogniser is not None:
                await self._error("no_audio")
            return
        text = await self._house.in_voice_thread(utterance.finish)
        await self._send(events.TranscriptEvent(text, final=True))
        if not text:
            await self._error("nothing_heard")
            return
        turn = Turn(session_id=self._session_id, text=text, channel=self._channel, dialect=self._dialect)
        reply = await self._house.answer(turn)
        self._spoken = reply.dialect
        await self._send(events.ReplyEvent(reply))
        await self._say(reply.speech, reply.dialect)

    async def _say(self, text: str, dialect: Dialect) -> None:
        try:
            session = await asyncio.to_thread(self._house.store.load, self._session_id)
        except StoreError:
            session = Session(self._session_id)
        sounds = say_sentences(self._house.speaker, text, dialect.value, rate=session.rate, volume=session.volume)
        rate_hz = 0
        try:
            while (sound := await self._house.in_voice_thread(next, sounds, None)) is not None:
                if sound.sample_rate != rate_hz:
                    rate_hz = sound.sample_rate
                    await self._send(events.SpeechStart(rate=rate_hz))
                for start in range(0, len(sound.pcm), SPEECH_FRAME_BYTES):
                    await self._websocket.send_bytes(sound.pcm[start : start + SPEECH_FRAME_BYTES])
        except SpeakError as error:
            log.error("speech_failed", reason=str(error))
            await self._error("speech_failed")
        if rate_hz:
            await self._send(events.SpeechStop())

    async def _send(self, event: events.Event) -> None:
        await self._websocket.send_text(event.to_frame())

    async def _error(self, code: str) -> None:
        dialect = self._dialect or self._spoken or self._house.settings.default_dialect
        await self._send(events.ErrorEvent(code, _messages()[code][dialect.value]))

    def _drop(self) -> None:
        if self._utterance:
            self._house.utterances -= 1
            self._utterance.close()
            self._utterance = None


def _code_of(error: Exception) -> str:
    if isinstance(error, UtteranceTooLongError):
        return "too_long"
    if isinstance(error, VoiceBusyError):
        return "busy"
    if isinstance(error, RecogniserError):
        log.error("recognition_failed", reason=str(error))
        return "recognition_failed"
    log.error("voice_internal", exc_info=error)
    return "internal"
