"""Feeds of the public test suites, where they are at hand: fields as feedparser reads them, entries one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest import cutting, feeds
from ingest.mending import mended
from ingest.parsed import EntryFacts, ParsedFeed
from ingest.remainder import completed, remainder

FEEDS = Path(__file__).parents[3] / "shared/eval/ingest/feeds"
FIELD_FLOOR = 0.998
"""Share of fields that agree with feedparser's own reading; 0.9985 when it was pinned."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FEEDS.is_dir(), reason=f"needs the evaluation feeds at {FEEDS}"),
]


def _rows() -> list[dict[str, Any]]:
    with (FEEDS / "gold.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _norm(value: object) -> str:
    return " ".join(str(value or "").split())


def test_fields_agree_with_feedparser() -> None:
    agreed = total = 0
    for row in _rows():
        body = (FEEDS / row["file"]).read_bytes()
        found = feeds.parse(body, (row.get("headers") or {}).get("content-type", ""))
        for gold, entry in zip(row["entries"], found.entries, strict=False):
            for key in ("id", "link", "title", "author"):
                total += gold[key] is not None
                agreed += gold[key] is not None and _norm(gold[key]) == _norm(getattr(entry, key))
        total += len(row["entries"]) != len(found.entries)
    print(f"{agreed} of {total} fields agree")
    assert agreed / total >= FIELD_FLOOR


def _short(body: bytes, seen: bytes) -> ParsedFeed | None:
    """What polling reads of a feed by sending only its unseen part to the parser, None where it sends all."""
    rest = remainder(body, "", seen, feeds.ENTRIES_USED)
    return completed(rest, feeds.unseen(rest.body, "", "")) if rest is not None else None


def _revealed(pieces: cutting.Cut, places: list[list[int]]) -> dict[bytes, EntryFacts]:
    """The entries that polling finds when the feed shows these places, one poll after the other."""
    found: dict[bytes, EntryFacts] = {}
    seen = b""
    for shown in places:
        feed = _short(pieces.with_only(shown), seen) or feeds.unseen(pieces.with_only(shown), "", "", seen)
        prints = [cutting.fingerprint(pieces.entries[place]) for place in shown]
        new = [print_ for print_ in prints if print_ not in cutting.split_fingerprints(seen)] if feed.cut else prints
        found |= dict(zip(new, feed.entries, strict=True)) if len(new) == len(feed.entries) else {}
        seen = feed.fragments
    return found


@pytest.mark.parametrize("newest_first", [True, False])
def test_entries_revealed_one_by_one_are_those_of_the_whole(newest_first: bool) -> None:
    compared = 0
    for row in _rows():
        body, _, _ = mended((FEEDS / row["file"]).read_bytes(), "")
        whole = feeds.unseen(body, "", "")
        pieces = cutting.cut(body)
        if pieces is None or len(pieces.entries) != len(whole.entries) or len(pieces.entries) > 60:
            continue
        count = len(pieces.entries)
        places = [list(range(count - n, count)) if newest_first else list(range(n)) for n in range(1, count + 1)]
        found = _revealed(pieces, places)
        prints = map(cutting.fingerprint, pieces.entries)
        assert [found[print_] for print_ in prints] == list(whole.entries), row["id"]
        compared += 1
    print(f"{compared} feeds compared")
    assert compared > 1000
