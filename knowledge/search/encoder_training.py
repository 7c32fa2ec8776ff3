"""Trains the static encoder: a character embedding, averaged, contrasted between items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.item import Item
from knowledge.search.encoder_data import PairSource
from knowledge.search.off_topic import off_topic
from knowledge.search.tokens import CHARACTERS

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

DIMENSION = 128
BATCH = 64
STEPS = 1200
"""Enough on up to a few hundred items: half a minute on one core."""
LEARNING_RATE = 0.02
TOKEN_DROPOUT = 0.3
"""Share of characters left out of every training text, so that none is leant on."""
UNKNOWN = "[UNK]"

Progress = Callable[[int, int], None]


def character_tokenizer(vocabulary: Sequence[str]) -> Tokenizer:
    """One token per Chinese character and per Latin or digit run; others are unknown, number 0."""
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    numbers = {UNKNOWN: 0, **{unit: n for n, unit in enumerate(vocabulary, start=1)}}
    tokenizer = Tokenizer(WordLevel(numbers, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = Split(Regex(CHARACTERS), behavior="removed", invert=True)
    return tokenizer


def train_encoder(
    items: Sequence[Item],
    directory: Path | str,
    *,
    seed: int = 0,
    steps: int = STEPS,
    against: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> None:
    """Train on ``items`` and save a sentence-transformers model in ``directory``.

    Args:
        items: at least two.
        directory: made if it is not there.
        seed: the same items and seed give the same encoder on one machine.
        steps: batches to train on.
        against: sentences about nothing here, to keep away from; the shipped ones when None.
        progress: told how many steps of how many are done.

    Raises:
        ValueError: fewer than two items.
    """
    if len(items) < 2:
        raise ValueError("an encoder needs at least two items to tell apart")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    pairs = PairSource(items, off_topic() if against is None else against, seed)
    tokenizer = character_tokenizer(pairs.vocabulary)
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn((tokenizer.get_vocab_size(), DIMENSION), generator=generator) / DIMENSION**0.5
    embedding = StaticEmbedding(tokenizer, embedding_weights=weights)
    model = SentenceTransformer(modules=[embedding, Normalize()], device="cpu")
    loss_of = MultipleNegativesRankingLoss(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, total_iters=steps)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a step is too small to be shared
    for step in range(steps):
        said, about = pairs.batch(BATCH)
        features = [_features(tokenizer, texts, generator) for texts in (said, about)]
        loss = loss_of(features, torch.zeros(len(said)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if progress and (step + 1) % 10 == 0:
            progress(step + 1, steps)
    torch.set_num_threads(threads)
    with torch.no_grad():
        embedding.embedding.weight[0] = 0.0
    Path(directory).mkdir(parents=True, exist_ok=True)
    model.save(str(directory), create_model_card=False)


def _features(tokenizer: Tokenizer, texts: list[str], generator: torch.Generator) -> dict[str, torch.Tensor]:
    """Token numbers of all texts in a row and where each begins, some tokens left out."""
    import torch

    rows = []
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        ids = torch.tensor(encoding.ids or [0])
        kept = ids[torch.rand(len(ids), generator=generator) >= TOKEN_DROPOUT]
        rows.append(kept if len(kept) else ids)
    starts = torch.tensor([0, *(len(r) for r in rows[:-1])]).cumsum(0)
    return {"input_ids": torch.cat(rows), "offsets": starts}
