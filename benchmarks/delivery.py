"""Delivery: how much a CPU-second carries, and whether a dead endpoint delays a healthy one.

The receiver is a process of its own, so only our side's CPU is counted. Each delivery is leased, signed, posted
and logged in a SQLite file, as in production; beside it stands what many news tools do: sign, post, forget.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import secrets
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import text

from alerts import signing
from alerts.models import Alert, Delivery, Secret
from alerts.spec import SubscriptionFile
from benchmarks.report import Figure
from onrecord.delivery import Terms, delivering
from onrecord.sealing import Sealer
from onrecord.store import migrate, subscriptions
from onrecord.store.alerts import record_alerts
from onrecord.store.base import Store
from processors.addresses import parse_allow
from processors.ids import alert_id, delivery_id

ENDPOINTS = 20
"""Healthy endpoints that share the deliveries of the throughput run."""

DEAD = 100
"""Hung endpoints, and as many that fail at once."""

BACKLOG = 50
"""Deliveries that wait for each of the dead endpoints."""

ROUNDS = 3
"""Turns of the healthy endpoint alone and beside the dead ones."""

PACE_S = 0.025
"""Time between two alerts for the healthy endpoint: forty a second, far above any newsroom's rate."""

TEXT = "We will build four hundred kilometres of track before the end of the decade. " * 8
"""A statement with its context; with the envelope a body has about 3 kB, as real ones do."""

SECRET = signing.new_secret(secrets.token_bytes(32))


async def _receive(pipe: Connection) -> None:
    """Answers by path: /ok at once, /fail with 500, /hang never. Sends the port, later the times of arrival."""
    arrived: dict[str, float] = {}

    async def accept(request: web.Request) -> web.Response:
        await request.read()
        arrived.setdefault(request.headers["webhook-id"], time.time())
        return web.Response()

    async def fail(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=500)

    async def hang(_: web.Request) -> web.Response:
        await asyncio.sleep(3600)
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/ok", accept), web.post("/fail", fail), web.post("/hang", hang)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    while await asyncio.to_thread(pipe.recv):
        pipe.send(dict(arrived))
    await runner.cleanup()


def _receiver(pipe: Connection) -> None:
    asyncio.run(_receive(pipe))


@contextmanager
def _receiving() -> Iterator[tuple[int, Connection]]:
    """The receiver in a process of its own: its port, and the pipe that it answers on."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_receiver, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.send(False)
        process.join(10)
        process.close()


def _arrivals(pipe: Connection) -> dict[str, float]:
    pipe.send(True)
    arrived: dict[str, float] = pipe.recv()
    return arrived


@dataclass(frozen=True, slots=True)
class _Bench:
    store: Store
    sealer: Sealer


@asynccontextmanager
async def _opened() -> AsyncIterator[_Bench]:
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        await migrate.upgrade(store)
        yield _Bench(store, Sealer([secrets.token_urlsafe(32)]))
        await store.close()


async def _provide(bench: _Bench, port: int, paths: dict[str, str]) -> None:
    endpoints = [{"id": n, "url": f"http://127.0.0.1:{port}/{p}", "secret": SECRET} for n, p in paths.items()]
    file = SubscriptionFile.model_validate({"endpoints": endpoints})
    async with bench.store.unit() as unit:
        await subscriptions.provision(unit, file.provisioned({}), bench.sealer, datetime.now(UTC))


def _body(number: int) -> str:
    content = {"statement": {"text": TEXT, "context": TEXT}, "claim": {"id": str(number)}, "article": {"title": TEXT}}
    return json.dumps({"type": "statement.new", "timestamp": datetime.now(UTC).isoformat(), "data": content})


def _alert(endpoint: str, number: int) -> tuple[Alert, Delivery]:
    now, claim = datetime.now(UTC), f"claim-{number}"
    name = alert_id(endpoint, claim, "statement.new")
    alert = Alert(name, "default", endpoint, claim, "statement.new", "statement.new", _body(number), now, now)
    return alert, Delivery(delivery_id(name, endpoint), name, "default", endpoint, endpoint, claim, now, now)


async def _publish(bench: _Bench, made: Sequence[tuple[Alert, Delivery]]) -> None:
    async with bench.store.unit() as unit:
        await record_alerts(unit, [alert for alert, _ in made], [delivery for _, delivery in made])


def _terms() -> Terms:
    return Terms("bench", parse_allow(["127.0.0.1/32"]))


async def _throughput(count: int) -> tuple[float, float]:
    """Deliveries per CPU-second, and per second on the clock."""
    with _receiving() as (port, pipe):
        async with _opened() as bench:
            names = [f"endpoint-{number}" for number in range(ENDPOINTS)]
            await _provide(bench, port, dict.fromkeys(names, "ok"))
            await _publish(bench, [_alert(names[number % ENDPOINTS], number) for number in range(count)])
            async with delivering(bench.store, bench.sealer, _terms()) as dispatcher:
                cpu, clock = time.process_time(), time.perf_counter()
                await dispatcher.drain()
                cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
        if len(_arrivals(pipe)) != count:
            raise RuntimeError(f"{len(_arrivals(pipe))} of {count} deliveries arrived: the figure would be worthless")
    return count / cpu, count / clock


_WAITING = (
    """INSERT INTO alerts (id, tenant, subscription_id, claim_id, event, occurrence, disposition, bundle, due, reason,
        statement_id, figure_id, article_id, body, created)
    VALUES ('backlog', 'default', 'backlog', 'backlog', 'statement.new', 'statement.new', 'send', '', :past, '', '', '',
        '', :body, :past)""",
    """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
    INSERT INTO deliveries (id, alert_id, tenant, subscription_id, endpoint_id, order_key, due, state, attempts, tries,
        reason, created)
    SELECT 'backlog-' || i, 'backlog', 'default', 'backlog', 'endpoint-' || (i % :endpoints), 'claim-' || i, :past,
        'pending', 0, 0, '', :past FROM n""",
)
"""A backlog made in the database itself: a million rows through Python would take longer than what is measured."""


async def _backlog(rows: int, send: int) -> tuple[float, float]:
    """MB that the process grew by, and deliveries a second, while ``send`` of ``rows`` waiting deliveries went out."""
    with _receiving() as (port, _):
        async with _opened() as bench:
            await _provide(bench, port, {f"endpoint-{number}": "ok" for number in range(ENDPOINTS)})
            past = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
            values = {"past": past, "body": _body(0), "count": rows, "endpoints": ENDPOINTS}
            async with bench.store.unit() as unit:
                for statement in _WAITING:
                    wanted = {name: value for name, value in values.items() if f":{name}" in statement}
                    await unit.execute(text(statement), wanted)
            async with delivering(bench.store, bench.sealer, _terms()) as dispatcher:
                before, begun = _memory_mb(), time.perf_counter()
                task = asyncio.create_task(dispatcher.run())
                while (done := await _delivered(bench.store)) < send:  # noqa: ASYNC110 - the rows are what is awaited
                    await asyncio.sleep(0.25)
                rate, grown = done / (time.perf_counter() - begun), _memory_mb() - before
                await dispatcher.stop()
                await task
    return max(0.0, grown), rate


async def _delivered(store: Store) -> int:
    async with store.view() as view:
        return await view.scalar(text("SELECT count(*) FROM attempts")) or 0


def _memory_mb() -> float:
    """Resident memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


async def _forgetful(count: int) -> float:
    """Posts per CPU-second of a tool that signs and posts from memory, eight at a time, and keeps no log."""
    with _receiving() as (port, _):
        async with aiohttp.ClientSession() as session:
            gate = asyncio.Semaphore(8)

            async def post(number: int) -> None:
                body = _body(number)
                head = signing.headers([Secret(SECRET)], str(number), datetime.now(UTC), body)
                async with gate, session.post(f"http://127.0.0.1:{port}/ok", data=body, headers=head) as answer:
                    await answer.read()

            cpu = time.process_time()
            await asyncio.gather(*(post(number) for number in range(count)))
            return count / (time.process_time() - cpu)


async def _latencies(count: int, dead: int) -> list[float]:
    """Seconds from commit to arrival at the healthy endpoint, beside ``dead`` hung and ``dead`` failing ones."""
    paths = (
        {"healthy": "ok"} | {f"hung-{n}": "hang" for n in range(dead)} | {f"failing-{n}": "fail" for n in range(dead)}
    )
    committed: dict[str, float] = {}
    with _receiving() as (port, pipe):
        async with _opened() as bench:
            await _provide(bench, port, paths)
            await _publish(bench, [_alert(name, n) for n in range(BACKLOG) for name in paths if name != "healthy"])
            async with delivering(bench.store, bench.sealer, _terms()) as dispatcher:
                task = asyncio.create_task(dispatcher.run())
                for number in range(count):
                    made = _alert("healthy", number)
                    await _publish(bench, [made])
                    committed[made[0].id] = time.time()
                    dispatcher.wake()
                    await asyncio.sleep(PACE_S)
                arrived = await _all_arrived(pipe, set(committed))
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
    return [max(0.0, arrived[name] - moment) for name, moment in committed.items()]


async def _all_arrived(pipe: Connection, wanted: set[str]) -> dict[str, float]:
    for _ in range(600):
        arrived = _arrivals(pipe)
        if wanted <= arrived.keys():
            return arrived
        await asyncio.sleep(0.1)
    raise RuntimeError(f"{len(wanted - arrived.keys())} deliveries to the healthy endpoint never arrived")


async def _side_by_side(alerts: int, dead: int) -> tuple[list[float], list[float]]:
    """Latencies of the healthy endpoint alone, and beside the dead ones.

    In turns, ``ROUNDS`` of each, because whatever else the machine does changes from one half minute to the next.
    """
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(ROUNDS):
        alone += await _latencies(alerts // ROUNDS, 0)
        beside += await _latencies(alerts // ROUNDS, dead)
    return alone, beside


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


async def _measure(quick: bool) -> dict[str, Any]:
    count, alerts, dead = (300, 60, 10) if quick else (6000, 1200, DEAD)
    per_cpu, per_second = await _throughput(count)
    forgetful = await _forgetful(count)
    waiting = 10_000 if quick else 1_000_000
    grown, draining = await _backlog(waiting, count)
    alone, beside = await _side_by_side(alerts, dead)
    return {
        "per_cpu": per_cpu,
        "per_second": per_second,
        "forgetful": forgetful,
        "alone": _p95(alone),
        "beside": _p95(beside),
        "dead": dead,
        "waiting": waiting,
        "grown": grown,
        "draining": draining,
    }


def run(quick: bool) -> dict[str, Figure]:
    """The figures of ``onrecord bench delivery``."""
    found = asyncio.run(_measure(quick))
    beside = f"{found['forgetful']:.0f} for sign, post and forget (no log, no retry)"
    alone, with_dead = found["alone"] * 1000, found["beside"] * 1000
    return {
        "deliveries_per_cpu_second": Figure(round(found["per_cpu"]), "1/s of CPU", ">= 400", beside),
        "deliveries_per_second": Figure(round(found["per_second"]), "1/s"),
        "memory_growth_with_backlog": Figure(
            round(found["grown"], 1), "MB", "<= 100", f"{found['waiting']} deliveries waiting"
        ),
        "deliveries_per_second_with_backlog": Figure(round(found["draining"]), "1/s"),
        "healthy_p95_alone": Figure(round(alone, 1), "ms"),
        "healthy_p95_beside_dead": Figure(
            round(with_dead, 1), "ms", against=f"{found['dead']} hung and {found['dead']} failing endpoints beside it"
        ),
        "healthy_p95_ratio": Figure(round(with_dead / alone, 2), "times", "<= 2", f"{alone:.1f} ms alone, same run"),
    }
