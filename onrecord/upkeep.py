"""Forgetting what is old: a task of every process that delivers (``onrecord run``, ``onrecord deliver``).

Several processes may do it side by side; what one has forgotten, the next does not find.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from onrecord.engines.base import Stage
from onrecord.store import log, recovery, retention
from onrecord.store.base import Store, Unit
from processors.errors import TemporaryError

EVERY = timedelta(hours=1)
"""How often it is looked for: a day's attempts are then forgotten in portions of an hour."""

PAUSE_S = 0.1
"""Between two portions, so that alerts have the database to themselves most of the time."""

MESSAGES_KEPT = timedelta(days=2)
"""How long messages that every stage has finished stay in the embedded engine's log: for looking things up."""

Prune = Callable[[Unit, datetime], Awaitable[int]]
"""Forgets a portion of what is older than a moment; how many rows, 0 when nothing is left."""

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is kept for how long. ``stages``: of the embedded engine, whose log is in the database too.

    ``articles``: that no record rests on; None keeps them for ever.
    """

    store: Store
    clock: Callable[[], datetime]
    attempts: timedelta = recovery.KEPT
    stages: Sequence[Stage] = ()
    articles: timedelta | None = None

    async def run(self, stop: asyncio.Event, every: timedelta = EVERY) -> None:
        """Forget at the start and then once every so long, until ``stop``."""
        while not stop.is_set():
            try:
                await self.once(stop)
            except TemporaryError as error:
                _logger.warning("what is old stays for now", reason=str(error))
            await _nap(stop, every.total_seconds())

    async def once(self, stop: asyncio.Event) -> int:
        """Forget all that is too old now, a portion at a time; how many attempts."""
        now = self.clock()
        gone = await self._all(stop, recovery.prune, now - self.attempts)
        if self.articles is not None:
            forgotten = await self._all(stop, retention.prune, now - self.articles)
            _logger.info("old articles forgotten", articles=forgotten, older_than=str(now - self.articles))
        for channel in dict.fromkeys(stage.reads for stage in self.stages):
            readers = [stage.name for stage in self.stages if stage.reads == channel]
            async with self.store.unit() as unit:
                await log.prune(unit, channel, readers, now - MESSAGES_KEPT)
        if gone:
            _logger.info("old attempts forgotten", attempts=gone, older_than=str(now - self.attempts))
        return gone

    async def _all(self, stop: asyncio.Event, prune: Prune, before: datetime) -> int:
        """Forget in portions until nothing is left; how many rows."""
        gone = 0
        while not stop.is_set():
            async with self.store.unit() as unit:
                portion = await prune(unit, before)
            gone += portion
            if not portion:
                break
            await _nap(stop, PAUSE_S)
        return gone


async def _nap(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
