"""The case forms of Ukrainian and Russian names and titles, by their endings.

A name list that had to spell out ``Зеленського, Зеленському, Зеленським`` for everyone would be wrong soon. The
endings of both languages are given together: a form that only one of them has does no harm in the other.
"""

from __future__ import annotations

import re
from itertools import product
from math import prod

_CYRILLIC = re.compile(r"[а-яёіїєґ']+", re.IGNORECASE)
_VOWELS = frozenset("аеиіоуюяєїэыё")

_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ий", ("ого", "ому", "им", "ім", "ом", "его", "ему", "ем", "ия", "ию", "ием", "ии", "ій")),
    ("ій", ("ього", "ьому", "ім", "ія", "ію", "ієм", "ії", "ієві")),
    ("ый", ("ого", "ому", "ым", "ом")),
    ("ой", ("ого", "ому", "ым", "ом")),
    ("ая", ("ой", "ую", "ою")),
    ("яя", ("ей", "юю", "ею")),
    ("ія", ("ії", "ію", "ією", "иі")),
    ("ия", ("ии", "ию", "ией")),
    ("ка", ("ки", "ці", "ку", "кою", "ке", "кой", "ко")),
    ("ця", ("ці", "цю", "цею")),
    ("а", ("и", "і", "у", "ою", "ої", "ій", "ы", "е", "ой")),
    ("я", ("і", "ю", "ею", "єю", "ї", "и", "е", "ей")),
    ("й", ("я", "ю", "єм", "єві", "ї", "ем", "е", "еві")),
    ("ь", ("я", "ю", "ем", "еві", "і", "е", "ём", "ьом")),
    ("ко", ("ка", "ку", "ком", "кові", "ці")),
)
_CONSONANT = ("а", "у", "ом", "ові", "еві", "і", "е", "им", "ым", "ем", "ём")
_SOFT = ("я", "ю", "ем", "еві", "і")
"""Ukrainian nouns in -р that decline softly: секретар, секретаря."""

MAX_FORMS = 400
"""Per name: a name of three words with a dozen endings each; beyond it only the first two are inflected
(Генерального секретаря НАТО)."""


def forms(name: str) -> frozenset[str]:
    """``name`` (lower case) and its case forms; a name without Cyrillic letters only itself."""
    if not _CYRILLIC.search(name):
        return frozenset({name})
    choices = [_word_forms(word) for word in name.split(" ")]
    if prod(map(len, choices)) > MAX_FORMS:
        choices = [choice if place < 2 else choice[:1] for place, choice in enumerate(choices)]
    return frozenset(" ".join(one) for one in product(*choices))


def _word_forms(word: str) -> tuple[str, ...]:
    if not _CYRILLIC.fullmatch(word) or len(word) < 3:
        return (word,)
    for ending, others in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending)
            return (word, *(stem + other for other in others))
    if word[-1] in _VOWELS:
        return (word,)
    soft = _SOFT if word.endswith("р") else ()
    return (word, *(word + other for other in (*_CONSONANT, *soft)))
