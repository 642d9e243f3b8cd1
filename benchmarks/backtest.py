"""Backtest: a year of fifty figures, read from a SQLite file and decided anew, as the command and the API do."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alerts.models import Choice, Subscription
from benchmarks.report import Figure
from onrecord.store import migrate
from onrecord.store.base import Store
from onrecord.store.log import insert_ignore
from onrecord.store.occasions import try_on_archive
from onrecord.store.tables.alerts import OccasionRow

FIGURES = 50
DAYS = 365
A_DAY = 20
"""Occasions of one figure on one day: what a head of government under many outlets' eyes makes, repeats included."""

START = datetime(2025, 1, 1, tzinfo=UTC)
TOPICS = ("nato", "ukraine", "negotiations", "rail")
BATCH = 1000


def _occasions(days: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(5)
    for number in range(days * FIGURES * A_DAY):
        event = chance.choices(("statement.new", "statement.updated", "statement.corroborated"), (5, 2, 13))[0]
        yield {
            "id": f"{number:036d}:1:{event}",
            "event": event,
            "figure_id": f"figure-{number % FIGURES}",
            "claim_id": f"{number // 3:036d}",
            "statement_id": f"{number:036d}",
            "article_id": f"{number // 2:036d}",
            "revision": 1,
            "story_id": f"{number // 4:036d}",
            "outlet_id": f"outlet-{chance.randrange(150)}",
            "lang": "en",
            "kind": chance.choice(("direct", "mixed", "indirect")),
            "modality": "said",
            "confidence": chance.random(),
            "same": chance.random(),
            "outlets": chance.randrange(1, 6),
            "topics": " ".join(sorted(chance.sample(TOPICS, chance.randrange(3)))),
            "corrects": "",
            "decided": START + timedelta(days=days) * (number / (days * FIGURES * A_DAY)),
        }


async def _fill(store: Store, days: int) -> int:
    rows = list(_occasions(days))
    for first in range(0, len(rows), BATCH):
        async with store.unit() as unit:
            await unit.execute(insert_ignore(unit, OccasionRow, rows[first : first + BATCH]))
    return len(rows)


async def _measure(quick: bool) -> dict[str, Figure]:
    days = 7 if quick else DAYS
    everyone = frozenset(f"figure-{number}" for number in range(FIGURES))
    wanted = Subscription("all", figures=everyone, topics=Choice(any=frozenset(TOPICS[:2])), min_confidence=0.4)
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        await migrate.upgrade(store)
        count = await _fill(store, days)
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            async with store.view() as view:
                tried = await try_on_archive(view, wanted, START, START + timedelta(days=days))
            taken.append(time.perf_counter() - begun)
        await store.close()
    seconds = statistics.median(taken)
    against = f"{count} occasions of {FIGURES} figures in {days} days, {tried.result.total} alerts"
    return {
        "backtest_seconds": Figure(round(seconds, 2), "s", "<= 10", against),
        "occasions_per_second": Figure(round(count / seconds), "1/s"),
    }


def run(quick: bool) -> dict[str, Figure]:
    """The figures of ``onrecord bench backtest``."""
    return asyncio.run(_measure(quick))
