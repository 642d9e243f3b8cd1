"""How a case of the adversarial table is run: over real HTTP, with parsers in real processes."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from ingest.fetch import Fetcher
from ingest.hosts import HostLimits
from ingest.models import FEED_LIMITS, Health, IngestSettings, PollRecord, Source
from ingest.pagework import Deps
from ingest.poller import Poller
from ingest.workers import Workers
from onrecord.http import guarded_session
from processors.addresses import parse_allow
from processors.models import Article
from processors.models import Outlet as Publisher
from tests.fakes.ingest_store import MemoryIngestStore
from tests.fakes.outlet import Outlet

SHORT = replace(FEED_LIMITS, slow_after=0.3, slow_rate=1000, total=3.0, first_byte=2.0)
"""The product's limits but for time, so that a case of waiting takes seconds."""


@dataclass
class Seen:
    """What came of a case: all records, in order of the polls."""

    records: list[PollRecord] = field(default_factory=list)
    outlet: Outlet = field(default_factory=Outlet)

    @property
    def health(self) -> Health:
        return self.records[-1].state.health

    @property
    def articles(self) -> list[Article]:
        return [article for record in self.records for article in record.articles]

    @property
    def titles(self) -> list[str]:
        return [article.title for article in self.articles]

    @property
    def verdicts(self) -> list[str]:
        return [seen.verdict for record in self.records for seen in record.seen]

    @property
    def wait(self) -> timedelta:
        state = self.records[-1].state
        assert state.polled
        return state.due - state.polled


Step = Callable[[Outlet], Any]
Check = Callable[[Seen], bool]


@dataclass(frozen=True)
class Case:
    """One row: what the outlet does at each poll, and what must be true of the outcome."""

    number: str
    name: str
    steps: Sequence[Step]
    expected: Sequence[Check]
    full_content: bool | None = True
    says: str = ""

    def __str__(self) -> str:
        return f"{self.number}_{self.name}"


@asynccontextmanager
async def deps_for(outlet: Outlet, workers: Workers, **session: Any) -> AsyncIterator[Deps]:
    allow = parse_allow([f"127.0.0.1:{outlet.port}"])
    async with guarded_session(allow=allow, user_agent="onrecord-test", **session) as client:
        clock = lambda: datetime.now(UTC)  # noqa: E731
        yield Deps(MemoryIngestStore(), Fetcher(client), workers, lambda _: True, clock, HostLimits(4))


async def play(case: Case, outlet: Outlet, deps: Deps, most_records: int = 3) -> Seen:
    """Each step arranges the outlet, then the source is polled."""
    settings = IngestSettings(page_gap=0.0, feed_limits=SHORT, pages_per_record=20)
    source = Source("outlet", outlet.url("/feed"), Publisher("outlet", "An outlet"), full_content=case.full_content)
    poller = Poller(source, deps, settings, lambda: 0.0)
    seen = Seen(outlet=outlet)
    for step in case.steps:
        step(outlet)
        for _ in range(most_records):
            record = await poller.poll(datetime.now(UTC))
            await deps.store.commit(record)
            poller.committed(record)
            seen.records.append(record)
            if not record.more:
                break
    return seen


class Arena:
    """One loop and one pool of parsers for many cases: starting parsers is what takes time."""

    def __enter__(self) -> Self:
        self._runner = asyncio.Runner()
        self._workers = self._runner.run(self._pool())
        return self

    async def _pool(self) -> Workers:
        return Workers(2)

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._workers.close())
        self._runner.close()

    def play(self, case: Case, **session: Any) -> Seen:
        """What comes of ``case``. ``session``: options of the guarded session."""

        async def played() -> Seen:
            outlet = await Outlet().start()
            try:
                async with deps_for(outlet, self._workers, **session) as deps:
                    return await play(case, outlet, deps)
            finally:
                await outlet.stop()

        return self._runner.run(played())


def peak_megabytes() -> tuple[float, float]:
    """The largest resident set that this process has had, and the largest of its parsers, ended ones too."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    living = [_peak_of(status) for status in Path("/proc").glob("[0-9]*/status")]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, max([ended, *living])


def _peak_of(status: Path) -> float:
    try:
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    except OSError:
        return 0.0
    own = lines.get("PPid", "").strip() == str(os.getpid())
    return float(lines["VmHWM"].split()[0]) / 1024 if own and "VmHWM" in lines else 0.0


def assert_memory_stayed_bounded() -> None:
    """Print the peaks and fail where one is out of bounds."""
    own, parser = peak_megabytes()
    print(f"peak of this process: {own:.0f} MB, of a parser: {parser:.0f} MB")
    assert own < 700
    assert parser < 1536, "the parsers' own limit"
