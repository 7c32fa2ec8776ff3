"""Reads knowledge items from YAML files and names the file and line of every fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.item import Item
from knowledge.yaml_lines import Located, problem_of, read_yaml


class ItemError(ValueError):
    """Items cannot be used. The text has one line per fault: file, line, what is wrong, what to do.

    Attributes:
        faults: the same lines.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__("\n".join([f"The knowledge items have {count}. Mend them and try again:", *faults]))


def default_items_directory() -> Path:
    """The folder of the items that come with the program."""
    return Path(__file__).parent / "items"


def item_files(folder: Path) -> list[Path]:
    """The files under ``folder`` that hold items, sorted: ``.yaml`` and ``.yml``, hidden ones left out."""
    return sorted(p for p in folder.rglob("*.y*ml") if p.suffix in {".yaml", ".yml"} and not _hidden(p, folder))


def load_items(place: Path | str) -> list[Item]:
    """All items in the YAML files under a folder, sorted by file and place in it; or those in one file.

    A file holds one item or a list of items.

    Raises:
        ItemError: the folder is missing or has no items, or any file or item has a fault.
    """
    folder = Path(place)
    if not folder.exists():
        raise ItemError([f"{folder}: there is no such folder; set the folder of the items"])
    faults: list[str] = []
    items = _distinct(item_files(folder) if folder.is_dir() else [folder], faults)
    if faults:
        raise ItemError(faults)
    if not items:
        raise ItemError([f"{folder}: no items found; put at least one .yaml file with an item there"])
    return items


def parse_items(text: str, name: str) -> list[Item]:
    """The items in YAML text; ``name`` stands for the file in what is said of a fault.

    Raises:
        ItemError: it is no YAML, or an item has a fault.
    """
    faults: list[str] = []
    items = [item for item, _ in _read_text(text, Path(name), faults)]
    if faults:
        raise ItemError(faults)
    return items


def _distinct(files: Sequence[Path], faults: list[str]) -> list[Item]:
    """The items in the files; of those with the same id the first one, the others are faults."""
    items: list[Item] = []
    places: dict[str, str] = {}
    for path in files:
        for item, place in _read_file(path, faults):
            if item.id in places:
                faults.append(
                    f"{place}: id: {item.id!r} is already used at {places[item.id]}; every item needs its own"
                )
                continue
            places[item.id] = place
            items.append(item)
    return items


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _read_file(path: Path, faults: list[str]) -> Iterator[tuple[Item, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(f"{path}:{line}: is not UTF-8 text; save the file as UTF-8")
    except OSError as error:
        faults.append(f"{path}: cannot be read: {error.strerror}")
    else:
        yield from _read_text(text, path, faults)


def _read_text(text: str, path: Path, faults: list[str]) -> Iterator[tuple[Item, str]]:
    try:
        document = read_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line, problem = problem_of(error) if isinstance(error, yaml.YAMLError) else (1, str(error))
        faults.append(f"{path}:{line}: not valid YAML: {problem}")
        return
    if document.value is None:
        return
    listed = isinstance(document.value, list)
    for number, data in enumerate(document.value if listed else [document.value]):
        base: tuple[int | str, ...] = (number,) if listed else ()
        item = _validate(path, document, base, data, faults)
        if item is not None:
            yield item, f"{path}:{document.line((*base, 'id'))}"


def _validate(path: Path, document: Located, base: tuple[int | str, ...], data: Any, faults: list[str]) -> Item | None:
    try:
        return Item.model_validate(data)
    except ValidationError as error:
        name = f"item {data['id']!r}: " if isinstance(data, dict) and isinstance(data.get("id"), str) else ""
        for detail in error.errors(include_url=False):
            where = ".".join(map(str, detail["loc"]))
            said = f"{where}: {_plain(detail)}" if where else _plain(detail)
            faults.append(f"{path}:{document.line((*base, *detail['loc']))}: {name}{said}")
        return None


_PLAIN = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a field of an item; check its spelling and indentation",
    "string_too_short": "is empty; write something or leave the field out",
    "too_short": "is an empty list; give at least one",
    "model_type": "should be a group of indented fields",
    "model_attributes_type": "should be a group of indented fields",
    "tuple_type": "should be a list, one '- ' line each",
}


def _plain(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "string_type":
        return f"should be text, but is {detail['input']!r}; put it in quotes"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return f"{detail['input']!r} is not written as it should be (pattern {detail['ctx']['pattern']})"
    message = detail["msg"]
    return f"{message[0].lower()}{message[1:]}, but is {detail['input']!r}"
