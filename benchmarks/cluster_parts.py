"""What the cluster's measurement is made of: processes that can be killed, services and a database of its own."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from benchmarks.cluster_outlets import NAMES, Desks
from onrecord.engines.base import ALERTS, ARTICLES, DEAD_LETTERS, STATEMENTS
from onrecord.engines.broker import Broker, administration, make_topics
from onrecord.receiver import Receiver
from onrecord.store import migrate
from onrecord.store.base import Store
from processors.models import Figure as Person

ROOT = Path(__file__).resolve().parent.parent
SECRET = "whsec_b25yZWNvcmQtYmVuY2htYXJrLWNsdXN0ZXI="
PASSPHRASE = "a passphrase for databases that are dropped afterwards"
PEOPLE = tuple(Person(name.lower().replace(" ", "-"), name, (name.split()[1],)) for name in NAMES)
"""Twelve figures: one figure's statements are decided in order, so that a single one would keep one worker busy."""

ROLES = ("fetch", "fetch", "work", "work", "work", "deliver", "deliver")

STOP_LIMIT_S = 30.0
"""When a process that was asked to stop is killed."""


@dataclass
class Cluster:
    """The processes of a run, and what they are told."""

    folder: Path
    environment: Mapping[str, str]
    processes: dict[tuple[str, int], subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, role: str, port: int | None = None) -> subprocess.Popen[bytes]:
        """A process of ``role``; ``port`` of the one that it comes after, whose name and leases it takes up."""
        port = port or free_port()
        command = [str(Path(sys.executable).with_name("onrecord")), role]
        told = {**self.environment, "ONRECORD_HEALTH_PORT": str(port)}
        with (self.folder / f"{role}-{port}.log").open("ab") as log:
            process = subprocess.Popen(command, env=told, stdout=log, stderr=log, cwd=self.folder)
        self.processes[role, port] = process
        return process

    def revive(self) -> int:
        """Start again what ended by itself, as a container's restart policy does; how many."""
        ended = [place for place, process in self.processes.items() if process.poll() is not None]
        for role, port in ended:
            self.start(role, port)
        return len(ended)

    def kill(self, role: str, port: int) -> None:
        """``kill -9``; nothing takes its place."""
        self.processes[role, port].kill()
        self.processes[role, port].wait()

    def replace_one(self, chance: random.Random) -> str:
        """``kill -9`` of one process at random and a new one in its place; its role."""
        role, port = chance.choice(sorted(self.processes))
        self.kill(role, port)
        self.start(role, port)
        return role

    def first(self, role: str) -> tuple[str, int]:
        """The place of a process of ``role``."""
        return next(place for place in sorted(self.processes) if place[0] == role)

    def end(self) -> dict[str, float]:
        """Ask all to stop; seconds that the slowest of each role took."""
        for process in self.processes.values():
            process.terminate()
        begun, took = time.monotonic(), dict.fromkeys((role for role, _ in self.processes), 0.0)
        running = dict(self.processes)
        while running and time.monotonic() - begun < STOP_LIMIT_S:
            for place in [place for place, process in running.items() if process.poll() is not None]:
                del running[place]
                took[place[0]] = time.monotonic() - begun
            time.sleep(0.05)
        for (role, _), process in running.items():
            process.kill()
            process.wait()
            took[role] = STOP_LIMIT_S
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


def told(folder: Path, **more: str) -> dict[str, str]:
    """The environment of every process: the run's own folder, loopback opened, and ``more``."""
    ours = {
        "ONRECORD_SECRET_KEY": PASSPHRASE,
        "ONRECORD_DATA_DIR": str(folder),
        "ONRECORD_CONFIG_DIR": str(folder),
        "ONRECORD_FETCH_ALLOW": "127.0.0.0/8",
        "ONRECORD_DELIVERY_ALLOW": "127.0.0.0/8",
        "ONRECORD_FETCH_PAGE_GAP": "0",
        "ONRECORD_FETCH_PER_HOST": "8",
        "ONRECORD_FETCH_ROBOTS": "false",
        "ONRECORD_HTTP_PORT": "0",
        "ONRECORD_NOVELTY_THRESHOLD": "1.0",
        "ONRECORD_LOG_LEVEL": "warning",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")} | ours | more


@asynccontextmanager
async def environment(
    folder: Path, found: Mapping[str, str], runner: str
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
    kafka = {
        "ONRECORD_ENGINE": "kafka",
        "ONRECORD_DATABASE_URL": f"{url}/{name}",
        "ONRECORD_KAFKA_BOOTSTRAP": broker.bootstrap,
        "ONRECORD_KAFKA_PREFIX": broker.prefix,
        "ONRECORD_KAFKA_RUNNER": runner,
    }
    try:
        yield told(folder, **kafka), broker, store
    finally:
        await store.close()
        async with administration(broker) as admin:
            channels = (ARTICLES, STATEMENTS, ALERTS, DEAD_LETTERS)
            await admin.delete_topics([broker.topic(channel) for channel in channels])


def configure(folder: Path, desks: Desks, receiver: Receiver) -> None:
    """The configuration folder: one figure, the loopback outlets, one subscription."""
    (folder / "secret").write_text(SECRET, encoding="utf-8")
    endpoint = {"id": "desk", "url": receiver.url, "secret_file": str(folder / "secret")}
    events = ["statement.new", "statement.updated"]
    subscription = {"id": "all", "figures": [one.id for one in PEOPLE], "events": events, "endpoints": ["desk"]}
    feeds = [_feed(n, f"http://127.0.0.1:{desks.port}/{n}/feed.xml") for n in range(len(desks.desks))]
    _write(folder, feeds, {"endpoints": [endpoint], "subscriptions": [subscription]})


def configure_nobody(folder: Path) -> None:
    """The configuration folder with the figure only: nothing is polled and nobody is told."""
    _write(folder, [], {"subscriptions": []})


def _feed(number: int, url: str) -> dict[str, object]:
    desk = {"id": f"desk-{number}", "name": f"Desk {number}", "url": url, "lang": "en"}
    return {**desk, "shortest": 1, "longest": 2}


def _write(folder: Path, feeds: list[dict[str, object]], subscriptions: dict[str, object]) -> None:
    figures = [{"id": one.id, "name": one.name, "aliases": list(one.aliases)} for one in PEOPLE]
    files = {
        "figures.yaml": {"figures": figures},
        "topics.yaml": {"topics": []},
        "sources.yaml": {"sources": feeds},
        "subscriptions.yaml": subscriptions,
    }
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
