"""What an outlet altered between two revisions of an article, paragraph by paragraph, word by word. Pure.

Likeness is Ratcliff and Obershelp's (``difflib``): of a replaced run of paragraphs each is paired with the likest of
the new ones, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_ALIKE = 0.5
"""Share of words in common, in order, from which two paragraphs are one that was edited."""

_LONGEST = 2000
"""Words of a paragraph that are compared one by one; difflib's time grows with the square."""


class Edit(StrEnum):
    """What happened to a paragraph, or to a run of words in one."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a changed paragraph in a row that were kept, added or removed; between two runs there is a space."""

    edit: Edit
    text: str


@dataclass(frozen=True, slots=True)
class Alteration:
    """One paragraph that is not as it was. ``before``/``after``: its text, None where there is none.

    ``runs``: for a changed paragraph its words in order, removed ones in front of those that took their place.
    """

    edit: Edit
    before: str | None
    after: str | None
    runs: tuple[Run, ...] = ()


def alterations(before: str, after: str) -> tuple[Alteration, ...]:
    """What was altered from ``before`` to ``after`` (paragraphs parted by newlines), in order; empty for nothing."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Alteration] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += _paired(old[a:b], new[c:d])
    return tuple(found)


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Alteration]:
    waiting = list(old)
    for text in new:
        scores = [(_likeness(other, text), -place) for place, other in enumerate(waiting)]
        score, place = max(scores, default=(0.0, 0))
        if score < _ALIKE:
            yield Alteration(Edit.ADDED, None, text)
            continue
        yield from (Alteration(Edit.REMOVED, gone, None) for gone in waiting[:-place])
        yield Alteration(Edit.CHANGED, waiting[-place], text, tuple(_runs(waiting[-place], text)))
        waiting = waiting[-place + 1 :]
    yield from (Alteration(Edit.REMOVED, gone, None) for gone in waiting)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split()[:_LONGEST], other.split()[:_LONGEST], autojunk=False).ratio()


def _runs(before: str, after: str) -> Iterator[Run]:
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > _LONGEST:
        yield from (Run(Edit.REMOVED, before), Run(Edit.ADDED, after))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run(Edit.KEPT, " ".join(new[c:d]))
            continue
        if a < b:
            yield Run(Edit.REMOVED, " ".join(old[a:b]))
        if c < d:
            yield Run(Edit.ADDED, " ".join(new[c:d]))
