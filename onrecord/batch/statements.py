"""``onrecord batch statements``: statements of every text in a file, by the pipeline's own extractor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from config.load import load_figures
from onrecord.bootstrap import read_settings
from processors.models import Article, Outlet, Statement
from processors.reading import Reader
from processors.statements import extract

DAY_WIDTH = len("2026-01-31")
NO_DAY = date(1970, 1, 1)
"""The day of a row that has none: no quote is old on it, and no role that has a beginning is held."""


def convert(rows: Iterable[dict[str, Any]], options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row ``{doc_id, statements}`` for each row ``{doc_id, text, lang?, published?}``, in order.

    ``options["figures_only"]``: only what tracked figures said, by the pipeline's gate, mentions and language guess.
    """
    find = _of_figures() if options.get("figures_only") else _of_everyone
    for row in rows:
        yield {"doc_id": row.get("doc_id"), "statements": [as_row(each) for each in find(row)]}


def _of_everyone(row: dict[str, Any]) -> tuple[Statement, ...]:
    return extract(row["text"], lang=row.get("lang") or "en", day=published_day(row))


def _of_figures() -> Callable[[dict[str, Any]], tuple[Statement, ...]]:
    """What the pipeline would find in a row, with the configured figures."""
    reader = Reader(load_figures(read_settings().config_dir / "figures.yaml"))

    def find(row: dict[str, Any]) -> tuple[Statement, ...]:
        found = reader.read(_article(row)).statements
        return tuple(each for each in found if each.figure_id is not None and not each.in_title)

    return find


def _article(row: dict[str, Any]) -> Article:
    """A row as the pipeline sees an article: no title, published at noon of its day."""
    when = datetime.combine(published_day(row) or NO_DAY, time(12), UTC)
    name = str(row.get("doc_id") or "")
    outlet = Outlet("batch", "batch")
    return Article(name, 1, "", "", outlet, "batch", "", row["text"], name, when, when, when, lang=row.get("lang"))


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
