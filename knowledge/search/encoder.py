"""Loads encoders: the project's own static one, or any sentence-transformers model."""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.encoder_error import EncoderError
from knowledge.search.semantic import Encoder, Vectors
from knowledge.search.tokens import tokens_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

__all__ = ["EncoderError", "ModelEncoder", "StaticEncoder", "load_encoder"]

_TINY = 1e-12
_TOGETHER = 500


class StaticEncoder:
    """A saved sentence-transformers model of one `StaticEmbedding`, run without torch.

    Gives what the model itself gives, in microseconds: the mean of the token vectors, at unit length.
    """

    def __init__(self, tokenizer: Tokenizer, matrix: Vectors) -> None:
        self._tokens = tokens_of(tokenizer)
        self._matrix = np.ascontiguousarray(matrix, dtype=np.float32)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._matrix.shape[1])

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension); zero for a text of unknown characters only."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _TOGETHER):
            tokens = self._tokens(texts[start : start + _TOGETHER])
            lengths = np.array([len(ids) for ids in tokens])
            some = np.flatnonzero(lengths)
            if len(some):
                row = self._matrix[list(chain.from_iterable(tokens))]
                firsts = np.concatenate([[0], np.cumsum(lengths[some])[:-1]])
                vectors[start + some] = np.add.reduceat(row, firsts, axis=0) / lengths[some, None]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(norms, _TINY)
        return unit


class ModelEncoder:
    """Any sentence-transformers model."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        vectors = self._model.encode(
            texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False, batch_size=64
        )
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(name_or_path: str | Path) -> Encoder:
    """The encoder in a folder, or the hub model of this name.

    A folder never touches the network. A name is fetched at first use and kept in the hub's cache.

    Raises:
        EncoderError: not there, not an encoder, or not to be had.
    """
    path = Path(name_or_path).expanduser()
    if path.is_dir():
        return _static(path) or _model(path)
    if path.is_absolute() or str(name_or_path).startswith((".", "~")):
        raise EncoderError(f"There is no encoder folder {path}. Train one with `qiaoban train`, or set another.")
    return _hub(str(name_or_path))


def _static(path: Path) -> StaticEncoder | None:
    """The fast form, where the folder holds a static embedding and at most a normalisation."""
    try:
        modules: list[dict[str, Any]] = json.loads((path / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(m["type"]).rsplit(".", 1)[-1] for m in modules]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(
            f"{path} is not a sentence-transformers model ({error}). Train again with `qiaoban train --force`."
        ) from error
    if kinds not in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]):
        return None
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    folder = path / str(modules[0]["path"])
    try:
        weights = load_file(folder / "model.safetensors")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises bare Exception
        if not isinstance(error, OSError | SafetensorError) and type(error) is not Exception:
            raise
        raise EncoderError(
            f"The encoder in {path} is damaged ({error}). Train again with `qiaoban train --force`."
        ) from error
    if "embedding.weight" not in weights:
        return None
    tokenizer.no_padding()
    return StaticEncoder(tokenizer, weights["embedding.weight"])


def _model(path: Path) -> ModelEncoder:
    from sentence_transformers import SentenceTransformer

    before = os.environ.get("HF_HUB_OFFLINE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        return ModelEncoder(SentenceTransformer(str(path), device="cpu", local_files_only=True))
    except Exception as error:
        raise EncoderError(f"{path} cannot be loaded as an encoder ({error}). Set another folder or name.") from error
    finally:
        if before is None:
            del os.environ["HF_HUB_OFFLINE"]
        else:
            os.environ["HF_HUB_OFFLINE"] = before


def _hub(name: str) -> ModelEncoder:
    from sentence_transformers import SentenceTransformer

    try:
        return ModelEncoder(SentenceTransformer(name, device="cpu", local_files_only=True))
    except Exception as absent:
        if os.environ.get("HF_HUB_OFFLINE") == "1":
            raise EncoderError(
                f"The encoder {name!r} is not on this machine and the network is switched off "
                "(HF_HUB_OFFLINE). Unset the encoder setting to use the project's own."
            ) from absent
    try:
        return ModelEncoder(SentenceTransformer(name, device="cpu"))
    except Exception as error:
        raise EncoderError(
            f"The encoder {name!r} cannot be had ({error}). Check its name and the network, "
            "or unset the encoder setting to use the project's own."
        ) from error
