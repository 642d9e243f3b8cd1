"""Past statements, an editor's word and another embedder, on each database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from onrecord import past
from onrecord.renewal import renewing
from onrecord.store import feedback
from onrecord.store import record as record_store
from onrecord.store.base import Store, Unit
from processors.claims import Utterance
from processors.embedding import Vector
from processors.novelty import Judge

FORTY = "We will send 40 billion euros to Kyiv this year."
FIFTY = "We will send 50 billion euros to Kyiv this year."


class Counted:
    """An embedder that says nothing but counts what it was asked."""

    def __init__(self, identity: str) -> None:
        self.id, self.dimensions, self.asked = identity, 4, 0

    def embed(self, texts: Sequence[str]) -> Vector:
        self.asked += len(texts)
        return np.tile(np.array([1, 0, 0, 0], dtype=np.float32), (len(texts), 1))


def rows() -> list[Utterance]:
    given = [
        {"figure": "f", "text": FORTY, "time": "2025-12-01", "outlet": "A"},
        {"figure": "f", "text": f"“{FORTY}”", "time": "2025-12-02", "outlet": "B"},
        {"figure": "f", "text": FIFTY, "time": "2026-03-01", "outlet": "A"},
    ]
    return [past.utterance_of(row, number, "past.jsonl") for number, row in enumerate(given, 1)]


def quiet(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


async def test_an_import_fills_the_record_and_changes_nothing_the_second_time(store: Store) -> None:
    first = await past.import_statements(store, rows(), Judge(), None, quiet)
    assert (first.added, first.claims, first.known) == (3, 2, 0)
    again = await past.import_statements(store, rows(), Judge(), None, quiet)
    assert (again.added, again.known) == (0, 3)
    async with store.view() as view:
        assert await record_store.sizes(view) == [("f", 3, 2)]
        record = await record_store.record(view, "f", "")
    asked = Utterance("x", "f", FORTY, datetime(2025, 12, 20, tzinfo=UTC), lang="en")
    assert Judge().judge(asked, None, record).rule == "exact"


async def test_an_update_survives_a_restart(store: Store) -> None:
    await past.import_statements(store, rows(), Judge(), None, quiet)
    async with store.view() as view:
        record = await record_store.record(view, "f", "")
    old = record.same_wording(FORTY)
    new = record.same_wording(FIFTY)
    assert old is not None
    assert new is not None
    assert record.latest(old.claim_id) == new.claim_id


async def _claim(unit: Unit, statement: str) -> str:
    found = await record_store.decided(unit, statement)
    assert found is not None
    return found[0].claim_id


async def test_an_editors_word_moves_the_statement(store: Store) -> None:
    await past.import_statements(store, rows(), Judge(), None, quiet)
    first, second, _ = (u.id for u in rows())
    async with store.unit() as unit:
        before = await record_store.version(unit, "f")
        assert await feedback.move(unit, second, "new") is not None
        own = await _claim(unit, second)
        assert await record_store.version(unit, "f") > before, "caches of the record must notice"
    async with store.view() as view:
        record = await record_store.record(view, "f", "")
    assert [u.id for u in record.of_claim(own)] == [second]
    async with store.unit() as unit:
        await feedback.move(unit, second, "not_new")
        back = await _claim(unit, second)
        assert (await record_store.claim(unit, back)).first_utterance == first
        assert await feedback.move(unit, "nobody-decided-this", "new") is None


async def test_another_embedder_makes_the_vectors_anew_once(store: Store) -> None:
    old, new = Counted("old"), Counted("new")
    await past.import_statements(store, rows(), Judge(), old, quiet)
    seen: list[tuple[int, int]] = []
    assert await past.re_embed(store, new, lambda done, total: seen.append((done, total))) == 3
    assert seen[-1] == (3, 3)
    assert await past.re_embed(store, new, quiet) == 0
    async with store.view() as view:
        vectors = [vector for _, vector in await record_store.load(view, "f", "new")]
    assert all(vector is not None for vector in vectors)


async def test_vectors_of_another_embedder_are_renewed_in_the_background(store: Store) -> None:
    await past.import_statements(store, rows(), Judge(), Counted("old"), quiet)
    async with renewing(store, Counted("new")), asyncio.timeout(20):
        while True:
            async with store.view() as view:
                if await record_store.stale_vectors(view, "new") == 0:
                    break
            await asyncio.sleep(0.01)
    async with renewing(store, None):
        pass
