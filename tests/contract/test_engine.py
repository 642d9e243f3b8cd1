"""What every engine owes its stages: each message at least once, in order, effects and position together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from onrecord.engines.base import ALERTS, ARTICLES, STATEMENTS, Message
from onrecord.store.base import Unit
from onrecord.store.tables.log import DeadLetterRow
from processors.errors import PermanentError, TemporaryError


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


async def publish(bench: Any, count: int) -> None:
    await bench.publish([Message(ARTICLES, "k", str(n), {"v": 1}) for n in range(count)])


async def test_messages_run_through_all_stages_in_order(bench: Any) -> None:
    await publish(bench, 70)
    last = Relay("two", STATEMENTS, ALERTS)
    await bench.engine(Relay("one", ARTICLES, STATEMENTS), last).drain()
    assert last.seen == [f"{n}+" for n in range(70)]


async def test_a_second_engine_goes_on_where_the_first_stopped(bench: Any) -> None:
    await publish(bench, 3)
    await bench.engine(Relay("one", ARTICLES, STATEMENTS)).drain()
    again = Relay("one", ARTICLES, STATEMENTS)
    await publish(bench, 4)
    await bench.engine(again).drain()
    assert again.seen in (["3"], ["0", "1", "2", "3"])  # a log of its own knows the first three; a topic has copies


async def test_a_permanent_error_buries_that_message_only(bench: Any) -> None:
    await publish(bench, 5)
    stage = Relay("one", ARTICLES, STATEMENTS, {"2": [PermanentError("no such thing")] * 2})
    await bench.engine(stage).drain()
    assert await bench.ids(STATEMENTS) == ["0+", "1+", "3+", "4+"]
    assert stage.forgotten
    async with bench.store.view() as view:
        buried = (await view.scalars(select(DeadLetterRow))).all()
    assert [(row.message_id, row.error) for row in buried] == [("2", "PermanentError: no such thing")]


async def test_a_temporary_error_is_tried_again_and_keeps_the_order(bench: Any) -> None:
    await publish(bench, 3)
    fault = TemporaryError("not now", retry_after=0.01)
    await bench.engine(Relay("one", ARTICLES, STATEMENTS, {"1": [fault, fault, fault]})).drain()
    assert await bench.ids(STATEMENTS) == ["0+", "1+", "2+"]


async def test_run_wakes_for_new_messages_and_stops_when_asked(bench: Any) -> None:
    running = bench.engine(Relay("one", ARTICLES, STATEMENTS))
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    await publish(bench, 1)
    running.wake()
    async with asyncio.timeout(20):
        while not await bench.ids(STATEMENTS):
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(task, 10)
    assert (await running.lag())["one"] == 0


async def test_stopping_ends_the_wait_of_a_temporary_error_and_the_message_comes_again(bench: Any) -> None:
    await publish(bench, 3)
    stage = Relay("one", ARTICLES, STATEMENTS, {"1": [TemporaryError("long", retry_after=600)] * 9})
    stop = asyncio.Event()
    task = asyncio.create_task(bench.engine(stage).run(stop))
    async with asyncio.timeout(20):
        while "1" not in stage.seen:
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(task, 10)
    assert "1+" not in await bench.ids(STATEMENTS)
    await bench.engine(Relay("one", ARTICLES, STATEMENTS)).drain()
    assert await bench.ids(STATEMENTS) == ["0+", "1+", "2+"]
