"""The parts of the product apart, for containers: ``fetch``, ``work`` and ``deliver`` over Kafka and PostgreSQL.

Each role waits for what it needs, works until told to stop, and answers probes meanwhile. ``serve`` is in
``onrecord.web``; the same parts in one process are ``onrecord.app``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import structlog

from ingest.models import PollRecord, SeenEntry, Source
from ingest.numbering import overtaken
from onrecord.app import Polling, Wiring, polling_parts, stages
from onrecord.delivery import delivering
from onrecord.engines.base import ARTICLES
from onrecord.engines.broker import Broker, Sender
from onrecord.engines.distributed import KafkaEngine
from onrecord.engines.positions import Reach
from onrecord.engines.watch import Watch
from onrecord.health import STALE_S, Pulse
from onrecord.intake import Intake, counted_on
from onrecord.messages import of_article
from onrecord.probes import Gauges, Probes, Vitals, answering
from onrecord.sharing import Shares, keep_share
from onrecord.store import migrate, record, sources, subscriptions
from onrecord.store.base import Store
from onrecord.upkeep import Upkeep
from processors.errors import TemporaryError
from processors.models import Article

RETRY_S = 2.0
"""Seconds between tries while something that a role needs is away."""

LOOK_S = 5.0
HIGH_LAG = 5_000
LOW_LAG = 1_000
"""Polling pauses when so many articles wait for workers, and goes on below the lower mark."""

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a role runs: its broker and runner, its name among the others, and where it answers probes."""

    broker: Broker
    runner: Literal["faust", "aiokafka"]
    owner: str
    host: str
    port: int
    stale_s: float = STALE_S


def pauses(lag: int, paused: bool) -> bool:
    """Whether polling pauses at ``lag`` waiting articles: a high and a low mark, so that it does not flutter."""
    return lag > (LOW_LAG if paused else HIGH_LAG)


class KafkaIntake(Intake):
    """``ingest.ports.IngestStore`` for the distributed engine: articles are with the broker before the poll is stored.

    A crash between the two has the source polled again, which sends the same messages once more.
    """

    def __init__(self, store: Store, sender: Sender, clock: Callable[[], datetime]) -> None:
        super().__init__(store, clock)
        self._sender = sender

    async def commit(self, record: PollRecord) -> None:
        async with self._store.unit() as unit:
            record = await counted_on(unit, record)
            if record.articles:
                await self._sender.send([of_article(article) for article in record.articles])
            await sources.commit(unit, record)

    async def amend(self, seen: SeenEntry, article: Article) -> None:
        async with self._store.unit() as unit:
            if overtaken(article, (await sources.newest(unit, [article.id])).get(article.id)):
                return
            await self._sender.send([of_article(article)])
            await sources.amend(unit, seen)


class Role:
    """What all roles share: the store, the probes, and waiting for what is needed."""

    def __init__(self, name: str, wiring: Wiring, place: Place, clock: Callable[[], datetime]) -> None:
        self.name, self.wiring, self.place, self.clock = name, wiring, place, clock
        self.store = Store(wiring.database_url)
        self.pulse = Pulse()
        self.gauges = Gauges(name)

    async def run(self, work: Callable[[Role, asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
        """Answer probes, wait for the schema, do ``work`` until ``stop``."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.store.close)
            vitals = Vitals(self.pulse, self.gauges, self.store, self.clock, stale_s=self.place.stale_s)
            await stack.enter_async_context(answering(Probes(vitals), self.place.host, self.place.port))
            await self.schema(stop)
            self.pulse.over("start")
            if not stop.is_set():
                _logger.info("role started", role=self.name, owner=self.place.owner)
                await work(self, stop)

    async def schema(self, stop: asyncio.Event) -> None:
        """Wait until the database answers and has this version's schema; `onrecord db upgrade` makes it."""
        while not stop.is_set():
            self.pulse.beat("start")
            try:
                has = await migrate.current(self.store)
                self.pulse.missing = "" if has == migrate.head() else f"schema {has}, needs {migrate.head()}"
            except TemporaryError as error:
                self.pulse.missing = str(error)
            if not self.pulse.missing:
                return
            _logger.warning("waiting for the database", reason=self.pulse.missing)
            await nap(stop, RETRY_S)

    async def provision(self) -> None:
        """Bring the configured subscriptions into the database; one process at a time."""
        if self.wiring.provision is None:
            return
        async with self.store.unit() as unit:
            await record.lock(unit, "provisioning")
            await subscriptions.provision(unit, self.wiring.provision, self.wiring.sealer, self.clock())


async def nap(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but not past ``stop``."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def work(role: Role, stop: asyncio.Event) -> None:
    """Read articles and decide statements. Raises StuckError or TemporaryError: begin a new process then."""

    def progress(reaches: Mapping[str, Reach], missing: str) -> None:
        role.gauges.saw(reaches)
        role.pulse.missing = missing
        role.pulse.beat("work")

    await role.provision()
    topology = await stages(role.wiring, role.clock)
    engine = KafkaEngine(role.place.broker, role.store, topology, role.clock, role.place.runner, progress)
    role.pulse.beat("work")
    await engine.run(stop)


async def deliver(role: Role, stop: asyncio.Event) -> None:
    """Post what is due, forget what is old, and go on when the database was away."""
    kept = Upkeep(role.store, role.clock, role.wiring.delivery.keep, articles=role.wiring.articles_kept)
    upkeep = asyncio.create_task(kept.run(stop))
    await _deliver(role, stop)
    await upkeep


async def _deliver(role: Role, stop: asyncio.Event) -> None:
    terms = replace(role.wiring.delivery, progress=role.pulse.beats("deliver"))
    while not stop.is_set():
        async with delivering(role.store, role.wiring.sealer, terms) as dispatcher:
            running = asyncio.create_task(dispatcher.run())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            await dispatcher.stop()
            try:
                await running
            except TemporaryError as error:
                _logger.warning("delivering again soon", error=str(error))
                await nap(stop, RETRY_S)


async def fetch(role: Role, stop: asyncio.Event) -> None:
    """Poll this process's share of the sources and hand articles to the broker."""
    sender, watch = Sender(role.place.broker), Watch(role.place.broker, [ARTICLES])
    shares = Shares(role.store, role.place.owner, role.clock)
    hold = asyncio.Event()
    hold.set()
    looking = asyncio.create_task(_look(role, watch, hold, stop))
    try:
        intake = KafkaIntake(role.store, sender, role.clock)
        async with polling_parts(role.wiring, intake, role.clock) as polling:
            poll = _poller(polling, hold, role.pulse.beats("fetch"))
            await keep_share(shares, role.wiring.sources, poll, stop, role.pulse.beats("lease"))
        await shares.leave()
    finally:
        looking.cancel()
        await watch.close()
        await sender.close()


def _poller(
    polling: Polling, hold: asyncio.Event, progress: Callable[[], None]
) -> Callable[[tuple[Source, ...], asyncio.Event], Awaitable[None]]:
    async def admission() -> None:
        await hold.wait()

    async def poll(mine: tuple[Source, ...], over: asyncio.Event) -> None:
        await polling.watch(polling.supervisor(mine, admission, progress), mine, over)

    return poll


async def _look(role: Role, watch: Watch, hold: asyncio.Event, stop: asyncio.Event) -> None:
    """Hold polling back while the workers are far behind, or the broker cannot be seen."""
    while not stop.is_set():
        try:
            reaches = await watch.look()
        except TemporaryError as error:
            role.pulse.missing = str(error)
            hold.clear()
        else:
            role.pulse.missing = ""
            role.gauges.saw(reaches)
            lag = sum(reach.lag for reach in reaches.values())
            _set(hold, not pauses(lag, paused=not hold.is_set()))
        if not hold.is_set():
            role.pulse.beat("fetch")  # held back on purpose: no poll ends meanwhile
        await nap(stop, LOOK_S)


def _set(event: asyncio.Event, value: bool) -> None:
    if value:
        event.set()
    else:
        event.clear()
