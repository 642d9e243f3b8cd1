"""What two wordings in different languages name: numbers, years, days, places and bodies, held together. Pure.

Nothing is translated. An editor who does not read the other language sees at once whether "40 Milliarden" is the sum
that the first wording has, and which number or name stands in one of them alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.web.console.marks import Change, Mark, cut
from processors import entities, wordings
from processors.lexicon import of
from processors.quantities import Quantity
from processors.wordings import Wording

SMALLEST_WORD = 3
"""A number in letters below it ("one of them", "both") tells nothing without a unit."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something named at ``[start, end)``. ``key`` compares across languages; numbers compare by ``quantity``."""

    start: int
    end: int
    text: str
    key: tuple[str, str]
    quantity: Quantity | None = None

    def same(self, other: Fact) -> bool:
        """Whether both name one thing."""
        if self.quantity is not None and other.quantity is not None:
            return self.quantity.same(other.quantity)
        return self.key == other.key


def facts(text: str, lang: str | None) -> tuple[Fact, ...]:
    """What ``text`` names that reads the same in any language, in order, without overlaps."""
    wording = wordings.read(text, lang)
    places = _places(text, wording)
    found = [*_quantities(wording, places), *_dates(text, wording, places), *_entities(text, lang)]
    kept: list[Fact] = []
    for one in sorted(found, key=lambda fact: (fact.start, -fact.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def held(named: Sequence[Fact], text: str, lang: str | None) -> tuple[list[Change], list[str]]:
    """A text in pieces, and what of ``named`` (the facts of another wording) it does not name.

    A piece is ``same`` (nothing named), ``met`` (among ``named``) or ``came`` (only here).
    """
    here = facts(text, lang)
    marks = [Mark(one.start, one.end, "met" if any(map(one.same, named)) else "came") for one in here]
    pieces = [Change(piece.names or "same", piece.text) for piece in cut(text, marks)]
    missing = [one.text for one in named if not any(map(one.same, here))]
    return pieces, list(dict.fromkeys(missing))


Places = Sequence[tuple[int, int] | None]
"""Where each word of a wording stands in its text; None where the text was changed too much in reading."""


def _places(text: str, wording: Wording) -> Places:
    plain, at = _plain(text)
    found: list[tuple[int, int] | None] = []
    position = 0
    for word in wording.words:
        start = plain.find(word.text, position)
        if start < 0:
            found.append(None)
            continue
        position = start + len(word.text)
        found.append((at[start], at[position - 1] + 1))
    return found


def _plain(text: str) -> tuple[str, list[int]]:
    """``text`` as ``wordings.read`` takes it apart, and from where each of its letters comes."""
    letters: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(text):
        changed = unicodedata.normalize("NFKC", letter).replace("’", "'").replace("ʼ", "'").replace("‑", "-")
        letters += changed
        at += [place] * len(changed)
    return "".join(letters), at


def _quantities(wording: Wording, places: Places) -> Iterator[Fact]:
    for one in wording.quantities:
        first, last = places[one.start], places[one.end - 1]
        telling = one.unit or one.value >= SMALLEST_WORD or one.text[:1].isdigit()
        if first is not None and last is not None and telling:
            yield Fact(first[0], last[1], one.text, ("quantity", ""), one)


def _dates(text: str, wording: Wording, places: Places) -> Iterator[Fact]:
    lexicon = of(wording.lang)
    kinds: tuple[tuple[str, frozenset[int], Mapping[str, int]], ...] = (
        ("month", wording.dates.months, lexicon.months),
        ("weekday", wording.dates.weekdays, lexicon.weekdays),
        ("year", wording.dates.years, {str(year): year for year in wording.dates.years}),
    )
    for word, place in zip(wording.words, places, strict=True):
        for kind, named, numbers in kinds:
            number = numbers.get(word.lower)
            if place is not None and number in named:
                yield Fact(*place, text[slice(*place)], (kind, str(number)))


def _entities(text: str, lang: str | None) -> Iterator[Fact]:
    for one in entities.find(text, lang=lang):
        if one.wikidata is not None:
            yield Fact(one.start, one.end, text[one.start : one.end], ("entity", one.wikidata))
