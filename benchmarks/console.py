"""Pages of the console and lists of the API over an archive of a million statements (20,000 with ``--quick``).

The archive is written in bulk: 50 figures over a year, one claim to three statements, 40 outlets, 12 topics. Each
address is asked for over HTTP on loopback, one after the other; the figure is the 95th percentile of its answers
in milliseconds, and the worst of all of them. PostgreSQL is measured beside SQLite where its address is given in
``BENCH_POSTGRES_URL`` (a database that may be overwritten).
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert, text

from benchmarks.report import Figure
from ingest.models import Source
from onrecord.sealing import Sealer
from onrecord.store import migrate
from onrecord.store.accounts import Identity, Role
from onrecord.store.base import Store
from onrecord.store.tables.articles import ArticleRow, StatementRow
from onrecord.store.tables.record import ClaimRow, UtteranceRow, UtteranceTopicRow
from onrecord.web.app import create_app
from onrecord.web.guards import Rate
from onrecord.web.parts import WebParts
from onrecord.web.server import serving
from processors.models import Figure as PublicFigure
from processors.models import Outlet, Topic
from processors.models import Role as Office

FIGURES, OUTLETS, TOPICS, PER_CLAIM, PER_ARTICLE = 50, 40, 12, 3, 4
TARGET_MS = 200
CHUNK = 2_000
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
WORDS = tuple(
    "alliance budget crowns harbour minister talks ceasefire tariff steel winter energy border treaty summit council "  # noqa: SIM905 - a list of words reads best as words
    "battery convoy escort report growth deficit quota reform election court visa rail bridge port hospital".split()
)

_figures = tuple(PublicFigure(f"figure-{n}", f"Figure {n}", roles=(Office("Minister"),)) for n in range(FIGURES))
_outlets = tuple(Outlet(f"outlet-{n}", f"Outlet {n}", "en") for n in range(OUTLETS))
_topics = tuple(Topic(f"topic-{n}", f"Topic {n}") for n in range(TOPICS))


def _sentence(chance: random.Random, number: int) -> str:
    return f"“We will {' '.join(chance.choices(WORDS, k=12))} by {number % 997} percent”"


def _row(chance: random.Random, number: int, total: int) -> dict[str, Any]:
    claim = number // PER_CLAIM
    moment = NOW - timedelta(days=365) * ((total - number) / total)
    outlet = _outlets[chance.randrange(OUTLETS)]
    decision = "repeat" if number % PER_CLAIM else ("update" if claim % 8 == 0 else "new")
    return {
        "id": f"u{number}", "figure_id": f"figure-{min(chance.randrange(FIGURES), chance.randrange(FIGURES))}",
        "claim_id": f"c{claim}", "decision": decision, "text": _sentence(chance, number), "time": moment,
        "day": moment.date(), "lang": chance.choice(("en", "en", "de", "fr", "uk")), "modality": "said",
        "kind": chance.choice(("direct", "direct", "mixed", "indirect")), "said_on": None, "outlet_id": outlet.id,
        "outlet_name": outlet.name, "article_id": f"a{number // PER_ARTICLE}", "revision": 1,
        "article_url": f"https://{outlet.id}.example/{number}", "story_id": f"s{number // PER_ARTICLE}",
        "probability": 0.9, "same": 0.1, "decided": moment, "embedder_id": "", "vector": None,
        "verdict": {
            "decision": decision, "claim_id": f"c{claim}", "probability": 0.9, "same": 0.1, "reason": "measured",
            "rule": "measured", "threshold": 0.6, "closest": None, "differs": [], "updates": None, "notes": [],
        },
    }  # fmt: skip


def _statement(row: dict[str, Any], topics: list[str]) -> dict[str, Any]:
    trail = {
        "start": 0, "end": 40, "spans": [[0, 40]], "text": row["text"], "kind": row["kind"], "confidence": 0.9,
        "rule": "measured", "speaker": "Figure", "speaker_span": None, "figure_id": row["figure_id"], "cue": "said",
        "cue_span": None, "modality": "said", "said_on": None, "lang": row["lang"], "reasons": [], "in_title": False,
    }  # fmt: skip
    same = ("id", "article_id", "revision", "figure_id", "text", "kind", "modality", "lang", "said_on")
    return {name: row[name] for name in same} | {
        "speaker": "Figure", "confidence": 0.9, "start": 0, "end": 40, "in_title": False, "published": row["time"],
        "topics": topics, "trail": trail, "gate": "",
    }  # fmt: skip


def _article(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["article_id"], "revision": 1, "url": row["article_url"], "canonical_url": row["article_url"],
        "source_id": row["outlet_id"], "outlet_id": row["outlet_id"], "outlet_name": row["outlet_name"],
        "title": f"Report {row['article_id']}", "text": row["text"] + " the minister said. " * 60, "lang": row["lang"],
        "author": None, "section": None, "content_hash": "0", "published": row["time"], "updated": None,
        "seen": row["time"], "fetched": row["time"], "story_id": row["story_id"], "fingerprint": [], "notes": [],
        "named": [row["figure_id"]], "mentions": [], "entities": [], "keywords": [],
    }  # fmt: skip


def _claim(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["claim_id"], "figure_id": row["figure_id"], "first_seen": row["time"], "last_seen": row["time"],
        "first_utterance": row["id"], "text": row["text"], "outlets": [row["outlet_id"]], "stories": [row["story_id"]],
        "variants": PER_CLAIM, "updates": None, "updated_by": None,
    }  # fmt: skip


def _chunks(total: int) -> Iterator[dict[Any, list[dict[str, Any]]]]:
    chance = random.Random(1)
    for first in range(0, total, CHUNK):
        rows: dict[Any, list[dict[str, Any]]] = {
            table: [] for table in (ArticleRow, StatementRow, UtteranceRow, UtteranceTopicRow, ClaimRow)
        }
        for number in range(first, min(total, first + CHUNK)):
            row = _row(chance, number, total)
            topics = sorted({f"topic-{min(chance.randrange(TOPICS), chance.randrange(TOPICS))}" for _ in range(2)})
            rows[UtteranceRow].append(row | {"seq": number + 1})
            rows[StatementRow].append(_statement(row, topics))
            named = [{"topic_id": one, "seq": number + 1, "figure_id": row["figure_id"]} for one in topics]
            rows[UtteranceTopicRow] += named
            if number % PER_ARTICLE == 0:
                rows[ArticleRow].append(_article(row))
            if number % PER_CLAIM == 0:
                rows[ClaimRow].append(_claim(row))
        yield rows


async def _fill(store: Store, total: int) -> None:
    for rows in _chunks(total):
        async with store.unit() as unit:
            for table, some in rows.items():
                await unit.execute(insert(table), some)
    async with store.unit() as unit:
        await unit.execute(text("ANALYZE"))


def _addresses(total: int) -> dict[str, str]:
    claim, article = total // PER_CLAIM // 2, total // PER_ARTICLE // 2
    return {
        "wire": "/",
        "wire_figure": "/?figure=figure-40",
        "wire_topic_outlet": "/?topic=topic-11&outlet=outlet-7&lang=uk",
        "wire_search": "/?q=ceasefire+harbour",
        "claim": f"/claims/c{claim}",
        "figures": "/figures",
        "figure": "/figures/figure-0",
        "article": f"/articles/a{article}",
        "subscriptions": "/subscriptions",
        "deliveries": "/deliveries",
        "sources": "/sources",
        "system": "/system",
        "api_statements": "/api/v1/statements?figure=figure-3&figure=figure-9&topic=topic-2&limit=50",
        "api_search": "/api/v1/statements?q=%22treaty+summit%22",
        "api_articles": "/api/v1/articles?outlet=outlet-3",
    }


@dataclass(frozen=True, slots=True)
class Taken:
    """95th percentiles in milliseconds: on the clock, and of processor time in this process (server and client)."""

    wall: float
    cpu: float


async def _p95(session: aiohttp.ClientSession, url: str, times: int) -> Taken:
    walls, spent = [], []
    async with session.get(url) as answer:  # the first time compiles the page's template, once in a process' life
        await answer.read()
    for _ in range(times):
        begun, cpu = time.perf_counter(), time.process_time()
        async with session.get(url) as answer:
            await answer.read()
            assert answer.status == 200, (url, answer.status)
        walls.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    return Taken(*(sorted(one)[int(times * 0.95)] for one in (walls, spent)))


async def _measure(url: str, total: int, times: int) -> dict[str, Taken]:
    store = Store(url)
    try:
        await migrate.upgrade(store)
        await _fill(store, total)
        sources = tuple(Source(o.id, f"https://{o.id}.example/feed", o) for o in _outlets)
        guest = Identity("default", "bench", Role.OPERATOR, "x" * 20)
        parts = WebParts(store, Sealer(["k" * 40]), _figures, _topics, sources, now=lambda: NOW, guest=guest)
        async with (
            serving(create_app(parts, Rate(10**6, 10**6)), "127.0.0.1", 0) as address,
            aiohttp.ClientSession() as session,
        ):
            await _p95(session, address.url + "/", 2)
            return {name: await _p95(session, address.url + at, times) for name, at in _addresses(total).items()}
    finally:
        await store.close()


def run(quick: bool) -> dict[str, Figure]:
    """The 95th percentile of each address, and the worst, on each database."""
    total, times = (20_000, 10) if quick else (1_000_000, 30)
    measured: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory(prefix="onrecord-console-") as folder:
        databases = {"sqlite": f"sqlite:///{Path(folder) / 'bench.db'}"}
        if postgres := os.environ.get("BENCH_POSTGRES_URL"):
            databases["postgresql"] = postgres
        for name, url in databases.items():
            taken = asyncio.run(_measure(url, total, times))
            measured |= {
                f"{name}_{page}": Figure(round(one.wall, 1), "ms p95", against=f"{one.cpu:.1f} ms of processor time")
                for page, one in taken.items()
            }
            slowest = max(taken, key=lambda page: taken[page].wall)
            costliest = max(taken, key=lambda page: taken[page].cpu)
            of = f"{total:,} statements"
            measured[f"{name}_worst"] = Figure(
                round(taken[slowest].wall, 1), "ms p95", f"<= {TARGET_MS}", f"{slowest}; {of}"
            )
            measured[f"{name}_worst_cpu"] = Figure(
                round(taken[costliest].cpu, 1), "ms p95", f"<= {TARGET_MS}", f"{costliest}; {of}"
            )
    return measured
