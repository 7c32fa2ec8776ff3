"""Reads the guard's data files and names the file and line of every fault."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.safety.schema import (
    AdviceData,
    EmergenciesData,
    FlagData,
    FramingData,
    KindsData,
    Strict,
    Words,
)
from knowledge.yaml_lines import problem_of, read_yaml

T = TypeVar("T")

DATA_DIRECTORY = Path(__file__).parent / "data"


class SafetyDataError(ValueError):
    """The guard's data cannot be used; the text names file, line, what is wrong and what to do."""


class SafetyData(Strict):
    """Everything the guard knows, validated."""

    directory: Path
    words: Words
    flags: tuple[FlagData, ...]
    framing: FramingData
    kinds: KindsData
    emergencies: EmergenciesData
    advice: AdviceData


def load_data(directory: Path | str = DATA_DIRECTORY) -> SafetyData:
    """All data files under ``directory``.

    Raises:
        SafetyDataError: a file is missing, is not YAML or does not have the shape it should have.
    """
    folder = Path(directory)
    return SafetyData(
        directory=folder,
        words=_read(folder / "words.yaml", Words),
        flags=_flags(folder / "flags"),
        framing=_read(folder / "framing.yaml", FramingData),
        kinds=_read(folder / "kinds.yaml", KindsData),
        emergencies=_read(folder / "emergency.yaml", EmergenciesData),
        advice=_read(folder / "advice.yaml", AdviceData),
    )


def _flags(folder: Path) -> tuple[FlagData, ...]:
    flags: list[FlagData] = []
    places: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        for flag in _read(path, tuple[FlagData, ...]):
            if flag.id in places:
                raise SafetyDataError(f"{path}: the flag {flag.id!r} is already in {places[flag.id]}; rename one")
            places[flag.id] = path
            flags.append(flag)
    if not flags:
        raise SafetyDataError(f"{folder}: no red flags found; put at least one .yaml file there")
    return tuple(flags)


def _read(path: Path, shape: type[T]) -> T:
    try:
        document = read_yaml(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SafetyDataError(f"{path}: cannot be read: {error.strerror}; put the file back") from error
    except yaml.YAMLError as error:
        line, problem = problem_of(error)
        raise SafetyDataError(f"{path}:{line}: not valid YAML: {problem}; correct that line") from error
    except ValueError as error:
        raise SafetyDataError(f"{path}: cannot be read as text: {error}; save the file as UTF-8") from error
    try:
        return TypeAdapter(shape).validate_python(document.value)
    except ValidationError as error:
        faults = [
            f"{path}:{document.line([p for p in e['loc'] if p != '[key]'])}: "
            f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}"
            for e in error.errors(include_url=False)
        ]
        raise SafetyDataError("\n".join(["The guard's data has faults. Mend them and try again:", *faults])) from error
