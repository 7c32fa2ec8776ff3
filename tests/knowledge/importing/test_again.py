"""Importing a document again: what is the same stays, what people have taken over is never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from knowledge.importing import Given, Shelf, Shelved, draft_file
from knowledge.importing.drafting import document_prefix
from knowledge.item import Bilingual
from knowledge.storage import ItemStore
from tests.knowledge.importing import files
from tests.knowledge.importing.conftest import GIVEN, TODAY, Import


def outcomes(shelved: Sequence[Shelved]) -> list[str]:
    return [one.outcome for one in shelved]


def with_price(price: str) -> list[tuple[str, ...]]:
    """The list with another price for the first canteen, its rows in another order."""
    first, *others = files.CANTEENS
    return [files.CANTEEN_HEADER, *others, (*first[:5], price, *first[6:])]


def test_the_same_document_changes_nothing(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    path = files.canteen_xlsx(tmp_path / "饭堂.xlsx")
    assert outcomes(imported(path)) == ["new", "new", "new"]
    before = store.revision()

    again = files.canteen_xlsx(tmp_path / "饭堂.xlsx", [files.CANTEEN_HEADER, *reversed(files.CANTEENS)])

    assert outcomes(imported(again)) == ["unchanged"] * 3
    assert store.revision() == before


def test_a_changed_row_updates_its_draft(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    donghu = imported(files.canteen_xlsx(tmp_path / "饭堂.xlsx"))[0].item

    again = imported(files.canteen_xlsx(tmp_path / "饭堂.xlsx", with_price("老人9元")))

    assert outcomes(again) == ["unchanged", "unchanged", "updated"]
    stored = store.get(donghu.id)
    assert stored is not None and stored.status == "draft" and stored.item.canteen is not None
    assert [price.yuan for price in stored.item.canteen.prices] == [9.0]


def test_a_published_item_stays_and_the_change_waits_beside_it(
    tmp_path: Path, store: ItemStore, imported: Import
) -> None:
    path = tmp_path / "饭堂.xlsx"
    donghu = imported(files.canteen_xlsx(path))[0].item
    store.publish(donghu.id, who="王主任")
    changed = files.canteen_xlsx(path, with_price("老人9元"))

    assert outcomes(imported(changed)) == ["unchanged", "unchanged", "beside"]
    assert outcomes(imported(changed)) == ["unchanged"] * 3

    stored, beside = store.get(donghu.id), store.get(f"{donghu.id}-update")
    assert stored is not None and stored.status == "published" and stored.item == donghu
    assert beside is not None and beside.status == "draft"
    assert "canteen.prices" in beside.notes[0] and donghu.id in beside.notes[0]
    assert [item.id for item in store.published().items] == [donghu.id]


def test_what_a_person_edited_is_never_overwritten(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    path = tmp_path / "饭堂.xlsx"
    donghu = imported(files.canteen_xlsx(path))[0].item
    edited = donghu.model_copy(update={"answer": Bilingual(cmn="人写的。", yue="人写嘅。")})
    store.save(edited, who="王主任", why="改好粤语", status="draft")

    assert outcomes(imported(path)) == ["unchanged"] * 3
    assert outcomes(imported(files.canteen_xlsx(path, with_price("老人9元")))) == ["unchanged", "unchanged", "beside"]

    stored = store.get(donghu.id)
    assert stored is not None and stored.item == edited

    waiting = store.get(f"{donghu.id}-update")
    assert waiting is not None
    store.save(waiting.item, who="王主任", why="我来改", status="draft")
    store.publish(waiting.item.id, who="王主任")
    assert outcomes(imported(files.canteen_xlsx(path, with_price("老人10元")))) == ["unchanged", "unchanged", "kept"]
    stored = store.get(waiting.item.id)
    assert stored is not None and stored.item == waiting.item


def test_a_row_that_vanished_is_told_and_stays(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    path = tmp_path / "饭堂.xlsx"
    all_three = imported(files.canteen_xlsx(path))
    shorter = draft_file(files.canteen_xlsx(path, files.canteen_rows()[:-1]), GIVEN, today=TODAY)
    shelf = Shelf(store, "陈姑娘", path.name)

    shelved = tuple(shelf.put(draft) for draft in shorter.drafts.drafts)

    vanished = list(shelf.vanished(shorter.details.identity, shelved))
    assert [stored.item.id for stored in vanished] == [all_three[-1].item.id]
    assert len(store.list()) == 3


def test_a_section_is_known_again_under_another_number(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "说明.txt"
    path.write_text(f"上门服务说明\n一、怎么申请\n{files.HOME_HELP}\n二、床位\n{files.BEDS}", encoding="utf-8")
    first = imported(path)
    path.write_text(
        f"上门服务说明\n一、前言的话\n{files.BEDS}\n二、怎么申请\n{files.HOME_HELP}要快。\n三、床位\n{files.BEDS}",
        encoding="utf-8",
    )
    again = imported(path)

    assert outcomes(again) == ["new", "updated", "unchanged"]
    assert [one.item.id for one in again[1:]] == [one.item.id for one in first]


def test_a_renamed_file_is_the_same_document_when_a_person_says_so(tmp_path: Path, imported: Import) -> None:
    given = Given(issuer="江门市民政局", published="2026-01", document="长者饭堂名单")
    assert outcomes(imported(files.canteen_xlsx(tmp_path / "1月.xlsx"), given)) == ["new"] * 3
    assert outcomes(imported(files.canteen_xlsx(tmp_path / "2月.xlsx"), given)) == ["updated"] * 3


def test_two_places_of_one_name_are_two_items(tmp_path: Path, imported: Import) -> None:
    rows = [
        ("饭堂名称", "地址", "电话"),
        ("社区长者饭堂", "江海区礼乐1号", "0750-3000001"),
        ("社区长者饭堂", "江海区外海2号", "0750-3000002"),
        ("社区长者饭堂", "新会区会城3号", "0750-3000003"),
    ]
    path = files.canteen_xlsx(tmp_path / "饭堂.xlsx", rows)
    first = imported(path)

    assert len({one.item.id for one in first}) == 3
    assert any("几行" in note for note in first[1].notes) and not any("几行" in note for note in first[2].notes)
    assert outcomes(imported(path)) == ["unchanged"] * 3


def test_a_dry_run_writes_nothing(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    assert outcomes(imported(files.canteen_xlsx(tmp_path / "饭堂.xlsx"), dry=True)) == ["new"] * 3
    assert store.list() == ()


def test_ids_do_not_depend_on_how_the_document_is_written() -> None:
    assert document_prefix("江門市民政局 飯堂名單（二）") == document_prefix("江门市民政局饭堂名单(二)")
