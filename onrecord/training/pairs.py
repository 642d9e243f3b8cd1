"""Labelled streams as examples: each statement beside the earlier ones that the search would show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from onrecord.training.streams import Labelled
from processors import evidence, weights
from processors.claim_rows import claim_rows
from processors.claims import Utterance
from processors.embedding import Embedder, Vector, VectorCache
from processors.novelty import Judge
from processors.record import Record
from processors.similarity import row


@dataclass(frozen=True, slots=True)
class Examples:
    """``rows`` (n, features), ``labels`` 1 where it is the same, ``streams`` and ``sources`` of each row.

    Of pairs also ``owners``: which statement a pair is of; ``others``: which is the earlier one; ``ruled``: a visible
    rule decides for the statement, so that its claims teach the model nothing; ``unlabelled``: whether the two assert
    the same is not known, so that the pair is not learned from.
    """

    rows: NDArray[np.float64]
    labels: NDArray[np.float64]
    streams: NDArray[np.str_]
    sources: NDArray[np.str_]
    owners: NDArray[np.int64]
    others: NDArray[np.int64]
    ruled: NDArray[np.bool_]
    unlabelled: NDArray[np.bool_]

    def where(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Examples:
        """Only those examples."""
        return Examples(**{name: getattr(self, name)[which] for name in self.__slots__})


def utterance_of(statement: Labelled) -> Utterance:
    """The statement as an utterance of a figure that is called as its stream."""
    moment = datetime.fromisoformat(statement.time)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Utterance(statement.id, statement.stream, statement.text, moment, statement.lang)


def vectors_of(texts: Iterable[str], embedder: Embedder | None) -> Iterator[Vector | None]:
    """A vector a text; None for each without an embedder."""
    for text in texts:
        yield embedder.embed([text])[0] if embedder else None


def make(statements: Sequence[Labelled], embedder: Embedder | None) -> Examples:
    """Pairs of all streams. Whether two near-copies of one original agree is not labelled."""
    judge = Judge(weights.blank(), vectors=VectorCache(embedder) if embedder else None)
    places = {statement.id: place for place, statement in enumerate(statements)}
    records: dict[str, Record] = {}
    found: list[tuple[list[float], bool, str, str, int, int, bool, bool]] = []
    for number, (statement, vector) in enumerate(
        zip(statements, vectors_of((s.text for s in statements), embedder), strict=True)
    ):
        record = records.setdefault(statement.stream, Record(statement.stream))
        utterance = replace(utterance_of(statement), claim_id=statement.cluster)
        compared = judge.compare(utterance, vector, record)
        ruled = evidence.changed_copy(compared) is not None
        for one in compared:
            other = statements[places[one.utterance.id]]
            same = other.cluster == statement.cluster
            unknown = not same and bool(other.kind and statement.kind) and other.family == statement.family
            features = row(one.pair.features)
            earlier = places[one.utterance.id]
            found.append((features, same, statement.stream, statement.source, number, earlier, ruled, unknown))
        record.add(utterance, vector)
    rows, labels, *rest = zip(*found, strict=True)
    return Examples(np.array(rows), np.array(labels, dtype=np.float64), *map(np.array, rest))


EVEN = 0.5
"""From this probability of its best pair on a statement joins that pair's claim, where streams are played through."""


def claims_of(pairs: Examples, chances: NDArray[np.float64]) -> Examples:
    """Each statement's claims as examples, from the probabilities of its pairs; those that a rule decides left out.

    The claims are those that these probabilities make when each stream is played through, split and merged wrongly as
    they will be, not the labelled ones: from those a network would learn a certainty that it never meets.
    """
    joined: dict[int, int] = {}
    rows: list[NDArray[np.float64]] = []
    labels: list[float] = []
    firsts: list[int] = []
    bounds = np.flatnonzero(np.diff(pairs.owners)) + 1
    for places in np.split(np.arange(len(chances)), bounds):
        owner = int(pairs.owners[places[0]])
        claims = [str(joined.get(int(other), int(other))) for other in pairs.others[places]]
        best = int(np.argmax(chances[places]))
        joined[owner] = owner if pairs.ruled[places[0]] or chances[places[best]] < EVEN else int(claims[best])
        if pairs.ruled[places[0]]:
            continue
        rows.append(claim_rows(chances[places], pairs.rows[places], claims))
        for claim in dict.fromkeys(claims):
            members = places[np.array([one == claim for one in claims])]
            labels.append(float(pairs.labels[members].mean() >= EVEN))
            firsts.append(int(members[0]))
    found = pairs.where(np.array(firsts))
    return replace(found, rows=np.concatenate(rows), labels=np.array(labels))
