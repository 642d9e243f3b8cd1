"""The distributed engine under ``kill -9``: real Kafka, PostgreSQL and the real roles as processes of their own.

Loopback outlets show articles of which one in fifty names a tracked figure; two fetchers, three workers and two
deliverers carry them to a verifying receiver while a random one of them is killed every few seconds, the broker is
killed and started once and PostgreSQL too. Afterwards the record is compared with what was published. The broker and
the database are this run's own (scripts/services in a folder of their own), so that nobody else's are killed.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.cluster_outlets import NAMED_EVERY, Desks, sentence
from benchmarks.report import Figure
from onrecord import clock
from onrecord.app import Tuning, Wiring, stages
from onrecord.delivery import Terms
from onrecord.engines.base import ARTICLES, STATEMENTS, Message
from onrecord.engines.broker import Broker, Sender, administration, make_topics
from onrecord.engines.embedded import EmbeddedEngine
from onrecord.engines.watch import Watch
from onrecord.messages import of_article
from onrecord.receiver import Received, Receiver
from onrecord.sealing import Sealer, key_from
from onrecord.store import log, migrate, record
from onrecord.store.base import Store
from processors.ids import article_id
from processors.models import Article, Outlet
from processors.models import Figure as Person

ROOT = Path(__file__).resolve().parent.parent
SECRET = "whsec_b25yZWNvcmQtYmVuY2htYXJrLWNsdXN0ZXI="
PASSPHRASE = "a passphrase for databases that are dropped afterwards"
PERSON = Person("ada-marlow", "Ada Marlow", ("Marlow",), gender="f")
ROLES = ("fetch", "fetch", "work", "work", "work", "deliver", "deliver")
KILL_EVERY_S = 8.0
START_LIMIT_S = 180.0
"""How long the first alert may take: seven processes import, warm up and join on a machine with two cores."""

REVIVAL_S = 90.0
"""How long a kill may go unanswered by any alert before the next one."""

QUIET_LIMIT_S = 240.0
"""How long nothing may arrive, with alerts missing, before the run is over and they count as lost."""


@dataclass
class Cluster:
    """The processes of a run, and what they are told."""

    folder: Path
    environment: dict[str, str]
    processes: dict[tuple[str, int], subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, role: str, port: int | None = None) -> subprocess.Popen[bytes]:
        """A process of ``role``; ``port`` of the one that it comes after, whose name and leases it takes up."""
        port = port or free_port()
        log_file = (self.folder / f"{role}-{port}.log").open("ab")
        command = [str(Path(sys.executable).with_name("onrecord")), role]
        told = self.environment | {"ONRECORD_HEALTH_PORT": str(port)}
        process = subprocess.Popen(command, env=told, stdout=log_file, stderr=log_file, cwd=self.folder)
        self.processes[role, port] = process
        return process

    def revive(self) -> int:
        """Start again what ended by itself, as a container's restart policy does; how many."""
        ended = [place for place, process in self.processes.items() if process.poll() is not None]
        for role, port in ended:
            self.start(role, port)
        return len(ended)

    def kill(self, chance: random.Random) -> str:
        """``kill -9`` of one process, and a new one in its place."""
        role, port = chance.choice(sorted(self.processes))
        self.processes[role, port].kill()
        self.processes[role, port].wait()
        self.start(role, port)
        return role

    def end(self) -> list[float]:
        """Ask all to stop; seconds that each took. One that does not stop in 30 s is killed."""
        took = []
        for process in self.processes.values():
            process.terminate()
        begun = time.monotonic()
        for process in self.processes.values():
            try:
                process.wait(max(0.1, 30 - (time.monotonic() - begun)))
            except subprocess.TimeoutExpired:
                process.kill()
            took.append(time.monotonic() - begun)
        return took


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """User and system time of a live process."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def services(folder: Path, *words: str) -> dict[str, str]:
    """Run scripts/services with its state in ``folder``; the variables that it leaves."""
    state = {"ONRECORD_SERVICES_DIR": str(folder)}
    subprocess.run([str(ROOT / "scripts/services"), *words], env=os.environ | state, check=True, capture_output=True)
    return dict(line.split("=", 1) for line in (folder / "env").read_text(encoding="utf-8").splitlines())


@asynccontextmanager
async def environment(
    folder: Path, found: dict[str, str], runner: str
) -> AsyncIterator[tuple[dict[str, str], Broker, Store]]:
    """A database and topics of one run's own, and what its processes are told of them."""
    name = f"bench_{runner}_{time.time_ns()}"
    url = found["ONRECORD_TEST_POSTGRES_URL"].rsplit("/", 1)[0]
    create = ["psql", "-qX", f"{url}/onrecord", "-c", f"CREATE DATABASE {name}"]
    await asyncio.to_thread(subprocess.run, create, check=True)
    broker = Broker(found["ONRECORD_TEST_KAFKA"], f"{name}.")
    store = Store(f"{url}/{name}")
    await migrate.upgrade(store)
    await make_topics(broker)
    told = {
        "ONRECORD_ENGINE": "kafka",
        "ONRECORD_DATABASE_URL": f"{url}/{name}",
        "ONRECORD_KAFKA_BOOTSTRAP": broker.bootstrap,
        "ONRECORD_KAFKA_PREFIX": broker.prefix,
        "ONRECORD_KAFKA_RUNNER": runner,
        "ONRECORD_SECRET_KEY": PASSPHRASE,
        "ONRECORD_DATA_DIR": str(folder),
        "ONRECORD_CONFIG_DIR": str(folder),
        "ONRECORD_FETCH_ALLOW": "127.0.0.0/8",
        "ONRECORD_DELIVERY_ALLOW": "127.0.0.0/8",
        "ONRECORD_FETCH_PAGE_GAP": "0",
        "ONRECORD_FETCH_PER_HOST": "8",
        "ONRECORD_FETCH_ROBOTS": "false",
        "ONRECORD_NOVELTY_THRESHOLD": "1.0",
        "ONRECORD_LOG_LEVEL": "warning",
    }
    try:
        yield {k: v for k, v in os.environ.items() if not k.startswith("ONRECORD_")} | told, broker, store
    finally:
        await store.close()
        async with administration(broker) as admin:
            await admin.delete_topics([broker.topic(channel) for channel in (ARTICLES, STATEMENTS)])


def configure(folder: Path, desks: Desks, receiver: Receiver) -> None:
    """The configuration folder: one figure, the loopback outlets, one subscription."""
    feeds = [
        {
            "id": f"desk-{n}",
            "name": f"Desk {n}",
            "url": f"http://127.0.0.1:{desks.port}/{n}/feed.xml",
            "lang": "en",
            "shortest": 1,
            "longest": 2,
        }
        for n in range(len(desks.desks))
    ]
    (folder / "secret").write_text(SECRET, encoding="utf-8")
    endpoint = {"id": "desk", "url": receiver.url, "secret_file": str(folder / "secret")}
    subscription = {
        "id": "all",
        "figures": [PERSON.id],
        "events": ["statement.new", "statement.updated"],
        "endpoints": ["desk"],
    }
    files = {
        "figures.yaml": {"figures": [{"id": PERSON.id, "name": PERSON.name, "aliases": ["Marlow"], "gender": "f"}]},
        "topics.yaml": {"topics": []},
        "sources.yaml": {"sources": feeds},
        "subscriptions.yaml": {"endpoints": [endpoint], "subscriptions": [subscription]},
    }
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")


async def soak(folder: Path, state: Path, found: dict[str, str], runner: str, articles: int) -> dict[str, float]:
    """Publish, kill, and count what arrived."""
    arrived: dict[str, float] = {}
    claims: list[str] = []

    def note(received: Received) -> None:
        if not received.copy:
            url = received.body["data"]["article"]["url"]
            claims.append(url)
            arrived.setdefault(url, time.time())

    async with (
        environment(folder, found, runner) as (told, _, store),
        Desks(12, articles) as desks,
        Receiver(SECRET, note) as receiver,
    ):
        configure(folder, desks, receiver)
        cluster = Cluster(folder, told)
        for role in ROLES:
            cluster.start(role)
        counts = await _storm(cluster, desks, arrived, state)
        cluster_stop = await asyncio.to_thread(cluster.end)
        published = {
            f"http://127.0.0.1:{desks.port}/{site}/{number}.html": desks.desks[site].shown.get(number, 0.0)
            for site in range(len(desks.desks))
            for number in desks.named(site)
        }
        async with store.view() as view:
            kept = await record.load(view, PERSON.id, "")
    waits = sorted(arrived[url] - published[url] for url in arrived if url in published)
    texts = sorted(utterance.text for utterance, _ in kept)
    return counts | {
        "lost": float(sum(url not in arrived for url in published)),
        "doubled": float(len(claims) - len(set(claims))),
        "wrong": float(abs(len(kept) - len(published)) + len(texts) - len(set(texts))),
        "copies": float(sum(one.copy for one in receiver.received)),
        "p50": statistics.median(waits) if waits else 0.0,
        "p95": waits[int(len(waits) * 0.95) - 1] if waits else 0.0,
        "worst": waits[-1] if waits else 0.0,
        "stop": max(cluster_stop),
    }


async def _storm(cluster: Cluster, desks: Desks, arrived: dict[str, float], state: Path) -> dict[str, float]:
    """Kill until all have arrived, or nothing arrives any more. The broker dies at a third, PostgreSQL at two."""
    chance, begun, seen, quiet_since = random.Random(11), time.monotonic(), 0, time.monotonic()
    kills = restarts = at_last_kill = 0
    last_kill = 0.0
    due = {"kafka": desks.expected / 3, "postgres": desks.expected * 2 / 3}
    away: dict[str, float] = {}
    await _next_arrival(cluster, arrived)
    while len(arrived) < desks.expected and time.monotonic() - quiet_since < QUIET_LIMIT_S:
        await asyncio.sleep(KILL_EVERY_S)
        restarts += cluster.revive()
        if len(arrived) > seen:
            seen, quiet_since = len(arrived), time.monotonic()
        for part in [part for part, at in due.items() if len(arrived) >= at]:
            del due[part]
            struck = time.time()
            await asyncio.to_thread(services, state, "kill", part)
            await asyncio.to_thread(services, state, "start", part)
            away[part] = await _next_arrival(cluster, arrived) - struck
        # The next one dies when the cluster has shown life since the last, or has had its time to: else a slow machine
        # only ever starts processes.
        if len(arrived) < desks.expected and (len(arrived) > at_last_kill or time.monotonic() - last_kill > REVIVAL_S):
            cluster.kill(chance)
            kills, at_last_kill, last_kill = kills + 1, len(arrived), time.monotonic()
        print(
            f"  {len(arrived)}/{desks.expected} alerts, {kills} kills, {restarts} restarts", file=sys.stderr, flush=True
        )
    return {"kills": float(kills), "seconds": time.monotonic() - begun, "by_itself": float(restarts), **away}


async def _next_arrival(cluster: Cluster, arrived: dict[str, float]) -> float:
    """When the next alert came; what ends by itself meanwhile is started again."""
    before, since = len(arrived), time.time()
    while len(arrived) == before and time.time() - since < START_LIMIT_S:
        await asyncio.sleep(0.1)
        cluster.revive()
    return max(arrived.values(), default=since)


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


async def throughput(folder: Path, found: dict[str, str], runner: str, workers: int, count: int) -> dict[str, float]:
    """Named articles that wait before the workers start: a second, and a CPU second of the workers."""
    async with environment(folder, found, runner) as (told, broker, _):
        sender, watch = Sender(broker), Watch(broker, [ARTICLES, STATEMENTS])
        (folder / "subscriptions.yaml").write_text("subscriptions: []\n", encoding="utf-8")
        cluster = Cluster(folder, told)
        try:
            processes = [cluster.start("work") for _ in range(workers)]
            await asyncio.sleep(25)  # imports, the embedder's weights and the group's first assignment
            before, begun = [cpu_seconds(one) for one in processes], time.monotonic()
            await sender.send(_articles(count))
            while not await _decided(watch, count):  # noqa: ASYNC110 - the broker tells nobody
                await asyncio.sleep(0.3)
            took = time.monotonic() - begun
            cpu = sum(map(cpu_seconds, processes)) - sum(before)
        finally:
            await asyncio.to_thread(cluster.end)
            await sender.close()
            await watch.close()
    return {"per_s": count / took, "per_cpu": count / cpu}


async def _decided(watch: Watch, count: int) -> bool:
    """Whether the workers have committed a statement of each article, and nothing waits."""
    reaches = await watch.look()
    done = sum(reach.position for name, reach in reaches.items() if STATEMENTS in name)
    return done >= count and not sum(reach.lag for reach in reaches.values())


async def embedded(folder: Path, count: int) -> dict[str, float]:
    """The embedded engine on the same articles, in this process."""
    store = Store(f"sqlite:///{folder / 'embedded.db'}")
    await migrate.upgrade(store)
    sealer, tuning = Sealer([key_from(PASSPHRASE)]), Tuning(novelty_threshold=1.0)
    wiring = Wiring(store.url, sealer, Terms("bench"), (PERSON,), tuning=tuning)
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
    figures: dict[str, Figure] = {}
    try:
        for runner in runners:
            figures |= await _one(runner, quick, state, found)
    finally:
        await asyncio.to_thread(services, state, "stop", "postgres", "kafka")
        shutil.rmtree(state, ignore_errors=True)
    return figures


async def _one(runner: str, quick: bool, state: Path, found: dict[str, str]) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as name:
        folder = Path(name)
        found_now: dict[str, Any] = await soak(folder, state, found, runner, 2_000 if quick else 20_000)
        count = 150 if quick else 600
        alone = await throughput(folder, found, runner, 1, count)
        three = await throughput(folder, found, runner, 3, count)
        beside = await embedded(folder, count)
    return _figures(runner, found_now, alone, three, beside)


def _figures(
    runner: str, soaked: dict[str, float], alone: dict[str, float], three: dict[str, float], beside: dict[str, float]
) -> dict[str, Figure]:
    again = f"{soaked['copies']:.0f} copies on the wire"
    storm = f"{soaked['kills']:.0f} kills in {soaked['seconds']:.0f} s, {soaked['by_itself']:.0f} left by themselves"
    mix = f"embedded engine {beside['per_cpu'] * NAMED_EVERY:.0f}"
    return {
        f"{runner}: alerts lost": Figure(soaked["lost"], "alerts", "<= 0", storm),
        f"{runner}: alerts doubled": Figure(soaked["doubled"], "alerts", "<= 0", again),
        f"{runner}: wrong in the record": Figure(soaked["wrong"], "statements", "<= 0"),
        f"{runner}: entry to webhook p50": Figure(soaked["p50"], "s", None, "under kills"),
        f"{runner}: entry to webhook p95": Figure(soaked["p95"], "s", None, f"worst {soaked['worst']:.1f}"),
        f"{runner}: alert after a broker's death": Figure(soaked.get("kafka", 0.0), "s", None, "with its start"),
        f"{runner}: alert after PostgreSQL's death": Figure(soaked.get("postgres", 0.0), "s", None, "with its start"),
        f"{runner}: graceful stop": Figure(soaked["stop"], "s", "<= 10", "the slowest of seven"),
        f"{runner}: named articles, 1 worker": Figure(alone["per_s"], "1/s", None, f"embedded {beside['per_s']:.0f}"),
        f"{runner}: named articles, 3 workers": Figure(three["per_s"], "1/s", None, f"on {os.cpu_count()} cores"),
        f"{runner}: articles of the 2 % mix per CPU-second of worker": Figure(
            alone["per_cpu"] * NAMED_EVERY, "articles", ">= 300", mix
        ),
    }


def run(quick: bool) -> dict[str, Figure]:
    """Both runners, one after the other; ``quick`` publishes 2,000 articles instead of 20,000, on the default one."""
    return asyncio.run(_all(quick, ["faust"] if quick else ["faust", "aiokafka"]))
