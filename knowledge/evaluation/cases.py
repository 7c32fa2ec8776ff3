"""Reads lists of cases to measure with, naming every fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.yaml_lines import Located, problem_of, read_yaml

Case = TypeVar("Case", bound=BaseModel)


def read_cases(path: Path, kind: type[Case], faults: list[str]) -> Iterator[tuple[int, Case]]:
    """The cases of a YAML file, a list of ``kind``, each with its line (from 1); what is wrong goes to ``faults``."""
    try:
        document = read_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        line, problem = problem_of(error)
        faults.append(f"{path}:{line}: not valid YAML: {problem}")
        return
    except (OSError, ValueError) as error:
        faults.append(f"{path}: cannot be read: {error}")
        return
    if not isinstance(document.value, list):
        faults.append(f"{path}:1: should be a list of {kind.__name__.lower()}s, one '- ' line each")
        return
    for number, data in enumerate(document.value):
        case = _validated(path, kind, document, number, data, faults)
        if case is not None:
            yield document.line((number,)), case


def _validated(
    path: Path, kind: type[Case], document: Located, number: int, data: object, faults: list[str]
) -> Case | None:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = ".".join(map(str, detail["loc"]))
            said = f"{where}: {detail['msg']}" if where else detail["msg"]
            faults.append(f"{path}:{document.line((number, *detail['loc']))}: {said}")
        return None
