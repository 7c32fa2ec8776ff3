"""Web pages: the article without navigation, scripts and what is hidden.

trafilatura tells title, date and site. The text is walked through here, since it drops the headings and lists that
short pages of offices consist of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree
from trafilatura.metadata import extract_metadata

from knowledge.importing.blocks import BlockList
from knowledge.importing.cells import make_row
from knowledge.importing.document import Block, Document, Heading, Place
from knowledge.importing.encoding import decode
from knowledge.importing.layout import one_line
from knowledge.importing.refusals import DamagedError
from knowledge.importing.source import CellCount, SourceFile

_DROPPED = (
    "//script|//style|//noscript|//template|//iframe|//object|//embed|//svg|//form|//select|//button|//nav|//footer"
    "|//aside|//head|//comment()|//*[@hidden]|//*[@aria-hidden='true']|//*[@role='navigation']"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.I)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|foot|sidebar|side|share|toolbar|pagination|copyright"
    r"|related|comments?|search|banner|login|position|location)(?:$|[\s_-])",
    re.I,
)
_ARTICLE = ("//article", "//main", "//*[@role='main']", "//*[@id='zoom' or @id='content' or @id='UCAP-CONTENT']")
_BLOCKS = {"p", "div", "section", "article", "main", "body", "ul", "ol", "dl", "blockquote", "pre", "center", "header"}
_BLOCKS |= {"li", "dd", "dt", "figure", "figcaption", "address", "fieldset", "details", "summary", "span-block"}
_MOST_LINKED = 0.6
"""Share of a list's text in links from which on it is navigation."""


def read(source: SourceFile) -> Document:
    """The page in ``source``."""
    text = decode(source.file.read(), source.limits, declared=True)
    tree = _parsed(text)
    title, issuer, published = _metadata(tree)
    _strip(tree)
    walk = _Walk(CellCount(source.limits))
    walk.into(_article(tree))
    blocks = walk.finished()
    headings = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
    found = headings[0] if headings else title
    return Document(title=found or source.stem, blocks=blocks, issuer=issuer, published=published)


def _parsed(text: str) -> lxml.html.HtmlElement:
    """The page's tree. Bytes are given with the encoding named, so that what it says of itself does not count."""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedError("the page cannot be read; open it in a browser and save it again") from error


def _metadata(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None, str | None]:
    """Title, issuer and date as the page's head and text say them."""
    found = extract_metadata(tree)
    if found is None:
        return None, None, None
    return found.title or None, found.author or found.sitename or None, found.date or None


def _strip(tree: lxml.html.HtmlElement) -> None:
    """Take out what is not read by a person, and what is there to get around."""
    for element in tree.xpath(_DROPPED):
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(tree.iter(etree.Element)):
        if element.tag in ("html", "body") or element.getparent() is None:
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if _HIDDEN.search(element.get("style", "")) or _FURNITURE.search(names) or _is_navigation(element):
            element.drop_tree()


def _is_navigation(element: lxml.html.HtmlElement) -> bool:
    if element.tag not in ("ul", "ol"):
        return False
    whole = len(one_line(element.text_content()))
    linked = sum(len(one_line(link.text_content())) for link in element.iter("a"))
    return whole == 0 or linked / whole > _MOST_LINKED


def _article(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The part that the page marks as its article, if it marks one that holds most of the text; else all of it."""
    whole = len(one_line(tree.text_content()))
    for path in _ARTICLE:
        for element in tree.xpath(path):
            if len(one_line(element.text_content())) * 2 >= whole:
                return element
    return tree


class _Walk:
    """Goes through elements in reading order and gathers blocks."""

    def __init__(self, count: CellCount) -> None:
        self._blocks = BlockList()
        self._count = count
        self._text: list[str] = []
        self._listed = False

    def into(self, element: lxml.html.HtmlElement) -> None:
        """The element's text and what is in it."""
        self._text.append(element.text or "")
        for child in element:
            self._child(child)
            self._text.append(child.tail or "")

    def finished(self) -> tuple[Block, ...]:
        """All blocks."""
        self._flush()
        return self._blocks.done()

    def _child(self, child: lxml.html.HtmlElement) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if re.fullmatch(r"h[1-6]", tag):
            self._flush()
            self._blocks.heading(child.text_content(), int(tag[1]))
        elif tag == "table":
            self._flush()
            self._table(child)
        elif tag == "br":
            self._flush()
        elif tag in _BLOCKS:
            self._flush()
            outer, self._listed = self._listed, self._listed or tag in ("li", "dd")
            self.into(child)
            self._flush()
            self._listed = outer
        elif tag:
            self.into(child)

    def _flush(self) -> None:
        self._blocks.line(" ".join("".join(self._text).split()), listed=self._listed)
        self._text = []

    def _table(self, table: lxml.html.HtmlElement) -> None:
        """A table of data; one that only lays out the page is walked into."""
        if table.xpath(".//table"):
            self.into(table)
            return
        caption = "".join(c.text_content() for c in table.iter("caption"))
        rows = []
        for number, cells in enumerate(_grid(table), start=1):
            self._count.add(sum(map(bool, cells)))
            rows.append(make_row(cells, Place(section=f"表格第{number}行")))
        self._blocks.table(rows, one_line(caption) or None)


def _grid(table: lxml.html.HtmlElement) -> Iterator[list[str]]:
    """The cells by row; a cell that spans rows or columns stands in each of them."""
    spanning: dict[int, tuple[str, int]] = {}
    for tr in table.iter("tr"):
        cells: list[str] = []
        for cell in tr.iterchildren("td", "th"):
            _fill(cells, spanning)
            text = cell.text_content()
            for _ in range(_span(cell, "colspan")):
                spanning[len(cells)] = (text, _span(cell, "rowspan") - 1)
                cells.append(text)
        _fill(cells, spanning)
        yield cells


def _fill(cells: list[str], spanning: dict[int, tuple[str, int]]) -> None:
    while (entry := spanning.get(len(cells))) and entry[1] > 0:
        spanning[len(cells)] = (entry[0], entry[1] - 1)
        cells.append(entry[0])


def _span(cell: lxml.html.HtmlElement, name: str) -> int:
    given = (cell.get(name) or "1").strip()
    return min(max(int(given), 1), 100) if given.isascii() and given.isdigit() and len(given) < 5 else 1
