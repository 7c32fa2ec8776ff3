"""YAML that remembers on which line everything stands."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Located:
    """A YAML document as plain values, and its nodes for finding lines."""

    value: Any
    node: yaml.Node | None

    def line(self, path: Sequence[int | str]) -> int:
        """Line (from 1) of the deepest part of ``path`` that is there."""
        node = self.node
        line = 1 if node is None else node.start_mark.line + 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line


class _OnceOnly(yaml.constructor.SafeConstructor):
    """Refuses what the plain constructor lets pass: a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(None, None, "a name is not plain text", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} is given twice in the same place", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


class _Careful(_OnceOnly, yaml.SafeLoader):
    """Names a fault, and its place, best."""


class _Quick(_OnceOnly, yaml.composer.Composer, yaml.CSafeLoader):
    """Six times as quick. Nodes are composed in Python: libyaml's binding crashes where they nest too deep."""

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        yaml.composer.Composer.__init__(self)


def read_yaml(text: str) -> Located:
    """Parse ``text``.

    Raises:
        yaml.YAMLError: not YAML, or a name is given twice; `problem_of` says it in one line.
        RecursionError: it nests too deep.
    """
    try:
        return _read(_Quick(text))
    except (yaml.YAMLError, UnicodeEncodeError):
        return _read(_Careful(text))


def _read(loader: Any) -> Located:
    try:
        node = loader.get_single_node()
        value = loader.construct_document(node) if node is not None else None
        return Located(value, node)
    finally:
        loader.dispose()


def problem_of(error: yaml.YAMLError) -> tuple[int, str]:
    """Line (from 1) and reason of a YAML error."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return (mark.line + 1 if mark else 1), error.problem or error.context or "cannot be read"
    if isinstance(error, yaml.reader.ReaderError):
        return 1, f"a character that does not belong in a text file: {error.reason}"
    return 1, str(error)


def _child(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found.start_mark.line + 1, found
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    return None
