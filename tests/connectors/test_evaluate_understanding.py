"""`qiaoban evaluate understanding`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import qiaoban
from tests.conftest import ROOT

UTTERANCES = """\
- {text: 长者饭堂喺边度, dialect: yue, topic: canteen, slice: clean}
- {text: 听日落唔落雨, dialect: yue, topic: unknown, slice: clean}
- {text: 你讲慢一点, dialect: cmn, topic: slower, slice: noisy, slots: {day: today}}
"""


def utterances(folder: Path, dev: str = UTTERANCES, test: str = UTTERANCES) -> Path:
    folder.mkdir()
    (folder / "dev_few.yaml").write_text(dev, encoding="utf-8")
    (folder / "test_few.yaml").write_text(test, encoding="utf-8")
    return folder


def test_what_rasa_understands_is_told_in_figures_mistakes_and_pictures(tmp_path: Path, trained: None) -> None:
    sets = utterances(tmp_path / "sets", dev=UTTERANCES + "- {text: 早晨, dialect: yue, topic: fraud, slice: clean}\n")
    said = qiaoban("evaluate", "understanding", "--sets", str(sets), "--show", "--chart", str(tmp_path), cwd=ROOT)
    assert said.returncode == 0, said.stderr
    assert "fraud → greet" in said.stdout
    assert "早晨" in said.stdout
    for name in ("understanding-confusions.svg", "understanding-reliability.svg"):
        assert "<svg" in (tmp_path / name).read_text("utf-8")
    as_json = qiaoban("evaluate", "understanding", "--sets", str(sets), "--json", "--no-stock", cwd=ROOT)
    ours = json.loads(as_json.stdout)["ours"]
    assert ours["in_scope"] == {"hits": 2, "of": 3}
    assert ours["refused"] == {"hits": 1, "of": 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--part", "test", "--show"), "only counted"),
        (("--write",), "--part test"),
        (("--sets", "nowhere"), "there are no utterances"),
    ],
)
def test_what_cannot_be_evaluated_is_said_with_what_can(
    tmp_path: Path, trained: None, arguments: tuple[str, ...], said: str
) -> None:
    done = qiaoban("evaluate", "understanding", *arguments, cwd=ROOT)
    assert done.returncode in (1, 2)
    assert said in done.stderr.replace("\n", "")


def test_every_fault_of_an_utterance_is_named_with_its_line(tmp_path: Path, trained: None) -> None:
    faulty = UTTERANCES + "- {text: 早晨, dialect: yue, topic: gretting, slice: clean}\n- {text: 听日落唔落雨}\n"
    sets = utterances(tmp_path / "sets", dev=faulty)
    done = qiaoban("evaluate", "understanding", "--sets", str(sets), cwd=ROOT)
    assert done.returncode == 1
    assert "dev_few.yaml:4: topic" in done.stderr.replace("\n", "")
    assert "dev_few.yaml:5: slice" in done.stderr.replace("\n", "")
