"""What is on a page but not in speech: addresses, list marks, brackets, emoji, signs."""

from __future__ import annotations

import re
import unicodedata

from voice.speakable.numerals import cardinal
from voice.speakable.patterns import SUPERSCRIPTS
from voice.speakable.tables import Tables, any_of

_KEPT_WIDE = frozenset("，。、；：！？（）～—…")
_FIGURES = frozenset("0123456789" + SUPERSCRIPTS)
_JOINED = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
_PAUSES = {
    **dict.fromkeys("，,：:（）()[]{}【】〔〕〈〉<>—–…|/\\~～→", "，"),
    **dict.fromkeys("、", "、"),
    **dict.fromkeys("；;", "；"),
    **dict.fromkeys("。｡\n", "。"),
    **dict.fromkeys("！!", "！"),
    **dict.fromkeys("？?", "？"),
}
_STRENGTH = {mark: rank for rank, mark in enumerate(" 、，；。！？")}

_URL = re.compile(
    r"(?i)(?<![a-z])(?:https?|ftp)://[^\s一-鿿，。；！？、（）]+|(?<![a-z0-9@.-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|hk|mo)(?![a-z0-9.-])(?:/[^\s一-鿿，。；！？、（）]*)?"
    r"|(?<![a-z])www\.[a-z0-9][^\s一-鿿，。；！？、（）]*"
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_GAP_IN_CHINESE = re.compile(r"(?<=[一-鿿]) +(?=[一-鿿])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_MARKED_ITEM = re.compile(r"^[ \t]*(?:[-*•·●○■□▪◆◇★☆➤✓✔]+[ \t]*(?=[^\d\s-])|[-*•·●]+[ \t]+|#+[ \t]+|>+[ \t]+)", re.M)
_NUMBERED_ITEM = re.compile(r"^[ \t]*(?:[(（](\d{1,2})[)）]|(\d{1,2})[.、)）](?!\d))[ \t]*", re.M)
_CIRCLED = re.compile("[①-⑳]")
_SUFFIX = re.compile(
    r"(?<![A-Za-z0-9.])(?:\.[A-Za-z]{2,}[A-Za-z0-9-]*)+(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9.@/-])(?:gov|com|net|org|edu)\.(?:cn|hk|mo)(?![A-Za-z0-9./-])"
)
_DASHES = {**dict.fromkeys("\u2010\u2011\u2012\ufe58\ufe63\uff0d", "-"), "\u2015": "—", "\u301c": "~"}
_MOST_FORMS = 4
"""Most characters that stand for one: a compatibility form that is longer (U+FDFA has 18) stays as it is."""


def normalised(text: str) -> str:
    """Compatibility forms to plain ones; characters that cannot be read are dropped."""
    kept: list[str] = []
    for character in text:
        if character in _KEPT_WIDE or (character in SUPERSCRIPTS and kept and kept[-1][-1:] in _FIGURES):
            kept.append(character)
        elif character in _DASHES:
            kept.append(_DASHES[character])
        elif character in "\t\r\v\f\u2028\u2029\x85":
            kept.append("\n" if character in "\r\v\f\u2028\u2029\x85" else " ")
        elif character in _JOINED or (unicodedata.category(character)[0] == "C" and character != "\n"):
            continue
        elif (value := unicodedata.digit(character, None)) is not None and not _CIRCLED.match(character):
            kept.append(str(value))
        else:
            kept.append(character if _CIRCLED.match(character) else _plain(character))
    return "".join(kept)


def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) <= _MOST_FORMS else character


def without_markup(text: str, table: Tables) -> str:
    """Addresses of the web described, list marks read or dropped."""

    def item(found: re.Match[str]) -> str:
        return table.ordinal + cardinal(found[1] or found[2], table) + "，"

    def circled(found: re.Match[str]) -> str:
        value = int(unicodedata.numeric(found[0]))
        return "，" + table.ordinal + cardinal(str(value), table) + "，"

    text = _TAG.sub("", text)
    text = _SUFFIX.sub(lambda found: found[0].replace(".", table.point), text)
    text = _URL.sub(f"，{table.url}，", text)
    text = _EMAIL.sub(f"，{table.email}，", text)
    text = _CIRCLED.sub(circled, text)
    text = _NUMBERED_ITEM.sub(item, text)
    return _GAP_IN_CHINESE.sub("，", _MARKED_ITEM.sub("", text))


def cleaned(text: str, table: Tables) -> str:
    """Signs to words or pauses, all else that is not a letter dropped, pauses made single."""
    text = re.sub(r"(?<=[A-Za-z])['’](?=[A-Za-z])", "", text)
    text = re.sub(r"(?<=[A-Za-z])[-_./](?=[A-Za-z])", " ", text)
    text = re.sub(r"\.{2,}", "，", text)
    text = re.sub(r"(?<=[\w）)])\.(?=\s|$)", "。", text)
    text = re.sub(any_of(table.symbols), lambda found: table.symbols[found[0]], text)
    figures = re.escape(table.digits + table.phone_digits) + "十百千万亿"
    text = re.sub(rf"(?<=[{figures}])[ ·]+(?=[{figures}])", "，", text)
    out: list[str] = []
    for character in text:
        if character == "〇":
            out.append(table.digits[0])
        elif character in _PAUSES:
            _pause(out, _PAUSES[character])
        elif character.isspace() or character in "-_.":
            _pause(out, " ")
        elif unicodedata.category(character) in ("Lo", "Lu", "Ll", "Lt"):
            out.append(character)
    while out and out[-1] in " 、，；":
        out.pop()
    return re.sub(r" (?![A-Za-z])|(?<![A-Za-z]) ", "", "".join(out))


def _pause(out: list[str], mark: str) -> None:
    """Add a pause; of two in a row the stronger stays."""
    if not out:
        return
    if out[-1] not in _STRENGTH:
        out.append(mark)
    elif _STRENGTH[mark] > _STRENGTH[out[-1]]:
        out[-1] = mark
