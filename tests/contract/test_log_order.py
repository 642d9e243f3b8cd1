"""A reader never passes a message that is not committed yet, also with several units appending at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from onrecord.engines.base import ARTICLES, Message
from onrecord.store import log, migrate
from onrecord.store.base import Store

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.postgres
async def test_appending_waits_for_the_unit_that_appended_before(postgres_url: str) -> None:
    store = Store(postgres_url)
    await migrate.upgrade(store)
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with store.unit() as unit:
            await log.append(unit, [Message(ARTICLES, "k", "first", {"v": 1})], NOW)
            begun.set()
            await finish.wait()

    async def quick() -> None:
        async with store.unit() as unit:
            await log.append(unit, [Message(ARTICLES, "k", "second", {"v": 1})], NOW)

    first = asyncio.create_task(slow())
    await begun.wait()
    second = asyncio.create_task(quick())
    done, _ = await asyncio.wait([second], timeout=0.5)
    assert not done, "the second must not be readable before the first"
    finish.set()
    await asyncio.gather(first, second)
    async with store.view() as view:
        assert [m.id for _, m in await log.read(view, ARTICLES, 0, 9)] == ["first", "second"]
    await store.close()
