"""Bytes to text, whatever encoding a Chinese office may have saved it in."""

from __future__ import annotations

import codecs
import re
import unicodedata

from knowledge.importing.limits import Limits
from knowledge.importing.refusals import EmptyFileError, NotTextError, TooLargeError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSED = ["gb18030", "big5", "big5hkscs"]
_SAMPLE_BYTES = 200_000
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_STRANGE = 0.002
"""Largest share of control characters in what is still text."""


def decode(data: bytes, limits: Limits, *, declared: bool = False) -> str:
    """The text of ``data``: UTF-8, UTF-16 with a mark, GB18030 or Big5.

    Args:
        data: the whole file.
        limits: for ``characters``.
        declared: whether the text may say its own encoding, as web pages do.

    Raises:
        NotTextError: it is none of them.
        EmptyFileError: only white space.
        TooLargeError: more characters than allowed.
    """
    text = unicodedata.normalize("NFC", _decoded(data, declared)).replace("\r\n", "\n").replace("\r", "\n")
    strange = sum(unicodedata.category(c) in ("Cc", "Co", "Cn") and c not in "\n\t\f" for c in text)
    if "\x00" in text or strange > _STRANGE * len(text) + 1:
        raise NotTextError("the content is not text; check that the file is what its name says, and save it again")
    if not text.strip():
        raise EmptyFileError("there is nothing but empty lines in it; check that it was saved completely")
    if len(text) > limits.characters:
        raise TooLargeError(f"it has {len(text)} characters, more than the {limits.characters} allowed; split it")
    return text


def _decoded(data: bytes, declared: bool) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name)
    for encoding in _candidates(data, declared):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return _strictly(data, _guess(data))


def _candidates(data: bytes, declared: bool) -> list[str]:
    found = _DECLARED.search(data[:4096]) if declared else None
    if found is None:
        return ["utf-8"]
    name = found.group(1).decode("ascii", "ignore").lower()
    return [_WIDER.get(name, name), "utf-8"]


def _guess(data: bytes) -> str:
    """Which of the Chinese encodings reads best."""
    from charset_normalizer import from_bytes

    cut = data[:_SAMPLE_BYTES]
    best = from_bytes(cut, cp_isolation=_GUESSED).best()
    found = best.encoding if best else "gb18030"
    return _WIDER.get(found, found)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise NotTextError(
            "the content is not text in UTF-8, GB18030 or Big5; open it in the program it is from and save it as UTF-8"
        ) from error
