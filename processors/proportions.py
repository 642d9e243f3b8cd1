"""Shares of a whole as speakers say them: "a third", "one in three", "jeder dritte" and 33 % are one amount."""

from __future__ import annotations

from collections.abc import Sequence

TENTH, WHOLE = 10, 100.0
FRACTION_LEAST = 0.01
FURTHEST = 3
"""Words between "one" and "in four": "one young doctor in four"."""
LARGEST = 1000.0
"""More than this is no "one in …" but a year or a town's people."""

AMONG = {
    "en": frozenset(["in", "of"]), "de": frozenset(["von"]), "fr": frozenset(["sur"]), "ru": frozenset(["из"]),
    "uk": frozenset(["із", "з", "зі"]), "pl": frozenset(["na", "z"]),
}  # fmt: skip
"""Between the part and the whole. English "of" only after "out": "two out of five"."""

ONE = {
    "fr": frozenset(["un", "une"]), "de": frozenset(["ein", "eine", "einer", "eines"]),
    "ru": frozenset(["один", "одна", "одно"]), "uk": frozenset(["один", "одна", "одне"]),
    "pl": frozenset(["jeden", "jedna", "jedno"]),
}  # fmt: skip
"""Articles that count where a whole follows: "un médecin sur trois"."""

EACH = {
    "de": ("jeder", "jede", "jedes", "jeden", "jedem"),
    "ru": ("каждый", "каждая", "каждое", "каждого", "каждую"),
    "uk": ("кожен", "кожний", "кожна", "кожне", "кожного", "кожну"),
    "pl": ("co",),
}
ORDINALS = {
    "de": {"zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "zehnte": TENTH},
    "ru": {"второ": 2, "втора": 2, "вторую": 2, "трет": 3, "четверт": 4, "четвёрт": 4, "пят": 5, "десят": TENTH},
    "uk": {"друг": 2, "трет": 3, "четверт": 4, "п'ят": 5, "п’ят": 5, "десят": TENTH},
    "pl": {"drug": 2, "trzec": 3, "czwart": 4, "piąt": 5, "dziesiąt": TENTH},
}
"""Beginnings of the ordinals in "every third one", with their numbers. English has "every third" among its fractions;
"every second" is an oath there."""


def is_fraction(value: float) -> bool:
    """Whether a number word is a part of one: "half", "a third"; digits such as 0.5 are read the same."""
    return FRACTION_LEAST <= value < 1


def percent(part: float) -> float:
    """A part of one as per cent, to a tenth, so that "a third" is 33.3."""
    return round(part * WHOLE, 1)


def every(words: Sequence[str], place: int, lang: str) -> float | None:
    """The share in per cent that "jeder dritte" at ``place`` names, else None."""
    if place + 1 >= len(words) or words[place].lower() not in EACH.get(lang, ()):
        return None
    ordinal = words[place + 1].lower()
    number = next((n for stem, n in ORDINALS[lang].items() if ordinal.startswith(stem)), None)
    return percent(1 / number) if number else None


def among(words: Sequence[str], place: int, part: float, lang: str) -> int | None:
    """Where the whole stands of which a number that ends before ``place`` is a part ("in three"), else None."""
    if part % 1 or not 1 <= part <= TENTH:
        return None
    gap = FURTHEST if part == 1 else 1
    for here in range(place, min(place + gap + 1, len(words) - 1)):
        word = words[here].lower()
        if word in AMONG.get(lang, ()) and (word != "of" or words[here - 1].lower() == "out"):
            return here + 1
        if not word.replace("-", "").isalpha():
            return None
    return None
