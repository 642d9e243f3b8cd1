"""Starts probe workers, feeds them, kills them and reads the file of effects."""

from __future__ import annotations

import asyncio
import collections
import itertools
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

HERE = Path(__file__).resolve().parent
PARTITIONS = 12


@dataclass
class Effects:
    """What the file of effects says: first time and number of times of each article."""

    first: dict[int, float] = field(default_factory=dict)
    times: collections.Counter[int] = field(default_factory=collections.Counter)
    order: list[tuple[float, int, int]] = field(default_factory=list)

    @property
    def copies(self) -> int:
        """Effects beyond the first."""
        return sum(self.times.values()) - len(self.times)

    def lost(self, sent: int) -> int:
        """Articles of ``range(sent)`` without an effect."""
        return sum(number not in self.times for number in range(sent))

    def silence(self, since: float) -> float:
        """The longest time without any effect after ``since``."""
        moments = [since, *(at for at, _, _ in self.order if at > since)]
        return max((later - earlier for earlier, later in itertools.pairwise(moments)), default=0.0)


@dataclass
class Rig:
    """One probe's topics, workers and file."""

    runner: str
    bootstrap: str
    prefix: str
    folder: Path
    producer: AIOKafkaProducer
    admin: AIOKafkaAdminClient
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    sent_at: dict[int, float] = field(default_factory=dict)

    def start_worker(self, **behaviour: str) -> subprocess.Popen[bytes]:
        """One more worker process; keyword arguments become PROBE_… variables."""
        environment = os.environ | {
            "PROBE_BOOTSTRAP": self.bootstrap,
            "PROBE_PREFIX": self.prefix,
            "PROBE_EFFECTS": str(self.folder / "effects"),
            **{f"PROBE_{name.upper()}": value for name, value in behaviour.items()},
        }
        log = (self.folder / f"worker-{len(self.workers)}.log").open("wb")
        command = [sys.executable, str(HERE / f"{self.runner}_worker.py")]
        worker = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=self.folder)
        self.workers.append(worker)
        return worker

    def effects(self) -> Effects:
        """The file as it stands."""
        read = Effects()
        path = self.folder / "effects"
        for line in path.read_text().splitlines() if path.exists() else ():
            number, pid, at = line.split()
            read.first.setdefault(int(number), float(at))
            read.times[int(number)] += 1
            read.order.append((float(at), int(number), int(pid)))
        return read

    async def send(self, numbers: range, rate: float | None = None) -> None:
        """Publish articles, ``rate`` a second or as fast as the broker takes them."""
        start, waiting = time.monotonic(), []
        for position, number in enumerate(numbers):
            if rate:
                await asyncio.sleep(max(0.0, start + position / rate - time.monotonic()))
            self.sent_at[number] = time.time()
            key = f"article-{number}".encode()
            waiting.append(await self.producer.send(f"{self.prefix}articles", str(number).encode(), key))
        await asyncio.gather(*waiting)

    async def until(self, count: int, limit_s: float) -> bool:
        """Wait until ``count`` different articles have an effect; whether they did in time."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            if len(self.effects().times) >= count:
                return True
            await asyncio.sleep(0.2)
        return False

    def latencies_ms(self) -> dict[str, float]:
        """p50, p95 and p99 from publish to effect, in milliseconds."""
        first = self.effects().first
        waits = sorted((first[n] - at) * 1000 for n, at in self.sent_at.items() if n in first)
        cut = statistics.quantiles(waits, n=100)
        return {"p50_ms": round(cut[49]), "p95_ms": round(cut[94]), "p99_ms": round(cut[98])}


def cpu_seconds(pid: int) -> float:
    """User and system time of a live process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def committed(rig: Rig) -> int:
    """Sum of the committed positions in the topic of articles."""
    wanted = [TopicPartition(f"{rig.prefix}articles", partition) for partition in range(PARTITIONS)]
    offsets = await rig.admin.list_consumer_group_offsets(f"{rig.prefix}workers", partitions=wanted)
    return sum(max(entry.offset, 0) for entry in offsets.values())


async def uncommitted(rig: Rig, topic: str) -> int:
    """Records of a topic beyond the group's committed positions: what is missing but here was not skipped, yet."""
    wanted = [TopicPartition(f"{rig.prefix}{topic}", partition) for partition in range(PARTITIONS)]
    offsets = await rig.admin.list_consumer_group_offsets(f"{rig.prefix}workers", partitions=wanted)
    consumer = AIOKafkaConsumer(bootstrap_servers=rig.bootstrap)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(wanted)
    finally:
        await consumer.stop()
    return sum(ends[at] - max(offsets[at].offset, 0) for at in wanted)


@asynccontextmanager
async def rig(runner: str, bootstrap: str, partitions: int = PARTITIONS) -> AsyncIterator[Rig]:
    """Topics of its own, ended with all workers."""
    prefix = f"probe-{os.getpid()}-{time.time_ns() % 10**9}."
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=2)
    await admin.start()
    await producer.start()
    topics = [f"{prefix}{name}" for name in ("articles", "statements")]
    await admin.create_topics([NewTopic(name, partitions, 1) for name in topics])
    made = Rig(runner, bootstrap, prefix, Path(tempfile.mkdtemp(prefix="kafka-probe-")), producer, admin)
    try:
        yield made
    finally:
        for worker in made.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
            worker.wait()
        await admin.delete_topics(topics)
        await producer.stop()
        await admin.close()
