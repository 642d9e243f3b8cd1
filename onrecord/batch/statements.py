"""``onrecord batch statements``: statements of every text in a file, by the pipeline's own extractor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from processors.models import Statement
from processors.statements import extract

DAY_WIDTH = len("2026-01-31")


def convert(rows: Iterable[dict[str, Any]], _options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row ``{doc_id, statements}`` for each row ``{doc_id, text, lang?, published?}``, in order."""
    for row in rows:
        found = extract(row["text"], lang=row.get("lang") or "en", day=published_day(row))
        yield {"doc_id": row.get("doc_id"), "statements": [as_row(each) for each in found]}


def published_day(row: dict[str, Any]) -> date | None:
    """The day of ``published`` (an ISO date or time), None where the row has none that can be read."""
    try:
        return date.fromisoformat(str(row.get("published") or "")[:DAY_WIDTH])
    except ValueError:
        return None


def as_row(statement: Statement) -> dict[str, Any]:
    """A statement in the output's format."""
    return {
        "start": statement.start,
        "end": statement.end,
        "spans": [list(span) for span in statement.spans],
        "kind": statement.kind.value,
        "text": statement.text,
        "speaker": statement.speaker,
        "figure": statement.figure_id,
        "speaker_mention_span": list(statement.speaker_span) if statement.speaker_span else None,
        "cue": statement.cue,
        "cue_span": list(statement.cue_span) if statement.cue_span else None,
        "modality": statement.modality.value,
        "confidence": statement.confidence,
        "rule": statement.rule,
        "reasons": list(statement.reasons),
    }
