"""Twelve small items, search trained on them once for the whole folder, and ways to write many more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from knowledge.chinese import characters, normalise
from knowledge.dialect import to_mandarin
from knowledge.item import Bilingual, Item, Questions, SourceRef
from knowledge.search import Encoder, KnowledgeSearch
from knowledge.search.encoder import StaticEncoder, load_encoder
from knowledge.search.encoder_training import character_tokenizer, train_encoder
from knowledge.search.texts import asked_texts
from knowledge.training import load_search, train

_STEPS = 300
"""Batches that twelve items are learned from; as many as all items need would take most of the tests' time."""

_SOURCE = SourceRef(title="测试资料", issuer="测试单位", published="2026-01")

_CONTENT: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "canteen-jianghai", "canteen", "江海区长者饭堂", ("江海",),
        ("江海区的老人在哪里吃饭", "江海的长者饭堂多少钱一餐", "外海有没有给老人吃饭的食堂"),
        ("江海边度有长者饭堂", "外海老人家去边度食饭", "江海饭堂几多钱一餐"),
    ),
    (
        "canteen-xinhui", "canteen", "新会区长者饭堂", ("新会",),
        ("新会的老人在哪里吃饭", "会城的长者饭堂多少钱", "新会有没有社区食堂"),
        ("新会边度有长者饭堂", "会城老人家去边度食饭", "新会饭堂几多钱"),
    ),
    (
        "age-allowance", "allowance", "高龄津贴", (),
        ("高龄津贴有多少钱", "八十岁老人每个月有没有钱领", "高龄补贴怎么申请"),
        ("高龄津贴几多钱", "八十岁有冇钱攞", "高龄津贴点样申请"),
    ),
    (
        "home-adaptation", "home_adaptation", "居家适老化改造", (),
        ("卫生间装扶手有补贴吗", "家里怕老人摔倒想改造", "适老化改造怎么申请"),
        ("厕所装扶手有冇补贴", "屋企惊老人家跌亲想改下", "适老化改造点申请"),
    ),
    (
        "pension-check", "social_insurance", "养老金资格认证", (),
        ("养老金认证怎么做", "退休金要刷脸认证吗", "没做认证养老金停发怎么办"),
        ("养老金认证点做", "退休金系咪要影面认证", "冇做认证停咗出粮点算"),
    ),
    (
        "elder-card", "elder_card", "老人优待证与免费坐公交", (),
        ("老人坐公交车免费吗", "优待证怎么办理", "六十五岁坐车要钱吗"),
        ("老人家搭巴士使唔使钱", "优待证点办", "六十五岁搭车使唔使畀钱"),
    ),
    (
        "home-nurse", "home_care", "护士上门服务", (),
        ("护士能不能上门打针", "老人走不动有没有人上门看病", "上门换药多少钱"),
        ("护士可唔可以上门打针", "行唔郁有冇人上门睇病", "上门换药几钱"),
    ),
    (
        "phone-lessons", "learning", "教老人用智能手机", (),
        ("哪里教老人用手机", "想学用微信视频", "老年大学怎么报名"),
        ("边度教老人家用手机", "想学用微信倾计", "老年大学点报名"),
    ),
    (
        "safe-account", "fraud", "冒充公检法要求转到安全账户", (),
        ("派出所打电话叫我把钱转到安全账户", "说我涉嫌洗钱要转账是不是骗人", "警察会叫人转账吗"),
        ("差佬打电话叫我过数去安全账户", "话我洗黑钱要转钱系咪呃人", "公安会唔会叫人转账"),
    ),
    (
        "hotline-12345", "hotline", "12345政府热线", (),
        ("12345是什么电话", "有事找政府打哪个电话", "投诉打什么电话"),
        ("12345系咩电话", "有嘢揾政府打边个电话", "投诉打咩电话"),
    ),
    (
        "voucher-2025", "voucher", "2025年家电消费券", (),
        ("家电消费券怎么领", "买空调有没有补贴券", "消费券在哪里用"),
        ("家电消费券点攞", "买冷气有冇消费券", "消费券喺边度用"),
    ),
    (
        "voucher-2026", "voucher", "2026年家电消费补贴", (),
        ("今年买家电有补贴吗", "买冰箱洗衣机补多少", "家电换新怎么申请"),
        ("今年买家电有冇补贴", "买雪柜洗衣机补几多", "家电换新点申请"),
    ),
)  # fmt: skip


def _item(row: tuple[str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]) -> Item:
    item_id, topic, title, districts, cmn, yue = row
    return Item(
        id=item_id,
        kind="service",
        topic=topic,  # type: ignore[arg-type]
        title=Bilingual(cmn=title, yue=title),
        answer=Bilingual(cmn=f"关于{title}，请问居委会。", yue=f"关于{title}，问下居委会啦。"),
        questions=Questions(cmn=cmn, yue=yue),
        districts=districts,  # type: ignore[arg-type]
        valid_until=date(2025, 12, 31) if item_id == "voucher-2025" else None,
        source=_SOURCE,
        verified_on=date(2026, 11, 1),
        grade="A",
    )


def written(item_id: str, title: str, answer: str, *questions: str, **other: Any) -> Item:
    """An item in which both dialects say the same; asked for by its title where there are no ``questions``."""
    return Item(
        id=item_id,
        title=Bilingual(cmn=title, yue=title),
        answer=Bilingual(cmn=answer, yue=answer),
        questions=Questions(cmn=questions or (title,), yue=questions or (title,)),
        source=_SOURCE,
        verified_on=date(2026, 11, 1),
        grade="A",
        **{"kind": "service", "topic": "activities"} | other,
    )


_PLACES = (
    "环市", "白沙", "北街", "潮连", "荷塘", "棠下", "杜阮", "礼乐", "江南", "圭峰",
    "双水", "古井", "崖门", "台城", "大江", "水步", "三埠", "长沙", "月山", "龙口",
)  # fmt: skip
_OFFERS = {
    "长者饭堂": "食饭", "助浴": "冲凉", "康复训练": "行返路", "血压检查": "量血压", "书法班": "写毛笔字",
    "手机课": "学发相片", "轮椅出租": "借轮椅", "上门理发": "剪头发", "日间照料": "日头有人睇住", "舞蹈队": "跳舞",
}  # fmt: skip


def town() -> list[Item]:
    """200 items: what there is in each of twenty places, each with a number of its own."""
    return [
        written(
            f"offer-{number}",
            f"{place}的{offer}",
            f"{place}有{offer}，请打{3_500_000 + number}问清楚再去。",
            f"{place}哪里有{offer}",
            f"想喺{place}{wish}要揾边个",
        )
        for number, (place, offer, wish) in enumerate((p, o, w) for p in _PLACES for o, w in _OFFERS.items())
    ]


def character_encoder(items: Sequence[Item], dimension: int = 128) -> Encoder:
    """An encoder that tells texts by their characters only: each has a random vector, nothing is trained."""
    texts = [text for item in items for text in asked_texts(item)]
    forms = [form for text in texts for form in (normalise(text), to_mandarin(text))]
    vocabulary = sorted({unit for form in forms for unit in characters(form)})
    chance = np.random.default_rng(0)
    vectors = chance.standard_normal((len(vocabulary) + 1, dimension)).astype(np.float32)
    vectors[0] = 0.0
    return StaticEncoder(character_tokenizer(vocabulary), vectors)


@pytest.fixture(scope="session")
def items() -> list[Item]:
    return [_item(row) for row in _CONTENT]


@pytest.fixture(scope="session")
def trained(items: list[Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("models") / "knowledge"
    torch.set_num_threads(1)  # on batches this small, threads would mostly wait for each other
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("knowledge.training.train_encoder", partial(train_encoder, steps=_STEPS))
        train(items, directory)
    return directory


@pytest.fixture(scope="session")
def search(items: list[Item], trained: Path) -> KnowledgeSearch:
    return load_search(items, trained)


@pytest.fixture(scope="session")
def encoder(trained: Path) -> Encoder:
    """The one trained on ``items``."""
    (folder,) = trained.glob("encoder-*")
    return load_encoder(folder)
