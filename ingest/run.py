"""All sources, each on its own schedule, none able to hold up another.

A heap of due times and a task for each poll under way; an idle source costs its poller and nothing else.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence

import structlog

from ingest.models import IngestSettings, PollRecord, Source
from ingest.pagework import Deps
from ingest.poller import Poller, Spread
from processors.errors import OnrecordError, TemporaryError

_log = structlog.get_logger(__name__)

_LONGEST_NAP = 30.0
"""Seconds between two looks at the clock, in case it was set."""

_COMMIT_PAUSE = 5.0
"""Seconds before a source is tried again whose record could not be stored."""

_REMEMBERED = 50
"""Latest polls by which our own network is judged."""

_WITNESSES = 3
"""Other sources that must all fail before the fault is sought on our side."""

Admission = Callable[[], Awaitable[None]]
"""Awaited before each poll; holds it back while those behind us have too much to do."""


async def admitted() -> None:
    """The admission of a run that nothing holds back."""


def network_up(latest: Iterable[tuple[str, bool]], source_id: str) -> bool:
    """Whether other sources answered of late: False only where several were asked and none did."""
    others = {other: answered for other, answered in latest if other != source_id}
    return any(answered for _, answered in others.items()) or len(others) < _WITNESSES


class Supervisor:
    """Runs pollers until told to stop. ``nudge`` makes a source due at once (WebSub).

    ``progress`` is called whenever a poll has ended, and at each look at the clock while none is under way.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        deps: Deps,
        settings: IngestSettings,
        spread: Spread,
        admission: Admission = admitted,
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        self._pollers = {source.id: Poller(source, deps, settings, spread) for source in sources}
        self._deps, self._settings, self._admission = deps, settings, admission
        self._progress = progress
        self._heap: list[tuple[float, str]] = []
        self._running: dict[str, asyncio.Task[None]] = {}
        self._latest: deque[tuple[str, bool]] = deque(maxlen=_REMEMBERED)
        self._woken = asyncio.Event()
        self._free = asyncio.Semaphore(settings.polls_at_once)

    def nudge(self, source_id: str) -> None:
        """Poll ``source_id`` at once. Unknown ids are ignored: hubs may still push to a source taken out."""
        if source_id in self._pollers:
            self._push(source_id, self._deps.clock().timestamp())

    def _push(self, source_id: str, at: float) -> None:
        heapq.heappush(self._heap, (at, source_id))
        self._woken.set()

    async def once(self) -> None:
        """Poll every source now, whatever its schedule says, and take in all that it shows."""
        await asyncio.gather(*(self._poll(poller) for poller in self._pollers.values()))

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until ``stop`` is set; then let the polls under way finish for ``settings.stop_grace`` seconds."""
        now = self._deps.clock()
        for source_id, poller in self._pollers.items():
            self._push(source_id, (await poller.state(now)).due.timestamp())
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._start_due(self._deps.clock().timestamp())
                if not self._running:
                    self._progress()
                await self._nap(stopped)
        finally:
            stopped.cancel()
            await self._finish()

    def _start_due(self, now: float) -> None:
        self._woken.clear()
        while self._heap and self._heap[0][0] <= now:
            _, source_id = heapq.heappop(self._heap)
            if source_id not in self._running:
                self._running[source_id] = asyncio.create_task(self._poll(self._pollers[source_id]))

    async def _nap(self, stopped: asyncio.Task[bool]) -> None:
        ahead = self._heap[0][0] - self._deps.clock().timestamp() if self._heap else _LONGEST_NAP
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait({woken, stopped}, timeout=min(max(ahead, 0.0), _LONGEST_NAP), return_when="FIRST_COMPLETED")
        woken.cancel()

    async def _poll(self, poller: Poller) -> None:
        source_id = poller.source.id
        due = self._deps.clock().timestamp() + _COMMIT_PAUSE
        try:
            await self._admission()
            async with self._free:
                record = await self._one(poller)
                while record.more:
                    record = await self._one(poller)
            due = record.state.due.timestamp()
            await self._keep_hub(poller.source, record)
        except TemporaryError as error:
            poller.rolled_back()
            _log.warning("poll not stored", source=source_id, error=str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours in one source must not end the others
            _log.exception("poll fell over", source=source_id)
            due = await self._told(poller, error, due)
        finally:
            self._running.pop(source_id, None)
            self._progress()
            self._push(source_id, due)

    async def _keep_hub(self, source: Source, record: PollRecord) -> None:
        if self._deps.hubs is not None and record.state.health.failures == 0:
            done = await self._deps.hubs.keep(source, record.state, self._deps.clock())
            _log.debug("hub", source=source.id, done=done)

    async def _told(self, poller: Poller, error: Exception, due: float) -> float:
        """When to poll next after a fault of ours, which goes into the source's health if the store can take it."""
        try:
            record = await poller.fell_over(error, self._deps.clock())
            await self._stored(poller, record)
        except OnrecordError as another:
            poller.rolled_back()
            _log.warning("poll not stored", source=poller.source.id, error=str(another))
            return due
        return record.state.due.timestamp()

    async def _one(self, poller: Poller) -> PollRecord:
        poller.network_up = network_up(self._latest, poller.source.id)
        record = await poller.poll(self._deps.clock())
        await self._stored(poller, record)
        return record

    async def _stored(self, poller: Poller, record: PollRecord) -> None:
        await self._deps.store.commit(record)
        poller.committed(record)
        self._progress()
        self._latest.append((poller.source.id, record.state.health.failures == 0))
        for change in record.changes:
            _log.info(
                "source health", source=change.source_id, before=change.before, after=change.after, reason=change.reason
            )

    async def _finish(self) -> None:
        tasks = set(self._running.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=self._settings.stop_grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def watch(
    sources: Sequence[Source],
    deps: Deps,
    settings: IngestSettings,
    spread: Spread,
    stop: asyncio.Event,
    admission: Admission = admitted,
) -> None:
    """Poll ``sources`` until ``stop``. A source that misbehaves is reported by name and delays no other."""
    await Supervisor(sources, deps, settings, spread, admission).run(stop)
