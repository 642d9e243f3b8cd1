"""The roles' probes: ``/livez`` by progress, ``/readyz``, and ``/metrics`` with lag and backlog as of now.

``run`` and ``serve`` answer them beside the console (``onrecord.web.health``), from the same ``Vitals``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from onrecord.engines.positions import Reach
from onrecord.health import STALE_S, Pulse
from onrecord.store.backlog import Backlog, backlog
from onrecord.store.base import Store
from processors.errors import TemporaryError

ANSWER_S = 4.0
"""Seconds that the database has to answer a probe: a container's health check waits five."""


class Gauges:
    """What the roles export. One registry a process, made by whoever starts it."""

    def __init__(self, role: str) -> None:
        self.registry = CollectorRegistry()
        self._role = role
        self._age = self._gauge("onrecord_progress_age_seconds", "Seconds since a part's last progress", "role", "part")
        self._ready = self._gauge("onrecord_ready", "1 when everything that the role needs is there", "role")
        self._lag = self._gauge("onrecord_lag_messages", "Messages that a topic's readers have still to read", "topic")
        self._due = self._gauge("onrecord_deliveries_due", "Deliveries that are due and not done")
        self._oldest = self._gauge("onrecord_delivery_oldest_due_seconds", "How long the oldest due delivery waits")
        self._paused = self._gauge("onrecord_endpoints_inactive", "Endpoints that are paused or disabled")
        self._dead = self._gauge("onrecord_dead_letters", "Messages given up on and not replayed")
        self._sources = self._gauge("onrecord_sources", "Sources by state of health", "status")

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self.registry)

    def saw(self, reaches: Mapping[str, Reach]) -> None:
        """Set the lag from a look at the broker."""
        topics: dict[str, int] = {}
        for name, reach in reaches.items():
            topic = name.rpartition("/")[0]
            topics[topic] = topics.get(topic, 0) + reach.lag
        self.behind(topics)

    def behind(self, topics: Mapping[str, int]) -> None:
        """Set how many messages of each topic are still to be read."""
        for topic, lag in topics.items():
            self._lag.labels(topic).set(lag)

    def set(self, pulse: Pulse, waiting: Backlog | None) -> None:
        """Set what is known at a scrape. ``waiting`` None: the database does not answer, its figures stay out."""
        for part, age in pulse.ages().items():
            self._age.labels(self._role, part).set(age)
        self._ready.labels(self._role).set(0 if pulse.missing else 1)
        if waiting is None:
            return
        self._due.set(waiting.deliveries_due)
        self._oldest.set(waiting.oldest_due_s)
        self._paused.set(waiting.endpoints_paused)
        self._dead.set(waiting.dead_letters)
        for status, number in waiting.sources.items():
            self._sources.labels(status).set(number)


class Vitals:
    """What a process shows of itself: progress, what it lacks, and its gauges as of now.

    ``lag``: messages still to be read by topic, for an engine that is in this process.
    """

    def __init__(
        self,
        pulse: Pulse,
        gauges: Gauges,
        store: Store,
        clock: Callable[[], datetime],
        lag: Callable[[], Awaitable[Mapping[str, int]]] | None = None,
        stale_s: float = STALE_S,
    ) -> None:
        self._pulse, self._gauges, self._store, self._clock, self._lag = pulse, gauges, store, clock, lag
        self._stale_s = stale_s

    def standing(self) -> str:
        """Which part makes no progress, in words; empty while all do."""
        return self._pulse.stale(self._stale_s)

    async def missing(self) -> str:
        """What keeps the process from being ready, in words; empty when nothing does."""
        if self._pulse.missing:
            return self._pulse.missing
        return "" if await self._backlog() else "the database does not answer"

    async def metrics(self) -> bytes:
        """All gauges in Prometheus's text format."""
        waiting = await self._backlog()
        self._gauges.set(self._pulse, waiting)
        if self._lag is not None and waiting is not None:
            self._gauges.behind(await self._lag())
        return generate_latest(self._gauges.registry)

    async def _backlog(self) -> Backlog | None:
        try:
            async with asyncio.timeout(ANSWER_S), self._store.view() as view:
                return await backlog(view, self._clock())
        except (TemporaryError, TimeoutError):
            return None


class Probes:
    """Answers for one role."""

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    async def live(self, _request: web.Request) -> web.Response:
        """200 while every part makes progress."""
        return _answer(self._vitals.standing())

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when started and nothing is away."""
        return _answer(await self._vitals.missing())

    async def metrics(self, _request: web.Request) -> web.Response:
        """Prometheus's text format."""
        return web.Response(body=await self._vitals.metrics(), content_type="text/plain")


def _answer(problem: str) -> web.Response:
    return web.json_response({"ok": not problem, "reason": problem}, status=503 if problem else 200)


@asynccontextmanager
async def answering(probes: Probes, host: str, port: int) -> AsyncIterator[None]:
    """Answer on ``host:port`` while the block runs. Raises OSError where the port is taken."""
    app = web.Application()
    routes = {"/livez": probes.live, "/readyz": probes.ready, "/metrics": probes.metrics}
    app.add_routes([web.get(path, answer) for path, answer in routes.items()])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
