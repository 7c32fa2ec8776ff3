"""Drafts out of the rows of a recognised table: one canteen or voucher each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.districts import districts_in
from knowledge.importing.document import Place, Row
from knowledge.importing.drafting import canteen, voucher
from knowledge.importing.drafting.columns import IGNORE, Recognised
from knowledge.importing.drafting.draft import Details, Draft
from knowledge.importing.drafting.identity import Ids, fingerprint
from knowledge.importing.drafting.notes import note, note_of
from knowledge.importing.drafting.reviewed import RowReading
from knowledge.importing.drafting.wording import answer, as_it_is, questions
from knowledge.importing.fields.dates import Period, parse_period
from knowledge.item import Item, SourceRef

_PERIOD = {"canteen": "validity", "voucher": "window"}


@dataclass
class RowDrafts:
    """Goes through the rows of one table.

    Attributes:
        context: the titles over the table, where its district may stand.
        remarks: rows that became no draft.
    """

    table: Recognised
    details: Details
    ids: Ids
    context: str
    remarks: list[str] = field(default_factory=list)

    def drafts(self) -> Iterator[Draft]:
        """One draft for each row with a name and something besides."""
        group = ""
        for row in self.table.rows:
            filled = {cell for cell in row.cells if cell}
            if len(filled) == 1 and (caption := next(iter(filled))) and districts_in(caption):
                group = caption
                continue
            draft = self._draft(row, group)
            if draft is not None:
                yield draft

    def _draft(self, row: Row, group: str) -> Draft | None:
        cells, headings, others = self._cells(row)
        reading = RowReading(cells, headings)
        title = reading.text("title")
        where = row.place.section or f"第{row.place.page}页"
        if title is None:
            self.remarks.append(note("row_without_name", place=where, text="，".join(filter(None, row.cells))))
            return None
        if not any(reading.text(name) for name in cells if name not in ("title", "district")):
            self.remarks.append(note("row_without_facts", place=where, title=title))
            return None
        reading.notes += [note_of(remark) for remark in row.remarks]
        reading.notes += [note("left_out", column=heading, text=text) for heading, text in others]
        return self._made(title, reading, row, group)

    def _made(self, title: str, reading: RowReading, row: Row, group: str) -> Draft:
        districts = self._districts(reading, title, group)
        item_id, again = self.ids.of(title, *districts, detail=reading.text("address") or "")
        if again:
            reading.notes.append(note("same_name", title=title))
        kind = self.table.kind
        facts: Any
        if kind == "canteen":
            facts = canteen.canteen_facts(reading)
            templates, values = canteen.TEMPLATES, canteen.canteen_values(title, facts, reading)
        else:
            facts = voucher.voucher_facts(reading)
            templates, values = voucher.TEMPLATES, voucher.voucher_values(title, facts, reading)
        period = self._period(reading)
        item = Item(
            id=item_id,
            kind=kind,
            topic=self.details.topic or kind,
            title=as_it_is(title),
            answer=answer(templates, values),
            questions=questions(templates, values),
            districts=districts,  # type: ignore[arg-type]  # only names of districts come from there
            valid_from=period.start,
            valid_until=period.end,
            source=placed(self.details.source, row.place),
            verified_on=self.details.verified_on,
            grade=self.details.grade,
            **{kind: facts},
        )
        notes = (note("template_wording"), *dict.fromkeys(reading.notes), *self.details.notes)
        return Draft(item, notes, self._fingerprint(row, districts))

    def _cells(self, row: Row) -> tuple[dict[str, str], dict[str, str], list[tuple[str, str]]]:
        """Cells by field, headings by field, and the cells of columns that are no field."""
        cells: dict[str, str] = {}
        headings: dict[str, str] = {}
        others: list[tuple[str, str]] = []
        for heading, name, cell in zip(self.table.header, self.table.fields, row.cells, strict=False):
            if name is not None and name != IGNORE:
                cells[name], headings[name] = cell, heading
            elif name is None and cell:
                others.append((heading, cell))
        return cells, headings, others

    def _districts(self, reading: RowReading, title: str, group: str) -> tuple[str, ...]:
        """Where it holds: as given, else by the row, the rows' caption, or what stands over the table."""
        if self.details.districts:
            return self.details.districts
        places = [reading.text("district"), reading.text("address"), title, reading.text("neighbourhood")]
        for text in (*places, group, self.context):
            found = districts_in(text or "")
            if len(found) == 1:
                return found
        reading.notes.append(note("no_district"))
        return ()

    def _period(self, reading: RowReading) -> Period:
        period = reading.parsed(_PERIOD[self.table.kind], parse_period) or Period(None, None)
        if period.start is None and period.end is None and (text := reading.text(_PERIOD[self.table.kind])):
            reading.notes.append(note("open_period", text=text))
        return period

    def _fingerprint(self, row: Row, districts: tuple[str, ...]) -> str:
        pairs = sorted(zip(self.table.header, row.cells, strict=False))
        source = self.details.source.model_dump(exclude={"page", "section"})
        return fingerprint(self.table.kind, self.table.fields, pairs, districts, source, self.details.grade)


def placed(source: SourceRef, place: Place) -> SourceRef:
    """The source with the place in it."""
    return source.model_copy(update={"page": place.page, "section": place.section})
