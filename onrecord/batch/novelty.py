"""``onrecord batch novelty``: streams of statements, each judged against its own stream so far.

In: ``{id, stream, time, lang?, text}`` sorted by (time, id).
Out: ``{id, decision, matched_id, score, reason, differs}``; ``score`` is higher the newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from onrecord import embedders
from onrecord.training.crossval import as_row
from processors import weights
from processors.claims import Utterance
from processors.embedding import VectorCache
from processors.novelty import Judge
from processors.record import Record
from processors.weights import Weights


def utterance_of(row: dict[str, Any]) -> Utterance:
    """The row as an utterance of the figure that is called as its stream."""
    time = datetime.fromisoformat(str(row.get("time") or "1970-01-01T00:00:00+00:00"))
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    stream = str(row.get("stream") or "")
    return Utterance(id=str(row["id"]), figure_id=stream, text=str(row["text"]), time=time, lang=row.get("lang"))


def weights_of(path: Path | None) -> Weights:
    """The weights in ``path``, or the shipped ones."""
    return weights.shipped() if path is None else weights.loads(path.read_text(encoding="utf-8"), str(path))


def convert(rows: Iterable[dict[str, Any]], options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A verdict for each row. ``options["model"]``: path of weights to use instead of the shipped ones."""
    embedder = embedders.load()
    judge = Judge(weights_of(options.get("model")), vectors=VectorCache(embedder) if embedder else None)
    records: dict[str, Record] = {}
    for row in rows:
        utterance = utterance_of(row)
        record = records.setdefault(utterance.figure_id, Record(utterance.figure_id))
        vector = embedder.embed([utterance.text])[0] if embedder else None
        verdict = judge.judge(utterance, vector, record)
        record.add(replace(utterance, claim_id=verdict.claim_id), vector, verdict.updates)
        yield as_row(utterance.id, verdict)
