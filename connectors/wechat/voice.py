"""What was said in a voice message."""

from __future__ import annotations

import structlog

from connectors.house import House, VoiceBusyError
from connectors.outbox import TryAgainError
from connectors.voice_socket.utterance import Utterance, UtteranceTooLongError
from connectors.wechat.platform import MediaGoneError, Platform
from voice.audio import AudioError, decode
from voice.recognise import Recogniser, RecogniserError

log = structlog.get_logger(__name__)

_PIECE_BYTES = 32_000


class NotHeardError(Exception):
    """The words cannot be had; ``reason`` is the key of what the person is told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def heard(house: House, platform: Platform, media_id: str) -> str:
    """Fetch a voice message and recognise it.

    Raises:
        NotHeardError: there is no recogniser, the platform has not got the sound, it is none, or nobody speaks in it.
    """
    recogniser = house.recogniser
    if recogniser is None:
        raise NotHeardError("voice_no_recogniser")
    try:
        sound = await platform.media(media_id)
    except (MediaGoneError, TryAgainError) as error:
        log.warning("wechat_media_missing", reason=str(error))
        raise NotHeardError("voice_gone") from error
    try:
        text = await house.in_voice_thread(_recognise, recogniser, sound, house.settings.voice_seconds)
    except (AudioError, RecogniserError, UtteranceTooLongError, VoiceBusyError) as error:
        log.info("wechat_voice_not_heard", reason=type(error).__name__)
        raise NotHeardError("voice_not_heard") from error
    if not text:
        raise NotHeardError("voice_not_heard")
    return text


def _recognise(recogniser: Recogniser, sound: bytes, most_seconds: float) -> str:
    pcm = decode(sound, max_seconds=most_seconds)
    utterance = Utterance(recogniser, most_seconds)
    try:
        for start in range(0, len(pcm), _PIECE_BYTES):
            utterance.accept(pcm[start : start + _PIECE_BYTES])
        return utterance.finish()
    finally:
        utterance.close()
