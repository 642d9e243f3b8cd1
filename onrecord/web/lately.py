"""The last weeks of occasions in memory, for previews: read once when serving begins, then only what came since.

About 15 MB and half a second for 80,000 of them (a month of a million a year). Occasions are only ever added, so what
is in memory stays true; the newest minutes are read anew each time, because several workers commit out of order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from alerts.models import Subscription
from alerts.preview import Columns, Preview, preview
from onrecord.store import feedback, occasions
from onrecord.store.alerts import silences
from onrecord.store.base import Store
from processors.errors import TemporaryError

KEPT = timedelta(days=30)
"""How far back a preview looks."""

UNSETTLED = timedelta(minutes=10)
"""No transaction is open as long, so nothing older than this is committed any more."""

RELOADED = timedelta(days=1)
"""After it everything is read anew, which drops what has grown older than ``KEPT``."""

BREATH_S = 0.03
"""Between portions that nobody waits for (each takes about 10 ms), so that pages are answered meanwhile."""

_logger = structlog.get_logger(__name__)


class Lately:
    """The occasions of the last ``KEPT``, as far as they are committed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._columns = Columns()
        self._loaded: datetime | None = None
        self._read: datetime | None = None
        self._reading = asyncio.Lock()

    async def run(self, now: Callable[[], datetime]) -> None:
        """Keep up until cancelled, so that nobody waits for a month to be read."""
        while True:
            try:
                await self.upto(now(), BREATH_S)
            except TemporaryError as error:
                _logger.warning("cannot read the last weeks for previews", error=str(error))
            await asyncio.sleep(UNSETTLED.total_seconds())

    async def upto(self, now: datetime, breath_s: float = 0.0) -> Columns:
        """All that was decided before ``now``. ``breath_s``: rest between portions. Raises TemporaryError."""
        async with self._reading:
            anew = self._loaded is None or now - self._loaded > RELOADED
            columns = Columns() if anew else self._columns
            since = now - KEPT if anew or self._read is None else self._read - UNSETTLED
            columns.cut(since)
            async with self._store.view() as view:
                async for portion in occasions.portions_between(view, since, now):
                    columns.add(portion)
                    await asyncio.sleep(breath_s)
            self._columns, self._read = columns, now
            self._loaded = now if anew else self._loaded
            return columns

    async def preview(self, subscription: Subscription, now: datetime) -> Preview:
        """What ``subscription`` would have raised in the last ``KEPT``."""
        columns = await self.upto(now)
        async with self._store.view() as view:
            held = await silences(view, now - KEPT)
            words = await feedback.words_on(view, subscription.figures)
        return preview(columns, subscription, (now - KEPT, now), held, words)
