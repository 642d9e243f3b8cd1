"""Near-duplicate articles: the same agency text in several outlets is one story told once. Pure.

A fingerprint is a bottom-k sketch (Broder 1997; Cohen and Kaplan 2007): the k smallest hashes of the text's
word shingles. From two sketches follows how much of the shorter text the longer one holds, so that a wire copy cut
in half still counts as a copy. Copies are linked and never dropped: who says what may differ between them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from processors.ids import wording

STORY_WINDOW = timedelta(hours=72)
"""How far apart copies of one story are published; agencies' texts are taken over within a day or two."""

SKETCH = 64
"""Hashes kept. The standard error of a containment of .6 is then about .06."""

SHINGLE = 4
"""Words in a row that make a shingle: short enough for a changed word, long enough not to meet by chance."""

NEAR = 0.5
"""Share of the shorter text that must stand in the other for both to be one story."""

_COMPARABLE = 12
"""Hashes of each that must lie in the range both sketches cover; fewer tell nothing."""

_HEX = 12
_AGENCY = re.compile(
    r"^.{0,80}?\(\s*(Reuters|AP|AFP|dpa|UPI|TASS|Interfax|Ukrinform|Xinhua|ANSA|EFE|PAP|BNS|LETA)\s*\)"
    r"|\b(Reuters|Associated Press|Agence France-Presse|Deutsche Presse-Agentur|Ukrinform|Interfax-Ukraine)\b"
    r"(?=\s+(?:contributed|reports?|reported|berichtet)\b)",
    re.IGNORECASE,
)


class Told(Protocol):
    """An article that was told before: its sketch and the story it belongs to."""

    @property
    def story_id(self) -> str: ...

    @property
    def fingerprint(self) -> Sequence[str]: ...


def fingerprint(text: str) -> tuple[str, ...]:
    """The sketch of ``text``: up to ``SKETCH`` hashes in ascending order; empty for fewer than ``SHINGLE`` words."""
    words = wording(text).split()
    shingles = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    hashes = (hashlib.blake2b(shingle.encode(), digest_size=_HEX // 2).hexdigest() for shingle in shingles)
    return tuple(sorted(hashes)[:SKETCH])


def containment(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of the shorter text stands in the other, in [0, 1], estimated; 0.0 where too little is known."""
    if not one or not other:
        return 0.0
    reach = min(_reach(one), _reach(other))
    first = {print_ for print_ in one if print_ <= reach}
    second = {print_ for print_ in other if print_ <= reach}
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer >= _COMPARABLE else 0.0


def _reach(prints: Sequence[str]) -> str:
    """The largest hash up to which a sketch knows all of its text's hashes; a short text's sketch knows them all."""
    return max(prints) if len(prints) >= SKETCH else "g"


def story_of(prints: Sequence[str], nears: Iterable[Told]) -> str | None:
    """The story of the closest near-duplicate among ``nears``, None where there is none. Ties go to the first."""
    best, best_share = None, 0.0
    for near in nears:
        share = containment(prints, near.fingerprint)
        if share >= NEAR and share > best_share:
            best, best_share = near.story_id, share
    return best


def agency(text: str) -> str | None:
    """The news agency that ``text`` credits at its start or its end, None for none: a guess at where a copy is from."""
    found = _AGENCY.search(text[:400]) or _AGENCY.search(text[-400:])
    return (found[1] or found[2]) if found else None


CREDITS = "credits "
"""Begins the note of an article whose text names the news agency that it is from; the agency follows."""


class Copy(Protocol):
    """One article of a story: who printed it, when it was first seen, what was noted of it."""

    @property
    def outlet_name(self) -> str: ...

    @property
    def seen(self) -> datetime: ...

    @property
    def notes(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a story is from, as far as its copies tell. ``reason`` is a sentence."""

    name: str
    reason: str


def origin(copies: Sequence[Copy]) -> Origin | None:
    """The agency that most copies credit, else the outlet that was seen with it first; None for no copies."""
    if not copies:
        return None
    credited = Counter(note.removeprefix(CREDITS) for copy in copies for note in copy.notes if note.startswith(CREDITS))
    if credited:
        name, count = credited.most_common(1)[0]
        return Origin(name, f"{count} of {len(copies)} copies credit it.")
    first = min(copies, key=lambda copy: copy.seen)
    return Origin(first.outlet_name, f"The first of {len(copies)} that was seen.")
