"""Backtest: a subscription tried on a year of fifty figures, read from a real file and played through the gates.

A figure is taken to be quoted twenty times a day over all outlets, so a year of fifty is 365,000 decided statements:
a third of them claims of their own, the rest repeats in other outlets, as many languages and topics as a newsroom has.
The archive is made in the database itself; what is measured is ``try_on_archive``, as the command and the API call it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from alerts.models import Choice, RateLimit, Subscription
from benchmarks.report import Figure
from onrecord.store import migrate, occasions
from onrecord.store.base import Store

FIGURES = 50
PER_DAY = 20
"""Decided statements of one figure a day, over all outlets: a head of government in a busy month."""

DAYS = 365
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)

_OCCASIONS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)
INSERT INTO occasions (id, event, figure_id, claim_id, statement_id, article_id, revision, story_id, outlet_id, lang,
    kind, modality, confidence, same, outlets, topics, corrects, decided)
SELECT 'occasion-' || i,
    CASE WHEN i % 97 = 0 THEN 'statement.corrected' WHEN i % 3 = 0 THEN 'statement.new'
        WHEN i % 17 = 1 THEN 'statement.updated' ELSE 'statement.corroborated' END,
    'figure-' || (i % :figures),
    printf('%08d-claim-of-a-figure-in-the-record', (i / (3 * :figures)) * :figures + i % :figures),
    printf('%08d-statement-as-the-archive-has-it', i), printf('%08d-article-as-the-archive-has-it--', i / 2), 1,
    printf('%08d-story', i / 6), 'outlet-' || (i * 7919 % 300),
    CASE i % 5 WHEN 0 THEN 'de' WHEN 1 THEN 'fr' WHEN 2 THEN 'uk' ELSE 'en' END,
    CASE i % 4 WHEN 0 THEN 'direct' WHEN 1 THEN 'mixed' ELSE 'indirect' END,
    CASE WHEN i % 29 = 0 THEN 'denied' ELSE 'said' END,
    0.4 + (i * 31 % 60) / 100.0, (i * 13 % 100) / 100.0, 1 + i % 3,
    CASE i % 6 WHEN 0 THEN 'nato ukraine' WHEN 1 THEN 'budget' WHEN 2 THEN 'energy trade' ELSE '' END, '',
    strftime('%Y-%m-%d %H:%M:%f000', :begin, (i * :step) || ' seconds')
FROM n"""

_EVIDENCE = """
INSERT INTO evidence (statement_id, content)
SELECT statement_id, json_object('figure', json_object('id', figure_id, 'name', figure_id), 'words', hex(zeroblob(600)))
FROM occasions"""

WANTED = Subscription(
    "desk",
    topics=Choice(any=frozenset({"nato", "ukraine", "energy"})),
    languages=frozenset({"en", "de", "uk"}),
    min_confidence=0.6,
    novelty_threshold=0.8,
    rate_limit=RateLimit(50, timedelta(hours=1)),
)
"""A desk that follows every figure on its topics: the dearest kind, because no statement can be left unread."""


@asynccontextmanager
async def archive(days: int) -> AsyncIterator[tuple[Store, int]]:
    """A store with the statements of so many days, and how many these are."""
    count = FIGURES * PER_DAY * days
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        await migrate.upgrade(store)
        values: dict[str, Any] = {"count": count, "figures": FIGURES, "step": 86_400 / (FIGURES * PER_DAY)}
        async with store.unit() as unit:
            await unit.execute(text(_OCCASIONS), {**values, "begin": BEGIN.strftime("%Y-%m-%d")})
            await unit.execute(text(_EVIDENCE))
        yield store, count
        await store.close()


async def _tried(store: Store, subscription: Subscription, days: int) -> tuple[float, float, occasions.Tried]:
    """Seconds on the clock and of CPU, and what came of it."""
    async with store.view() as view:
        cpu, clock = time.process_time(), time.perf_counter()
        tried = await occasions.try_on_archive(view, subscription, BEGIN, BEGIN + timedelta(days=days))
        return time.perf_counter() - clock, time.process_time() - cpu, tried


async def _measure(days: int) -> dict[str, Figure]:
    async with archive(days) as (store, count):
        clock, cpu, tried = await _tried(store, WANTED, days)
        one = Subscription("one", figures=frozenset({"figure-7"}))
        alone, _, _ = await _tried(store, one, days)
    if tried.result.seen != count or not tried.result.total or not tried.evidence:
        raise RuntimeError(f"{tried.result.seen} of {count} statements played: the figure would be worthless")
    size = f"{count} statements of {FIGURES} figures in {days} days; {tried.result.total} alerts"
    return {
        "year_of_fifty_figures": Figure(round(clock, 2), "s", "<= 10", size),
        "year_of_fifty_figures_cpu": Figure(round(cpu, 2), "s of CPU"),
        "year_of_one_figure": Figure(round(alone, 2), "s", against=f"{count // FIGURES} statements"),
    }


def run(quick: bool) -> dict[str, Figure]:
    """The figures of ``onrecord bench backtest``."""
    return asyncio.run(_measure(10 if quick else DAYS))
