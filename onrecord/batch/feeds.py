"""``onrecord batch feeds``: what the pipeline's parser reads in each feed file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.feeds import parse

_FEED = ("title", "link", "subtitle", "updated")
_ENTRY = ("id", "link", "title", "author", "published", "updated", "summary", "content")


def convert(rows: Iterable[dict[str, Any]], options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """``{id, file, headers?}`` to ``{id, feed, entries}``; ``file`` is relative to ``options["base"]``."""
    base = Path(options["base"])
    for row in rows:
        headers = {name.lower(): value for name, value in (row.get("headers") or {}).items()}
        found = parse(
            (base / row["file"]).read_bytes(), headers.get("content-type", ""), "", headers.get("content-language", "")
        )
        facts = asdict(found.facts)
        yield {
            "id": row["id"],
            "feed": {key: facts[key] for key in _FEED},
            "entries": [{key: entry[key] for key in _ENTRY} for entry in map(asdict, found.entries)],
        }
