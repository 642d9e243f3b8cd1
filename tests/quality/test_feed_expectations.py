"""feedparser's own expectations, from its source distribution where that is at hand, hold for our parsing too."""

from __future__ import annotations

import pytest

from benchmarks.expectations import CACHE, HOW_TO_GET, NAME, count, expectations

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not (CACHE / NAME).is_file(), reason=HOW_TO_GET)]


def test_what_feedparser_expects_of_itself_holds_for_a_feed_read_here() -> None:
    found = list(expectations())
    missed = count(found)
    print({way: f"{len(found) - len(names)} of {len(found)}" for way, names in missed.items()})
    assert len(found) > 1500
    assert set(missed["parsed"]) <= set(missed["alone"])
