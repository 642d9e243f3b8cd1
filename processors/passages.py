"""Which statements of an article belong together: an editor wants one alert for a passage, not one for each verb in it.

*He voiced concern about A, urging B to yield. He condemned the raids in A* is one matter in three pieces. A statement
belongs to the one beside it where it points back to it (*this makes …*, *unity against these threats*), hangs on it in
the same sentence, or is a bare noun phrase about the matter that only this passage of the article is about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from processors import lexicon, pointers
from processors.models import Span, Statement

REACH = 120
"""Characters between two statements across which one may go on from the other: an attribution, a short sentence."""

STEM = 5
"""Letters by which a word is known again across its endings."""

SHORTEST = 4
"""Letters from which on a word that is no name tells what a passage is about."""

NOUN_PHRASES = frozenset(["noun phrase content", "prepositional content"])
"""The rules of ``processors.statements`` for content without a verb of its own: "condemned the raid"."""

OWN_WORDS = 8
"""Telling words up to which a sentence that points back adds nothing of its own: "this shows the need for more"."""

COMMON = 3
"""How often a name stands elsewhere in the article where it is no name of the passage's own."""

_SENTENCE_END = re.compile(r"[.!?…][”’\"')»“]*\s+(?=[“‘\"'(«„]*[^\W_a-zа-яіїєґ])|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")


class How(StrEnum):
    """How a statement goes on from another."""

    POINTS_BACK = "points back"
    ONE_SENTENCE = "same sentence"
    SAME_MATTER = "same matter"


@dataclass(frozen=True, slots=True)
class Link:
    """That a statement belongs to another: ``onto`` is its place in the sequence, ``word`` what shows it."""

    onto: int
    how: How
    word: str


def links(text: str, title: str, statements: Sequence[Statement]) -> dict[int, Link]:
    """For the statements (in the order of the text) that belong to one beside them: to which and why.

    No two point at each other. A noun phrase that the next sentence puts into words belongs to that sentence, since the
    fuller of the two is what an alert should say; every other one belongs to what stands before it.
    """
    page = _Page(text, title)
    found: dict[int, Link] = {}
    for before, here in pairwise(range(len(statements))):
        lead, one = statements[before], statements[here]
        if lead.figure_id != one.figure_id or not 0 <= one.start - lead.end <= REACH:
            continue
        link = _goes_on(page, lead, one, before)
        if link is not None and _put_into_words(link, lead, one) and before not in found:
            found[before] = Link(here, link.how, link.word)
        elif link is not None:
            found[here] = link
    return found


def in_turn(count: int, found: Mapping[int, Link]) -> list[int]:
    """The places of ``count`` statements so that each comes after the one it belongs to."""
    order: list[int] = []

    def visit(place: int) -> None:
        if place not in order:
            if place in found:
                visit(found[place].onto)
            order.append(place)

    for place in range(count):
        visit(place)
    return order


def _put_into_words(link: Link, lead: Statement, one: Statement) -> bool:
    return link.how is How.SAME_MATTER and lead.rule in NOUN_PHRASES and one.rule not in NOUN_PHRASES


def _goes_on(page: _Page, lead: Statement, one: Statement, before: int) -> Link | None:
    together = page.sentence(lead.start, lead.end)[1] >= page.sentence(one.start, one.end)[1]
    numbers = any(c.isdigit() for c in one.text)
    word = pointers.points_back(one.text, one.lang, same_sentence=together)
    # Within a sentence the pronoun stands for what the lead said; a name beside it is only said of that.
    little = together or (len(page.telling(one)) <= OWN_WORDS and not page.own_names(lead, one))
    if word and little and not numbers:
        return Link(before, How.POINTS_BACK, word)
    if together and not numbers and _hangs(lead, one):
        return Link(before, How.ONE_SENTENCE, one.cue or "")
    if NOUN_PHRASES.isdisjoint((lead.rule, one.rule)) or _says_more(page, lead, one):
        return None
    shared = page.shared(lead, one)
    return Link(before, How.SAME_MATTER, shared) if shared else None


def _says_more(page: _Page, lead: Statement, one: Statement) -> bool:
    """Whether the noun phrase of the two names something that the other does not, or gives a number."""
    phrase, other = (one, lead) if one.rule in NOUN_PHRASES else (lead, one)
    return bool(page.own_names(other, phrase)) or any(c.isdigit() for c in phrase.text)


def _hangs(lead: Statement, one: Statement) -> bool:
    """*Voiced concern about A, urging B to yield*: the noun phrase names the matter, the clause says what about it."""
    return lead.rule in NOUN_PHRASES and one.rule not in NOUN_PHRASES and (one.cue or "").endswith("ing")


class _Page:
    """An article's text, to be asked where its words stand."""

    def __init__(self, text: str, title: str) -> None:
        self._text = text
        self._ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        self._title = frozenset(_stem(word) for word in _WORD.findall(title))
        self._places: dict[str, list[int]] = {}
        for match in _WORD.finditer(text):
            self._places.setdefault(_stem(match[0]), []).append(match.start())

    def sentence(self, start: int, end: int) -> Span:
        """The sentence, or the sentences, that ``[start, end)`` stands in."""
        first = bisect_right(self._ends, start)
        last = bisect_right(self._ends, max(start, end - 1))
        return (
            self._ends[first - 1] if first else 0,
            self._ends[last] if last < len(self._ends) else len(self._text),
        )

    def telling(self, one: Statement) -> list[str]:
        """The words of a statement that tell what it is about."""
        small = _small(one.lang)
        return [
            word
            for word in _WORD.findall(one.text)
            if word.lower() not in small and (len(word) >= SHORTEST or word[0].isupper())
        ]

    def own_names(self, lead: Statement, one: Statement) -> list[str]:
        """Names in ``one`` that neither stand in its lead's sentence nor all over the article."""
        start, end = self.sentence(lead.start, lead.end)
        found = []
        for match in _WORD.finditer(one.text):
            if not match[0][0].isupper() or _begins(one.text, match.start()) or one.lang == "de":
                continue
            places = self._places.get(_stem(match[0]), [])
            elsewhere = [p for p in places if not one.start <= p < one.end]
            if len(elsewhere) < COMMON and not any(start <= p < end for p in elsewhere):
                found.append(match[0])
        return found

    def shared(self, lead: Statement, one: Statement) -> str:
        """A word of both that stands in their sentences and nowhere else in the article; empty if there is none."""
        start, end = self.sentence(lead.start, lead.end)
        last = self.sentence(one.start, one.end)[1]
        for word in self.telling(one):
            places = self._places.get(_stem(word), [])
            alone = all(start <= p < last for p in places) and _stem(word) not in self._title
            # In one sentence the lead's own words count, else all that its sentence says.
            within = (lead.start, lead.end) if end >= last else (start, end)
            if alone and any(within[0] <= p < within[1] for p in places if not one.start <= p < one.end):
                return word
        return ""


def _stem(word: str) -> str:
    return word.lower()[:STEM]


def _begins(text: str, place: int) -> bool:
    """Whether a word begins the text or a sentence of it, where a capital letter says nothing."""
    before = text[:place].rstrip(" “‘\"'(«„—–-")
    return not before or before[-1] in ".!?…:"


@cache
def _small(lang: str | None) -> frozenset[str]:
    return lexicon.of((lang or "en")[:2]).function
