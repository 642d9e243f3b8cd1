"""Which word of one statement answers which word of another, across wordings and languages.

Soft alignment on vectors of single words (after BERTScore, Zhang et al. 2020, but on static vectors): each content word
looks for its nearest on the other side. What finds none is what one statement says and the other does not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.bridge import word_towards_russian
from processors.embedding import Vector, VectorCache
from processors.wordings import Wording

STEM_MATCH = 0.92
"""Similarity given to words of one stem, such as "tax" and "taxes" in one script."""
SHARED_LETTERS = 5
SHORTEST_STEM = 4
NAME_MATCH = 0.9
ANSWERED = 0.62
"""From here on a word counts as answered: "troops"/"soldiers" has .80, "hospital"/"Krankenhaus" .88, "Brussels"/"Paris"
.44."""

_LATIN = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщыэюяьъßłøæwycqxj",
        re.findall(
            r"\S+",
            "a b v g g d e e e zh z i i i i k l m n o p r s t u f h ts ch sh sh i e u a - - ss l o ae v i k k ks i",
        ),
        strict=True,
    )
)
"""Cyrillic letters, and Latin ones that spell one sound, in one plain spelling; what is a hyphen here is dropped."""
_VOWELS = str.maketrans("", "", "aeiou'-h")


@lru_cache(maxsize=20_000)
def skeleton(name: str) -> str:
    """The consonants of a name in Latin letters: "Рютте" and "Rutte" are both ``rt``. Empty for too short a name."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    latin = "".join(_LATIN.get(c, c) for c in plain).translate(_VOWELS)
    return "".join(c for i, c in enumerate(latin) if not i or c != latin[i - 1])


@dataclass(frozen=True, slots=True)
class Alignment:
    """``best_a[i]``: similarity of word i of a to its nearest in b; ``to_b[i]``: which that is (-1: b has none).

    ``rest``: cosine between what b does not answer of a and what a does not answer of b, each taken together; 1 where
    one of them has nothing left. "Bread" in the place of "fruit" leaves little alike, other words for one thing much.
    """

    a: Wording
    b: Wording
    best_a: NDArray[np.float32]
    best_b: NDArray[np.float32]
    to_b: NDArray[np.int64]
    to_a: NDArray[np.int64]
    rest: float = 1.0

    def sides(self) -> tuple[tuple[Wording, NDArray[np.float32]], ...]:
        """Each side with how well each of its content words is answered."""
        return (self.a, self.best_a), (self.b, self.best_b)


def align(a: Wording, b: Wording, vectors: VectorCache | None) -> Alignment:
    """Align the content words of two statements; without ``vectors`` only spelling counts."""
    if not a.content or not b.content:
        none = np.full
        return Alignment(
            a, b, np.zeros(len(a.content), np.float32), np.zeros(len(b.content), np.float32),
            none(len(a.content), -1), none(len(b.content), -1),
        )  # fmt: skip
    table = _by_spelling(a, b)
    rest = 1.0
    if vectors is not None:
        left = vectors.of(_for_vectors(a))
        right = vectors.of(_for_vectors(b))
        table = np.maximum(table, left @ right.T)
    best_a, best_b = table.max(axis=1), table.max(axis=0)
    if vectors is not None:
        rest = _cosine(left[best_a < ANSWERED], right[best_b < ANSWERED])
    return Alignment(a, b, best_a, best_b, table.argmax(axis=1), table.argmax(axis=0), rest)


def length(vector: Vector) -> np.floating[Any]:
    """Euclidean length of one vector: ``np.linalg.norm``, bit for bit, without its looking at shapes and orders."""
    found: np.floating[Any] = np.sqrt(vector.dot(vector))
    return found


def _cosine(left: Vector, right: Vector) -> float:
    """Cosine of two sums of vectors; 1 where one of them is of nothing."""
    if not len(left) or not len(right):
        return 1.0
    one, other = left.sum(axis=0), right.sum(axis=0)
    return float(one @ other / (length(one) * length(other) + 1e-9))


def _for_vectors(wording: Wording) -> list[str]:
    """The content words as the embedder knows them: a lone Ukrainian word may have no letter that gives it away."""
    bridge = wording.lang == "uk"
    return [word_towards_russian(word.text) if bridge else word.text for word in wording.content]


def _by_spelling(a: Wording, b: Wording) -> NDArray[np.float32]:
    table = np.zeros((len(a.content), len(b.content)), dtype=np.float32)
    spelled = _spelled(b)
    by_beginning: dict[str, list[int]] = {}
    for j, word in enumerate(spelled):
        by_beginning.setdefault(word[:SHORTEST_STEM], []).append(j)
    bones = {bone: j for j, word in enumerate(b.content) if word.name and len(bone := skeleton(word.text)) > 1}
    for i, (one, spelling) in enumerate(zip(a.content, _spelled(a), strict=True)):
        named = bones.get(skeleton(one.text)) if one.name else None
        if named is not None:
            table[i, named] = NAME_MATCH
        for j in by_beginning.get(spelling[:SHORTEST_STEM], ()):
            if one.lower == b.content[j].lower:
                table[i, j] = 1.0
            elif _one_stem(spelling, spelled[j]):
                table[i, j] = STEM_MATCH
    return table


def _spelled(wording: Wording) -> list[str]:
    """The content words in lower case, Ukrainian ones as Russian spells them."""
    bridge = wording.lang == "uk"
    return [word_towards_russian(word.lower) if bridge else word.lower for word in wording.content]


def _one_stem(one: str, two: str) -> bool:
    """Whether both begin alike for most of the shorter one."""
    short = min(len(one), len(two))
    if short < SHORTEST_STEM or abs(len(one) - len(two)) > 4:
        return False
    shared = max(SHORTEST_STEM, min(SHARED_LETTERS + (short > 8), short - 1))
    return one[:shared] == two[:shared]
