"""Whatever stands in a document, its drafts are sound items or it is refused."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.importing.document import Block, Document, Heading, Paragraph, Row, TableBlock
from knowledge.importing.drafting import Details, draft_document
from knowledge.importing.drafting.sections import LONG, pieces
from knowledge.importing.refusals import NothingToImportError
from knowledge.item import SourceRef
from tests.knowledge.importing import files
from tests.knowledge.importing.conftest import TODAY

DETAILS = Details("t", SourceRef(title="表", issuer="甲"), "B", TODAY)
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from([cell for row in files.canteen_rows() for cell in row]),
    st.text(alphabet="0123456789年月日至元岁以上男女满周一五:：-/免费", max_size=14),
)
TEXTS = st.text(min_size=1, max_size=40).filter(str.strip)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, text=TEXTS, level=st.integers(1, 6)),
    st.builds(Paragraph, text=TEXTS, listed=st.booleans()),
)


@settings(deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(files.CANTEEN_HEADER)), min_size=1, max_size=4))
def test_any_rows_under_known_headings(rows: list[tuple[str, ...]]) -> None:
    table = TableBlock(rows=tuple(Row(cells=cells) for cells in (files.CANTEEN_HEADER, *rows)), title="长者饭堂")
    try:
        drafts = draft_document(Document(title="长者饭堂", blocks=(table,)), DETAILS).drafts
    except NothingToImportError:
        return
    assert len({draft.item.id for draft in drafts}) == len(drafts)


@settings(deadline=None)
@given(st.lists(BLOCKS, max_size=8))
def test_any_text(blocks: list[Block]) -> None:
    try:
        drafts = draft_document(Document(title="文件", blocks=tuple(blocks)), DETAILS).drafts
    except NothingToImportError:
        return
    assert len({draft.item.id for draft in drafts}) == len(drafts)


@given(st.text(alphabet="老人可以申请，", min_size=LONG, max_size=5 * LONG))
def test_a_sentence_without_end_is_cut(text: str) -> None:
    parts = pieces(text)
    assert "".join(parts) == text and all(len(part) <= LONG for part in parts)


def test_what_was_pasted_into_a_cell_is_no_title_and_no_answer() -> None:
    rows = (("饭堂名称", "详细地址"), ("长者饭堂" * 5_000, "东湖路" * 5_000))
    table = TableBlock(rows=tuple(Row(cells=cells) for cells in rows))
    (draft,) = draft_document(Document(title="名单" * 5_000, blocks=(table,)), DETAILS).drafts
    assert len(draft.item.title.cmn) < 100 and len(draft.item.answer.cmn) < 500
    assert any("20000个字" in note for note in draft.notes)


@given(st.lists(st.text(alphabet="老人可以申请", min_size=1, max_size=60), min_size=1, max_size=40))
def test_pieces_lose_nothing_and_end_with_sentences(sentences: list[str]) -> None:
    text = "".join(f"{sentence}。" for sentence in sentences)
    parts = pieces(text)
    assert "".join(parts) == text
    assert all(part.endswith("。") and len(part) <= LONG for part in parts)
