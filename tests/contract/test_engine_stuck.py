"""A worker that has messages and gets nowhere ends itself; one that waits for a database does not, on both runners."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from onrecord.engines.base import ARTICLES, STATEMENTS, Message
from onrecord.engines.distributed import StuckError
from onrecord.store.base import Unit
from processors.errors import TemporaryError
from tests.contract.conftest import KafkaBench
from tests.contract.test_engine import Relay, publish

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(180),
]
RUNNERS = pytest.mark.parametrize("engine_kind", ["faust", "aiokafka"], indirect=True)
# Faust cannot be stopped inside a process in which its handler hangs: there the process ends, and a test with it.
ENDS_ALONE = pytest.mark.parametrize("engine_kind", ["aiokafka"], indirect=True)
STUCK_S, LOOK_S = 3.0, 0.5
"""Longer than a start takes until the first commit, as long as several looks at the positions."""


class Hanging(Relay):
    """A stage that never comes back from its first message, and says nothing."""

    async def prepare(self, message: Message) -> Any:
        await asyncio.Event().wait()


class Waiting(Relay):
    """A stage whose database is away."""

    async def apply(self, unit: Unit, message: Message, prepared: Any) -> Sequence[Message]:
        raise TemporaryError("the database is away", retry_after=0.5)


@ENDS_ALONE
async def test_a_hang_ends_the_worker_and_the_next_one_does_the_work(bench: KafkaBench) -> None:
    await publish(bench, 3)
    hung = bench.engine(Hanging("one", ARTICLES, STATEMENTS))
    hung.stuck_s, hung.look_s = STUCK_S, LOOK_S
    with pytest.raises(StuckError, match="has messages waiting and stands at 0"):
        await asyncio.wait_for(hung.run(asyncio.Event()), 90)
    await bench.engine(Relay("one", ARTICLES, STATEMENTS)).drain()
    assert await bench.ids(STATEMENTS) == ["0+", "1+", "2+"]


@RUNNERS
async def test_waiting_for_a_database_is_no_hang_and_is_told(bench: KafkaBench) -> None:
    await publish(bench, 1)
    told: list[str] = []
    engine = bench.engine(Waiting("one", ARTICLES, STATEMENTS), progress=lambda _, missing: told.append(missing))
    engine.stuck_s, engine.look_s = STUCK_S, LOOK_S
    stop = asyncio.Event()
    running = asyncio.create_task(engine.run(stop))
    async with asyncio.timeout(90):
        while sum("the database is away" in one for one in told) < 2 * STUCK_S / LOOK_S:
            assert not running.done(), running.exception()
            await asyncio.sleep(0.2)
    stop.set()
    await asyncio.wait_for(running, 20)


@RUNNERS
async def test_draining_waits_for_a_broker_that_cannot_tell_yet_how_far_it_is(
    bench: KafkaBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(bench, 3)
    engine = bench.engine(Relay("one", ARTICLES, STATEMENTS))
    lag, asked = engine.lag, iter([TemporaryError("no leader yet")])

    async def first_away() -> dict[str, int]:
        for error in asked:
            raise error
        return dict(await lag())

    monkeypatch.setattr(engine, "lag", first_away)
    await engine.drain()
    assert await bench.ids(STATEMENTS) == ["0+", "1+", "2+"]
