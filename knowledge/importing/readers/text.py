"""Plain text: numbered headings, and paragraphs, one a line or parted by empty lines."""

from __future__ import annotations

from knowledge.importing.blocks import BlockList
from knowledge.importing.document import Document
from knowledge.importing.encoding import decode
from knowledge.importing.headings import heading_level
from knowledge.importing.layout import one_line
from knowledge.importing.source import SourceFile

_LONGEST_TITLE_LINE = 40
_LONGEST_HEADING = 24
_LEVEL = 2
_SENTENCE_ENDS = tuple("。！？；：，")


def read(source: SourceFile) -> Document:
    """The text in ``source``; its title is what stands above the first sentence."""
    text = decode(source.file.read(), source.limits)
    written = [one_line(line) for line in text.split("\n")]
    title, rest = _title(written)
    blocks = BlockList()
    for line in rest:
        if _names_what_follows(line):
            blocks.heading(line, _LEVEL)
        else:
            blocks.line(line)
    return Document(title=title or source.stem, blocks=blocks.done())


def _title(written: list[str]) -> tuple[str, list[str]]:
    """The title, which may run over two lines, and the lines after it."""
    title = ""
    for number, line in enumerate(written):
        if not line:
            continue
        if len(line) > _LONGEST_TITLE_LINE or line.endswith(_SENTENCE_ENDS) or heading_level(line) or _long(title):
            return title, written[number:]
        title += line
    return "", written


def _names_what_follows(line: str) -> bool:
    """Whether an unnumbered line is a heading: short, of words alone, and not a sentence."""
    if not 2 <= len(line) <= _LONGEST_HEADING or line[-1] in "。！？；：，,.;:!?）)]】" or line[0] in "-*·•([（【":
        return False
    return heading_level(line) is None and not any(c.isdigit() or c in "：:|" for c in line)


def _long(title: str) -> bool:
    return len(title) > _LONGEST_TITLE_LINE - 5 or title.endswith(("）", ")", "》"))
