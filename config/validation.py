"""From a document to a checked model, every mistake in words that lead to its mending."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.documents import Document, Location
from processors.errors import ConfigError

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

NEAR = 0.6
"""Likeness (difflib's ratio) from which an unknown name counts as a slip for a known one; difflib's own default."""


def near_match(name: str, known: Iterable[str]) -> str:
    """`` (did you mean …?)`` with the known name that is most like ``name``, or nothing."""
    lowered = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(name.casefold(), lowered, n=1, cutoff=NEAR)
    return f" (did you mean {lowered[found[0]]!r}?)" if found else ""


def validate(document: Document, model: type[M]) -> tuple[M | None, list[ConfigError]]:
    """``document`` as ``model``, or None and everything that is wrong with it."""
    if document.value is None:
        return None, [document.mistake("the file is empty")]
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        schema = model.model_json_schema(by_alias=True)
        return None, [_in_words(document, schema, details) for details in error.errors()]


def repeated(
    document: Document, at: Location, entries: Sequence[T], name: Callable[[T], str], key: str = "id"
) -> list[ConfigError]:
    """A mistake for each of ``entries`` (standing at ``at``) whose name an earlier one has already."""
    lines: dict[str, int] = {}
    mistakes = []
    for position, entry in enumerate(entries):
        location = (*at, position, key)
        if name(entry) in lines:
            mistakes.append(
                document.mistake(f"{name(entry)!r} is taken already, in line {lines[name(entry)]}", location)
            )
        lines.setdefault(name(entry), document.line(location))
    return mistakes


def unknown(document: Document, at: Location, ids: Iterable[str], known: Iterable[str], what: str) -> list[ConfigError]:
    """A mistake for each of ``ids`` (a list standing at ``at``) that is not among ``known``; ``what`` they name."""
    names = set(known)
    return [
        document.mistake(f"there is no {what} {one!r}{near_match(one, names)}", (*at, position))
        for position, one in enumerate(ids)
        if one not in names
    ]


def _in_words(document: Document, schema: Mapping[str, Any], details: ErrorDetails) -> ConfigError:
    location = details["loc"]
    kind, given = details["type"], details["input"]
    places = list(_places(schema, schema, location[:-1]))
    if kind == "extra_forbidden":
        keys = sorted({key for place in places for key in place.get("properties", {})})
        message = f"unknown key{near_match(str(location[-1]), keys) or '; known are ' + ', '.join(keys)}"
    elif kind == "missing":
        message = "is missing"
    elif kind == "string_pattern_mismatch":
        message = f"{given!r} does not have the form {details['ctx']['pattern']}"
    else:
        allowed = [one for place in _places(schema, schema, location) for one in place.get("enum", ())]
        words = details["msg"].removeprefix("Value error, ").removeprefix("Input ")
        got = f", not {given!r}" if isinstance(given, str | int | float | bool) or given is None else ""
        message = f"{words}{got}{near_match(given, allowed) if isinstance(given, str) else ''}"
    return document.mistake(message, location)


def _places(
    schema: Mapping[str, Any], place: Mapping[str, Any], location: Sequence[str | int]
) -> Iterator[Mapping[str, Any]]:
    """The parts of a JSON Schema that may describe what ``location`` leads to.

    A part of the location that is neither a key nor a position is pydantic's name for a branch of a union: passed over.
    """
    if "$ref" in place:
        yield from _places(schema, schema["$defs"][place["$ref"].rpartition("/")[2]], location)
        return
    for branch in (*place.get("anyOf", ()), *place.get("oneOf", ())):
        yield from _places(schema, branch, location)
    if not location:
        yield place
        return
    part, rest = location[0], location[1:]
    inner = place.get("items") if isinstance(part, int) else place.get("properties", {}).get(part)
    if inner is None and isinstance(part, str) and isinstance(place.get("additionalProperties"), dict):
        inner = place["additionalProperties"]
    if inner is not None:
        yield from _places(schema, inner, rest)
    elif isinstance(part, str):
        yield from _places(schema, place, rest)
