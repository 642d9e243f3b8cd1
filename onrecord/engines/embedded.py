"""The embedded engine: asyncio and the store's own log; state, positions and outbox commit in one transaction.

Stronger than a broker on one machine: a message's effects, the messages it sends on and the stage's position are
one unit, so a ``kill -9`` at any moment leaves each message either wholly done or not begun.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from onrecord.engines.base import Message, Stage
from onrecord.store import log
from onrecord.store.base import Store
from processors.errors import TemporaryError

BATCH = 32
"""Messages in one transaction: enough to share the cost of a commit, few enough to keep alerts prompt."""

IDLE_POLL_S = 1.0
"""Seconds between looks at the log when nobody has woken the engine: the safety net, not the rule."""

RETRY_S = (0.1, 0.5, 2.0, 5.0, 15.0)
"""Seconds before the tries after a temporary error; the last one repeats, so that nothing is skipped."""

_logger = structlog.get_logger(__name__)


class EmbeddedEngine:
    """Runs stages over the store's log. ``clock`` gives the time; ``wake()`` says that something was appended.

    Messages for a channel that no stage reads (``ALERTS``, meant for other systems) are not kept. ``progress`` is
    called after each look at the log and at each new try.
    """

    def __init__(
        self,
        store: Store,
        stages: Sequence[Stage],
        clock: Callable[[], datetime],
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._progress = progress
        self.stages = tuple(stages)
        self._clock = clock
        self._read_here = frozenset(stage.reads for stage in stages)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was appended to the log: look now."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; the batch under way is finished first."""
        while not stop.is_set():
            self._woken.clear()
            self._progress()
            try:
                if await self.step(stop):
                    continue
            except _StoppedError:
                break
            waits = {asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._woken.wait())}
            _, pending = await asyncio.wait(waits, timeout=IDLE_POLL_S, return_when=asyncio.FIRST_COMPLETED)
            for wait in pending:
                wait.cancel()

    async def drain(self) -> None:
        """Work until every stage has read all that there is."""
        never = asyncio.Event()
        while await self.step(never):
            pass

    async def step(self, stop: asyncio.Event) -> bool:
        """One batch for each stage, in order of the topology; whether there was anything to do."""
        worked = False
        for stage in self.stages:
            worked = await self._batch(stage, stop) or worked
        return worked

    async def lag(self) -> dict[str, int]:
        """Messages that each stage has still to read, by its name."""
        async with self._store.view() as view:
            return {stage.name: await log.lag(view, stage.reads, stage.name) for stage in self.stages}

    async def _batch(self, stage: Stage, stop: asyncio.Event) -> bool:
        async with self._store.view() as view:
            after = await log.position(view, stage.name)
            waiting = await log.read(view, stage.reads, after, BATCH)
        if not waiting:
            return False
        prepared = [(at, message, await self._prepare(stage, message, stop)) for at, message in waiting]
        try:
            await self._commit(stage, prepared)
        except Exception as error:  # noqa: BLE001 - whichever message it was is found one by one
            stage.rolled_back()
            _logger.warning("batch failed, going one by one", stage=stage.name, error=str(error))
            for one in prepared:
                await self._commit_alone(stage, one, stop)
        return True

    async def _prepare(self, stage: Stage, message: Message, stop: asyncio.Event) -> Any:
        """The outcome of ``prepare``: a value, or the error that made it impossible."""
        for attempt in itertools.count():
            try:
                return await stage.prepare(message)
            except TemporaryError as error:
                await self._pause(stage, message, error, attempt, stop)
            except Exception as error:  # a bug met by one message must not stop the others
                _logger.exception("message cannot be processed", stage=stage.name, message_id=message.id)
                return error
        raise AssertionError("unreachable: count() never ends")

    async def _commit(self, stage: Stage, batch: Sequence[tuple[int, Message, Any]]) -> None:
        async with self._store.unit() as unit:
            now = self._clock()
            for at, message, prepared in batch:
                if isinstance(prepared, Exception):
                    await log.bury(unit, stage.name, message, _describe(prepared), now)
                else:
                    sent = await stage.apply(unit, message, prepared)
                    await log.append(unit, [one for one in sent if one.channel in self._read_here], now)
                last = at
            await log.move(unit, stage.name, last, now)

    async def _commit_alone(self, stage: Stage, one: tuple[int, Message, Any], stop: asyncio.Event) -> None:
        at, message, _ = one
        for attempt in itertools.count():
            try:
                await self._commit(stage, [one])
                break
            except TemporaryError as error:
                stage.rolled_back()
                await self._pause(stage, message, error, attempt, stop)
            except Exception as error:  # as above: buried with its reason, to be replayed when mended
                stage.rolled_back()
                _logger.exception("message buried", stage=stage.name, message_id=message.id)
                one = (at, message, error)

    async def _pause(
        self, stage: Stage, message: Message, error: TemporaryError, attempt: int, stop: asyncio.Event
    ) -> None:
        self._progress()
        delay = error.retry_after or RETRY_S[min(attempt, len(RETRY_S) - 1)]
        _logger.warning("temporary error", stage=stage.name, message_id=message.id, error=str(error), retry_in=delay)
        try:
            await asyncio.wait_for(stop.wait(), delay)
        except TimeoutError:
            return
        raise _StoppedError


class _StoppedError(Exception):
    """Asked to stop while waiting to try again; what was under way begins anew at the next start."""


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
