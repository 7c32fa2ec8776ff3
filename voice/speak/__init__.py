"""Text to sound: engines behind one Protocol, chained and cached."""

from __future__ import annotations

from collections.abc import Iterator

from voice.dialect import DIALECTS, Dialect
from voice.speak.cache import CachedSpeaker
from voice.speak.chain import FallbackSpeaker
from voice.speak.espeak import EspeakSpeaker
from voice.speak.pyttsx3_speaker import Pyttsx3Speaker
from voice.speak.speaker import Capabilities, Speaker, SpeakError, UnsayableError
from voice.speak.speech import Speech
from voice.speakable import sentences, speakable

__all__ = [
    "DIALECTS",
    "CachedSpeaker",
    "Capabilities",
    "Dialect",
    "EspeakSpeaker",
    "FallbackSpeaker",
    "Pyttsx3Speaker",
    "SpeakError",
    "Speaker",
    "Speech",
    "UnsayableError",
    "default_speaker",
    "say_sentences",
]


def default_speaker() -> Speaker:
    """The machine's voices through pyttsx3, espeak-ng directly when that fails, and a cache.

    Nothing is started until the first sentence.
    """
    return CachedSpeaker(FallbackSpeaker([Pyttsx3Speaker(), EspeakSpeaker()]))


def say_sentences(
    speaker: Speaker, text: str, dialect: Dialect, rate: float = 1.0, volume: float = 1.0
) -> Iterator[Speech]:
    """Say a written text sentence by sentence, each as soon as it is made.

    Figures, signs and markup are first turned into words. Gives nothing when nothing can be said.

    Raises:
        SpeakError: no engine could say a sentence.
    """
    for sentence in sentences(speakable(text, dialect)):
        yield speaker.say(sentence, dialect, rate, volume)
