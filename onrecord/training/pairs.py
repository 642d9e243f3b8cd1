"""Labelled streams as pairs: each statement beside the earlier ones that the search would show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from onrecord.training.streams import Labelled
from processors import weights
from processors.claims import Utterance
from processors.embedding import Embedder, Vector, VectorCache
from processors.novelty import Judge
from processors.record import Record
from processors.similarity import row


@dataclass(frozen=True, slots=True)
class Pairs:
    """``rows`` (n, features), ``labels`` 1 where both assert the same, ``streams`` and ``sources`` of each row."""

    rows: NDArray[np.float64]
    labels: NDArray[np.float64]
    streams: NDArray[np.str_]
    sources: NDArray[np.str_]


def utterance_of(statement: Labelled) -> Utterance:
    """The statement as an utterance of a figure that is called as its stream."""
    moment = datetime.fromisoformat(statement.time)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Utterance(statement.id, statement.stream, statement.text, moment, statement.lang)


def vectors_of(texts: Iterable[str], embedder: Embedder | None) -> Iterator[Vector | None]:
    """A vector a text; None for each without an embedder."""
    for text in texts:
        yield embedder.embed([text])[0] if embedder else None


def make(statements: Sequence[Labelled], embedder: Embedder | None) -> Pairs:
    """Pairs of all streams. Two near-copies of one original are left out: whether they agree is not labelled."""
    judge = Judge(weights.blank(), vectors=VectorCache(embedder) if embedder else None)
    labelled = {statement.id: statement for statement in statements}
    records: dict[str, Record] = {}
    rows, labels, streams, sources = [], [], [], []
    for statement, vector in zip(statements, vectors_of((s.text for s in statements), embedder), strict=True):
        record = records.setdefault(statement.stream, Record(statement.stream))
        utterance = replace(utterance_of(statement), claim_id=statement.cluster)
        for compared in judge.compare(utterance, vector, record):
            other = labelled[compared.utterance.id]
            same = other.cluster == statement.cluster
            if not same and other.kind and statement.kind and other.family == statement.family:
                continue
            rows.append(row(compared.pair.features))
            labels.append(float(same))
            streams.append(statement.stream)
            sources.append(statement.source)
        record.add(utterance, vector)
    return Pairs(np.array(rows), np.array(labels), np.array(streams), np.array(sources))
