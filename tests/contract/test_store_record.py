"""Figures' records in the store, on each database that is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from onrecord.store import migrate, record
from onrecord.store.base import Store
from processors.claims import Decision, Difference, Utterance, Verdict
from processors.ids import claim_id

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'x.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = Store(url)
    await migrate.upgrade(opened)
    yield opened
    await opened.close()


def utterance(number: int, words: str, outlet: str = "wire", story: str = "") -> Utterance:
    return Utterance(
        id=f"u{number}",
        figure_id="anna-berg",
        text=words,
        time=NOW + timedelta(minutes=number),
        lang="en",
        outlet_id=outlet,
        outlet_name=outlet.title(),
        article_id=f"a{number}",
        article_url=f"https://{outlet}.example/{number}",
        story_id=story or f"s{number}",
    )


def verdict(of: Utterance, decision: Decision, claim: str, updates: str | None = None) -> Verdict:
    differs = (Difference("quantity", "40", "50"),) if updates else ()
    return Verdict(decision, claim, 0.9, 0.1, "no earlier statement", "empty", 0.5, None, differs, updates)


async def test_a_repeat_moves_its_claim_and_a_copy_of_a_story_adds_no_outlet(store: Store) -> None:
    first, copy, other = (
        utterance(1, "We send 40 tanks"),
        utterance(2, "40 tanks", "copy", "s1"),
        utterance(3, "x", "b"),
    )
    claim = claim_id("anna-berg", "u1")
    vector = np.ones(4, dtype=np.float32) / 2
    async with store.unit() as unit:
        await record.lock(unit, "anna-berg")
        await record.write(unit, first, vector, "e1", verdict(first, Decision.NEW, claim), NOW)
        for one in (copy, other, other):
            await record.write(unit, one, None, "e1", verdict(one, Decision.REPEAT, claim), NOW)
        state = await record.claim(unit, claim)
    assert state.outlets == ("wire", "b")
    assert state.variants == 3
    async with store.view() as view:
        assert await record.version(view, "anna-berg") == 3
        loaded = await record.load(view, "anna-berg", "e1")
    assert [u.id for u, _ in loaded] == ["u1", "u2", "u3"]
    assert loaded[0][0] == replace(first, claim_id=claim)
    assert loaded[0][1] is not None
    np.testing.assert_allclose(loaded[0][1], vector)
    assert loaded[1][1] is None


async def test_an_update_is_linked_both_ways_and_keeps_its_verdict_whole(store: Store) -> None:
    first, second = utterance(1, "We send 40 tanks"), utterance(2, "We send 50 tanks")
    old, new = claim_id("anna-berg", "u1"), claim_id("anna-berg", "u2")
    changed = replace(verdict(second, Decision.UPDATE, new, updates=old), closest=replace(first, claim_id=old))
    async with store.unit() as unit:
        await record.write(unit, first, None, "", verdict(first, Decision.NEW, old), NOW)
        await record.write(unit, second, None, "", changed, NOW)
    async with store.view() as view:
        assert (await record.claim(view, old)).updated_by == new
        assert (await record.claim(view, new)).updates == old
        assert await record.decided(view, "u2") == (replace(second, claim_id=new), changed)
        assert await record.decided(view, "u9") is None


async def test_the_words_of_an_utterance_are_indexed(store: Store) -> None:
    one = utterance(1, "Die Brücke wird gebaut")
    async with store.unit() as unit:
        await record.write(unit, one, None, "", verdict(one, Decision.NEW, "c"), NOW)
    query = (
        "SELECT count(*) FROM utterance_words WHERE utterance_words MATCH 'brucke'"
        if store.dialect == "sqlite"
        else "SELECT count(*) FROM utterances WHERE words @@ to_tsquery('simple', 'brücke')"
    )
    async with store.view() as view:
        assert await view.scalar(text(query)) == 1
