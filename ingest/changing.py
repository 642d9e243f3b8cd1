"""A copy of a frozen value with some of its fields changed, at a tenth of the price of ``dataclasses.replace``.

That one looks at every field's definition at each call: five copies a poll were a quarter of an unchanged poll's time.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

_Value = TypeVar("_Value")


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], Any]:
    """Field names of a dataclass of two fields or more, and what reads them all at once."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


def changed(value: _Value, **changes: Any) -> _Value:
    """``value``, a dataclass whose fields are all arguments, with ``changes``. Unknown names raise TypeError."""
    names, read = _reader(type(value))  # type: ignore[arg-type]
    return type(value)(**dict(zip(names, read(value), strict=True)) | changes)
