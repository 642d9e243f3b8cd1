"""A statement's wording, taken apart once: words, names, quantities, dates and the tags that change what it asserts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from processors import quantities
from processors.lexicon import Lexicon, language_of, of
from processors.quantities import Quantity

LONGEST = 60
"""Content words that are compared; a statement with more is compared by its first ones."""

_TOKEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:]\d+)*[^\W\d_]*"
    r"|[^\W\d_]+(?:['’ʼ\-‑][^\W\d_]+)*|[€$£₴₽%°]"
)
_ELISION = re.compile(r"^(l|d|n|s|j|m|t|c|qu|jusqu|lorsqu|puisqu|quelqu)['’](.+)$", re.IGNORECASE)
_CONTRACTED = re.compile(r"^(.+)['’](s|re|ve|ll|d|m)$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:]\s+[\"“«„(]*$")
_BETWEEN_PARTS = re.compile(r"(?<=[.!?;…])\s+|\s+(?:--|–|—)\s+|\s*\.\.\.\s*")
SHORTEST_PART = 4
GRAM = 4
MOST_PARTS = 6
_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Word:
    """A token. ``tags`` from the lexicon; ``weight`` says how much it tells: 0 for a function word, 2 for a name."""

    text: str
    lower: str
    tags: frozenset[str]
    weight: float
    name: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """Times that the text names: numbers of years, months and weekdays, days of a month, and past/now/future words."""

    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    """All that is compared of one statement; a pure function of its text and language.

    ``counts``: how many words carry a tag. ``parts``: the sentences of a text of several, else empty.
    ``grams``: runs of four letters within words. ``weights`` and ``named``: of each content word, how much it tells and
    whether it is a name. ``denied``: its article says that this is not so, which the text does not show.
    """

    lang: str
    words: tuple[Word, ...]
    content: tuple[Word, ...]
    stems: frozenset[str]
    quantities: tuple[Quantity, ...]
    dates: Dates
    counts: dict[str, int]
    parts: tuple[str, ...] = ()
    grams: frozenset[str] = frozenset()
    weights: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0), compare=False)
    named: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_), compare=False)
    denied: bool = False

    def has(self, tag: str) -> bool:
        """Whether any word carries ``tag``."""
        return self.counts.get(tag, 0) > 0


def read(text: str, lang: str | None = None, *, denied: bool = False) -> Wording:
    """``text`` taken apart. ``lang``: as its article is marked; guessed where it is none of ours. ``denied``: kept."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("ʼ", "'").replace("‑", "-")
    language = language_of(plain, lang)
    lexicon = of(language)
    tokens = _tokens(plain, lexicon)
    printed = [token for token, _ in tokens]
    found = quantities.read(printed, lexicon)
    dates, dated = _dates(tokens, found, lexicon)
    amounts = tuple(q for q in found if q.start not in dated)
    numeric = dated | {place for q in found for place in range(q.start, q.end)}
    words = _words(tokens, numeric, lexicon)
    content = tuple({word.lower: word for word in words if word.weight > 0}.values())[:LONGEST]
    counts: dict[str, int] = {}
    for word in words:
        for tag in word.tags:
            counts[tag] = counts.get(tag, 0) + 1
    stems = frozenset(word.lower[:5] for word in content)
    return Wording(
        language, words, content, stems, amounts, dates, counts, _parts(text), _grams(words),
        np.array([word.weight for word in content]), np.array([word.name for word in content], dtype=np.bool_), denied,
    )  # fmt: skip


def _grams(words: tuple[Word, ...]) -> frozenset[str]:
    return frozenset(w.lower[i : i + GRAM] for w in words for i in range(max(1, len(w.lower) - GRAM + 1)))


def _parts(text: str) -> tuple[str, ...]:
    """The sentences of ``text`` that are long enough to assert something, the first few; none where it is only one."""
    found = [part for part in _BETWEEN_PARTS.split(text) if len(part.split()) >= SHORTEST_PART]
    return tuple(found[:MOST_PARTS]) if len(found) > 1 else ()


def _tokens(text: str, lexicon: Lexicon) -> list[tuple[str, bool]]:
    """Tokens with whether each begins a sentence."""
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        gap = text[end : match.start()]
        # Most gaps are one space, which ends no sentence.
        begins = not found or (gap != " " and _SENTENCE_END.search(gap) is not None)
        end = match.end()
        found += [(part, begins and number == 0) for number, part in enumerate(_split(match[0], lexicon))]
    return found


def _split(token: str, lexicon: Lexicon) -> list[str]:
    parted = quantities.attached(token, lexicon)
    if parted:
        return list(parted)
    if "'" not in token:  # of which the text has only this kind
        return [token]
    if lexicon.lang == "fr" and (elided := _ELISION.match(token)) and token.lower() != "aujourd'hui":
        return [elided[1], elided[2]]
    if lexicon.lang == "en" and (contracted := _CONTRACTED.match(token)):
        return [contracted[1]] if contracted[2].lower() == "s" else [contracted[1], "'" + contracted[2]]
    return [token]


def _words(tokens: list[tuple[str, bool]], numeric: set[int], lexicon: Lexicon) -> tuple[Word, ...]:
    lowers = [token.lower() for token, _ in tokens]
    tagged = [lexicon.tags(lower) if lower[0].isalpha() or lower[0] == "'" else frozenset[str]() for lower in lowers]
    openers = _phrase_openers(lexicon.lang)
    for place in (place for place, lower in enumerate(lowers) if lower in openers):
        for end in range(place + 2, min(place + 3, len(lowers)) + 1):
            tagged[place] |= lexicon.phrases.get(" ".join(lowers[place:end]), frozenset())
    words = []
    for place, (token, begins) in enumerate(tokens):
        lower = lowers[place]
        if place in numeric or not lower[0].isalpha():
            words.append(Word(token, lower, tagged[place], 0.0))
            continue
        name = _is_name(token, begins=begins, lang=lexicon.lang)
        light = lower in lexicon.function or len(lower) == 1 or "'" in lower[-3:] or lexicon.unit(lower) is not None
        weight = 0.0 if light and not name else 2.0 if name else 1.0
        words.append(Word(token, lower, tagged[place], weight, name))
    return tuple(words)


@cache
def _phrase_openers(lang: str) -> frozenset[str]:
    """First words of the language's phrases: few words are, so that few runs of words need looking up."""
    return frozenset(phrase.split(" ")[0] for phrase in of(lang).phrases)


def _is_name(token: str, *, begins: bool, lang: str) -> bool:
    """Whether the token looks like part of a name; German capitalises every noun, so only acronyms count there."""
    if len(token) > 1 and token.isupper():
        return True
    return token[0].isupper() and not begins and lang != "de" and len(token) > 1


def _dates(tokens: list[tuple[str, bool]], found: tuple[Quantity, ...], lexicon: Lexicon) -> tuple[Dates, set[int]]:
    """The dates, and the places of the tokens that they take from the quantities and the words."""
    years, months, weekdays, days = set(), set(), set(), set()
    taken: set[int] = set()
    for place, (token, begins) in enumerate(tokens):
        lower = token.lower()
        month = lexicon.months.get(lower)
        if month and _is_month(token, place, tokens, begins=begins, lang=lexicon.lang):
            months.add(month)
            taken.add(place)
            near = {place - 1, place + 1, place - 2 if place and lexicon.lang in {"en", "de"} else place - 1}
            for quantity in found:
                if quantity.start in near and quantity.unit is None and 1 <= quantity.value <= 31:
                    days.add(int(quantity.value))
                    taken.add(quantity.start)
        elif lower in lexicon.weekdays and (lexicon.lang not in {"en", "de"} or token[0].isupper()):
            weekdays.add(lexicon.weekdays[lower])
            taken.add(place)
        elif _YEAR.match(token):
            years.add(int(token))
            taken.add(place)
    return Dates(frozenset(years), frozenset(months), frozenset(weekdays), frozenset(days)), taken


def _is_month(token: str, place: int, tokens: list[tuple[str, bool]], *, begins: bool, lang: str) -> bool:
    """Whether a month's name is one here: "may" and "march" are verbs, "mars" a planet, "sept" seven."""
    beside = [tokens[i][0] for i in (place - 1, place + 1) if 0 <= i < len(tokens)]
    by_number = any(word[0].isdigit() for word in beside)
    if lang == "en":
        return token[0].isupper() and (not begins or by_number)
    return token[0].isupper() if lang == "de" else True
