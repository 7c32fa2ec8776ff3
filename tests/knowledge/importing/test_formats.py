"""Every format ends in drafts that name their source, and that people find once they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.importing import Given, draft_file
from knowledge.item import Admission, Opening
from knowledge.search import ANSWERS, KnowledgeSearch
from knowledge.storage import ItemStore
from tests.knowledge.importing import files
from tests.knowledge.importing.conftest import GIVEN, TODAY, Import

NOBODY = Given()
"""Who imports without a word: the file has to say it all."""


def answered(store: ItemStore, question: str) -> str:
    """The title of what answers a question, after everything in the store was published."""
    for stored in store.list(status="draft"):
        store.publish(stored.item.id, who="王主任")
    hit = KnowledgeSearch(store.published().items, None).search(question, today=TODAY)[0]
    assert hit.score >= ANSWERS
    return hit.item.title.cmn


def test_a_policy_in_word(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    help_, beds = imported(files.policy_docx(tmp_path / "办法.docx"), NOBODY)

    assert help_.item.title.cmn == "居家养老上门服务办法：上门服务怎么申请"
    assert help_.item.answer.cmn == files.HOME_HELP
    assert "老人家可以申请" in help_.item.answer.yue and "照顾唔了嘅失能老人家" in help_.item.answer.yue
    assert help_.item.topic == "home_care"
    source = help_.item.source
    assert (source.title, source.issuer, source.published) == ("居家养老上门服务办法", "江门市民政局", "2026-01-05")
    assert source.section == "上门服务怎么申请"
    assert any("江门市民政局" in note for note in help_.notes) and any("粤语" in note for note in help_.notes)
    assert "江门市民政局" not in beds.item.answer.cmn  # the signature says who and when, and is no answer
    assert answered(store, "上门服务怎么申请呀") == help_.item.title.cmn


def test_a_guide_in_pdf_keeps_its_pages(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    drafts = {
        one.item.title.cmn.rpartition("：")[2]: one.item
        for one in imported(files.policy_pdf(tmp_path / "指南.pdf"), NOBODY)
    }

    assert {title: item.source.page for title, item in drafts.items()} == {
        "怎么报名": 1,
        "家里装床位": 2,
        "沙坪长者饭堂": 3,
    }
    assert drafts["怎么报名"].answer.cmn == files.HOME_HELP
    assert drafts["家里装床位"].answer.cmn == files.BEDS
    canteen = drafts["沙坪长者饭堂"]
    assert canteen.canteen is not None and canteen.canteen.phone == "0750-8880001"
    assert (canteen.source.title, canteen.source.issuer) == ("鹤山市老年助餐服务指南", "鹤山市民政局")
    assert canteen.districts == ("鹤山",)
    assert answered(store, "沙坪长者饭堂食餐饭几多钱") == "沙坪长者饭堂"


def test_a_list_of_canteens_in_excel(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    path = files.canteen_xlsx(tmp_path / "饭堂名单.xlsx", heading="2026年长者饭堂一览表")
    donghu, lidong, huicheng = imported(path)
    assert donghu.item.source.title == "2026年长者饭堂一览表"

    item, facts = donghu.item, donghu.item.canteen
    assert facts is not None
    assert (item.kind, item.topic, item.districts) == ("canteen", "canteen", ("蓬江",))
    assert item.source.section == "名单 第3行"
    assert (facts.address, facts.phone, facts.delivery) == ("蓬江区东湖路8号", "0750-3111001", True)
    assert facts.opening == (Opening(days=(1, 2, 3, 4, 5), opens="11:00", closes="13:00"),)
    assert [(price.who.cmn, price.yuan) for price in facts.prices] == [("老人", 8.0), ("其他", 15.0)]
    assert facts.admission == Admission(men_from=60, women_from=60)
    assert "蓬江区东湖路8号" in item.answer.yue and "8蚊" in item.answer.yue
    assert len(item.questions.cmn) >= 6 and len(item.questions.yue) >= 6

    assert lidong.item.canteen is not None
    assert (lidong.item.canteen.meals, lidong.item.canteen.delivery) == (("lunch",), False)
    assert lidong.item.canteen.admission == Admission(men_from=60, women_from=60, residents_of="江海区")

    unread = huicheng.item.canteen
    assert unread is not None
    assert unread.opening == () and unread.delivery is None
    assert unread.hours is not None and unread.hours.cmn == "逢墟日"
    assert any("逢墟日" in note for note in huicheng.notes) and any("限三公里内" in note for note in huicheng.notes)
    assert not any("供餐时间" in note for note in donghu.notes)

    assert answered(store, "东湖长者饭堂几点开餐") == "东湖长者饭堂"


def test_numbers_and_places_that_need_their_row(tmp_path: Path, imported: Import) -> None:
    rows = [
        ("饭堂名称", "所在区", "村（社区）", "电话", "对象"),
        ("麻三长者饭堂", "江海区", "麻三村", "3861234", "本村户籍60岁以上老人"),
    ]
    (draft,) = imported(files.canteen_xlsx(tmp_path / "t.xlsx", rows))

    facts = draft.item.canteen
    assert facts is not None and facts.phone == "3861234" and draft.item.districts == ("江海",)
    assert facts.admission == Admission(men_from=60, women_from=60, residents_of="麻三村")
    assert any("3861234" in note and "区号" in note for note in draft.notes)


def test_frames_and_tables_in_tables_of_word(tmp_path: Path, imported: Import) -> None:
    path = files.framed_docx(tmp_path / "表单.docx")

    told = "".join(one.item.answer.cmn for one in imported(path))

    assert files.BEDS in told and files.HOME_HELP in told
    assert "沙坪街道1号" in told and "里面一格" in told
    assert "单击此处" not in told and "目录里的一行" not in told


def test_a_heading_as_long_as_a_text_is_text(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "长.md"
    path.write_text(f"# 通知\n\n## {files.HOME_HELP * 20}\n\n{files.BEDS}\n", encoding="utf-8")

    drafts = imported(path)

    assert all(len(one.item.title.cmn) < 100 and len(one.item.answer.cmn) <= 300 for one in drafts)
    assert files.BEDS in "".join(one.item.answer.cmn for one in drafts)


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8", "utf-8-sig", "utf-16"])
def test_a_table_in_the_encodings_of_offices(tmp_path: Path, imported: Import, encoding: str) -> None:
    rows = [("飯堂名稱", "地址", "電話"), ("禮樂長者飯堂", "江海區禮樂街道2號", "0750-3861234")]
    path = tmp_path / "名单.csv"
    path.write_bytes("\r\n".join(",".join(row) for row in rows).encode(encoding))

    (draft,) = imported(path)

    assert draft.item.title.cmn == "禮樂長者飯堂"
    assert draft.item.districts == ("江海",)
    assert draft.item.source.section == "第2行"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_page_without_its_furniture(tmp_path: Path, store: ItemStore, imported: Import, charset: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(files.PAGE.format(charset=charset).encode(charset))

    book, cost = imported(path, NOBODY)

    assert book.item.answer.cmn == (
        "打电话给社区卫生服务中心，讲清楚老人的病情和住址。打针换药要有医生的处方。插胃管要先评估。"
    )
    assert cost.item.answer.cmn == "每次上门服务费由医院定，上门前护士会先说清楚要多少钱。"
    assert (book.item.source.title, book.item.source.issuer) == ("护士上门服务", "江门市卫生健康局")
    assert book.item.source.published == "2026-02-03"
    assert answered(store, "护士上门怎么预约") == "护士上门服务：怎么预约"


def test_a_page_in_markdown(tmp_path: Path, store: ItemStore, imported: Import) -> None:
    path = tmp_path / "须知.md"
    path.write_text(files.MARKDOWN, encoding="utf-8")

    who, bring = imported(path, NOBODY)

    assert who.item.source.section == "谁可以报名" and who.item.source.issuer == "江门市老年大学"
    assert bring.item.answer.cmn.count("。") == 2
    assert answered(store, "老年大学谁可以报名") == "老年大学报名须知：谁可以报名"
    assert (who.item.topic, bring.item.topic) == ("learning", "learning")


def test_vouchers_have_their_period(tmp_path: Path, imported: Import) -> None:
    rows = [
        ("券名", "面额", "使用时间", "领取方式", "不用手机怎么领", "使用范围", "属地"),
        ("银发餐饮券", "满50减20元", "2026年1月1日至6月30日", "微信小程序", "社区居委会", "长者饭堂", "开平市"),
        ("助浴补贴", "每次40元", "名额用完为止", "", "镇街窗口", "", "开平市"),
    ]
    restaurant, bath = imported(files.canteen_xlsx(tmp_path / "券.xlsx", rows))

    item = restaurant.item
    assert (item.kind, item.districts) == ("voucher", ("开平",))
    assert (str(item.valid_from), str(item.valid_until)) == ("2026-01-01", "2026-06-30")
    assert item.voucher is not None and item.voucher.claim_without_phone is not None
    assert bath.item.valid_until is None and any("名额用完为止" in note for note in bath.notes)


def test_columns_by_order_of_a_person(tmp_path: Path, imported: Import) -> None:
    rows = [("甲", "乙", "备考"), ("东湖长者饭堂", "蓬江区东湖路8号", "装修过")]
    path = files.canteen_xlsx(tmp_path / "t.xlsx", rows)
    given = Given(issuer="甲方", published="2026", columns={"甲": "title", "乙": "address"})

    (draft,) = imported(path, given)

    assert draft.item.canteen is not None and draft.item.canteen.address == "蓬江区东湖路8号"
    assert any("装修过" in note for note in draft.notes)


def test_a_list_of_other_places_makes_no_canteens(tmp_path: Path, imported: Import) -> None:
    rows = [
        ("名称", "地址", "电话"),
        ("白沙养老院", "蓬江区白沙1号", "0750-3000001"),
        ("乐宁养老院", "蓬江区乐宁2号", "0750-3000002"),
    ]
    (draft,) = imported(files.canteen_xlsx(tmp_path / "养老机构.xlsx", rows))

    assert draft.item.kind == "service" and draft.item.topic == "residential_care"
    assert "名称：白沙养老院，地址：蓬江区白沙1号，电话：0750-3000001。" in draft.item.answer.cmn


def test_what_is_hidden_or_tried_in_a_workbook_is_told(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    rows = [*files.canteen_rows(), ("4", "=cmd|'/c calc'!A1", "江海区", "江海区1号", "0750-3000003", "5元", "", "", "")]
    path = files.canteen_xlsx(tmp_path / "饭堂.xlsx", rows)
    book = load_workbook(path)
    book["名单"].row_dimensions[3].hidden = True
    book["名单"]["B5"].data_type = "s"
    book.create_sheet("旧名单").sheet_state = "hidden"
    book.save(path)

    drafted = draft_file(path, GIVEN, today=TODAY).drafts

    assert [draft.item.title.cmn for draft in drafted.drafts] == ["东湖长者饭堂", "会城助餐点", "cmd|'/c calc'!A1"]
    assert any("公式符号" in note for note in drafted.drafts[-1].notes)
    assert any("旧名单" in remark for remark in drafted.remarks) and any(
        "第3行" in remark for remark in drafted.remarks
    )


def test_long_sections_are_cut_between_sentences(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "长.txt"
    sentence = "社区每个月的第一个星期一上午给老人量血压、测血糖。"
    path.write_text("健康服务\n\n一、量血压\n" + sentence * 30, encoding="utf-8")

    drafts = imported(path)

    assert len(drafts) == 3
    assert all(one.item.answer.cmn.endswith("。") and one.item.answer.cmn.startswith("社区") for one in drafts)
    assert "".join(one.item.answer.cmn for one in drafts) == sentence * 30


def test_the_action_plan(imported: Import, tmp_path: Path) -> None:
    plan = Path(__file__).parents[4] / "shared" / "sources" / "jiangmen-silver-economy-plan-2025-2027.txt"
    if not plan.is_file():
        pytest.skip("the action plan is not here")
    drafts = imported(plan, Given(issuer="江门市", published="unknown"))

    titles = [one.item.title.cmn for one in drafts]
    assert {title.partition("（")[0] for title in titles} >= {
        "优化基本养老服务供给",
        "拓宽为老便民生活服务",
        "推进社会适老化改造",
    }
    assert all(one.item.source.title.endswith("行动方案（2025-2027年）") for one in drafts)
    assert all(len(one.item.answer.cmn) <= 320 for one in drafts)
