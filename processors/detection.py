"""Which language a text is in, by script and by its commonest little words.

Data per language in ``languages/<code>/profile.toml``: ``words``, and ``letters`` that the others of its script lack.
What a source or a page declares wins while the text does not speak clearly against it: feeds mislabel often.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_SAMPLE = 4000
"""Characters looked at: some 600 words, which is plenty."""

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z]")

MINIMUM = 0.08
"""Share of little words below which a text is in none of the languages known here."""

CLEAR = 2.0
"""How many times more little words another language needs to overrule what is declared."""


@dataclass(frozen=True, slots=True)
class Detected:
    """``lang``: a code, or None where nothing fits; ``reason`` says by what."""

    lang: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Profile:
    code: str
    words: frozenset[str]
    letters: frozenset[str]
    cyrillic: bool


@cache
def _profiles() -> tuple[_Profile, ...]:
    found = []
    for folder in sorted((files("processors") / "languages").iterdir(), key=lambda one: one.name):
        path = folder / "profile.toml"
        if path.is_file():
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            words = frozenset(table["words"].split())
            cyrillic = any(_CYRILLIC.search(word) for word in words)
            found.append(_Profile(folder.name, words, frozenset(table.get("letters", "")), cyrillic))
    return tuple(found)


def detect(text: str, declared: str | None = None) -> Detected:
    """The language of ``text``. ``declared``: what the source or page says, with or without a region."""
    said = (declared or "").replace("_", "-").split("-")[0].lower() or None
    shares = _shares(text[:_SAMPLE])
    best = max(shares, key=lambda code: shares[code])
    if said is not None and said not in shares:
        return Detected(said, "declared, and unknown here")
    if shares[best] < MINIMUM:
        return Detected(said, "declared") if said else _by_letters(text[:_SAMPLE])
    if said is None:
        return Detected(best, f"{shares[best]:.0%} of its words are of the commonest in {best}")
    if best != said and shares[best] > CLEAR * shares[said]:
        return Detected(best, f"declared {said}, but reads as {best}")
    return Detected(said, "declared")


def _by_letters(sample: str) -> Detected:
    """For a text too short for little words: a script's language whose own letters stand in it."""
    lower = sample.lower()
    found = {one.code: sum(map(lower.count, one.letters)) for one in _profiles() if one.letters}
    best = max(found, key=lambda code: found[code], default=None)
    if best is None or not found[best]:
        return Detected(None, "too few words of any language known here")
    return Detected(best, f"too few words; it has letters of {best}")


def _shares(sample: str) -> dict[str, float]:
    """Share of each language's little words; a language of the other script has none."""
    lower = sample.lower()
    words = _WORD.findall(lower)
    cyrillic = len(_CYRILLIC.findall(lower)) > len(_LATIN.findall(lower))
    letters = {profile.code: sum(map(lower.count, profile.letters)) for profile in _profiles()}
    most = max(letters.values())
    shares = {}
    for profile in _profiles():
        fits = profile.cyrillic == cyrillic and (not profile.letters or 2 * letters[profile.code] >= most)
        known = sum(word in profile.words for word in words) if fits else 0
        shares[profile.code] = known / max(1, len(words))
    return shares
