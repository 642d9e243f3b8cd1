"""Ingestion over real HTTP on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from ingest.fetch import Fetcher
from ingest.hosts import HostLimits
from ingest.models import IngestSettings, Source
from ingest.pagework import Deps
from ingest.poller import Poller
from ingest.workers import WorkerLimits, Workers
from onrecord.http import guarded_session
from processors import models
from processors.addresses import parse_allow
from tests.fakes.ingest_store import MemoryIngestStore
from tests.fakes.outlet import Outlet


@pytest.fixture
async def outlet() -> AsyncIterator[Outlet]:
    site = await Outlet().start()
    yield site
    await site.stop()


@pytest.fixture(scope="session")
def parser_limits() -> WorkerLimits:
    return WorkerLimits(cpu_seconds=2.0, seconds=20.0)


@pytest.fixture
async def deps(outlet: Outlet, parser_limits: WorkerLimits) -> AsyncIterator[Deps]:
    workers = Workers(1, parser_limits)
    async with guarded_session(allow=parse_allow([f"127.0.0.1:{outlet.port}"]), user_agent="test") as session:
        yield Deps(
            store=MemoryIngestStore(),
            fetcher=Fetcher(session),
            parser=workers,
            gate=lambda text: "Rutte" in text,
            clock=lambda: datetime.now(UTC),
            hosts=HostLimits(2),
        )
    await workers.close()


@pytest.fixture
def settings() -> IngestSettings:
    return IngestSettings(page_gap=0.0)


@pytest.fixture
def poller(outlet: Outlet, deps: Deps, settings: IngestSettings) -> Callable[[str], Poller]:
    def make(path: str = "/feed") -> Poller:
        source = Source("outlet", outlet.url(path), models.Outlet("outlet", "An outlet", "en"))
        return Poller(source, deps, settings, lambda: 0.0)

    return make
