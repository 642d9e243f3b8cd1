"""Pages of the console and lists of the API over an archive of a million statements (20,000 with ``--quick``).

``console_world`` makes the archive, ``console_archive`` writes it and keeps it between runs. Each address is asked for
over HTTP on loopback, one after the other; the figures are the median and the 95th percentile of its answers in
milliseconds, and the worst of all of them. PostgreSQL is measured beside SQLite where its address is given in
``BENCH_POSTGRES_URL`` (a database that may be overwritten).
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import aiohttp
from sqlalchemy import select

from benchmarks import console_archive
from benchmarks.console_archive import SEALER, say
from benchmarks.console_world import NOW, PER_DELIVERY, WORDS, figures, outlets, topics
from benchmarks.report import Figure
from ingest.models import Source
from onrecord.store.accounts import Identity, Role
from onrecord.store.base import Store
from onrecord.store.tables.record import ClaimRow
from onrecord.web.app import create_app
from onrecord.web.guards import Rate
from onrecord.web.parts import WebParts
from onrecord.web.server import serving, settle

TARGET_MS = 200
CSRF = "x" * 20
TOLD = "name=x&events=statement.new&events=statement.updated&kinds=direct&kinds=mixed&kinds=indirect"
FREQUENT, COMMON, RARE = WORDS[2], WORDS[60], WORDS[5_500]
"""Words that stand in a third of the statements, in one of fifty, in one of thousands."""


async def _addresses(store: Store, total: int) -> dict[str, str]:
    """What is asked for, the heaviest of its kind: the figure and the claim of whom there is most, the rarest pair."""
    async with store.view() as view:
        widest = await view.scalar(select(ClaimRow.id).order_by(ClaimRow.variants.desc()).limit(1))
    middle = total // 2
    delivery = middle // PER_DELIVERY * PER_DELIVERY
    return {
        "wire": "/",
        "wire_everything": "/?show=all",
        "wire_one_figure": "/?figure=figure-0",
        "wire_rare_figure": "/?figure=figure-49&kind=indirect",
        "wire_topic_outlet": "/?topic=topic-11&outlet=outlet-39&lang=uk",
        "wire_pair": "/?figure=figure-40&topic=topic-11",
        "wire_nothing": "/?figure=figure-0&lang=ru",
        "wire_day": f"/?day={(NOW.date().replace(month=1))}",
        "search_frequent": f"/?q={FREQUENT}",
        "search_common": f"/?q={COMMON}+{FREQUENT}",
        "search_rare": f"/?q={RARE}",
        "search_none": f"/?q={RARE}+{WORDS[5_000]}+{WORDS[4_500]}",
        "search_beginning": f"/?q={COMMON[:4]}",
        "search_figure": f"/?figure=figure-30&q={COMMON}",
        "claim": f"/claims/{widest}",
        "figures": "/figures",
        "figure": "/figures/figure-0",
        "article": f"/articles/a{middle // 4}",
        "subscriptions": "/subscriptions",
        "subscription_form": "/subscriptions/new?figure=figure-3",
        "subscription_preview": f"POST /subscriptions/preview?figures=figure-3&{TOLD}",
        "subscription_preview_loudest": f"POST /subscriptions/preview?figures=figure-0&figures=figure-1&{TOLD}",
        "subscription_preview_everybody": f"POST /subscriptions/preview?{TOLD}&events=statement.corroborated",
        "endpoint": "/endpoints/end-1",
        "endpoint_form": "/endpoints/new",
        "deliveries": "/deliveries",
        "deliveries_refused": "/deliveries?state=refused&endpoint=end-3",
        "delivery": f"/deliveries/d{delivery}",
        "sources": "/sources",
        "source": "/sources/outlet-0",
        "source_form": "/sources/add",
        "system": "/system",
        "api_statements": "/api/v1/statements?figure=figure-3&figure=figure-9&topic=topic-2&limit=50",
        "api_search": f"/api/v1/statements?q=%22{WORDS[4]}+{WORDS[9]}%22",
        "api_articles": "/api/v1/articles?outlet=outlet-3",
    }


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds on the clock (median, 95th percentile), and of processor time in this process (95th percentile)."""

    median: float
    wall: float
    cpu: float


async def _ask(session: aiohttp.ClientSession, base: str, address: str) -> None:
    method, _, at = address.rpartition(" ")
    path, _, query = at.partition("?")
    form = [*parse_qsl(query), ("csrf", CSRF)] if method else None
    async with session.request(method or "GET", base + (path if method else at), data=form) as answer:
        body = await answer.read()
        assert answer.status == 200, (address, answer.status, body[:400])
        assert b'class="wrong"' not in body, (address, body[:400])


async def _taken(session: aiohttp.ClientSession, base: str, address: str, times: int) -> Taken:
    await _ask(session, base, address)  # the first time compiles the page's template, once in a process' life
    walls, spent = [], []
    for _ in range(times):
        begun, cpu = time.perf_counter(), time.process_time()
        await _ask(session, base, address)
        walls.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    walls.sort()
    spent.sort()
    last = min(times - 1, int(times * 0.95))
    return Taken(walls[times // 2], walls[last], spent[last])


@asynccontextmanager
async def console(url: str) -> AsyncIterator[str]:
    """The console over an archive, open to all; its address."""
    store = Store(url)
    try:
        sources = tuple(Source(o.id, f"https://{o.id}.example/feed", o) for o in outlets)
        guest = Identity("default", "bench", Role.OPERATOR, CSRF)
        parts = WebParts(store, SEALER, figures, topics, sources, now=lambda: NOW, guest=guest)
        async with serving(create_app(parts, Rate(10**6, 10**6)), "127.0.0.1", 0) as address:
            settle()  # as `onrecord serve` does
            yield address.url
    finally:
        await store.close()


async def addresses(url: str, total: int) -> dict[str, str]:
    """What is asked for, by name, of the archive of so many statements at ``url``."""
    store = Store(url)
    try:
        return await _addresses(store, total)
    finally:
        await store.close()


async def _measure(url: str, total: int, times: int) -> dict[str, Taken]:
    asked = await addresses(url, total)
    taken: dict[str, Taken] = {}
    async with console(url) as base, aiohttp.ClientSession() as session:
        for number, (name, at) in enumerate(asked.items(), 1):
            taken[name] = await _taken(session, base, at, times)
            say(f"{number} of {len(asked)}: {name} {taken[name].wall:.0f} ms")
    return taken


def _figures(name: str, taken: dict[str, Taken], total: int) -> dict[str, Figure]:
    of = f"{total:,} statements"
    measured = {
        f"{name}_{page}": Figure(
            round(one.wall, 1), "ms p95", f"<= {TARGET_MS}", f"p50 {one.median:.1f} ms, {one.cpu:.1f} ms of processor"
        )
        for page, one in taken.items()
    }
    slowest = max(taken, key=lambda page: taken[page].wall)
    costliest = max(taken, key=lambda page: taken[page].cpu)
    worst = Figure(round(taken[slowest].wall, 1), "ms p95", f"<= {TARGET_MS}", f"{slowest}; {of}")
    dearest = Figure(round(taken[costliest].cpu, 1), "ms p95", f"<= {TARGET_MS}", f"{costliest}; {of}")
    return measured | {f"{name}_worst": worst, f"{name}_worst_cpu": dearest}


def run(quick: bool) -> dict[str, Figure]:
    """Each address on each database, and the worst."""
    total, times = (20_000, 10) if quick else (1_000_000, 40)
    measured: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory(prefix="onrecord-console-") as folder:
        databases = {"sqlite": console_archive.sqlite(total, Path(folder))}
        if postgres := os.environ.get("BENCH_POSTGRES_URL"):
            databases["postgresql"] = console_archive.postgresql(total, postgres)
        for name, url in databases.items():
            measured |= _figures(name, asyncio.run(_measure(url, total, times)), total)
    return measured
