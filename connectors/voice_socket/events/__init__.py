"""The events of the voice socket, one module per domain.

An event is a small frozen dataclass that can name itself (``type``), write itself
(`to_frame`) and, where clients send it, read itself (`from_data`). Sound itself travels in
binary frames between ``audio-start`` and ``audio-stop``, or ``speech-start`` and ``speech-stop``.
"""

from connectors.voice_socket.events.audio import AudioStart, AudioStop
from connectors.voice_socket.events.base import Event, EventError, parse
from connectors.voice_socket.events.error import ErrorEvent
from connectors.voice_socket.events.reply import ReplyEvent
from connectors.voice_socket.events.session import Ready
from connectors.voice_socket.events.speech import SpeechStart, SpeechStop
from connectors.voice_socket.events.transcript import TranscriptEvent

__all__ = [
    "AudioStart",
    "AudioStop",
    "ErrorEvent",
    "Event",
    "EventError",
    "Ready",
    "ReplyEvent",
    "SpeechStart",
    "SpeechStop",
    "TranscriptEvent",
    "parse",
]
