"""Which word of one statement answers which word of another, across wordings and languages.

Soft alignment on vectors of single words (after BERTScore, Zhang et al. 2020, but on static vectors): each content word
looks for its nearest on the other side. What finds none is what one statement says and the other does not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.bridge import word_towards_russian
from processors.embedding import VectorCache
from processors.wordings import Word, Wording

STEM_MATCH = 0.92
"""Similarity given to words of one stem, such as "tax" and "taxes" in one script."""
SHARED_LETTERS = 5
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


def skeleton(name: str) -> str:
    """The consonants of a name in Latin letters: "Рютте" and "Rutte" are both ``rt``. Empty for too short a name."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    latin = "".join(_LATIN.get(c, c) for c in plain).translate(_VOWELS)
    return "".join(c for i, c in enumerate(latin) if not i or c != latin[i - 1])


@dataclass(frozen=True, slots=True)
class Alignment:
    """``best_a[i]``: similarity of word i of a to its nearest in b; ``to_b[i]``: which that is (-1: b has none)."""

    a: tuple[Word, ...]
    b: tuple[Word, ...]
    best_a: NDArray[np.float32]
    best_b: NDArray[np.float32]
    to_b: NDArray[np.int64]
    to_a: NDArray[np.int64]

    def cover_a(self) -> float:
        """Share of a's weight that b answers, softly, in [0, 1]."""
        return _cover(self.a, self.best_a)

    def cover_b(self) -> float:
        """Share of b's weight that a answers."""
        return _cover(self.b, self.best_b)

    def unanswered_a(self) -> list[Word]:
        """Words of a that nothing in b answers, least answered first."""
        return _unanswered(self.a, self.best_a)

    def unanswered_b(self) -> list[Word]:
        """Words of b that nothing in a answers."""
        return _unanswered(self.b, self.best_b)


def align(a: Wording, b: Wording, vectors: VectorCache | None) -> Alignment:
    """Align the content words of two statements; without ``vectors`` only spelling counts."""
    if not a.content or not b.content:
        none = np.full
        return Alignment(
            a.content, b.content, np.zeros(len(a.content), np.float32), np.zeros(len(b.content), np.float32),
            none(len(a.content), -1), none(len(b.content), -1),
        )  # fmt: skip
    table = _by_spelling(a, b)
    if vectors is not None:
        left = vectors.of(_for_vectors(a))
        right = vectors.of(_for_vectors(b))
        table = np.maximum(table, left @ right.T)
    return Alignment(
        a.content, b.content, table.max(axis=1), table.max(axis=0), table.argmax(axis=1), table.argmax(axis=0)
    )


def _for_vectors(wording: Wording) -> list[str]:
    """The content words as the embedder knows them: a lone Ukrainian word may have no letter that gives it away."""
    bridge = wording.lang == "uk"
    return [word_towards_russian(word.text) if bridge else word.text for word in wording.content]


def _by_spelling(a: Wording, b: Wording) -> NDArray[np.float32]:
    table = np.zeros((len(a.content), len(b.content)), dtype=np.float32)
    spelled = [word_towards_russian(w.lower) if b.lang == "uk" else w.lower for w in b.content]
    bones = [skeleton(word.text) if word.name else "" for word in b.content]
    for i, one in enumerate(a.content):
        bone = skeleton(one.text) if one.name else ""
        spelling = word_towards_russian(one.lower) if a.lang == "uk" else one.lower
        for j, two in enumerate(b.content):
            if one.lower == two.lower:
                table[i, j] = 1.0
            elif _one_stem(spelling, spelled[j]):
                table[i, j] = STEM_MATCH
            elif bone and len(bone) > 1 and bone == bones[j]:
                table[i, j] = NAME_MATCH
    return table


def _one_stem(one: str, two: str) -> bool:
    """Whether both begin alike for most of the shorter one."""
    short = min(len(one), len(two))
    if short < 4 or abs(len(one) - len(two)) > 4:
        return False
    shared = max(4, min(SHARED_LETTERS + (short > 8), short - 1))
    return one[:shared] == two[:shared]


def _cover(words: tuple[Word, ...], best: NDArray[np.float32]) -> float:
    weights = np.array([word.weight for word in words], dtype=np.float32)
    total = float(weights.sum())
    return float((weights * np.clip(best, 0.0, 1.0)).sum() / total) if total else 1.0


def _unanswered(words: tuple[Word, ...], best: NDArray[np.float32]) -> list[Word]:
    order = sorted((float(value), place) for place, value in enumerate(best) if value < ANSWERED)
    return [words[place] for _, place in order]
