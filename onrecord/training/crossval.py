"""Training, cross-validation by stream, and the decisions that weights make on streams."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.training.fit import Recipe, fit, weighed
from onrecord.training.pairs import Examples, claims_of, make, utterance_of, vectors_of
from onrecord.training.streams import Labelled
from processors.claims import Verdict
from processors.embedding import Embedder, VectorCache
from processors.novelty import Judge, NoveltySettings
from processors.record import Record
from processors.weights import Network, Stages, Weights

INNER_FOLDS = 3
"""Parts in which a training set scores itself, so that the second network learns from probabilities of unseen pairs."""


@dataclass(frozen=True, slots=True)
class Material:
    """Pairs of the same statements with and without vectors; ``lexical`` None where only decisions are scored."""

    semantic: Examples
    lexical: Examples | None


def material(statements: Sequence[Labelled], embedder: Embedder, *, lexical: bool = True) -> Material:
    """The pairs to train on."""
    return Material(make(statements, embedder), make(statements, None) if lexical else None)


def train(pairs: Material, embedder_id: str, made: str, recipe: Recipe | None = None) -> Weights:
    """Weights from ``pairs``; ``made`` says from what, for whoever opens the file."""
    chosen = recipe or Recipe()
    semantic = stages(pairs.semantic, chosen)
    return Weights(semantic, stages(pairs.lexical, chosen) if pairs.lexical else semantic, embedder_id, made)


def stages(pairs: Examples, recipe: Recipe) -> Stages:
    """Both networks: of pairs, and of claims by what pairs of streams not learned from look like."""
    claims = claims_of(pairs, _as_if_unseen(pairs, recipe))
    second = fit(claims.rows, claims.labels, weighed(claims.sources, recipe), recipe.claims, recipe)
    return Stages(_of_pairs(pairs, recipe), second)


def _of_pairs(pairs: Examples, recipe: Recipe) -> Network:
    known = pairs.where(~pairs.unlabelled)
    return fit(known.rows, known.labels, weighed(known.sources, recipe), recipe.pairs, recipe)


def _as_if_unseen(pairs: Examples, recipe: Recipe) -> NDArray[np.float64]:
    """Each pair's probability by a network that was trained without its stream."""
    chances = np.zeros(len(pairs.labels))
    for held in dealt(Counter(map(str, pairs.streams)), INNER_FOLDS, recipe.seed):
        unseen = np.isin(pairs.streams, sorted(held))
        if unseen.any() and not unseen.all():
            chances[unseen] = _of_pairs(pairs.where(~unseen), recipe).probabilities(pairs.rows[unseen])
    return chances


def without(pairs: Material, streams: set[str]) -> Material:
    """The pairs of all other streams."""
    kept = [
        None if p is None else p.where(~np.isin(p.streams, sorted(streams))) for p in (pairs.semantic, pairs.lexical)
    ]
    assert kept[0] is not None
    return Material(kept[0], kept[1])


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
    """The streams in ``count`` parts of like size."""
    return dealt(Counter(s.stream for s in statements), count, seed)


def dealt(sizes: Counter[str], count: int, seed: int) -> list[set[str]]:
    """Streams of these sizes in ``count`` parts: the longest first, each to the part that has least."""
    order = sorted(sizes)
    random.Random(seed).shuffle(order)  # noqa: S311
    parts: list[set[str]] = [set() for _ in range(count)]
    for stream in sorted(order, key=lambda name: -sizes[name]):
        min(parts, key=lambda part: sum(sizes[name] for name in part)).add(stream)
    return parts
