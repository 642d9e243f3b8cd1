"""Parsers that are ended when they take too long, and go on being there for the next."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from typing import Any

import pytest

from ingest.errors import ParseLost
from ingest.jobs import Job, run_one
from ingest.workers import WorkerLimits, Workers
from tests.fakes.hostile import GOOD, laughs, quadratic, with_doctype
from tests.fakes.outlet import page, rss

FEED = rss(GOOD).encode()
COSTLY = rss(*(f"<item><guid>{number}</guid><title>A &amp; B</title></item>" for number in range(1900))).encode()


async def test_a_parser_over_its_cpu_limit_is_ended_and_replaced() -> None:
    pool = Workers(1, WorkerLimits(cpu_seconds=0.05, seconds=30))
    try:
        with pytest.raises(ParseLost, match=r"more than 0\.05 s of CPU"):
            await pool.feed(COSTLY * 1, "application/rss+xml", "", b"", 2000)
    finally:
        await pool.close()
    pool = Workers(1)
    try:
        found = await pool.feed(FEED, "application/rss+xml", "https://outlet.test/feed", b"", 2000)
        assert [entry.title for entry in found.entries] == ["Good entry"]
    finally:
        await pool.close()


async def test_a_parser_that_hangs_is_ended_by_the_clock_and_the_pool_goes_on() -> None:
    pool = Workers(1, WorkerLimits(cpu_seconds=30, seconds=0.001))
    try:
        with pytest.raises(ParseLost, match="ended after"):
            await pool.feed(COSTLY, "application/rss+xml", "", b"", 2000)
        with pytest.raises(ParseLost, match="ended after"):
            await pool.feed(COSTLY, "application/rss+xml", "", b"", 2000)
    finally:
        await pool.close()


async def test_closing_while_a_job_runs_leaves_no_process() -> None:
    pool = Workers(1)
    job = asyncio.create_task(pool.page(page("A title", "Some words. " * 50).encode(), "text/html", ""))
    await asyncio.sleep(0)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)
    await pool.close()


def test_an_error_of_a_parser_comes_back_by_name() -> None:
    assert "KeyError" in run_one({"job": "none such", "cpu_seconds": 5.0}, b"")["error"]


def test_loading_a_jobs_libraries_is_not_counted_as_the_bodys_cpu() -> None:
    limits: list[float] = []

    def load() -> Job:
        limits.append(signal.getitimer(signal.ITIMER_PROF)[0])
        return run

    def run(body: bytes, about: Mapping[str, Any]) -> dict[str, Any]:
        limits.append(signal.getitimer(signal.ITIMER_PROF)[0])
        return {}

    assert run_one({"job": "feed", "cpu_seconds": 5.0}, b"", {"feed": load}) == {"ok": {}}
    assert limits[0] == 0.0
    assert limits[1] > 4.0


DEFAULTS = with_doctype(f'<!DOCTYPE rss [<!ATTLIST a b CDATA "{"x" * 1_000_000}">]>', "<a/>" * 6000, GOOD)


@pytest.mark.parametrize("body", [laughs(), quadratic(), DEFAULTS], ids=["nested", "long", "attributes"])
async def test_a_document_type_is_read_in_a_fraction_of_the_limit(body: str) -> None:
    """Expat alone spends over a second on the first before it refuses it; without its declarations it takes 0.01 s."""
    pool = Workers(1, WorkerLimits(cpu_seconds=0.5, seconds=60))
    try:
        found = await pool.feed(body.encode(), "application/rss+xml", "https://outlet.test/feed", b"", 2000)
    finally:
        await pool.close()
    assert "Good entry" in [entry.title for entry in found.entries]
