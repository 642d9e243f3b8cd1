"""Words that carry polarity, commitment, extent, number and time, in six languages, ready to be looked up.

The lists are ours; each language is a module of the same names (``en`` says how they are written).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

LANGUAGES = ("en", "de", "fr", "uk", "ru", "pl")
SHORTEST_STEM = 2
KEPT = 20_000
"""Words whose tags are kept: the same few thousand make up nearly all of what is said."""

_CYRILLIC = re.compile("[а-яА-Я]")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words. ``exact``, ``stems`` and ``phrases`` lead to tags such as ``not``, ``up`` or ``only``.

    ``idle``: words that come and go without changing what is said; ``reporting`` and ``reporters``: those of "he said".
    """

    lang: str
    function: frozenset[str]
    idle: frozenset[str]
    reporting: frozenset[str]
    reporters: frozenset[str]
    exact: Mapping[str, frozenset[str]]
    stems: Mapping[str, frozenset[str]]
    phrases: Mapping[str, frozenset[str]]
    numbers: Mapping[str, float]
    scales: Mapping[str, float]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    units: Mapping[str, str]
    unit_stems: Mapping[str, str]

    def tags(self, word: str) -> frozenset[str]:
        """Tags of a lower-case word: those of the word itself and of every listed stem that it begins with."""
        return _tags(self.lang, word)

    def unit(self, word: str) -> str | None:
        """The unit that a lower-case word names, such as ``percent`` or ``year``."""
        return _unit(self.lang, word)

    def tags_uncached(self, word: str) -> frozenset[str]:
        """What ``tags`` keeps."""
        found = self.exact.get(word, frozenset())
        for end in range(SHORTEST_STEM, len(word) + 1):
            stem = self.stems.get(word[:end])
            if stem:
                found |= stem
        return found

    def unit_uncached(self, word: str) -> str | None:
        """What ``unit`` keeps."""
        known = self.units.get(word)
        if known:
            return known
        for end in range(len(word), SHORTEST_STEM, -1):
            if word[:end] in self.unit_stems:
                return self.unit_stems[word[:end]]
        return None


@lru_cache(maxsize=KEPT)
def _tags(lang: str, word: str) -> frozenset[str]:
    return of(lang).tags_uncached(word)


@lru_cache(maxsize=KEPT)
def _unit(lang: str, word: str) -> str | None:
    return of(lang).unit_uncached(word)


@cache
def of(lang: str) -> Lexicon:
    """The lexicon of ``lang``; the English one where there is none."""
    module = importlib.import_module(f"processors.lexicon.{lang if lang in LANGUAGES else 'en'}")
    exact: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    phrases: dict[str, set[str]] = {}
    for tag, words in module.TAGS.items():
        for word in words.split():
            entry = word.strip("_")
            kind = phrases if "_" in entry else stems if entry.endswith("*") else exact
            kind.setdefault(entry.rstrip("*").replace("_", " "), set()).add(tag)
    units = {word: unit for unit, words in module.UNITS.items() for word in words.split() if not word.endswith("*")}
    unit_stems = {
        word[:-1]: unit for unit, words in module.UNITS.items() for word in words.split() if word.endswith("*")
    }
    return Lexicon(
        lang=lang if lang in LANGUAGES else "en",
        function=frozenset(module.FUNCTION.split()),
        idle=frozenset(module.IDLE.split()),
        reporting=frozenset(module.REPORTING.split()),
        reporters=frozenset(module.REPORTERS.split()),
        exact=_frozen(exact),
        stems=_frozen(stems),
        phrases=_frozen(phrases),
        numbers=module.NUMBERS,
        scales=module.SCALES,
        months=_numbered(module.MONTHS),
        weekdays=_numbered(module.WEEKDAYS),
        units=units,
        unit_stems=unit_stems,
    )


def _frozen(tags: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(found) for word, found in tags.items()}


def _numbered(names: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, row in enumerate(names, 1) for name in row.split()}


def language_of(text: str, given: str | None = None) -> str:
    """``given`` (its primary subtag) if it is one of ours, else the language whose small words ``text`` uses most."""
    primary = (given or "").lower().split("-")[0].split("_")[0]
    if primary in LANGUAGES:
        return primary
    if _CYRILLIC.search(text):
        return "uk" if _UKRAINIAN.search(text) else "ru"
    words = [word.lower() for word in _WORDS.findall(text)]
    counts = {lang: sum(word in of(lang).function for word in words) for lang in ("en", "de", "fr", "pl")}
    return max(counts, key=lambda lang: counts[lang])
