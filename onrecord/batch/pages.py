"""``onrecord batch pages``: what the pipeline's extractor reads in each page."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.articles import extract
from ingest.dates import parse

_GZIP = b"\x1f\x8b"


def convert(rows: Iterable[dict[str, Any]], options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """``{id, html, url?}`` to ``{id, title, text, published, author}``; ``html`` is relative to ``options["base"]``.

    ``date`` is the day of publication, ``verdict`` what the page was taken for, ``notes`` what was doubtful.
    """
    base = Path(options["base"])
    for row in rows:
        body = (base / row["html"]).read_bytes()
        page = extract(gzip.decompress(body) if body.startswith(_GZIP) else body, "", row.get("url") or "")
        published = parse(page.published)
        yield {
            "id": row["id"],
            "title": page.title,
            "text": page.text,
            "published": published.isoformat() if published else page.published,
            "author": page.author,
            "date": _day(page.published),
            "verdict": page.verdict.value,
            "method": page.method,
            "notes": list(page.notes),
        }


def _day(printed: str | None) -> str | None:
    """The day as the page prints it, in its own zone."""
    if printed and printed[:10].count("-") == 2 and printed[:4].isdigit():
        return printed[:10]
    moment = parse(printed)
    return moment.date().isoformat() if moment else None
