"""Real hangs of real processes: a database that answers nothing, a loop that does not turn, a stop that takes too long.

Each must end by itself, to be started again, and none may take longer to stop than it is given.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from onrecord.engines.broker import Broker, administration, make_topics
from onrecord.health import STUCK_EXIT
from onrecord.store import migrate
from onrecord.store.base import Store
from tests.fakes.outlet import Outlet, rss

ONRECORD = Path(sys.executable).with_name("onrecord")
STUCK_AFTER_S = 4.0
GRACE_S = 5.0

BLOCKED_LOOP = """
import asyncio, time
from onrecord.health import Pulse, guard

async def main():
    pulse = Pulse()
    pulse.beat("work")
    guard(pulse, 0.5)
    time.sleep(60)

asyncio.run(main())
"""

UNENDING_STOP = """
import asyncio
from onrecord.health import stop_on_signals

async def main():
    stop = asyncio.Event()
    stop_on_signals(stop, 1.0)
    print("ready", flush=True)
    await stop.wait()
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_a_loop_that_does_not_turn_ends_the_process() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BLOCKED_LOOP], capture_output=True, text=True, timeout=50, check=False
    )
    assert ended.returncode == STUCK_EXIT
    assert "stuck, ending to be started again: work stands still" in ended.stderr


def test_a_stop_that_does_not_end_is_cut_short() -> None:
    with subprocess.Popen([sys.executable, "-c", UNENDING_STOP], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as one:
        assert one.stdout is not None
        assert one.stderr is not None
        assert one.stdout.readline() == b"ready\n"
        one.terminate()
        assert one.wait(30) == STUCK_EXIT
        assert b"not all ended in 0.9 s" in one.stderr.read()


@contextmanager
def role(name: str, url: str, folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A role as a process of its own; its log is a file."""
    told = {
        "ONRECORD_ENGINE": "kafka",
        "ONRECORD_DATABASE_URL": url,
        "ONRECORD_SECRET_KEY": "a key for a database that is dropped afterwards",
        "ONRECORD_DATA_DIR": str(folder),
        "ONRECORD_HEALTH_PORT": "0",
        "ONRECORD_HEALTH_STUCK_AFTER": str(STUCK_AFTER_S),
        "ONRECORD_STOP_GRACE": str(GRACE_S),
        "ONRECORD_LOG_FORMAT": "json",
    }
    log = folder / f"{name}.log"
    with log.open("wb") as written:
        process = subprocess.Popen([ONRECORD, name], env=os.environ | told | more, stdout=written, stderr=written)
        try:
            yield process, log
        finally:
            process.kill()
            process.wait()


def said(log: Path) -> str:
    """What the log says so far."""
    return log.read_text(encoding="utf-8")


async def logged(log: Path, words: str, limit_s: float = 90.0) -> None:
    """Until ``words`` stand in the log."""
    until = time.monotonic() + limit_s
    while words not in said(log):
        assert time.monotonic() < until, f"not in {limit_s} s: {words}; {said(log)[-800:]}"
        await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(240)
async def test_a_deliverer_whose_database_answers_nothing_ends_itself(postgres_url: str, tmp_path: Path) -> None:
    store = Store(postgres_url)
    await migrate.upgrade(store)
    with role("deliver", postgres_url, tmp_path) as (process, log):
        await logged(log, "role started")
        await asyncio.sleep(STUCK_AFTER_S * 2)
        assert process.poll() is None, "it stays while it only has nothing to do"
        async with store.connection() as holding:  # whoever asks for deliveries now waits, and is told nothing
            await holding.execute(text("LOCK TABLE deliveries, endpoints IN ACCESS EXCLUSIVE MODE"))
            assert await asyncio.to_thread(process.wait, 90) == STUCK_EXIT
    assert "deliver stands still" in said(log)
    await store.close()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(240)
async def test_a_hung_deliverer_still_stops_in_its_grace_period(postgres_url: str, tmp_path: Path) -> None:
    store = Store(postgres_url)
    await migrate.upgrade(store)
    with role("deliver", postgres_url, tmp_path, ONRECORD_HEALTH_STUCK_AFTER="600") as (process, log):
        await logged(log, "role started")
        async with store.connection() as holding:
            await holding.execute(text("LOCK TABLE deliveries, endpoints IN ACCESS EXCLUSIVE MODE"))
            await asyncio.sleep(1.0)
            begun = time.monotonic()
            process.terminate()
            await asyncio.to_thread(process.wait, 60)
            assert time.monotonic() - begun < GRACE_S + 2.0
    await store.close()


def configured(folder: Path, *sources: str) -> str:
    """A folder of configuration with these sources and one figure."""
    config = folder / "config"
    config.mkdir()
    (config / "sources.yaml").write_text(f"sources: [{', '.join(sources)}]\n", encoding="utf-8")
    (config / "figures.yaml").write_text("figures: [{id: ada-marlow, name: Ada Marlow}]\n", encoding="utf-8")
    (config / "topics.yaml").write_text("topics: []\n", encoding="utf-8")
    return str(config)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.kafka
@pytest.mark.timeout(240)
async def test_a_fetcher_whose_poll_is_never_stored_ends_itself(
    postgres_url: str, kafka_bootstrap: str, kafka_prefix: str, outlet: Outlet, tmp_path: Path
) -> None:
    broker = Broker(kafka_bootstrap, kafka_prefix, partitions=1)
    made = await make_topics(broker)
    store = Store(postgres_url)
    await migrate.upgrade(store)
    outlet.show("/feed", rss(), "application/rss+xml")
    told = {
        "ONRECORD_CONFIG_DIR": configured(
            tmp_path, f"{{id: outlet, name: An outlet, url: '{outlet.url('/feed')}', shortest: 1.0, longest: 1.0}}"
        ),
        "ONRECORD_KAFKA_BOOTSTRAP": broker.bootstrap,
        "ONRECORD_KAFKA_PREFIX": broker.prefix,
        "ONRECORD_KAFKA_PARTITIONS": str(broker.partitions),
        "ONRECORD_FETCH_ALLOW": f"127.0.0.1/32:{outlet.port}",
    }
    with role("fetch", postgres_url, tmp_path, **told) as (process, log):
        await logged(log, "role started")
        polls = len(outlet.asked)
        async with asyncio.timeout(90):
            while len(outlet.asked) < polls + 3:
                await asyncio.sleep(0.1)
        assert process.poll() is None, "it stays while its polls are stored"
        async with store.connection() as holding:  # a commit of a poll now waits, and is told nothing
            await holding.execute(text("LOCK TABLE sources, entries IN ACCESS EXCLUSIVE MODE"))
            assert await asyncio.to_thread(process.wait, 90) == STUCK_EXIT
    assert "fetch stands still" in said(log)
    await store.close()
    async with administration(broker) as admin:
        await admin.delete_topics(list(made))


def answer(url: str) -> tuple[int, Any]:
    """Status and body of a probe."""
    try:
        with urllib.request.urlopen(url, timeout=10) as got:
            return got.status, got.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_run_shows_progress_and_backlog_and_stops_in_time(tmp_path: Path) -> None:
    told = {
        "ONRECORD_CONFIG_DIR": configured(tmp_path),
        "ONRECORD_HTTP_PORT": "0",
        "ONRECORD_HEALTH_STUCK_AFTER": "120",
    }
    with role("run", f"sqlite:///{tmp_path}/onrecord.db", tmp_path, **told, ONRECORD_ENGINE="embedded") as (
        one,
        log,
    ):
        await logged(log, "are served")
        lines = [json.loads(line) for line in said(log).splitlines() if line.startswith("{")]
        url = next(line["url"] for line in lines if "are served" in line["event"])
        status, live = await asyncio.to_thread(answer, f"{url}/livez")
        assert (status, json.loads(live)["reason"]) == (200, "")
        _, metrics = await asyncio.to_thread(answer, f"{url}/metrics")
        for part in ("fetch", "work", "deliver"):
            assert f'onrecord_progress_age_seconds{{part="{part}",role="run"}}'.encode() in metrics
        assert b'onrecord_lag_messages{topic="onrecord.articles.v1"} 0.0' in metrics
        assert b"onrecord_deliveries_due 0.0" in metrics
        begun = time.monotonic()
        one.terminate()
        assert await asyncio.to_thread(one.wait, 60) == 0, said(log)[-500:]
        assert time.monotonic() - begun < GRACE_S + 2.0
