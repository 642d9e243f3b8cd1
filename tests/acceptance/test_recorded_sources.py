"""Sources recorded by ``onrecord source add --write`` are still read as they were."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ingest.articles import extract
from ingest.feeds import unseen

CASES = sorted(path.parent for path in (Path(__file__).parents[1] / "sources").glob("*/expected.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_recorded_source_is_read_as_before(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    feed = unseen(gzip.decompress((case / "feed.gz").read_bytes()), "", expected["feed_url"])
    assert feed.version == expected["version"]
    assert [entry.title for entry in feed.entries[:5]] == [title for title, _ in expected["entries"]]
    if "page" not in expected:
        return
    page = extract(gzip.decompress((case / "page.gz").read_bytes()), "", expected["page"]["url"])
    assert page.verdict.value == expected["page"]["verdict"]
    assert page.text.startswith(expected["page"]["begins"])
    assert len(page.text.split()) >= 0.95 * expected["page"]["words"]
