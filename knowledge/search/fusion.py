"""How much each way of matching counts, and what else lifts or lowers an item."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from knowledge.search.attributes import Mask
from knowledge.search.matching import Scores

WEIGHTS: Mapping[str, float] = {
    "mandarin": 0.12,
    "inside": 0.04,
    "whole": 0.28,
    "jyutping": 0.08,
    "pinyin": 0.08,
    "semantic": 0.4,
}
"""Shares of the fused score, before scaling to those that are present."""

_SAME_DISTRICT = 0.08
_OTHER_DISTRICT = 0.6


def fuse(parts: Mapping[str, Scores]) -> Scores:
    """Weighted mean of the parts, each 0..1."""
    used = {name: scores for name, scores in parts.items() if name in WEIGHTS}
    total = sum(WEIGHTS[name] for name in used)
    fused: Scores = sum(scores * (WEIGHTS[name] / total) for name, scores in used.items())  # type: ignore[assignment]
    return fused


def adjust(fused: Scores, *, same_district: Mask, other_district: Mask) -> Scores:
    """Fused scores after looking at districts named in the query.

    Args:
        fused: shape (candidates, passages).
        same_district: candidates of a district that the query names; they rise.
        other_district: candidates of other districts only, where it names one; they fall.
    """
    lifted = fused + _SAME_DISTRICT * same_district[:, None]
    adjusted: Scores = np.where(other_district[:, None], lifted * _OTHER_DISTRICT, lifted).astype(np.float32)
    return adjusted
