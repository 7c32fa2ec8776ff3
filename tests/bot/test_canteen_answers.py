"""Whole turns about places to eat: what is asked is answered first, from what is known, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.assistant import Assistant
from bot.directive import Directive
from bot.memory import ConversationStore, Database
from bot.reply import Reply
from bot.topics import Topic
from bot.turn import Channel, Dialect, Turn
from bot.understanding import Understanding
from bot.wording import Wording
from knowledge.canteens import Reason, canteens_of
from knowledge.item import Admission, Bilingual, CanteenFacts, Item, Opening, Price, Questions, SourceRef, VoucherFacts
from knowledge.places import Place
from knowledge.search import KnowledgeSearch
from tests.bot.talking import guard
from tests.conftest import finished

WEDNESDAY = date(2026, 11, 25)
NOON = time(12, 0)
WORKING_DAYS = (1, 2, 3, 4, 5)


def both(text: str) -> Bilingual:
    return Bilingual(cmn=text, yue=text)


def item(name: str, district: str = "新会", **more: Any) -> Item:
    kind = "voucher" if "voucher" in more else "canteen"
    fields: dict[str, Any] = {
        "id": f"{kind}-{name.encode().hex()}",
        "kind": kind,
        "topic": kind,
        "title": both(name),
        "answer": both(f"{name}就是这样。"),
        "questions": Questions(cmn=(f"{name}在哪里",), yue=(f"{name}喺边度",)),
        "districts": (district,),
        "source": SourceRef(title="通告", issuer="社区", published="2026-11"),
        "verified_on": WEDNESDAY,
        "grade": "A",
    }
    return Item(**(fields | more))


def canteen(name: str, district: str = "新会", **facts: Any) -> Item:
    return item(name, district, canteen=CanteenFacts(**facts))


def price(yuan: float, who: str = "老人") -> Price:
    return Price(who=both(who), yuan=yuan, what=both("一餐，两荤两素"))


BANYAN = canteen(
    "榕树头长者饭堂",
    neighbourhood="榕树头社区",
    address="新会榕树头社区同乐路8号",
    opening=(Opening(days=WORKING_DAYS, opens="11:00", closes="13:30"),),
    prices=(price(9),),
    delivery=True,
    phone="6601234",
    latitude=22.5300,
    longitude=113.0300,
)
LOTUS = canteen(
    "莲塘长者饭堂",
    neighbourhood="莲塘村",
    opening=(Opening(opens="06:30", closes="09:00"), Opening(opens="17:00", closes="19:00")),
    prices=(price(5, "莲塘村老人"),),
    admission=Admission(men_from=60, women_from=55, residents_of="莲塘村"),
    delivery=False,
    latitude=22.5200,
    longitude=113.0300,
)
SILENT = canteen("银杏长者饭堂", neighbourhood="银杏社区")
FAR = canteen("海棠长者饭堂", "台山", prices=(price(12),), latitude=22.2500, longitude=112.8000)


class Understands:
    """Takes every turn for a question about canteens, or for one of search alone."""

    available = True

    def __init__(self, do: str) -> None:
        self._do = do

    async def understand(self, _: Turn) -> Understanding:
        topic = Topic.CANTEEN if self._do == "find_canteen" else Topic.UNKNOWN
        return Understanding(directive=Directive(do=self._do, topic=topic, confidence=0.9))


Ask = Callable[..., Reply]


@pytest.fixture
def conversation(tmp_path: Path) -> Iterator[Callable[..., Ask]]:
    """Begins a conversation at a kiosk: with which items, at what time, and where the kiosk stands."""
    database = Database(f"sqlite:///{tmp_path / 'memory.db'}")
    database.migrate()

    def begin(
        *items: Item, clock: time = NOON, today: date = WEDNESDAY, place: Place | None = None, do: str = "find_canteen"
    ) -> Ask:
        assistant = Assistant(
            guard=guard(),
            understander=Understands(do),
            knowledge=KnowledgeSearch(items or (BANYAN, LOTUS, SILENT, FAR), None),
            wording=Wording.load(),
            store=ConversationStore(database),
            today=lambda: today,
            clock=lambda: clock,
            place=place,
        )

        def ask(text: str, dialect: Dialect = Dialect.YUE, channel: Channel = Channel.KIOSK) -> Reply:
            return finished(assistant.answer(Turn(session_id="s", text=text, dialect=dialect, channel=channel)))

        return ask

    yield begin
    database.close()


def first_line(reply: Reply) -> str:
    return reply.speech.split("\n")[0]


def shown(reply: Reply) -> list[str]:
    return [card.title for card in reply.cards]


Conversation = Callable[..., Ask]


@pytest.mark.parametrize(
    ("clock", "said", "card"),
    [
        (time(12, 0), "而家开紧，开到下昼1点半", "照平时开到下昼1点半"),
        (time(10, 59), "而家冇开，今日朝早11点先开", "今日朝早11点先开"),
        (time(13, 30), "而家冇开，听日朝早11点先开", "听日朝早11点先开"),
    ],
)
def test_open_now_is_decided_by_the_usual_hours_and_says_so(
    conversation: Conversation, clock: time, said: str, card: str
) -> None:
    reply = conversation(clock=clock)("榕树头饭堂而家开唔开门")
    assert said in first_line(reply)
    assert "平时" in first_line(reply)
    assert card in reply.cards[0].fields["open_now"]


def test_after_friday_it_opens_on_monday(conversation: Conversation) -> None:
    reply = conversation(clock=time(14), today=date(2026, 11, 27))("榕树头饭堂现在开着吗", Dialect.CMN)
    assert "现在没开，星期一上午11点才开" in first_line(reply)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("榕树头饭堂礼拜日开唔开", "嗰阵冇开"),
        ("榕树头饭堂听日开唔开", "嗰阵有开"),
        ("榕树头饭堂几点收", "礼拜一到礼拜五朝早11点到下昼1点半"),
        ("榕树头饭堂下昼两点开唔开", "嗰阵冇开"),
        ("莲塘饭堂夜晚几点收", "日日朝早6点半到朝早9点、下昼5点到夜晚7点"),
        ("榕树头饭堂夜晚几点收", "礼拜一到礼拜五朝早11点到下昼1点半"),
        ("榕树头饭堂而家仲有冇饭食", "而家开紧，开到下昼1点半"),
        ("榕树头饭堂十二点半有冇得食", "嗰阵有开"),
        ("莲塘饭堂朝早六点有冇早餐", "嗰阵冇开"),
        ("莲塘饭堂听晚有冇得食", "有夜饭食"),
        ("莲塘饭堂晏昼有冇得食", "嗰阵冇开"),
        ("榕树头饭堂礼拜六有冇夜饭食", "嗰阵冇开"),
    ],
)
def test_other_times_and_meals(conversation: Conversation, text: str, said: str) -> None:
    assert said in first_line(conversation()(text))


def test_who_asks_when_a_meal_is_hears_that_there_is_one(conversation: Conversation) -> None:
    assert "有夜饭食。" in conversation()("莲塘饭堂夜晚几点收").text
    assert "有晏昼饭食。" in conversation()("榕树头饭堂中午几点开").text


def test_meals_that_are_listed_are_all_that_is_promised(conversation: Conversation) -> None:
    ask = conversation(canteen("木棉饭堂", meals=("lunch", "dinner")), SILENT)
    assert first_line(ask("木棉饭堂有没有早餐", Dialect.CMN)) == "资料只写了有午饭、晚饭，没有写早餐。"
    assert first_line(ask("木棉饭堂有冇夜饭食")) == "有夜饭食。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("银杏饭堂几点开", "开门时间未查到，去之前问下嗰度嘅居委、村委，或者打12345。"),
        ("银杏饭堂几钱一餐", "收几钱未查到"),
        ("银杏饭堂边个可以食", "边个可以食未查到"),
        ("银杏饭堂送唔送餐", "送唔送餐未查到"),
        ("银杏饭堂电话几多号", "电话未查到"),
        ("银杏饭堂喺边条路", "地址未查到"),
        ("银杏饭堂有冇夜饭食", "有冇夜饭食未查到"),
    ],
)
def test_what_is_not_known_is_said_with_whom_to_ask(conversation: Conversation, text: str, said: str) -> None:
    reply = conversation()(text)
    assert said in first_line(reply)
    assert "12345" in first_line(reply)
    assert "open_now" not in reply.cards[0].fields


def test_whom_to_ask_is_the_place_itself_where_its_number_is_known(conversation: Conversation) -> None:
    reply = conversation(canteen("木棉饭堂", phone="6605678"), SILENT)("木棉饭堂几点开")
    assert first_line(reply) == "开门时间未查到，去之前打6605678问清楚先。"


@pytest.mark.parametrize(
    ("text", "dialect", "said"),
    [
        ("榕树头饭堂几多钱一餐", Dialect.YUE, "老人一餐9蚊，两荤两素。"),
        ("榕树头食堂一顿多少钱", Dialect.CMN, "老人一餐9元，两荤两素。"),
        ("榕樹頭飯堂送唔送餐", Dialect.YUE, "有得送餐。"),
        ("莲塘食堂送不送饭", Dialect.CMN, "这家不送餐。"),
        ("榕树头饭堂电话几多", Dialect.YUE, "电话系6601234。"),
        ("榕树头饭堂喺边条路", Dialect.YUE, "喺新会榕树头社区同乐路8号。"),
    ],
)
def test_the_fact_that_was_asked_for_comes_first_and_the_rest_after_it(
    conversation: Conversation, text: str, dialect: Dialect, said: str
) -> None:
    reply = conversation()(text, dialect)
    assert first_line(reply) == said
    assert "就是这样" in reply.text
    assert reply.text.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我六十二岁，莲塘饭堂食唔食得", "岁数够，不过要睇户口"),
        ("我莲塘户口，六十二岁，莲塘饭堂食唔食得", "岁数够，食得"),
        ("阿妈五十六岁，莲塘户口，莲塘饭堂食唔食得", "岁数够，食得"),
        ("阿爸五十六岁，莲塘户口，莲塘饭堂食唔食得", "岁数未够"),
        ("我五十六岁，莲塘户口，莲塘饭堂食唔食得", "男女嘅岁数唔同"),
        ("我五十岁，莲塘饭堂食唔食得", "岁数未够"),
        ("我唔系莲塘户口，莲塘饭堂食唔食得", "第度户口食唔食得冇写"),
        ("莲塘饭堂边个可以食", "莲塘村户口，男人满60岁，女人满55岁"),
    ],
)
def test_who_may_eat(conversation: Conversation, text: str, said: str) -> None:
    assert said in first_line(conversation()(text))


def test_everyone_may_eat_where_that_is_known(conversation: Conversation) -> None:
    ask = conversation(canteen("木棉饭堂", admission=Admission(everyone=True)), SILENT)
    assert first_line(ask("外地户口，木棉饭堂食唔食得")) == "个个都食得。"


def test_in_a_district_those_that_meet_the_wish_come_first_and_the_unknown_are_told_apart(
    conversation: Conversation,
) -> None:
    reply = conversation()("新会有冇得送餐嘅饭堂")
    assert first_line(reply) == "榕树头长者饭堂：有得送餐。"
    assert "送唔送餐未查到嘅仲有：银杏长者饭堂" in reply.text
    assert "莲塘" not in reply.text


def test_a_wish_that_nobody_meets_is_not_passed_over(conversation: Conversation) -> None:
    reply = conversation(LOTUS, FAR)("新会哪里有饭堂可以送餐", Dialect.CMN)
    assert first_line(reply) == "我知道的新会饭堂，没有一家合您要的。莲塘长者饭堂：这家不送餐。"


def test_where_nothing_is_known_of_any_it_is_said_once(conversation: Conversation) -> None:
    reply = conversation(SILENT, canteen("木棉饭堂"))("新会饭堂几点开门")
    assert first_line(reply).startswith("新会嘅饭堂，几时开都未查到。")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("新会边间饭堂最平", "莲塘长者饭堂"),
        ("新会有冇九蚊一餐嗰间", "榕树头长者饭堂"),
        ("九蚊一餐嗰间饭堂", "榕树头长者饭堂"),
        ("五蚊一餐嗰间", "莲塘长者饭堂"),
        ("哪家食堂最便宜", "莲塘长者饭堂"),
        ("台山有冇十五蚊以下嘅饭堂", "海棠长者饭堂"),
    ],
)
def test_by_price(conversation: Conversation, text: str, first: str) -> None:
    assert shown(conversation()(text))[0] == first


def test_nothing_for_free_is_said_with_the_cheapest(conversation: Conversation) -> None:
    reply = conversation()("有冇饭堂唔使钱食饭")
    assert first_line(reply).startswith("查到收几钱嘅饭堂，都唔啱你要嘅。莲塘长者饭堂：呢间要收钱。")
    assert "收几钱未查到嘅仲有：银杏长者饭堂" in reply.text


def test_whose_price_is_unknown_is_not_said_to_cost_too_much(conversation: Conversation) -> None:
    reply = conversation()("新会有冇三蚊以下嘅饭堂")
    assert first_line(reply).startswith("查到收几钱嘅新会饭堂，都唔啱你要嘅。莲塘长者饭堂：呢间唔止呢个数。")
    assert "收几钱未查到嘅仲有：银杏长者饭堂" in reply.text
    assert shown(reply) == ["莲塘长者饭堂", "银杏长者饭堂"]
    assert "冇一间啱" in conversation(BANYAN, LOTUS)("新会有冇三蚊以下嘅饭堂").text


def test_those_that_are_open_now_come_before_those_that_are_not(conversation: Conversation) -> None:
    assert shown(conversation(clock=time(12))("新会边间饭堂而家开紧"))[0] == "榕树头长者饭堂"
    assert shown(conversation(clock=time(18))("新会边间饭堂而家开紧"))[0] == "莲塘长者饭堂"


KIOSK = Place("圭峰服务站", "新会", 22.5210, 113.0300)


def test_a_kiosk_that_knows_its_place_names_the_nearest_and_how_far(conversation: Conversation) -> None:
    reply = conversation(place=KIOSK)("离我最近嘅饭堂喺边")
    assert shown(reply) == ["莲塘长者饭堂", "榕树头长者饭堂", "海棠长者饭堂", "银杏长者饭堂"]
    assert first_line(reply) == "离圭峰服务站直线大约100米。"
    assert "榕树头长者饭堂（大约1公里）" in reply.text
    assert "银杏长者饭堂（几远未知）" in reply.text


def test_the_place_is_the_kiosks_not_that_of_a_message(conversation: Conversation) -> None:
    ask = conversation(place=KIOSK)
    assert "边个区" in ask("附近有冇饭堂", channel=Channel.WECHAT).text
    assert "边个区" not in ask("附近有冇饭堂").text


def test_without_a_place_the_district_is_asked_back(conversation: Conversation) -> None:
    reply = conversation()("附近有冇饭堂")
    assert "边个区" in reply.text
    assert reply.cards == ()


def test_what_is_known_of_one_district_is_no_answer_for_all(conversation: Conversation) -> None:
    many = item(
        "台山老友饭堂有几多间",
        "台山",
        id="taishan-count",
        kind="service",
        questions=Questions(cmn=("哪里有长者饭堂",), yue=("边度有长者饭堂",)),
    )
    ask = conversation(many, BANYAN, LOTUS, SILENT, FAR)
    assert first_line(ask("边度有长者饭堂")).startswith("你喺边个区")
    assert ask("老友饭堂有几多间").sources[0].id == "taishan-count"


def test_a_district_that_was_ruled_out_is_not_answered(conversation: Conversation) -> None:
    assert shown(conversation()("唔系新会，系台山边度有饭堂")) == ["海棠长者饭堂"]
    assert shown(conversation()("新会，讲错咗，台山嘅饭堂")) == ["海棠长者饭堂"]


@pytest.mark.parametrize("text", ["同乐路嗰边有冇饭食", "榕树头有冇饭堂", "榕樹頭社區嗰間"])
def test_a_street_or_a_neighbourhood_is_enough(conversation: Conversation, text: str) -> None:
    reply = conversation()(text)
    assert shown(reply) == ["榕树头长者饭堂"]
    assert reply.cards[0].fields["neighbourhood"] == "榕树头社区"


def test_a_question_that_names_nothing_is_about_the_one_just_spoken_of(conversation: Conversation) -> None:
    ask = conversation()
    ask("榕树头饭堂喺边")
    assert first_line(ask("几点收")).startswith("榕树头长者饭堂：平时礼拜一到礼拜五")
    assert first_line(ask("礼拜日开唔开")).startswith("榕树头长者饭堂：照平时嘅钟数，嗰阵冇开")
    assert first_line(ask("那家食堂多少钱", Dialect.CMN)) == "榕树头长者饭堂：老人一餐9元，两荤两素。"
    assert shown(ask("莲塘饭堂几点收")) == ["莲塘长者饭堂"]


@pytest.mark.parametrize("text", ["几点开门", "几点钟开门", "嗰间几点开门", "几点闩门"])
def test_the_time_of_the_door_is_asked_of_the_one_just_spoken_of(conversation: Conversation, text: str) -> None:
    ask = conversation()
    ask("榕树头饭堂喺边")
    assert first_line(ask(text)).startswith("榕树头长者饭堂：平时礼拜一到礼拜五")


def test_after_a_canteen_whether_it_is_still_there_is_whether_it_is_open(conversation: Conversation) -> None:
    ask = conversation()
    ask("榕树头饭堂喺边")
    assert "而家开紧" in first_line(ask("而家仲有冇"))
    ask = conversation(voucher(valid_until=WEDNESDAY), do="search")
    ask("银发早茶券喺边度")
    assert "仲有效" in first_line(ask("而家仲有冇"))


@pytest.mark.parametrize("text", ["过咗期未", "几多钱", "几点收", "电话几多号"])
@pytest.mark.parametrize("do", ["find_canteen", "search", "answer"])
def test_what_names_nothing_after_nothing_is_asked_back(conversation: Conversation, text: str, do: str) -> None:
    reply = conversation(voucher(), BANYAN, LOTUS, SILENT, FAR, do=do)(text)
    assert first_line(reply).startswith("你讲边样？")
    assert reply.sources == ()


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("江门长者饭堂饭菜点样", True),
        ("长者饭堂啲饭好难食，点投诉", False),
        ("长者饭堂有几多间", False),
        ("长者饭堂打边个电话", False),
    ],
)
def test_the_district_is_asked_only_where_places_are_looked_for(
    conversation: Conversation, text: str, asks: bool
) -> None:
    general = item(
        "长者饭堂总览",
        id="all",
        kind="service",
        topic="canteen",
        districts=(),
        questions=Questions(cmn=("长者饭堂怎样",), yue=(text,)),
    )
    reply = conversation(general, BANYAN, LOTUS, SILENT, FAR)(text)
    assert [source.id for source in reply.sources] == ["all"]
    assert ("边个区" in reply.text) is asks


def voucher(name: str = "银发早茶券", **when: Any) -> Item:
    return item(name, voucher=VoucherFacts(), **when)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (WEDNESDAY, "仲有效，到 2026年11月25日 为止"),
        (WEDNESDAY - timedelta(days=1), "到 2026年11月24日 已经完咗"),
        (None, "资料冇写几时完，呢个系2026年11月嘅讲法"),
    ],
)
def test_until_when_something_holds(conversation: Conversation, until: date | None, said: str) -> None:
    ask = conversation(voucher(valid_until=until), BANYAN, LOTUS, SILENT, FAR, do="search")
    assert said in first_line(ask("银发早茶券过咗期未"))
    ask("银发早茶券喺边度")
    assert said in first_line(ask("到几时为止"))


PLAN = SourceRef(title="行动方案（2025-2027年）", issuer="江门市", published="2026-11")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"valid_until": date(2027, 12, 31)}, "呢份方案做到 2027年12月31日"),
        ({"valid_until": WEDNESDAY - timedelta(days=1)}, "呢份方案做到 2026年11月24日，已经过咗"),
        ({"valid_until": date(2027, 12, 31), "known": False}, "陪诊就是这样。"),
        ({"valid_until": date(2026, 12, 31), "topic": "health"}, "陪诊就是这样。"),
    ],
)
def test_the_date_of_a_plan_is_not_that_of_what_it_speaks_of(
    conversation: Conversation, more: dict[str, Any], said: str
) -> None:
    fields: dict[str, Any] = {"id": "escort", "kind": "service", "topic": "errands", "source": PLAN}
    fields["questions"] = Questions(cmn=("陪诊什么时候截止",), yue=("陪诊服务几时截止",))
    ask = conversation(item("陪诊", **(fields | more)), BANYAN, LOTUS, SILENT, FAR, do="search")
    for text in ("陪诊服务几时截止", "过咗期未"):
        reply = ask(text)
        assert first_line(reply).startswith(said)
        assert "有效" not in reply.text


def test_what_is_fresh_says_nothing_of_its_age_unless_asked(conversation: Conversation) -> None:
    assert first_line(conversation(voucher(), do="search")("银发早茶券喺边度")) == "银发早茶券就是这样。"


@pytest.mark.parametrize(
    ("published", "verified", "said"),
    [
        ("2024-10", WEDNESDAY, "呢个系2024年10月嘅资料，可能变咗"),
        ("2024-12", WEDNESDAY, None),
        ("2024", WEDNESDAY, None),
        ("2026-01", WEDNESDAY - timedelta(days=181), "我哋上次核对系2026年5月28日，可能变咗"),
        ("2026-01", WEDNESDAY - timedelta(days=180), None),
    ],
)
def test_what_is_old_carries_its_date_aloud(
    conversation: Conversation, published: str, verified: date, said: str | None
) -> None:
    source = SourceRef(title="通告", issuer="社区", published=published)
    reply = conversation(voucher(source=source, verified_on=verified), do="search")("银发早茶券喺边度")
    assert (said in reply.speech) if said else ("可能变咗" not in reply.speech)


def test_an_answer_that_names_its_year_does_not_hear_it_twice(conversation: Conversation) -> None:
    source = SourceRef(title="通告", issuer="社区", published="2023-10")
    old = voucher(source=source, answer=both("2023年10月的报道说有早茶券。"))
    assert "可能变咗" not in conversation(old, do="search")("银发早茶券喺边度").speech


@pytest.mark.parametrize("dialect", list(Dialect))
def test_there_is_a_phrase_for_every_reason(dialect: Dialect) -> None:
    wording = Wording.load()
    slots = dict.fromkeys(("whom", "hours", "closes", "opens", "meal", "meals", "price", "eligible"), "…")
    for reason in get_args(Reason):
        assert wording.say(f"canteen_{reason}", dialect, **slots)


def test_items_that_are_edited_are_seen_at_once() -> None:
    knowledge = KnowledgeSearch([BANYAN], None)
    assert canteens_of(knowledge) is canteens_of(knowledge)
    knowledge.apply([LOTUS])
    assert canteens_of(knowledge).neighbourhood("莲塘有冇饭堂") == "莲塘"
