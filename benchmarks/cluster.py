"""The distributed engine under ``kill -9``: real Kafka, PostgreSQL and the real roles as processes of their own.

**Storm**: loopback outlets show articles of which one in fifty names a tracked figure; two fetchers, three workers and
two deliverers carry them to a verifying receiver while a random one of them is killed every few seconds, the broker is
killed and started once and PostgreSQL too. Afterwards the record is compared with what was published. **Steady**: two
articles a second, all naming the figure, first in peace, then with one process of each role killed for good: the
longest wait is the failover time; the embedded engine (``onrecord run`` on SQLite) gets the same outlets.
**Throughput**: articles that wait before one or three workers, and before the embedded engine. The broker and the
database are this run's own (scripts/services in a folder of their own), so that nobody else's are killed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cluster_outlets import NAMED_EVERY, Desks, sentence
from benchmarks.cluster_parts import (
    PASSPHRASE,
    PEOPLE,
    ROLES,
    SECRET,
    Cluster,
    configure,
    configure_nobody,
    cpu_seconds,
    environment,
    services,
    told,
)
from benchmarks.cluster_storm import START_LIMIT_S, Arrivals, Storm, say
from benchmarks.report import Figure
from onrecord import clock
from onrecord.app import Tuning, Wiring, stages
from onrecord.delivery import Terms
from onrecord.engines.base import ARTICLES, STATEMENTS, Message
from onrecord.engines.broker import Sender
from onrecord.engines.embedded import EmbeddedEngine
from onrecord.engines.watch import Watch
from onrecord.messages import of_article
from onrecord.receiver import Receiver
from onrecord.sealing import Sealer, key_from
from onrecord.store import log, migrate, record
from onrecord.store.base import Store
from processors.errors import TemporaryError
from processors.ids import article_id
from processors.models import Article, Outlet

SITES = 12
RATE = 2.0
"""Articles a second of the steady phase: eight times what a thousand feeds of twenty a day bring, all of them named."""

FAILOVER_S = 40.0
"""Seconds that are watched after a kill: leases run out after 20, a poll follows within 5 and 2."""

Found = Mapping[str, float]


def quantiles(waits: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the worst, in the unit of ``waits``; zeros where there are none."""
    ordered = sorted(waits) or [0.0]
    at = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
    return {name: ordered[min(len(ordered) - 1, int(len(ordered) * part))] for name, part in at.items()} | {
        "worst": ordered[-1]
    }


# --- storm -----------------------------------------------------------------------------------------------------------


async def soak(folder: Path, state: Path, found: Mapping[str, str], runner: str, articles: int) -> Found:
    """Publish, kill, and count what arrived."""
    arrivals = Arrivals()
    async with (
        environment(folder, found, runner) as (environ, broker, store),
        Desks(SITES, articles) as desks,
        Receiver(SECRET, arrivals.note) as receiver,
    ):
        configure(folder, desks, receiver)
        cluster = Cluster(folder, environ)
        for role in ROLES:
            cluster.start(role)
        counts = await Storm(cluster, desks, arrivals, state, Watch(broker, [ARTICLES, STATEMENTS])).run()
        stops = await asyncio.to_thread(cluster.end)
        published = {desks.address(site, n) for site in range(SITES) for n in desks.named(site)}
        async with store.view() as view:
            kept = [one for person in PEOPLE for one in await record.load(view, person.id, "")]
    shown, texts = desks.shown(), [utterance.text for utterance, _ in kept]
    waits = quantiles([at - shown[url] for url, at in arrivals.at.items() if url in shown])
    return {
        **counts,
        **{f"storm {name}": wait for name, wait in waits.items()},
        **{f"stop {role}": seconds for role, seconds in stops.items()},
        "lost": float(len(published - arrivals.at.keys())),
        "doubled": float(len(arrivals.claims) - len(set(arrivals.claims))),
        "wrong": float(abs(len(texts) - len(published)) + len(texts) - len(set(texts))),
        "copies": float(sum(one.copy for one in receiver.received)),
    }


# --- steady ----------------------------------------------------------------------------------------------------------


async def steady(folder: Path, found: Mapping[str, str], runner: str, seconds: float) -> Found:
    """Waits in peace, and the longest wait after one process of each role has died for good."""
    async with environment(folder, found, runner) as (environ, _, _store):
        return await _steadily(folder, environ, ROLES, seconds, ("work", "fetch", "deliver"))


async def steady_embedded(folder: Path, seconds: float) -> Found:
    """Waits of ``onrecord run`` on SQLite, with the same outlets and receiver."""
    environ = told(folder, ONRECORD_DATABASE_URL=f"sqlite:///{folder}/onrecord.db")
    return await _steadily(folder, environ, ("run",), seconds, ())


async def _steadily(
    folder: Path, environ: Mapping[str, str], roles: Sequence[str], seconds: float, dying: Sequence[str]
) -> Found:
    arrivals = Arrivals()
    async with (
        Desks(SITES, 100_000, named_every=1, rate=RATE) as desks,
        Receiver(SECRET, arrivals.note) as receiver,
    ):
        configure(folder, desks, receiver)
        cluster = Cluster(folder, environ)
        try:
            for role in roles:
                cluster.start(role)
            await _until(lambda: len(arrivals.at) > RATE * 5, START_LIMIT_S)
            await _until(lambda: _waiting(desks, arrivals) <= RATE * 5, START_LIMIT_S)
            say(f"{'+'.join(roles)}: steady")
            waits = quantiles(await _waits(desks, arrivals, seconds))
            failovers = {}
            for role in dying:
                cluster.kill(*cluster.first(role))
                failovers[f"failover {role}"] = max(await _waits(desks, arrivals, FAILOVER_S), default=0.0)
                say(f"one {role} dead: the longest wait was {failovers[f'failover {role}']:.1f} s")
                cluster.revive()
                await _until(lambda: _waiting(desks, arrivals) <= RATE * 5, START_LIMIT_S)
        finally:
            stops = await asyncio.to_thread(cluster.end)
    return {f"steady {name}": wait for name, wait in waits.items()} | failovers | {"stop": max(stops.values())}


def _waiting(desks: Desks, arrivals: Arrivals) -> int:
    return len(desks.shown().keys() - arrivals.at.keys())


async def _waits(desks: Desks, arrivals: Arrivals, seconds: float) -> list[float]:
    """Waits of what appears in the next ``seconds``; what has not come a minute later has waited that long."""
    since = time.time()
    await asyncio.sleep(seconds)
    until = time.time()

    def urls() -> list[str]:
        return [url for url, at in desks.shown().items() if since <= at < until]

    await _until(lambda: len(urls()) >= RATE * seconds * 0.9 and arrivals.at.keys() >= set(urls()), 60.0)
    shown = desks.shown()
    return [arrivals.at.get(url, time.time()) - shown[url] for url in urls()]


async def _until(true: Callable[[], bool], limit_s: float) -> None:
    begun = time.monotonic()
    while not true() and time.monotonic() - begun < limit_s:  # noqa: ASYNC110 - asks many things of many places
        await asyncio.sleep(0.2)


# --- throughput ------------------------------------------------------------------------------------------------------


WARMING = 24
"""Articles that run through before the clock does."""


def _articles(count: int) -> list[Message]:
    outlet, at = Outlet("desk", "Desk", "en"), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    made = []
    for number in range(count):
        url = f"https://desk.example/{number}"
        text = sentence(0, number)
        made.append(of_article(Article(
            article_id(url), 1, url, url, outlet, "desk", "Council", text, f"hash-{number}", at, at, at, lang="en"
        )))  # fmt: skip
    return made


async def throughput(folder: Path, found: Mapping[str, str], runner: str, workers: int, count: int) -> Found:
    """Named articles that wait before the workers start: a second, and a CPU second of the workers."""
    async with environment(folder, found, runner) as (environ, broker, _):
        sender, watch = Sender(broker), Watch(broker, [ARTICLES, STATEMENTS])
        configure_nobody(folder)
        cluster = Cluster(folder, environ)
        try:
            processes = [cluster.start("work") for _ in range(workers)]
            await _warm(sender, watch, count)
            before, begun = [cpu_seconds(one) for one in processes], time.monotonic()
            await sender.send(_articles(count))
            while not await _decided(watch, count + WARMING):  # noqa: ASYNC110 - the broker tells nobody
                await asyncio.sleep(0.3)
            took = time.monotonic() - begun
            cpu = sum(map(cpu_seconds, processes)) - sum(before)
        finally:
            await asyncio.to_thread(cluster.end)
            await sender.close()
            await watch.close()
    return {"per_s": count / took, "per_cpu": count / cpu}


async def _warm(sender: Sender, watch: Watch, behind: int) -> None:
    """Some articles beforehand: imports, the embedder's weights and the group's assignment are no throughput."""
    await sender.send(_articles(behind + WARMING)[behind:])
    while not await _decided(watch, WARMING):  # noqa: ASYNC110 - the broker tells nobody
        await asyncio.sleep(0.3)
    await asyncio.sleep(10)  # the workers that were not asked yet join, and the group settles


async def _decided(watch: Watch, count: int) -> bool:
    """Whether the workers have committed a statement of each article, and nothing waits."""
    try:
        reaches = await watch.look()
    except TemporaryError:  # a broker that has just started has no coordinator yet
        return False
    done = sum(reach.position for name, reach in reaches.items() if STATEMENTS in name)
    return done >= count and not sum(reach.lag for reach in reaches.values())


async def embedded(folder: Path, count: int) -> Found:
    """The embedded engine on the same articles, in this process."""
    store = Store(f"sqlite:///{folder / 'embedded.db'}")
    await migrate.upgrade(store)
    sealer, tuning = Sealer([key_from(PASSPHRASE)]), Tuning(novelty_threshold=1.0)
    wiring = Wiring(store.url, sealer, Terms("bench"), PEOPLE, tuning=tuning)
    engine = EmbeddedEngine(store, await stages(wiring, clock.now), clock.now)
    async with store.unit() as unit:
        await log.append(unit, _articles(count), clock.now())
    begun, cpu = time.monotonic(), time.process_time()
    await engine.drain()
    took, spent = time.monotonic() - begun, time.process_time() - cpu
    await store.close()
    return {"per_s": count / took, "per_cpu": count / spent}


async def _all(quick: bool, runners: Sequence[str]) -> dict[str, Figure]:
    state = Path(tempfile.mkdtemp(prefix="onrecord-bench-services-"))
    found = await asyncio.to_thread(services, state, "start", "postgres", "kafka")
    try:
        beside = await _embedded(quick)
        figures = _beside(beside)
        for runner in runners:
            figures |= _figures(runner, await _one(runner, quick, state, found), beside)
    finally:
        await asyncio.to_thread(services, state, "stop", "postgres", "kafka")
        shutil.rmtree(state, ignore_errors=True)
    return figures


async def _embedded(quick: bool) -> Found:
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as one, tempfile.TemporaryDirectory() as two:
        say("the embedded engine")
        waits = await steady_embedded(Path(one), 20 if quick else 60)
        return {**waits, **await embedded(Path(two), 150 if quick else 600)}


async def _one(runner: str, quick: bool, state: Path, found: Mapping[str, str]) -> Found:
    count = 150 if quick else 600
    measured: dict[str, float] = {}
    for phase in ("alone", "three", "steady", "storm"):
        say(f"{runner}: {phase}")
        with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as name:
            folder = Path(name)
            if phase in {"alone", "three"}:
                got = await throughput(folder, found, runner, 1 if phase == "alone" else 3, count)
                measured |= {f"{phase} {what}": value for what, value in got.items()}
            elif phase == "steady":
                measured |= await steady(folder, found, runner, 20 if quick else 60)
            else:
                measured |= await soak(folder, state, found, runner, 2_000 if quick else 20_000)
    return measured


def _beside(beside: Found) -> dict[str, Figure]:
    worst = f"p95 {beside['steady p95']:.2f}, p99 {beside['steady p99']:.2f}, worst {beside['steady worst']:.2f}"
    return {
        "embedded: entry to webhook p50": Figure(beside["steady p50"], "s", None, worst),
        "embedded: named articles": Figure(beside["per_s"], "1/s", None, f"{beside['per_cpu']:.0f} for a CPU-second"),
    }


def _figures(runner: str, got: Found, beside: Found) -> dict[str, Figure]:
    storm = f"{got['kills']:.0f} kills in {got['seconds']:.0f} s, {got['by_itself']:.0f} left by themselves"
    mix = f"embedded engine {beside['per_cpu'] * NAMED_EVERY:.0f}"
    stops = {role: got[f"stop {role}"] for role in dict.fromkeys(ROLES)}
    named = {
        "alerts lost": Figure(got["lost"], "alerts", "<= 0", storm),
        "alerts doubled": Figure(got["doubled"], "alerts", "<= 0", f"{got['copies']:.0f} copies on the wire"),
        "wrong in the record": Figure(got["wrong"], "statements", "<= 0", f"lag at most {got['most lag']:.0f}"),
        "wait in the storm p50": Figure(
            got["storm p50"], "s", None, f"p95 {got['storm p95']:.1f}, p99 {got['storm p99']:.1f}"
        ),
        "alert after a broker's death": Figure(got.get("kafka", 0.0), "s", None, "with its start"),
        "alert after PostgreSQL's death": Figure(got.get("postgres", 0.0), "s", None, "with its start"),
        "graceful stop": Figure(
            max(stops.values()), "s", "<= 10", ", ".join(f"{role} {took:.1f}" for role, took in stops.items())
        ),
        "articles of the 2 % mix per CPU-second of worker": Figure(
            got["alone per_cpu"] * NAMED_EVERY, "articles", ">= 300", mix
        ),
        "named articles, 1 worker": Figure(got["alone per_s"], "1/s", None, f"embedded {beside['per_s']:.0f}"),
        "named articles, 3 workers": Figure(got["three per_s"], "1/s", None, f"on {os.cpu_count()} cores"),
        "growth from 1 to 3 workers": Figure(got["three per_s"] / got["alone per_s"], "times", None, None),
    }
    for name in ("p50", "p95", "p99"):
        other = f"embedded {beside[f'steady {name}']:.2f}"
        named[f"entry to webhook {name}"] = Figure(got[f"steady {name}"], "s", None, other)
    for role in ("fetch", "work", "deliver"):
        limit = "<= 30" if role == "fetch" else None
        named[f"failover of {role}"] = Figure(got[f"failover {role}"], "s", limit, "longest wait of an alert")
    return {f"{runner}: {name}": figure for name, figure in named.items()}


def run(quick: bool) -> dict[str, Figure]:
    """Both runners, one after the other; ``quick`` publishes 2,000 articles instead of 20,000, on the default one."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is killed is no news here
    return asyncio.run(_all(quick, ["faust"] if quick else ["faust", "aiokafka"]))
