"""The inner loops of a search, compiled: everything that is done once for each unit of a text or entry of a list.

They run without the interpreter's lock, so that people who ask at once do not wait for each other. Numba compiles them
when they are first called and keeps the result beside this file, or in the user's cache or NUMBA_CACHE_DIR; where none
of them can be written, they are compiled anew each time. Bounds are not checked: arguments are as their callers' are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

BREAK = 0
"""Stands between units that are not beside each other. Numba keeps it compiled in, so it is at home here."""

UNIT_BITS = 22
"""Bits for the number of a unit: four million of them are more than any text has. At home here for the same reason."""


F = TypeVar("F", bound=Callable[..., Any])


def _compiled(function: F, *, fastmath: bool = False) -> F:
    try:
        return numba.njit(function, nogil=True, cache=True, fastmath=fastmath)  # type: ignore[no-any-return]
    except RuntimeError:  # no place for a cache
        return numba.njit(function, nogil=True, fastmath=fastmath)  # type: ignore[no-any-return]


@_compiled
def _terms_of_stretch(
    units: Array, classes: Array, slots: Array, pairs: Array, seen: Array, stamp: int, found: Array
) -> int:
    """Write the distinct terms of a query that ``units`` have into ``found``; how many there are.

    ``seen`` holds, for each term, the stamp of the last stretch it was met in.
    """
    count, before = 0, -1
    for unit in units:
        slot = slots[classes[unit]]
        if slot >= 0:
            if seen[slot] != stamp:
                seen[slot] = stamp
                found[count] = slot
                count += 1
            if before >= 0:
                both = pairs[before, slot]
                if both >= 0 and seen[both] != stamp:
                    seen[both] = stamp
                    found[count] = both
                    count += 1
        before = slot
    return count


@_compiled
def _telling(wanted: Array, keys: Array, counts: Array, items: int) -> Array:
    """How telling each of ``wanted`` is (its idf); a term that no item has is the most telling."""
    telling = np.empty(len(wanted), np.float32)
    for n, place in enumerate(np.searchsorted(keys, wanted)):
        count = counts[place] if place < len(keys) and keys[place] == wanted[n] else 0
        telling[n] = np.log1p((items - count + 0.5) / (count + 0.5))
    return telling


@_compiled
def _single_terms(numbers: Array, slots: Array) -> tuple[Array, Array]:
    """Which term each of ``numbers`` is, each unknown one another; and the number of each term."""
    places, firsts = np.empty(len(numbers), np.int64), np.empty(len(numbers), np.int64)
    count = 0
    for n, number in enumerate(numbers):
        place = slots[number] if number > BREAK else -1
        if place < 0:
            place = count
            firsts[place] = number
            count += 1
            if number > BREAK:
                slots[number] = place
        places[n] = place
    return places, firsts[:count]


@_compiled
def query_terms(
    numbers: Array,
    beside: Array,
    within: Array,
    size: int,
    kind: int,
    all_keys: Array,
    all_counts: Array,
    items: int,
) -> tuple[Array, Array, Array, Array]:
    """The distinct terms of a query, single ones first, then neighbours, and how telling they are.

    Args:
        numbers: of each unit of the query; below 0: unknown.
        beside: two neighbours among the units, shape (pairs, 2).
        within: which passage has which unit, then which pair, shape (units + pairs, passages).
        size: above every number.
        kind: of single terms; that of neighbours is one more.
        all_keys: keys of the terms of all items, ascending.
        all_counts: how many items have each.
        items: how many there are.

    Returns:
        keys of the terms, -1 for unknown ones; weights in each passage, shape (terms, passages); of each number its
        term, or -1; of two single terms their neighbourhood, or -1.
    """
    slots = np.full(size, -1, np.int32)
    places, firsts = _single_terms(numbers, slots)
    singles = len(firsts)
    pairs = np.full((singles, singles), -1, np.int32)
    rows = np.empty(len(within), np.int64)
    rows[: len(numbers)] = places
    keys = np.full(singles + len(beside), -1, np.int64)
    keys[:singles] = np.where(firsts >= 0, kind << 2 * UNIT_BITS | firsts, -1)
    terms = singles
    for n, (left, right) in enumerate(beside):
        first, second = places[left], places[right]
        if pairs[first, second] < 0:
            pairs[first, second] = terms
            if firsts[first] >= 0 and firsts[second] >= 0:
                keys[terms] = (kind + 1) << 2 * UNIT_BITS | firsts[first] << UNIT_BITS | firsts[second]
            terms += 1
        rows[len(numbers) + n] = pairs[first, second]
    keys = keys[:terms]
    weights = np.zeros((terms, within.shape[1]), np.float32)
    telling = _telling(keys, all_keys, all_counts, items)
    for n, row in enumerate(rows):
        for passage in range(within.shape[1]):
            if within[n, passage]:
                weights[row, passage] = telling[row]
    return keys, weights, slots, pairs


@_compiled
def shares(
    items: Array,
    firsts: Array,
    starts: Array,
    units: Array,
    factors: Array,
    text_weights: Array,
    classes: Array,
    slots: Array,
    pairs: Array,
    weights: Array,
    best: Array,
) -> tuple[Array, Array]:
    """Share of the query in the best text of each item, and of the best text in the query.

    Args:
        items: the items to compare, shape (items,).
        firsts: of every item its first text, the last entry the end.
        starts: of every text its first unit, the last entry the end.
        units: of all texts, breaks between.
        factors: how much a term counts in each text; long ones are held back.
        text_weights: weight of all terms of each text.
        classes: what each unit counts as.
        slots: of each class, its place among the terms of the query, or -1.
        pairs: of two single terms, the place of their neighbourhood, or -1.
        weights: of the terms in each passage, shape (terms, passages).
        best: shares of all texts of ``items`` in a row, shape (texts, passages); those found here are added.

    Returns:
        both shares, shape (items, passages), 0..1.
    """
    terms, passages = weights.shape
    total = np.zeros(passages, np.float32)
    for term in range(terms):
        for passage in range(passages):
            total[passage] += weights[term, passage]
    total = np.maximum(total, np.float32(1e-9))
    seen, found = np.full(terms, -1, np.int64), np.empty(terms, np.int64)
    gained = np.empty(passages, np.float32)
    of_query = np.zeros((len(items), passages), np.float32)
    of_text = np.zeros((len(items), passages), np.float32)
    row = 0
    for place, item in enumerate(items):
        for text in range(firsts[item], firsts[item + 1]):
            stretch = units[starts[text] : starts[text + 1]]
            count = _terms_of_stretch(stretch, classes, slots, pairs, seen, row, found)
            gained[:] = 0
            for term in found[:count]:
                for passage in range(passages):
                    gained[passage] += weights[term, passage]
            for passage in range(passages):
                share = min(gained[passage] * factors[text] / total[passage], np.float32(1))
                best[row, passage] += share
                of_query[place, passage] = max(of_query[place, passage], share)
                inside = min(gained[passage] / max(text_weights[text], np.float32(1e-9)), np.float32(1))
                of_text[place, passage] = max(of_text[place, passage], inside)
            row += 1
    return of_query, of_text


@_compiled
def counted(
    items: Array,
    firsts: Array,
    starts: Array,
    units: Array,
    factors: Array,
    answer_starts: Array,
    answers: Array,
    answer_factor: float,
    classes: Array,
    slots: Array,
    pairs: Array,
    terms: int,
) -> Array:
    """How often each term of a query stands in all texts of each item and its answer, shape (items, terms).

    A term counts once in a text, as much as ``factors`` has for the text, and ``answer_factor`` in the answer. The
    other arguments are those of `shares`.
    """
    seen, found = np.full(terms, -1, np.int64), np.empty(terms, np.int64)
    counts = np.zeros((len(items), terms), np.float32)
    stamp = 0
    for place, item in enumerate(items):
        for text in range(firsts[item], firsts[item + 1]):
            stretch = units[starts[text] : starts[text + 1]]
            count = _terms_of_stretch(stretch, classes, slots, pairs, seen, stamp, found)
            stamp += 1
            for term in found[:count]:
                counts[place, term] += factors[text]
        answer = answers[answer_starts[item] : answer_starts[item + 1]]
        count = _terms_of_stretch(answer, classes, slots, pairs, seen, stamp, found)
        stamp += 1
        for term in found[:count]:
            counts[place, term] += answer_factor
    return counts


@_compiled
def _replace_top(heap: Array, owners: Array, value: float, owner: int) -> None:
    """Put ``value`` in place of the least of ``heap``, which is at its top."""
    place = 0
    while True:
        child = 2 * place + 1
        if child >= len(heap):
            break
        if child + 1 < len(heap) and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[place], owners[place] = heap[child], owners[child]
        place = child
    heap[place], owners[place] = value, owner


@_compiled
def whole_weights(starts: Array, units: Array, keys: Array, counts: Array, items: int) -> Array:
    """How telling all terms of each text are together, float32, shape (texts,).

    ``starts`` and ``units`` are those of `shares`; the rest those of `query_terms`; units count as themselves.
    """
    weights = np.zeros(len(starts) - 1, np.float32)
    singles = _telling(np.arange(units.max() + 1 if len(units) else 0), keys, counts, items)
    both = np.empty(1, np.int64)
    for text in range(len(weights)):
        before = BREAK
        for unit in units[starts[text] : starts[text + 1]]:
            if unit > BREAK:
                weights[text] += singles[unit]
                if before > BREAK:
                    both[0] = 1 << 2 * UNIT_BITS | np.int64(before) << UNIT_BITS | np.int64(unit)
                    weights[text] += _telling(both, keys, counts, items)[0]
            before = unit
    return weights


@_compiled
def append_items(
    listed: Array, ends: Array, starts: Array, places: Array, lengths: Array, items: Array, begin: int
) -> None:
    """Add the items of some terms to those of all, as far as there is room.

    Args:
        listed: items of all terms; written to.
        ends: of each term, where its next item belongs in ``listed``; moved on.
        starts: of each term, where its items begin, the last entry the end.
        places: of the terms to add, ascending.
        lengths: how many items each of them brings.
        items: those of all of them in a row, counted from ``begin``.
        begin: number of the first item.
    """
    row = 0
    for n, place in enumerate(places):
        taken = min(lengths[n], starts[place + 1] - ends[place])
        for item in items[row : row + taken]:
            listed[ends[place]] = begin + item
            ends[place] += 1
        row += lengths[n]


@_compiled
def heaviest(
    wanted: Array,
    factors: Array,
    keys: Array,
    counts: Array,
    starts: Array,
    listed: Array,
    allowed: Array,
    work: int,
    most: int,
) -> Array:
    """At most ``most`` of the ``allowed`` items with the greatest sum of what their terms are worth, ascending.

    Args:
        wanted: distinct terms of a query.
        factors: how much each of them counts beside how telling it is.
        keys: all terms, ascending.
        counts: how many items have each.
        starts: where the items of each begin in ``listed``, the last entry the end.
        listed: items of all terms; of the most common ones the first items only, which are looked at where the other
            terms do not lead to enough.
        allowed: mask over all items.
        work: entries of ``listed`` to look at once there are any; those of the rarest terms come first.
        most: how many at most.
    """
    places = np.searchsorted(keys, wanted)
    there = np.array([n for n, place in enumerate(places) if place < len(keys) and keys[place] == wanted[n]], np.int64)
    lengths = starts[places[there] + 1] - starts[places[there]]
    totals = np.zeros(len(allowed), np.float32)
    looked_at, reached = 0, 0
    for n in np.argsort(lengths):
        place = places[there[n]]
        if (reached and looked_at + lengths[n] > work) or (reached >= most and lengths[n] < counts[place]):
            break
        looked_at += lengths[n]
        weight = factors[there[n]] * np.log1p((len(allowed) - counts[place] + 0.5) / (counts[place] + 0.5))
        for item in listed[starts[place] : starts[place + 1]]:
            reached += allowed[item] and totals[item] == 0
            totals[item] += weight
    kept = min(most, len(allowed))
    heap, owners = np.zeros(kept, np.float32), np.full(kept, -1, np.int64)
    for item in range(len(totals)):
        if totals[item] > heap[0] and allowed[item]:
            _replace_top(heap, owners, totals[item], item)
    return np.sort(owners[owners >= 0])


@partial(_compiled, fastmath=True)
def nearest_texts(items: Array, firsts: Array, vectors: Array, passages: Array) -> Array:
    """Greatest inner product of a text of each item with each passage, at least 0, shape (items, passages).

    Args:
        items: the items to compare.
        firsts: of every item its first text, the last entry the end.
        vectors: of all texts, shape (texts, dimension).
        passages: float32, shape (passages, dimension).
    """
    best = np.zeros((len(items), len(passages)), np.float32)
    for place, item in enumerate(items):
        for text in range(firsts[item], firsts[item + 1]):
            for passage in range(len(passages)):
                alike = np.float32(0)
                for n in range(vectors.shape[1]):
                    alike += np.float32(vectors[text, n]) * passages[passage, n]
                best[place, passage] = max(best[place, passage], alike)
    return best
