"""Training, cross-validation by stream, and the decisions that weights make on streams."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from onrecord.training.fit import Recipe, fit
from onrecord.training.pairs import Pairs, make, utterance_of, vectors_of
from onrecord.training.streams import Labelled
from processors.claims import Verdict
from processors.embedding import Embedder, VectorCache
from processors.novelty import Judge, NoveltySettings
from processors.record import Record
from processors.weights import Weights


@dataclass(frozen=True, slots=True)
class Material:
    """Pairs of the same statements with and without vectors."""

    semantic: Pairs
    lexical: Pairs


def material(statements: Sequence[Labelled], embedder: Embedder) -> Material:
    """The pairs to train on."""
    return Material(make(statements, embedder), make(statements, None))


def train(pairs: Material, embedder_id: str, made: str, recipe: Recipe | None = None) -> Weights:
    """Weights from ``pairs``; ``made`` says from what, for whoever opens the file."""
    chosen = recipe or Recipe()
    return Weights(fit(pairs.semantic, chosen), fit(pairs.lexical, chosen), embedder_id, made)


def without(pairs: Material, streams: set[str]) -> Material:
    """The pairs of all other streams."""
    return Material(*(_rows(p, ~np.isin(p.streams, sorted(streams))) for p in (pairs.semantic, pairs.lexical)))


def _rows(pairs: Pairs, which: np.ndarray[Any, Any]) -> Pairs:
    return Pairs(pairs.rows[which], pairs.labels[which], pairs.streams[which], pairs.sources[which])


def decide(
    statements: Sequence[Labelled], weights: Weights, embedder: Embedder | None, settings: NoveltySettings | None = None
) -> Iterator[tuple[Labelled, Verdict]]:
    """The verdict on each statement against its own stream so far, as ``onrecord batch novelty`` gives it."""
    judge = Judge(weights, settings, VectorCache(embedder) if embedder else None)
    records: dict[str, Record] = {}
    for statement, vector in zip(statements, vectors_of((s.text for s in statements), embedder), strict=True):
        utterance = utterance_of(statement)
        record = records.setdefault(statement.stream, Record(statement.stream))
        verdict = judge.judge(utterance, vector, record)
        record.add(replace(utterance, claim_id=verdict.claim_id), vector, verdict.updates)
        yield statement, verdict


def as_row(identity: str, verdict: Verdict) -> dict[str, Any]:
    """A verdict as ``onrecord batch novelty`` prints it."""
    return {
        "id": identity,
        "decision": verdict.decision.value,
        "matched_id": verdict.closest.id if verdict.closest else None,
        "score": round(1 - verdict.same, 6),
        "reason": verdict.reason,
        "differs": [{"what": d.what, "before": d.before, "after": d.after} for d in verdict.differs],
    }


def folds(statements: Sequence[Labelled], count: int, seed: int) -> list[set[str]]:
    """The streams in ``count`` parts of like size: the longest first, each to the part that has least."""
    sizes = Counter(s.stream for s in statements)
    order = sorted(sizes)
    random.Random(seed).shuffle(order)  # noqa: S311
    parts: list[set[str]] = [set() for _ in range(count)]
    for stream in sorted(order, key=lambda name: -sizes[name]):
        min(parts, key=lambda part: sum(sizes[name] for name in part)).add(stream)
    return parts
