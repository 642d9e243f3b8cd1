"""``onrecord batch novelty``: streams of statements, each judged against its own stream so far.

In: ``{id, stream, time, lang?, text}`` sorted by (time, id).
Out: ``{id, decision, matched_id, score, reason}``; ``score`` is higher the newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from onrecord import embedders
from processors.claims import Utterance
from processors.errors import ConfigError
from processors.novelty import Judge
from processors.record import Record


def utterance_of(row: dict[str, Any]) -> Utterance:
    """The row as an utterance of the figure that is called as its stream."""
    time = datetime.fromisoformat(str(row.get("time") or "1970-01-01T00:00:00+00:00"))
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    stream = str(row.get("stream") or "")
    return Utterance(id=str(row["id"]), figure_id=stream, text=str(row["text"]), time=time, lang=row.get("lang"))


def convert(rows: Iterable[dict[str, Any]], options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A verdict for each row. ``options["model"]``: path of weights to use instead of the shipped ones."""
    if options.get("model") is not None:
        raise ConfigError("no other weights can be loaded yet", key="model")
    embedder = embedders.load()
    judge = Judge()
    records: dict[str, Record] = {}
    for row in rows:
        utterance = utterance_of(row)
        record = records.setdefault(utterance.figure_id, Record(utterance.figure_id))
        vector = embedder.embed([utterance.text])[0] if embedder else None
        verdict = judge.judge(utterance, vector, record)
        record.add(replace(utterance, claim_id=verdict.claim_id), vector)
        yield {
            "id": utterance.id,
            "decision": verdict.decision.value,
            "matched_id": verdict.closest.id if verdict.closest else None,
            "score": 1 - verdict.same,
            "reason": verdict.reason,
        }
