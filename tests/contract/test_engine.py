"""What every engine owes its stages: each message at least once, in order, effects and position together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from onrecord.engines.base import ALERTS, ARTICLES, STATEMENTS, Message
from onrecord.engines.embedded import EmbeddedEngine
from onrecord.store import log
from onrecord.store.base import Store, Unit
from onrecord.store.tables.log import DeadLetterRow
from processors.errors import PermanentError, TemporaryError

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Relay:
    """A stage that sends each message on, and does to chosen ones what a test asks."""

    def __init__(self, name: str, reads: str, sends: str, faults: dict[str, list[Exception]] | None = None) -> None:
        self.name, self.reads, self._sends, self._faults = name, reads, sends, faults or {}
        self.seen: list[str] = []
        self.forgotten = 0

    async def prepare(self, message: Message) -> Any:
        return message.id

    async def apply(self, unit: Unit, message: Message, prepared: Any) -> Sequence[Message]:
        self.seen.append(prepared)
        faults = self._faults.get(message.id, [])
        if faults:
            raise faults.pop(0)
        return [Message(self._sends, message.key, f"{message.id}+", message.body)]

    def rolled_back(self) -> None:
        self.forgotten += 1


async def publish(store: Store, count: int) -> None:
    async with store.unit() as unit:
        await log.append(unit, [Message(ARTICLES, "k", str(n), {"v": 1}) for n in range(count)], NOW)


async def ids(store: Store, channel: str) -> list[str]:
    async with store.view() as view:
        return [m.id for _, m in await log.read(view, channel, 0, 1000)]


def engine(store: Store, *stages: Relay) -> EmbeddedEngine:
    end = Relay("end", STATEMENTS, ALERTS)
    return EmbeddedEngine(store, [*stages, end] if stages[-1].reads == ARTICLES else stages, lambda: NOW)


async def test_messages_run_through_all_stages_in_order(store: Store) -> None:
    await publish(store, 70)
    last = Relay("two", STATEMENTS, ALERTS)
    await engine(store, Relay("one", ARTICLES, STATEMENTS), last).drain()
    assert last.seen == [f"{n}+" for n in range(70)]
    assert await ids(store, ALERTS) == [], "nobody here reads that channel"


async def test_a_second_engine_goes_on_where_the_first_stopped(store: Store) -> None:
    await publish(store, 3)
    await engine(store, Relay("one", ARTICLES, STATEMENTS)).drain()
    again = Relay("one", ARTICLES, STATEMENTS)
    await engine(store, again).drain()
    assert again.seen == []


async def test_a_permanent_error_buries_that_message_only(store: Store) -> None:
    await publish(store, 5)
    stage = Relay("one", ARTICLES, STATEMENTS, {"2": [PermanentError("no such thing")] * 2})
    await engine(store, stage).drain()
    assert await ids(store, STATEMENTS) == ["0+", "1+", "3+", "4+"]
    assert stage.forgotten
    async with store.view() as view:
        buried = (await view.scalars(select(DeadLetterRow))).all()
    assert [(row.message_id, row.error) for row in buried] == [("2", "PermanentError: no such thing")]


async def test_a_temporary_error_is_tried_again_and_keeps_the_order(store: Store) -> None:
    await publish(store, 3)
    fault = TemporaryError("not now", retry_after=0.01)
    await engine(store, Relay("one", ARTICLES, STATEMENTS, {"1": [fault, fault, fault]})).drain()
    assert await ids(store, STATEMENTS) == ["0+", "1+", "2+"]


async def test_run_wakes_for_new_messages_and_stops_when_asked(store: Store) -> None:
    running = engine(store, Relay("one", ARTICLES, STATEMENTS))
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    await publish(store, 1)
    running.wake()
    async with asyncio.timeout(5):
        while not await ids(store, STATEMENTS):
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(task, 5)
    assert await running.lag() == {"one": 0, "end": 0}


async def test_stopping_ends_the_wait_of_a_temporary_error(store: Store) -> None:
    await publish(store, 1)
    stage = Relay("one", ARTICLES, STATEMENTS, {"0": [TemporaryError("long", retry_after=600)] * 9})
    stop = asyncio.Event()
    task = asyncio.create_task(engine(store, stage).run(stop))
    async with asyncio.timeout(5):
        while not stage.seen:
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(task, 5)
    assert await ids(store, STATEMENTS) == []
