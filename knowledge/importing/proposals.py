"""Who published a document and when, as far as the document says so itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.importing.document import Block, Document, Paragraph
from knowledge.importing.fields.dates import parse_partial

_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff（）()·]{2,28}(?:局|委员会|委|办公室|政府|中心|街道|办事处|日报|晚报|报社|厅|部|院|社区|村委会|居委会|公司"
    r"|馆|所|站|协会|联合会|联|基金会|集团|银行|医院|学校|大学|学院|食堂|饭堂|总会|商会|网)"
)
_LABEL = re.compile(
    r"(?:来源|信息来源|文章来源|发布机构|发布单位|发文机关|发文单位|主办单位|编制单位|制表单位|单位)\s*[:：]\s*(?P<issuer>[^\s:：|，。]+)"
    r"|(?:发布日期|发布时间|发文日期|成文日期|印发日期|制表日期|更新时间|更新日期|日期|时间)\s*[:：]\s*(?P<day>\d{4}[\d年月日./-]{0,8})"
)
_LINES_AT_EITHER_END = 5
_LONGEST_LINE = 80


@dataclass(frozen=True)
class Proposal:
    """What may be so, and where it was read."""

    value: str
    where: str


_IN_TEXT = "正文"
_IN_PROPERTIES = "文件属性"


def proposed_issuer(document: Document) -> Proposal | None:
    """The issuer by a label ("来源：……"), by the signature at the end, or by the file's properties."""
    for line in _ends(document.blocks):
        for found in _LABEL.finditer(line.text):
            if found["issuer"]:
                return Proposal(found["issuer"], _IN_TEXT)
    if signature := _signature(document.blocks):
        return Proposal(signature[0].text, _IN_TEXT)
    if document.issuer and _ORGANISATION.fullmatch(document.issuer):
        return Proposal(document.issuer, _IN_PROPERTIES)
    return None


def proposed_published(document: Document) -> Proposal | None:
    """The day, from the same places."""
    for line in _ends(document.blocks):
        for found in _LABEL.finditer(line.text):
            if found["day"] and (day := parse_partial(found["day"])):
                return Proposal(day, _IN_TEXT)
    if signature := _signature(document.blocks):
        day = parse_partial(signature[1].text)
        return Proposal(day, _IN_TEXT) if day else None
    if document.published and (day := parse_partial(document.published)):
        return Proposal(day, _IN_PROPERTIES)
    return None


def without_colophon(document: Document) -> Document:
    """The document without the lines that only say who published it and when."""
    dropped: set[int] = {id(line) for line in _signature(document.blocks) or ()}
    dropped |= {id(line) for line in _ends(document.blocks) if _only_labels(line.text)}
    return document.model_copy(update={"blocks": tuple(b for b in document.blocks if id(b) not in dropped)})


def _only_labels(line: str) -> bool:
    found = list(_LABEL.finditer(line))
    return bool(found) and sum(len(match.group()) for match in found) * 2 > len(line)


def _ends(blocks: Sequence[Block]) -> list[Paragraph]:
    """The short paragraphs at the start and at the end."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and len(block.text) <= _LONGEST_LINE]
    at_the_end = paragraphs[_LINES_AT_EITHER_END:][-_LINES_AT_EITHER_END:]
    return [*paragraphs[:_LINES_AT_EITHER_END], *at_the_end]


def _signature(blocks: Sequence[Block]) -> tuple[Paragraph, Paragraph] | None:
    """The organisation and the day that close a document, one below the other."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)][-_LINES_AT_EITHER_END:]
    for name, day in pairwise(paragraphs):
        if _ORGANISATION.fullmatch(name.text) and parse_partial(day.text):
            return name, day
    return None
