"""The log keeps order, absorbs replays and moves only with the unit it belongs to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from onrecord.engines.base import ARTICLES, Message
from onrecord.store import log, migrate
from onrecord.store.base import Store

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def message(number: int) -> Message:
    return Message(ARTICLES, f"key-{number}", f"id-{number}", {"v": 1, "number": number})


async def test_migrating_twice_changes_nothing(store: Store) -> None:
    await migrate.upgrade(store)
    assert await migrate.current(store) == migrate.head()


async def test_messages_come_back_in_order_from_a_position(store: Store) -> None:
    async with store.unit() as unit:
        await log.append(unit, [message(n) for n in range(5)], NOW)
    async with store.view() as view:
        first = await log.read(view, ARTICLES, 0, 2)
        rest = await log.read(view, ARTICLES, first[-1][0], 10)
    assert [m.id for _, m in first + rest] == [f"id-{n}" for n in range(5)]


async def test_a_message_appended_twice_is_there_once(store: Store) -> None:
    for _ in range(2):
        async with store.unit() as unit:
            await log.append(unit, [message(1)], NOW)
    async with store.view() as view:
        assert len(await log.read(view, ARTICLES, 0, 10)) == 1


async def test_a_unit_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        async with store.unit() as unit:
            await log.append(unit, [message(1)], NOW)
            await log.move(unit, "read", 7, NOW)
            raise RuntimeError("half way")
    async with store.view() as view:
        assert await log.read(view, ARTICLES, 0, 10) == []
        assert await log.position(view, "read") == 0


async def test_position_lag_and_pruning(store: Store) -> None:
    async with store.unit() as unit:
        await log.append(unit, [message(n) for n in range(4)], NOW)
        third = (await log.read(unit, ARTICLES, 0, 3))[-1][0]
        await log.move(unit, "read", third, NOW)
    async with store.unit() as unit:
        assert await log.lag(unit, ARTICLES, "read") == 1
        assert await log.prune(unit, ARTICLES, ["read"], NOW) == 0, "not yet older than the limit"
        assert await log.prune(unit, ARTICLES, ["read"], NOW.replace(day=2)) == 3


async def test_times_come_back_aware_and_naive_ones_are_refused(store: Store) -> None:
    with pytest.raises(Exception, match="naive"):
        async with store.unit() as unit:
            await log.move(unit, "read", 1, NOW.replace(tzinfo=None))
