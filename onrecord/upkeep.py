"""Forgetting what is old: a task of every process that delivers (``onrecord run``, ``onrecord deliver``).

Several processes may do it side by side; what one has forgotten, the next does not find.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from onrecord.engines.base import Stage
from onrecord.store import log, recovery
from onrecord.store.base import Store
from processors.errors import TemporaryError

EVERY = timedelta(hours=1)
"""How often it is looked for: a day's attempts are then forgotten in portions of an hour."""

PAUSE_S = 0.1
"""Between two portions, so that alerts have the database to themselves most of the time."""

MESSAGES_KEPT = timedelta(days=2)
"""How long messages that every stage has finished stay in the embedded engine's log: for looking things up."""

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is kept for how long. ``stages``: of the embedded engine, whose log is in the database too."""

    store: Store
    clock: Callable[[], datetime]
    attempts: timedelta = recovery.KEPT
    stages: Sequence[Stage] = ()

    async def run(self, stop: asyncio.Event, every: timedelta = EVERY) -> None:
        """Forget at the start and then once every so long, until ``stop``."""
        while not stop.is_set():
            try:
                await self.once(stop)
            except TemporaryError as error:
                _logger.warning("old attempts stay for now", reason=str(error))
            await _nap(stop, every.total_seconds())

    async def once(self, stop: asyncio.Event) -> int:
        """Forget all that is too old now, a portion at a time; how many attempts."""
        now, gone = self.clock(), 0
        while not stop.is_set():
            async with self.store.unit() as unit:
                portion = await recovery.prune(unit, now - self.attempts)
            gone += portion
            if not portion:
                break
            await _nap(stop, PAUSE_S)
        for channel in dict.fromkeys(stage.reads for stage in self.stages):
            readers = [stage.name for stage in self.stages if stage.reads == channel]
            async with self.store.unit() as unit:
                await log.prune(unit, channel, readers, now - MESSAGES_KEPT)
        if gone:
            _logger.info("old attempts forgotten", attempts=gone, older_than=str(now - self.attempts))
        return gone


async def _nap(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
