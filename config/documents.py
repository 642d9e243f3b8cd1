"""YAML files whose mistakes can be pointed at: the only importer of PyYAML.

A file is read twice from one parse: as plain values, and as nodes that remember their lines. Scalars follow
YAML 1.2's core schema where YAML 1.1 surprises people: ``no`` is a word (Norwegian), ``22:00`` is no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from processors.errors import ConfigError

Location = tuple[str | int, ...]
"""Keys and positions that lead to a place in a document, from its root."""

_BOOL, _INT, _FLOAT = (f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float"))


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2 and marks on dates that do not exist."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute
        first: [(tag, pattern) for tag, pattern in rules if tag not in {_BOOL, _INT, _FLOAT}]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"{node.value} is no date ({error})", node.start_mark
            ) from error


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
_Loader.add_implicit_resolver(_INT, re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver(_FLOAT, re.compile(r"^[-+]?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?$"), list("-+0123456789"))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain values (``value``) and as nodes with their places (``root``)."""

    path: Path
    value: Any
    root: yaml.Node | None

    def mistake(self, message: str, location: Location = ()) -> ConfigError:
        """``message`` about what stands at ``location``, with the line of its key or of its list position."""
        return ConfigError(message, file=str(self.path), line=self.line(location), key=dotted(self._plain(location)))

    def _plain(self, location: Location) -> Location:
        """``location`` without the names that a validator gives to the branches of a union."""
        node, kept = self.root, []
        for position, part in enumerate(location):
            found = _step(node, part)
            if found is not None or position == len(location) - 1:
                kept.append(part)
            node = found[1] if found is not None else node
        return tuple(kept)

    def line(self, location: Location) -> int:
        """The line (from 1) of what ``location`` leads to; where it ends early, of the last part that is there."""
        node, line = self.root, 1
        for part in location:
            found = _step(node, part)
            if found is not None:
                mark, node = found
                line = mark.start_mark.line + 1
        return line


def dotted(location: Location) -> str:
    """``figures[3].roles[0].from``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node that marks ``part`` inside ``node`` (a key, or the element itself) and the node it leads to."""
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _twice(node: yaml.Node | None, location: Location = ()) -> Iterator[tuple[Location, int, int]]:
    """Keys that stand twice in one mapping (PyYAML keeps the last in silence), with both lines."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                yield (*location, key.value), seen[key.value], line
            seen.setdefault(key.value, line)
            yield from _twice(value, (*location, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _twice(value, (*location, position))


def read_document(path: Path) -> tuple[Document | None, list[ConfigError]]:
    """The document in ``path`` and what is wrong with it as YAML; None where it could not be read at all."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return None, [ConfigError(f"cannot be read: {reason}", file=str(path))]
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        value = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        words = " ".join(part for part in (error.context, error.problem) if part)
        return None, [ConfigError(f"not valid YAML: {words}", file=str(path), line=line)]
    finally:
        loader.dispose()
    document = Document(path, value, root)
    return document, [
        ConfigError(f"this key stands twice, first in line {first}", file=str(path), line=line, key=dotted(location))
        for location, first, line in _twice(root)
    ]
