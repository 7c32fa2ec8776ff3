"""Learns how a recogniser mishears Cantonese, from what was said and what it wrote.

    python -m qiaoban_rasa.learn_mishearing pairs.tsv > qiaoban_rasa/mishearing_rules/cantonese.yml

The file has two columns, said and recognised; lines that begin with # are passed over. Only what one syllable became
another in place is learned: which beginnings and which ends are taken for which, and how often. No text is kept.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple
from typing import Counter as CounterOf

import yaml

from qiaoban_rasa.syllables import cantonese
from qiaoban_rasa.units import Reader

_FEWEST = 5
"""What was heard less often may be chance."""
_LEAST_SHARE = 0.02
"""Of a beginning or an end, what it becomes less often than this is left out."""


def pairs(path: Path) -> Iterator[Tuple[str, str]]:
    """What was said and what was recognised.

    Raises:
        OSError, ValueError: the file cannot be read, or has lines of other than two columns.
    """
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            if row and not row[0].startswith("#"):
                if len(row) != 2:
                    raise ValueError(f"{path}:{number}: two columns are wanted, said and recognised")
                yield row[0], row[1]


def learn(said_and_heard: Iterator[Tuple[str, str]]) -> Dict[str, Any]:
    """The rules: how often only the character is wrong, and what beginnings and ends are taken for where more is."""
    reader = Reader()
    starts: Dict[str, CounterOf[str]] = defaultdict(Counter)
    ends: Dict[str, CounterOf[str]] = defaultdict(Counter)
    wrong = alike = 0
    for said, heard in said_and_heard:
        a, b = ([u.reading for u in reader.read(text)] for text in (said, heard))
        for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if what == "replace" and j - i == m - k:
                for one, other in zip(a[i:j], b[k:m], strict=True):
                    sounds, heard_as = cantonese(one), cantonese(other)
                    if not sounds or not heard_as:
                        continue
                    wrong += 1
                    if sounds == heard_as:
                        alike += 1
                        continue
                    starts[sounds[0]][heard_as[0]] += 1
                    ends[sounds[1]][heard_as[1]] += 1
    return {
        "same_sound": round(alike / max(1, wrong), 3),
        "starts": _shares(starts),
        "ends": _shares(ends),
    }


def _shares(counted: Mapping[str, CounterOf[str]]) -> Dict[str, Dict[str, float]]:
    found: Dict[str, Dict[str, float]] = {}
    for sound, others in sorted(counted.items()):
        total = sum(others.values())
        kept = {other: round(n / total, 3) for other, n in others.most_common() if _counts(n, total)}
        if set(kept) - {sound}:
            found[sound] = kept
    return found


def _counts(times: int, total: int) -> bool:
    return times >= _FEWEST and times / total >= _LEAST_SHARE


def main(arguments: List[str]) -> None:
    """Print the rules learned from the file named."""
    rules = learn(pairs(Path(arguments[0])))
    print("# Learned by `python -m qiaoban_rasa.learn_mishearing`; see there and in mandarin.yml what it means.")
    print(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
