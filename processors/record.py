"""A figure's record: what was said before, and the earlier statements nearest to a new one.

Bounded memory: a vector is kept in half precision (1 KB at 512 dimensions) with a random projection of it for
the search (Johnson-Lindenstrauss), and word lists as integers. At 100,000 statements that is about 0.2 GB a figure.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.claims import Utterance
from processors.embedding import Vector
from processors.ids import wording

LIMIT = 100_000
"""Statements kept a figure. Above it the oldest go, a claim's first and last wording after the others."""

SKETCH_DIMENSIONS = 128
"""Of the projection that is searched: cosine within ±.09 (one standard deviation), a quarter of the time."""

SKETCH_SEED = 20260101
RESCORED = 64
"""How many of the nearest by projection are compared exactly."""

COMMON = 0.1
"""A stem in more than this share of the record finds nothing and is passed over (from ``COMMON_FROM`` on)."""
COMMON_FROM = 500
FEW = 4
"""Statements below which a record says nothing of which words are common in it."""
STEM = 5
"""Letters that stand for a word in the lexical search: enough across inflections of six languages."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier utterance that may assert the same. ``cosine`` is None where one of the two has no vector."""

    utterance: Utterance
    cosine: float | None
    overlap: float
    vector: Vector | None = None


def stems(text: str) -> frozenset[str]:
    """What the lexical search compares: the first letters of each word, numbers whole."""
    return frozenset(
        word if word.isdigit() else word[:STEM] for word in wording(text).split() if len(word) > 2 or word.isdigit()
    )


class Record:
    """What one figure said, in the order it was added. Not for several threads at once."""

    def __init__(self, figure_id: str, limit: int = LIMIT) -> None:
        self.figure_id = figure_id
        self._limit = limit
        self._utterances: list[Utterance] = []
        self._place: dict[str, int] = {}
        self._wordings: dict[str, int] = {}
        self._postings: dict[str, array[int]] = {}
        self._by_claim: dict[str, list[int]] = {}
        self._updated_by: dict[str, str] = {}
        self._exact: NDArray[np.float16] = np.empty((0, 0), dtype=np.float16)
        self._sketch: NDArray[np.float32] = np.empty((0, 0), dtype=np.float32)
        self._has_vector: NDArray[np.bool_] = np.empty(0, dtype=np.bool_)
        self._projection: NDArray[np.float32] = np.empty((0, 0), dtype=np.float32)
        self._sum: NDArray[np.float64] = np.empty(0)

    def __len__(self) -> int:
        return len(self._utterances)

    def __iter__(self) -> Iterator[Utterance]:
        return iter(self._utterances)

    def __contains__(self, utterance_id: object) -> bool:
        return utterance_id in self._place

    def get(self, utterance_id: str) -> Utterance | None:
        """The utterance of that id, if it is kept."""
        place = self._place.get(utterance_id)
        return None if place is None else self._utterances[place]

    def of_claim(self, claim_id: str) -> tuple[Utterance, ...]:
        """The claim's utterances in the order they were added."""
        return tuple(self._utterances[place] for place in self._by_claim.get(claim_id, ()))

    def same_wording(self, text: str) -> Utterance | None:
        """The earlier utterance of the same words, case, marks and spacing aside."""
        place = self._wordings.get(wording(text))
        return None if place is None else self._utterances[place]

    def latest(self, claim_id: str) -> str:
        """The claim that ``claim_id`` has become by updates; itself where none changed it."""
        seen = {claim_id}
        while (following := self._updated_by.get(claim_id)) is not None and following not in seen:
            claim_id = following
            seen.add(claim_id)
        return claim_id

    def add(self, utterance: Utterance, vector: Vector | None = None, updates: str | None = None) -> None:
        """Keep ``utterance``; its ``claim_id`` must be set. Adding the same id again only renews claim and text.

        ``updates``: the claim that the utterance's claim changes, where its verdict said so.
        """
        if updates is not None and updates != utterance.claim_id:
            self._updated_by.setdefault(updates, utterance.claim_id)
        if utterance.id in self._place:
            self._renew(utterance)
            return
        if len(self) >= self._limit:
            self._shrink()
        place = len(self._utterances)
        self._utterances.append(utterance)
        self._place[utterance.id] = place
        self._wordings[wording(utterance.text)] = place
        self._by_claim.setdefault(utterance.claim_id, []).append(place)
        for stem in stems(utterance.text):
            self._postings.setdefault(stem, array("l")).append(place)
        self._keep_vector(place, vector)

    def shortlist(self, text: str, vector: Vector | None, size: int = 12) -> list[Candidate]:
        """At most ``size`` earlier utterances nearest to ``text`` by cosine and by shared words, nearest first."""
        if not self._utterances:
            return []
        overlap = self._overlaps(text)
        cosine = self._cosines(vector, overlap)
        places = sorted(set(cosine) | set(overlap))
        nearest = sorted(places, key=lambda p: (-(cosine.get(p, 0.0) + 0.5 * overlap.get(p, 0.0)), p))[:size]
        return [self._candidate(p, cosine.get(p), overlap.get(p, 0.0)) for p in nearest]

    def rarity(self, word: str) -> float:
        """How much a lower-case word tells in this record: 1 for one never used, towards 0 for one always used.

        A head of an alliance who speaks of one war all year names it in every sentence; that it is named says nothing.
        """
        total = len(self)
        if total < FEW:
            return 1.0
        known = len(self._postings.get(word[:STEM], ()))
        return max(0.0, math.log((total + 2) / (known + 1)) / math.log(total + 2))

    def centre(self) -> Vector | None:
        """The mean of the record's vectors, drawn towards zero while they are few; None without vectors."""
        if not self._sum.size:
            return None
        return (self._sum / (int(np.count_nonzero(self._has_vector)) + FEW)).astype(np.float32)

    def _candidate(self, place: int, cosine: float | None, overlap: float) -> Candidate:
        vector = None if cosine is None else self._exact[place].astype(np.float32)
        return Candidate(self._utterances[place], cosine, overlap, vector)

    def memory(self) -> int:
        """Bytes held by vectors and word lists, and by texts (roughly)."""
        arrays = self._exact.nbytes + self._sketch.nbytes + self._projection.nbytes
        postings = sum(p.itemsize * len(p) + 120 for p in self._postings.values())
        return arrays + postings + sum(2 * len(u.text) + 700 for u in self._utterances)

    def _renew(self, utterance: Utterance) -> None:
        place = self._place[utterance.id]
        before = self._utterances[place].claim_id
        self._utterances[place] = utterance
        if before != utterance.claim_id:
            self._by_claim[before].remove(place)
            if not self._by_claim[before]:
                del self._by_claim[before]
            self._by_claim.setdefault(utterance.claim_id, []).append(place)

    def _keep_vector(self, place: int, vector: Vector | None) -> None:
        if vector is not None and not self._exact.shape[1]:
            self._open_vectors(len(vector))
        if place >= len(self._has_vector):
            self._grow(max(256, 2 * place))
        self._has_vector[place] = vector is not None
        if vector is not None:
            self._exact[place] = vector
            self._sum += vector
            self._sketch[place] = vector @ self._projection

    def _open_vectors(self, dimensions: int) -> None:
        rows = len(self._has_vector)
        width = min(SKETCH_DIMENSIONS, dimensions)
        generator = np.random.default_rng(SKETCH_SEED)
        # Orthonormal columns, scaled so that a product of two sketches estimates the cosine.
        basis, _ = np.linalg.qr(generator.standard_normal((dimensions, width)))
        self._projection = (basis * math.sqrt(dimensions / width)).astype(np.float32)
        self._exact = np.zeros((rows, dimensions), dtype=np.float16)
        self._sum = np.zeros(dimensions)
        self._sketch = np.zeros((rows, width), dtype=np.float32)

    def _grow(self, rows: int) -> None:
        rows = min(max(rows, 256), max(self._limit, 256))
        more = rows - len(self._has_vector)
        self._has_vector = np.concatenate([self._has_vector, np.zeros(more, dtype=np.bool_)])
        if self._exact.shape[1]:
            self._exact = np.concatenate([self._exact, np.zeros((more, self._exact.shape[1]), dtype=np.float16)])
            self._sketch = np.concatenate([self._sketch, np.zeros((more, self._sketch.shape[1]), dtype=np.float32)])

    def _overlaps(self, text: str, size: int = RESCORED) -> dict[int, float]:
        """Idf-weighted share of the words of ``text`` that an earlier one has, for the best ``size``."""
        total = len(self)
        weights = np.zeros(total, dtype=np.float32)
        norm = 0.0
        for stem in sorted(stems(text)):
            posting = self._postings.get(stem)
            count = len(posting) if posting is not None else 0
            idf = math.log(1 + total / (1 + count))
            norm += idf
            if posting is None or (total > COMMON_FROM and count > COMMON * total):
                continue
            weights[np.frombuffer(posting, dtype=np.int64)] += idf
        if not norm:
            return {}
        best = _top(weights, size)
        best = best[weights[best] > 0]
        return dict(zip(best.tolist(), (weights[best] / norm).tolist(), strict=True))

    def _cosines(self, vector: Vector | None, also: Sequence[int] | dict[int, float]) -> dict[int, float]:
        if vector is None or not self._exact.shape[1]:
            return {}
        near = self._sketch[: len(self)] @ (vector @ self._projection)
        places = np.array([*{*_top(near, RESCORED).tolist(), *also}], dtype=np.int64)
        places = places[self._has_vector[places]]
        exact = self._exact[places].astype(np.float32) @ vector
        return dict(zip(places.tolist(), exact.tolist(), strict=True))

    def _shrink(self) -> None:
        """Drop the oldest tenth, but of no claim its first or last utterance while others can go."""
        ends = {place for places in self._by_claim.values() for place in (places[0], places[-1])}
        order = sorted(range(len(self)), key=lambda p: (p in ends, self._utterances[p].time, p))
        dropped = set(order[: max(1, self._limit // 10)])
        kept = [
            (u, self._exact[p] if self._exact.shape[1] and self._has_vector[p] else None)
            for p, u in enumerate(self._utterances)
            if p not in dropped
        ]
        fresh = Record(self.figure_id, self._limit)
        fresh._updated_by = self._updated_by
        for utterance, vector in kept:
            fresh.add(utterance, None if vector is None else vector.astype(np.float32))
        self.__dict__.update(fresh.__dict__)


def _top(values: NDArray[np.float32], size: int) -> NDArray[np.int64]:
    """Places of the ``size`` largest, in no order."""
    if len(values) <= size:
        return np.arange(len(values))
    return np.argpartition(values, -size)[-size:]
