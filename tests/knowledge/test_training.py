from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.item import Item
from knowledge.search.calibration import FEATURES, Calibration, fit
from knowledge.search.encoder import EncoderError, StaticEncoder, load_encoder
from knowledge.search.encoder_training import DIMENSION, train_encoder
from knowledge.search.tokens import CHARACTERS, tokens_of
from knowledge.training import is_trained, load_search, train


def _encoder_folder(trained: Path) -> Path:
    (folder,) = trained.glob("encoder-*")
    return folder


def test_the_fast_encoder_equals_sentence_transformers(trained: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [
        "江海区哪里有老人食堂?",
        "12345系咩电话",
        "",
        "😀",
        "zzz",
        "魑魅 高龄",
        "舅父ABC12返嚟，한국어 ひらがな ٣ e\u0301 _a_ 𠮷々〇",
    ]
    expected = SentenceTransformer(str(_encoder_folder(trained)), device="cpu").encode(texts)
    fast = load_encoder(_encoder_folder(trained))
    assert isinstance(fast, StaticEncoder)
    given = fast.encode(texts)
    assert given.dtype == np.float32
    assert given.shape == (7, DIMENSION)
    np.testing.assert_allclose(given, expected, atol=1e-6)
    assert not given[3].any()


@pytest.mark.parametrize("pattern", [CHARACTERS, r"(\w)(\w)?", r"\p{Han}"])
def test_tokens_are_those_of_the_tokenizer(pattern: str) -> None:
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "饭": 1, "堂": 2, "a1": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split(Regex(pattern), behavior="removed", invert=True)
    texts = ["饭堂，a1食", "", " ", "堂a1"]
    expected = [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]
    assert tokens_of(tokenizer)(texts) == expected


def test_a_model_of_another_make_is_run_by_sentence_transformers(trained: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense

    known = SentenceTransformer(str(_encoder_folder(trained)), device="cpu")
    other = SentenceTransformer(modules=[known[0], Dense(DIMENSION, 32)], device="cpu")
    other.save(str(tmp_path / "other"), create_model_card=False)
    vectors = load_encoder(tmp_path / "other").encode(["高龄补贴", "食堂"])
    assert vectors.shape == (2, 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_unchanged_items_need_no_training(items: list[Item], trained: Path) -> None:
    assert is_trained(items, trained)
    assert is_trained(list(reversed(items)), trained)
    assert not is_trained(items[:-1], trained)
    assert not is_trained(items, trained / "elsewhere")


def test_old_training_serves_changed_items(items: list[Item], trained: Path) -> None:
    search = load_search(items[:5], trained)
    assert search.semantic
    assert search.search("高龄津贴几多钱")[0].item.id == "age-allowance"


def test_a_training_cut_short_leaves_the_last_one(items: list[Item], trained: Path, tmp_path: Path) -> None:
    home = tmp_path / "models"
    shutil.copytree(trained, home)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(items[:8], home, progress=stop)
    assert is_trained(items, home)
    assert [p.name for p in home.glob("encoder-*")] == [_encoder_folder(trained).name]


def test_damage_is_noticed(items: list[Item], trained: Path, tmp_path: Path) -> None:
    home = tmp_path / "models"
    shutil.copytree(trained, home)
    next(home.rglob("model.safetensors")).write_bytes(b"not weights")
    with pytest.raises(EncoderError, match="qiaoban train"):
        load_encoder(_encoder_folder(home))
    assert load_search(items, home).search("高龄津贴几多钱")[0].item.id == "age-allowance"
    (home / "trained.json").write_text("{", encoding="utf-8")
    assert not is_trained(items, home)


def test_an_encoder_that_is_not_there_is_explained(
    items: list[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EncoderError, match="no encoder folder"):
        load_encoder(tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match="not a sentence-transformers model"):
        load_search(items, tmp_path, encoder=str(tmp_path / "empty"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="not on this machine"):
        load_encoder("nobody/no-such-model")


def test_the_same_seed_gives_the_same_encoder(items: list[Item], tmp_path: Path) -> None:
    for name in ("a", "b"):
        train_encoder(items, tmp_path / name, seed=3, steps=20)
    first, second = (load_encoder(tmp_path / n).encode(["高龄补贴多少钱"]) for n in ("a", "b"))
    np.testing.assert_array_equal(first, second)


def test_one_item_is_too_few(items: list[Item], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two items"):
        train(items[:1], tmp_path / "models")


def test_calibration_learns_what_tells_and_survives_json() -> None:
    chance = np.random.default_rng(0)
    rows, right = [], []
    for _ in range(400):
        told, noise = chance.random(2)
        rows.append({f: float(noise) for f in FEATURES} | {"fused": float(told)})
        right.append(bool(told > 0.5))
    fitted = fit(rows, right, [1.0] * len(rows))
    assert min(fitted.weights) >= 0
    blank = dict.fromkeys(FEATURES, 0.5)
    assert fitted.probability(blank | {"fused": 0.9}) > 0.8
    assert fitted.probability(blank | {"fused": 0.1}) < 0.2
    assert Calibration.from_json(fitted.to_json()) == fitted
    with pytest.raises(ValueError, match="train again"):
        Calibration.from_json('{"weights": [1], "bias": 0}')
