"""Cursor pagination: a page of values and the opaque word that asks for the next one."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from processors.errors import PermanentError

T = TypeVar("T")

PAGE = 50
"""Values on a page where nobody asks for another number."""

LONGEST = 200
"""Values on a page at most: a page stays under a megabyte with whole statements."""

_FARTHEST = 2**62
"""Above every position that a database hands out (they are 63 bits)."""


class CursorError(PermanentError):
    """The cursor was not made by this program."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Values, newest first, and the cursor of what follows; None at the end."""

    entries: tuple[T, ...]
    next: str | None = None


def encode(*position: str | int) -> str:
    """A position as a cursor: URL-safe, opaque, stable."""
    packed = json.dumps(position, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> tuple[str | int, ...]:
    """The position in a cursor, whose parts are of ``kinds``. Raises CursorError."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position = json.loads(base64.b64decode(padded.encode(), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorError("the cursor is not one of ours: use the one in `next`, unchanged") from error
    fits = isinstance(position, list) and [type(part) for part in position] == list(kinds)
    if not fits or any(isinstance(part, int) and not 0 <= part < _FARTHEST for part in position):
        raise CursorError("the cursor belongs to another list: use the one in `next`, unchanged")
    return tuple(position)


def page_of(found: Sequence[T], limit: int, cursors: Sequence[str]) -> Page[T]:
    """The page from ``limit + 1`` found values; ``cursors`` has the position of each."""
    more = len(found) > limit
    return Page(tuple(found[:limit]), cursors[limit - 1] if more else None)
