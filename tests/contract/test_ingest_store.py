"""What every IngestStore does: the one in memory that tests use, and the real one on its database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.models import (
    Health,
    HealthChange,
    HealthStatus,
    KnownEntry,
    PollRecord,
    SeenEntry,
    SourceState,
)
from ingest.ports import IngestStore
from onrecord.store import sources
from onrecord.store.base import Store
from tests.fakes.ingest_store import MemoryIngestStore

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STATE = SourceState(
    "outlet",
    "https://outlet.test/feed",
    due=NOW,
    etag='"1"',
    body_hash=b"\x00\xff",
    fragments=b"12345678",
    rhythm=(1.5, 2.0),
    health=Health(HealthStatus.HEALTHY, NOW, "2 entries", 0, NOW, 400.5, 3.0, 0, 12),
    polled=NOW,
)
SEEN = SeenEntry(
    ("guid\x1foutlet\x1f1", "url\x1fhttps://outlet.test/1"), "a-1", "e", "c", 1, "https://outlet.test/1", NOW, "x"
)


class SqlIngestStore:
    """The store's functions, each in a unit of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def load(self, source_id: str) -> SourceState | None:
        async with self._store.view() as view:
            return await sources.load(view, source_id)

    async def known(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownEntry]:
        async with self._store.view() as view:
            return await sources.known(view, source_id, keys)

    async def commit(self, record: PollRecord) -> None:
        async with self._store.unit() as unit:
            await sources.commit(unit, record)


@pytest.fixture(params=["memory", "sql"])
def ingest_store(request: pytest.FixtureRequest, store: Store) -> IngestStore:
    makers: dict[str, Callable[[], IngestStore]] = {
        "memory": MemoryIngestStore,
        "sql": lambda: SqlIngestStore(store),
    }
    return makers[request.param]()


async def test_nothing_is_known_of_a_source_never_polled(ingest_store: IngestStore) -> None:
    assert await ingest_store.load("outlet") is None
    assert await ingest_store.known("outlet", ["guid"]) == {}


async def test_a_state_comes_back_as_it_was(ingest_store: IngestStore) -> None:
    await ingest_store.commit(PollRecord(STATE))
    assert await ingest_store.load("outlet") == STATE
    later = replace(STATE, etag=None, rhythm=(3.0,))
    await ingest_store.commit(PollRecord(later))
    assert await ingest_store.load("outlet") == later


async def test_an_entry_is_known_under_each_of_its_keys(ingest_store: IngestStore) -> None:
    await ingest_store.commit(PollRecord(STATE, seen=(SEEN,)))
    known = await ingest_store.known("outlet", [*SEEN.keys, "url\x1fhttps://outlet.test/2"])
    assert known == {key: KnownEntry(key, "a-1", "e", "c", 1) for key in SEEN.keys}


async def test_an_article_is_known_by_its_address_to_another_source(ingest_store: IngestStore) -> None:
    await ingest_store.commit(PollRecord(STATE, seen=(SEEN,)))
    assert SEEN.keys[1] in await ingest_store.known("another", [SEEN.keys[1]])


async def test_a_later_record_replaces_what_is_known(ingest_store: IngestStore) -> None:
    await ingest_store.commit(PollRecord(STATE, seen=(SEEN,)))
    await ingest_store.commit(PollRecord(STATE, seen=(replace(SEEN, content_hash="d", revision=2),)))
    known = await ingest_store.known("outlet", SEEN.keys)
    assert {one.revision for one in known.values()} == {2}


async def test_many_keys_and_long_ones(ingest_store: IngestStore) -> None:
    keys = tuple(f"url\x1fhttps://outlet.test/{number}/{'x' * 2000}" for number in range(1200))
    await ingest_store.commit(PollRecord(STATE, seen=(replace(SEEN, keys=keys),)))
    assert len(await ingest_store.known("outlet", keys)) == 1200


async def test_committing_a_record_twice_changes_nothing(store: Store) -> None:
    change = HealthChange("outlet", "An outlet", HealthStatus.NEW, HealthStatus.HEALTHY, "2 entries", NOW)
    for _ in range(2):
        await SqlIngestStore(store).commit(PollRecord(STATE, seen=(SEEN,), changes=(change,)))
    async with store.view() as view:
        assert await sources.events(view) == [change]
        assert await sources.events(view, "another") == []
        assert await sources.all_states(view) == [STATE]


async def test_a_later_look_at_an_article_is_remembered_under_every_key(store: Store) -> None:
    keys = ("guid\x1foutlet\x1f1", "url\x1fhttps://outlet.test/1")
    first = replace(SEEN, keys=keys)
    await SqlIngestStore(store).commit(PollRecord(STATE, seen=(first,)))
    async with store.unit() as unit:
        await sources.amend(unit, replace(first, keys=keys[1:], content_hash="later", revision=7))
    known = await SqlIngestStore(store).known("outlet", keys)
    assert [(known[key].revision, known[key].content_hash) for key in keys] == [(7, "later")] * 2
    async with store.view() as view:
        assert await sources.alerted(view, NOW) == []
