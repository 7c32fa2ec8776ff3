"""Sound to text: engines behind one Protocol."""

from __future__ import annotations

from voice.recognise.recogniser import (
    Capabilities,
    Recogniser,
    RecogniserError,
    RecogniserSession,
    Transcript,
)
from voice.recognise.vosk_recogniser import VoskRecogniser

__all__ = ["Capabilities", "Recogniser", "RecogniserError", "RecogniserSession", "Transcript", "VoskRecogniser"]
