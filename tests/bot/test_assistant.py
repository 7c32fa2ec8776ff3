"""Whole turns with the real guard, items, wording and SQLite; what Rasa would understand is given by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.directive import Directive
from bot.memory import ConversationStore, Database
from bot.reply import Reply, RiskLevel
from bot.safety import Guard
from bot.topics import Topic
from bot.turn import Dialect, Turn
from bot.understanding import Understanding
from bot.wording import Wording
from knowledge.item import Bilingual, CanteenFacts, Item, Questions, SourceRef, VoucherFacts
from knowledge.loading import default_items_directory, load_items
from knowledge.search import KnowledgeSearch
from tests.conftest import finished

TODAY = date(2026, 11, 25)
SOURCE = SourceRef(title="通告", issuer="社区", published="2026-11")


@dataclass
class Understands:
    """Understands each text as the test says."""

    as_said: dict[str, Directive] = field(default_factory=dict)
    available: bool = True

    async def understand(self, turn: Turn) -> Understanding:
        nothing = Directive(do="search", topic=Topic.UNKNOWN, confidence=0.0)
        return Understanding(directive=self.as_said.get(turn.text, nothing))


Ask = Callable[..., Reply]


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load()


@pytest.fixture(scope="module")
def shipped() -> KnowledgeSearch:
    """The shipped items, found by characters and sounds."""
    return KnowledgeSearch(load_items(default_items_directory()), None)


@pytest.fixture
def conversation(tmp_path: Path, guard: Guard, shipped: KnowledgeSearch) -> Iterator[Callable[..., Ask]]:
    """Begins a conversation: given items (the shipped ones by default) and how texts are understood."""
    databases: list[Database] = []
    wording = Wording.load()

    def begin(as_said: dict[str, Directive] | None = None, items: list[Item] | None = None) -> Ask:
        database = Database(f"sqlite:///{tmp_path / 'memory.db'}")
        database.migrate()
        databases.append(database)
        assistant = Assistant(
            guard=guard,
            understander=Understands(as_said or {}),
            knowledge=KnowledgeSearch(items, None) if items else shipped,
            wording=wording,
            store=ConversationStore(database),
            today=lambda: TODAY,
        )

        def ask(text: str, dialect: Dialect | None = None) -> Reply:
            return finished(assistant.answer(Turn(session_id="s", text=text, dialect=dialect)))

        return ask

    yield begin
    for database in databases:
        database.close()


def act(do: str, topic: Topic, confidence: float = 1.0) -> Directive:
    return Directive(do=do, topic=topic, confidence=confidence)


def voucher(**when: date | None) -> Item:
    return Item(
        id="tea-voucher",
        kind="voucher",
        topic="voucher",
        title=Bilingual(cmn="银发早茶券", yue="银发早茶券"),
        answer=Bilingual(cmn="银发早茶券每人五十元。", yue="银发早茶券每人五十蚊。"),
        questions=Questions(cmn=("早茶券多少钱",), yue=("早茶券几多钱",)),
        source=SOURCE,
        verified_on=TODAY,
        grade="A",
        voucher=VoucherFacts(amount=Bilingual(cmn="五十元", yue="五十蚊")),
        **when,  # type: ignore[arg-type]
    )


def test_a_swindle_told_in_pieces_is_recognised_as_a_whole(conversation: Callable[..., Ask]) -> None:
    ask = conversation()
    assert ask("有个人话系公安局打嚟").risk.level is not RiskLevel.HIGH
    warned = ask("佢叫我将啲钱转去佢畀我嘅户口")
    assert warned.risk.level is RiskLevel.HIGH
    assert "impersonating_police" in warned.risk.kinds
    assert "96110" in warned.text


def test_a_warning_is_not_given_again_for_words_that_add_nothing(conversation: Callable[..., Ask]) -> None:
    ask = conversation({"多谢你": act("thanks", Topic.THANKS)})
    assert ask("派出所打电话让我把钱转到安全账户").risk.level is RiskLevel.HIGH
    thanked = ask("多谢你")
    assert thanked.topic is Topic.THANKS
    assert thanked.risk.level is RiskLevel.NONE


@pytest.mark.parametrize("said", ["我已经转了钱", "我已经转咗钱", "我啱啱转咗畀佢"])
def test_money_that_has_gone_after_a_warning_gets_the_steps(conversation: Callable[..., Ask], said: str) -> None:
    ask = conversation()
    ask("派出所打电话让我把钱转到安全账户")
    reply = ask(said)
    assert reply.risk.level is RiskLevel.HIGH
    assert "110" in reply.text
    assert "银行" in reply.text


@pytest.mark.parametrize("said", ["还没转", "仲未转"])
def test_who_has_not_paid_is_kept_from_it(conversation: Callable[..., Ask], said: str) -> None:
    ask = conversation({said: act("deny", Topic.DENY)})
    ask("派出所打电话让我把钱转到安全账户")
    reply = ask(said)
    assert "96110" in reply.text
    assert reply.topic is Topic.FRAUD


def test_what_begins_later_is_not_offered_as_there(conversation: Callable[..., Ask]) -> None:
    items = [voucher(valid_from=date(2027, 6, 1))]
    reply = conversation(items=items)("早茶券几多钱")
    assert "2027年6月1日" in reply.text
    assert reply.text.index("仲未有") < reply.text.index("五十蚊")


def test_what_has_ended_is_said_to_have_ended_in_words_and_on_its_card(conversation: Callable[..., Ask]) -> None:
    reply = conversation(items=[voucher(valid_until=date(2026, 10, 31))])("早茶券几多钱")
    assert reply.text.startswith("呢样到 2026年10月31日")
    assert "2026年10月31日" in reply.cards[0].fields["valid"]


def canteen(name: str, **when: date | None) -> Item:
    return Item(
        id=f"canteen-{'old' if when else 'new'}",
        kind="canteen",
        topic="canteen",
        title=Bilingual(cmn=name, yue=name),
        answer=Bilingual(cmn=f"{name}有饭。", yue=f"{name}有饭食。"),
        questions=Questions(cmn=("台山哪里有饭堂",), yue=("台山边度有饭堂",)),
        districts=("台山",),
        source=SOURCE,
        verified_on=TODAY,
        grade="A",
        canteen=CanteenFacts(),
        **when,  # type: ignore[arg-type]
    )


def test_a_canteen_that_has_closed_is_not_listed_beside_one_that_is_open(conversation: Callable[..., Ask]) -> None:
    items = [canteen("台城海棠饭堂"), canteen("斗山木棉饭堂", valid_until=date(2025, 1, 1))]
    ask = conversation({"台山边度有饭堂": act("find_canteen", Topic.CANTEEN)}, items)
    reply = ask("台山边度有饭堂")
    assert "海棠" in reply.text
    assert "木棉" not in reply.text
    assert len(reply.cards) == 1


@pytest.mark.parametrize("text", ["边度有饭堂", "饭堂喺边", "附近有冇饭堂", "饭堂", "长者饭堂"])
def test_without_a_district_none_is_picked_at_random(conversation: Callable[..., Ask], text: str) -> None:
    reply = conversation({text: act("find_canteen", Topic.CANTEEN)})(text)
    assert "边个区" in reply.text
    assert len(reply.options) >= 3
    assert all(card.kind != "canteen" for card in reply.cards)


def test_a_canteen_called_by_its_name_needs_no_district(conversation: Callable[..., Ask]) -> None:
    text = "麻三村饭堂几多钱一餐"
    reply = conversation({text: act("find_canteen", Topic.CANTEEN)})(text)
    assert reply.cards[0].id == "canteen-jianghai-masan"
    assert "边个区" not in reply.text


def test_other_cities_are_not_answered_with_ours(conversation: Callable[..., Ask]) -> None:
    text = "北京有冇长者饭堂"
    reply = conversation({text: act("find_canteen", Topic.CANTEEN)})(text)
    assert reply.cards == ()
    assert "江门" in reply.text


def test_a_dialect_asked_for_holds_and_the_answer_is_given_again_in_it(conversation: Callable[..., Ask]) -> None:
    first = "江海区边度有长者饭堂"
    canteens = act("find_canteen", Topic.CANTEEN)
    ask = conversation(
        {first: canteens, "开平边度有饭堂": canteens, "讲普通话": act("switch_dialect", Topic.SWITCH_DIALECT)}
    )
    assert ask(first).dialect is Dialect.YUE
    switched = ask("讲普通话")
    assert switched.dialect is Dialect.CMN
    assert "麻三" in switched.text
    assert "元" in switched.text
    assert ask("开平边度有饭堂").dialect is Dialect.CMN


def test_after_a_correction_the_other_dialect_gives_the_corrected_answer(conversation: Callable[..., Ask]) -> None:
    first, corrected = "江海区边度有长者饭堂", "唔系，我系讲新会"
    ask = conversation(
        {
            first: act("find_canteen", Topic.CANTEEN),
            corrected: act("deny", Topic.DENY),
            "讲普通话": act("switch_dialect", Topic.SWITCH_DIALECT),
        }
    )
    ask(first)
    assert "新会" in ask(corrected).text
    switched = ask("讲普通话")
    assert "新会" in switched.text
    assert switched.cards[0].kind == "canteen"


def test_the_steps_hold_for_as_long_as_the_money_is_gone(conversation: Callable[..., Ask]) -> None:
    ask = conversation()
    ask("派出所打电话让我把钱转到安全账户")
    steps = ask("我已经转了钱", Dialect.YUE).text
    assert ask("我好惊啊，佢又打嚟叫我再转多三万", Dialect.YUE).text == steps


def test_thanks_in_between_does_not_change_what_is_said_again(conversation: Callable[..., Ask]) -> None:
    first = "江海区边度有长者饭堂"
    ask = conversation(
        {
            first: act("find_canteen", Topic.CANTEEN),
            "唔该": act("thanks", Topic.THANKS),
            "再讲一次": act("repeat", Topic.REPEAT),
        }
    )
    answer = ask(first)
    ask("唔该")
    assert ask("再讲一次").text == answer.text


def test_slower_and_faster_meet_again(conversation: Callable[..., Ask]) -> None:
    ask = conversation({"慢啲": act("slower", Topic.SLOWER), "快啲": act("faster", Topic.SLOWER)})
    assert "慢" in ask("慢啲").text
    assert "快" in ask("快啲").text


def test_a_no_that_is_hardly_understood_does_not_talk_past_a_question(conversation: Callable[..., Ask]) -> None:
    text = "噉我使唔使去啊"
    unsure = conversation({text: act("deny", Topic.DENY, 0.3)})(text)
    assert unsure.topic is Topic.UNKNOWN
    assert "12345" in unsure.text
    assert conversation({text: act("deny", Topic.DENY, 0.9)})(text).topic is Topic.DENY


def test_what_only_might_be_an_emergency_is_asked_back(conversation: Callable[..., Ask]) -> None:
    text = "嗰只雀仔又飞走咗喇"
    unsure = conversation({text: act("emergency", Topic.EMERGENCY, 0.2)})(text)
    assert not unsure.emergency
    assert "120" in unsure.text
    sure = conversation({text: act("emergency", Topic.EMERGENCY, 0.9)})(text)
    assert sure.emergency


def test_for_what_is_not_known_only_the_number_has_a_source(conversation: Callable[..., Ask]) -> None:
    item = voucher().model_copy(update={"known": False})
    reply = conversation(items=[item])("早茶券几多钱")
    assert "资料嚟自" not in reply.speech
    assert "打边个电话，资料嚟自社区" in reply.text
    assert reply.sources


def test_control_characters_are_not_part_of_what_was_said(conversation: Callable[..., Ask]) -> None:
    text = "江海区边度有长者饭堂"
    reply = conversation({text: act("find_canteen", Topic.CANTEEN)})("江海区\x00边度有\x1b长者饭堂")
    assert "麻三" in reply.text


def test_the_address_of_a_page_is_shown_but_not_read_out(conversation: Callable[..., Ask]) -> None:
    source = SourceRef(title="通告", issuer="网上转载页（abc.com）", published="2026-11")
    reply = conversation(items=[voucher().model_copy(update={"source": source})])("早茶券几多钱")
    assert "abc.com" in reply.text
    assert "abc.com" not in reply.speech
    assert "网上转载页" in reply.speech
