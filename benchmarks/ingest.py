"""Ingestion beside the plain stack (feedparser on every poll, trafilatura on every article), in the same run.

Figures are per second of CPU of everything on our side, parser processes included; the site is another process.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from time import process_time

import feedparser
import trafilatura

from benchmarks import web
from benchmarks.report import Figure
from ingest.charset import decode
from ingest.cutting import fingerprint
from ingest.fetch import Fetcher
from ingest.hosts import HostLimits
from ingest.jobs import run_one
from ingest.models import IngestSettings, KnownEntry, PollRecord, Source, SourceState
from ingest.pagework import Deps
from ingest.poller import Poller
from ingest.run import Supervisor
from ingest.workers import Workers
from onrecord.http import guarded_session
from processors.addresses import parse_allow
from processors.gate import Gate
from processors.models import Figure as Tracked
from processors.models import Outlet

NAMES = tuple(
    f"{given} {family}"
    for family in (
        "Rutte",
        "Zelensky",
        "Putin",
        "Stoltenberg",
        "Kallas",
        "Merz",
        "Macron",
        "Tusk",
        "Frederiksen",
        "Orban",
    )
    for given in ("Mark", "Volodymyr", "Kaja")
)
"""Figures that the benchmark's gate looks for."""

_TICKS = os.sysconf("SC_CLK_TCK")


class _Memory:
    """A store that keeps state and entries, so that the database's time is not in these figures."""

    def __init__(self) -> None:
        self.states: dict[str, SourceState] = {}
        self.entries: dict[str, KnownEntry] = {}

    async def load(self, source_id: str) -> SourceState | None:
        return self.states.get(source_id)

    async def known(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownEntry]:  # noqa: ARG002
        return {key: self.entries[key] for key in keys if key in self.entries}

    async def commit(self, record: PollRecord) -> None:
        self.states[record.state.source_id] = record.state
        for seen in record.seen:
            for key in seen.keys:
                self.entries[key] = KnownEntry(key, seen.article_id, seen.entry_hash, seen.content_hash, seen.revision)


@contextmanager
def _site() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.web"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdin
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.stdin.close()
            server.wait(10)


def _cpu_of_children() -> float:
    """Seconds of CPU of this process's children that still run; what a pool of parsers has used."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and b"ingest.jobs" in stat.with_name("cmdline").read_bytes():
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def _cpu() -> float:
    return process_time() + _cpu_of_children()


def _gate() -> Callable[[str], bool]:
    """The product's gate over the benchmark's figures."""
    gate = Gate([Tracked(name.lower(), name) for name in NAMES])
    return lambda text: bool(gate.named(text))


async def _all(jobs: Sequence[Callable[[], Awaitable[None]]], at_once: int = 100) -> None:
    waiting = iter(jobs)

    async def one_after_the_other() -> None:
        for job in waiting:
            await job()

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))


def _poll(poller: Poller, store: _Memory) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        record = await poller.poll(datetime.now(UTC))
        await store.commit(record)
        poller.committed(record)
        assert not record.state.health.failures, record.state.health.reason

    return run


async def _polls_per_second(base: str, kind: str, feeds: int, rounds: int) -> float:
    """Polls per CPU second after a first round that only fills the memory."""
    store, workers = _Memory(), Workers(2)
    allow = parse_allow([base.removeprefix("http://")])
    outlet = Outlet("outlet", "An outlet", "en")
    async with guarded_session(allow=allow, user_agent="onrecord benchmark") as session:
        hosts = HostLimits(100)
        deps = Deps(store, Fetcher(session), workers, _gate(), lambda: datetime.now(UTC), hosts)
        settings = IngestSettings(page_gap=0.0, requests_per_host=100)
        # the feed carries whole texts, so that no page is fetched: pages are measured apart
        sources = [Source(str(at), f"{base}/{kind}/{at}", outlet, full_content=True) for at in range(feeds)]
        pollers = [Poller(source, deps, settings, lambda: 0.0) for source in sources]
        for _ in range(5):
            await _all([_poll(poller, store) for poller in pollers])
        begun = _cpu()
        for _ in range(rounds):
            await _all([_poll(poller, store) for poller in pollers])
        spent = _cpu() - begun
    await workers.close()
    return feeds * rounds / spent


async def _plain_polls_per_second(base: str, kind: str, feeds: int) -> float:
    """The same feeds as most scripts do it: fetch, hand all of it to feedparser."""
    allow = parse_allow([base.removeprefix("http://")])
    async with guarded_session(allow=allow, user_agent="plain stack") as session:
        session._auto_decompress = True  # noqa: SLF001 - as a plain session has it
        begun = process_time()
        for at in range(feeds):
            async with session.get(f"{base}/{kind}/{at}") as response:
                found = feedparser.parse(BytesIO(await response.read()))
                assert found.entries
        return feeds / (process_time() - begun)


def _articles_per_second(pages: Sequence[bytes]) -> float:
    """From a page's bytes to its article, or to the finding that it names nobody; in this process."""
    head = {"job": "page", "content_type": "text/html", "url": "https://outlet.test/a", "cpu_seconds": 30.0}
    run_one(head, pages[0])
    gate = _gate()
    begun = process_time()
    for body in pages:
        if gate(decode(body, "text/html").text):
            assert run_one(head, body)["ok"]["text"]
    return len(pages) / (process_time() - begun)


def _plain_articles_per_second(pages: Sequence[bytes]) -> float:
    trafilatura.extract(pages[0])
    begun = process_time()
    for body in pages:
        assert trafilatura.extract(body)
    return len(pages) / (process_time() - begun)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def _bytes_per_idle_feed(feeds: int) -> float:
    """Resident memory that a watched source costs between its polls, state and schedule included."""
    now = datetime.now(UTC)
    store = _Memory()
    deps = Deps(store, None, None, _gate(), lambda: datetime.now(UTC), HostLimits())  # type: ignore[arg-type]
    gc.collect()
    before = _resident()

    def state(at: int) -> SourceState:
        prints = b"".join(fingerprint(f"{at} {entry}".encode()) for entry in range(30))
        rhythm = tuple(now.timestamp() - 600.0 * entry + at for entry in range(40, 0, -1))
        url = f"https://outlet-{at}.test/feed.xml"
        due = now + timedelta(hours=1, seconds=at)
        return SourceState(
            str(at), url, due, f'"{at}"', "Mon, 03 Nov 2025 10:00:00 GMT", os.urandom(16), prints, rhythm
        )

    sources = [
        Source(str(at), f"https://outlet-{at}.test/feed.xml", Outlet(str(at), f"Outlet {at}", "en"))
        for at in range(feeds)
    ]
    store.states = {str(at): state(at) for at in range(feeds)}
    supervisor = Supervisor(sources, deps, IngestSettings(), lambda: 0.0)
    stop = asyncio.Event()
    running = asyncio.create_task(supervisor.run(stop))
    await asyncio.sleep(0.5)
    gc.collect()
    grown = _resident() - before
    stop.set()
    await running
    return grown / feeds / 1024


def run(quick: bool) -> dict[str, Figure]:
    """The figures of issue 5."""
    feeds, rounds, plain, articles = (50, 2, 5, 100) if quick else (300, 10, 25, 500)
    with _site() as base:
        unchanged = asyncio.run(_polls_per_second(base, "still", feeds, rounds))
        changed = asyncio.run(_polls_per_second(base, "moving", feeds, max(1, rounds // 3)))
        plain_polls = asyncio.run(_plain_polls_per_second(base, "moving", plain))
    mixed = [web.page(at, named=at % 50 == 0).encode() for at in range(articles)]
    named = [web.page(at, named=True).encode() for at in range(articles // 5)]
    some, all_named = _articles_per_second(mixed), _articles_per_second(named)
    plain_articles = _plain_articles_per_second(named[: max(10, articles // 10)])
    idle = asyncio.run(_bytes_per_idle_feed(1000 if quick else 10_000))
    beside = f"{plain_polls:.0f} with feedparser on every poll"
    beside_articles = f"{plain_articles:.0f} with trafilatura on every article"
    return {
        "unchanged feeds polled": Figure(unchanged, "per CPU s", ">= 3000", beside),
        "feeds of 100 KB with one new entry": Figure(changed, "per CPU s", ">= 250", beside),
        "articles, 2 % name a figure": Figure(some, "per CPU s", ">= 400", beside_articles),
        "articles, all name a figure": Figure(all_named, "per CPU s", ">= 25", beside_articles),
        "memory of an idle feed": Figure(idle, "KB", "<= 8", f"{1000 if quick else 10_000} feeds"),
    }
