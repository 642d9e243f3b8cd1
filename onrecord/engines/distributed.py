"""The distributed engine: the stages over Kafka, their state in PostgreSQL, on one of two runners.

What is common to both: waiting for the broker, passing messages on, and noticing that a worker is stuck.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

import structlog

from onrecord.engines.base import Message, Stage
from onrecord.engines.broker import Broker, Sender
from onrecord.engines.positions import STUCK_S, Mark, Reach, mark, stuck
from onrecord.engines.steps import Steps
from onrecord.engines.watch import Watch
from onrecord.store.base import Store
from processors.errors import OnrecordError, TemporaryError

RUNNERS = {
    "faust": ("onrecord.engines.kafka", "FaustRunner"),
    "aiokafka": ("onrecord.engines.consumer", "AiokafkaRunner"),
}
LOOK_S = 5.0
"""Seconds between looks at the positions: twelve before a worker counts as stuck."""

RETRY_S = 2.0
"""Seconds between tries to reach a broker that is away at the start."""

_logger = structlog.get_logger(__name__)


class StuckError(OnrecordError):
    """A worker that has messages and commits nothing: the process must end and be started again."""


class Runner(Protocol):
    """What feeds records to the steps."""

    def assignment(self) -> frozenset[str]: ...

    async def run(self, stop: asyncio.Event) -> None: ...


class KafkaEngine:
    """Runs stages over Kafka.

    ``progress`` is called at each look that finds the worker going on, with every partition's reach, or with why
    nothing can go on for now: a broker or a database that is away is no fault of this process.
    """

    def __init__(
        self,
        broker: Broker,
        store: Store,
        stages: Sequence[Stage],
        clock: Callable[[], datetime],
        runner: Literal["faust", "aiokafka"] = "faust",
        progress: Callable[[Mapping[str, Reach], str], None] = lambda _reaches, _missing: None,
    ) -> None:
        self._broker = broker
        self._store = store
        self._stages = tuple(stages)
        self._clock = clock
        self._runner_name = runner
        self._progress = progress
        self.stuck_s, self.look_s = STUCK_S, LOOK_S
        self._channels = tuple(stage.reads for stage in stages)

    def wake(self) -> None:
        """The broker wakes consumers itself."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Put messages into their topics. Raises TemporaryError while the broker is away."""
        sender = Sender(self._broker)
        try:
            await sender.send(messages)
        finally:
            await sender.close()

    async def lag(self) -> dict[str, int]:
        """Messages that each stage has still to read, by its name."""
        watch = Watch(self._broker, self._channels)
        try:
            return self._lag(await watch.look())
        finally:
            await watch.close()

    def _lag(self, reaches: Mapping[str, Reach]) -> dict[str, int]:
        def of(stage: Stage) -> int:
            topic = self._broker.topic(stage.reads)
            return sum(reach.lag for name, reach in reaches.items() if name.rpartition("/")[0] == topic)

        return {stage.name: of(stage) for stage in self._stages}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``. Raises StuckError, or TemporaryError when the runner gave up: end the process then."""
        sender, watch = Sender(self._broker), Watch(self._broker, self._channels)
        steps = Steps(self._store, sender.send, self._clock, stop)
        module, name = RUNNERS[self._runner_name]
        runner: Runner = getattr(importlib.import_module(module), name)(self._broker, self._stages, steps)
        try:
            await self._reachable(watch, stop)
            await _first_of(runner.run(stop), self._look_after(watch, runner, steps, stop))
        finally:
            await watch.close()
            await sender.close()

    async def drain(self) -> None:
        """Work until every stage has read all that there is."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.run(stop))
        quiet = 0  # one look alone may see a stage before it sent and the next after it committed
        while not running.done() and quiet < 2:
            await asyncio.wait([running], timeout=0.2)
            quiet = quiet + 1 if await self._read_all() else 0
        stop.set()
        await running

    async def _read_all(self) -> bool:
        """Whether no stage has anything left; a broker that cannot tell yet, as with new topics, is asked again."""
        try:
            return not any((await self.lag()).values())
        except TemporaryError:
            return False

    async def _reachable(self, watch: Watch, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await watch.look()
            except TemporaryError as error:
                _logger.warning("waiting for the broker", error=str(error))
                self._progress({}, str(error))
                await asyncio.wait([asyncio.ensure_future(stop.wait())], timeout=RETRY_S)
            else:
                return

    async def _look_after(self, watch: Watch, runner: Runner, steps: Steps, stop: asyncio.Event) -> None:
        marks: dict[str, Mark] = {}
        while not stop.is_set():
            try:
                reaches = await watch.look()
            except TemporaryError as error:
                _logger.warning("cannot see the positions", error=str(error))
                self._progress({}, str(error))
                marks = {}
            else:
                held = runner.assignment()
                own = {name: reach for name, reach in reaches.items() if name in held}
                marks = {} if steps.waiting else mark(marks, own, time.monotonic())
                self._judge(marks)
                self._progress(reaches, steps.waiting)
            await asyncio.wait([asyncio.ensure_future(stop.wait())], timeout=self.look_s)

    def _judge(self, marks: Mapping[str, Mark]) -> None:
        reason = stuck(marks, time.monotonic(), self.stuck_s)
        if reason:
            raise StuckError(reason)


async def _first_of(work: Any, watching: Any) -> None:
    """Run both until the work ends or the watching raises."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(watching)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done():
                task.result()
        await tasks[0]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
