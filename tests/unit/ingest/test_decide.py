"""New, changed or known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.decide import (
    RETRY,
    Decided,
    EntryDecision,
    address,
    all_decided,
    all_keys,
    content_hash,
    decide,
    entry_hash,
    keys,
    revision,
)
from ingest.models import KnownEntry
from processors.models import Entry

ENTRY = Entry("a", "guid-1", "https://a.test/1", "A headline", "A summary")


def _decided(entries: list[Entry]) -> list[Decided]:
    return all_decided(zip(entries, all_keys(entries), strict=True), {})


def remembered(entry: Entry = ENTRY, digest: str = "") -> dict[str, KnownEntry]:
    return {key: KnownEntry(key, "article", digest or entry_hash(entry), "content", 1) for key in keys(entry)}


@pytest.mark.parametrize(
    ("situation", "entry", "decision"),
    [
        ("the same", ENTRY, EntryDecision.KNOWN),
        ("another guid, the same page", replace(ENTRY, guid="guid-2"), EntryDecision.KNOWN),
        ("tracking", replace(ENTRY, guid="guid-2", url="http://a.test/1?utm_source=x"), EntryDecision.KNOWN),
        ("another link, the same guid", replace(ENTRY, url="https://a.test/1-new-slug"), EntryDecision.KNOWN),
        ("an edited headline", replace(ENTRY, title="A better headline"), EntryDecision.CHANGED),
        ("another article", replace(ENTRY, guid="guid-2", url="https://a.test/2"), EntryDecision.NEW),
        ("the guid of another source", replace(ENTRY, source_id="b", url="https://b.test/1"), EntryDecision.NEW),
    ],
)
def test_an_entry_after_the_first(situation: str, entry: Entry, decision: EntryDecision) -> None:
    assert decide(entry, keys(entry), remembered()).decision is decision, situation


def test_a_page_that_could_not_be_had_is_tried_again_and_counted() -> None:
    found = decide(ENTRY, keys(ENTRY), remembered(digest=f"{RETRY}2"))
    assert (found.decision, found.tries) == (EntryDecision.NEW, 2)


def test_a_guid_shared_by_two_articles_tells_them_not_apart() -> None:
    one, two = ENTRY, replace(ENTRY, url="https://a.test/2", title="Another")
    decided = _decided([one, two])
    assert [found.decision for found in decided] == [EntryDecision.NEW, EntryDecision.NEW]
    assert len({found.keys[0] for found in decided}) == 2


def test_one_article_shown_twice_counts_once() -> None:
    assert len(_decided([ENTRY, replace(ENTRY, guid="x", url="https://a.test/1/amp")])) == 1


def test_every_entry_has_a_key_and_an_address_of_its_own() -> None:
    bare = Entry("a", "", "", "Only a headline")
    assert keys(bare)
    assert address(bare).startswith("urn:onrecord:entry:")
    assert all(len(key) < 400 for key in keys(replace(ENTRY, guid="g" * 100_000)))


def test_a_revision_is_made_by_words_not_by_spacing() -> None:
    digest = content_hash("Title", "Forty tanks. He said “no”.")
    assert digest == content_hash("TITLE", "Forty  tanks.\nHe said 'no'.")
    assert digest != content_hash("Title", "Fifty tanks. He said “no”.")
    known = KnownEntry("k", "a", "e", digest, 2)
    assert revision(known, digest)[0] == 0
    assert revision(known, "other")[0] == 3
    assert revision(None, digest)[0] == 1
    assert revision(replace(known, revision=0), digest)[0] == 1
