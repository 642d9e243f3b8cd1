"""How far the workers are behind, and whether they are stuck: a partition with lag whose position does not move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from onrecord.engines.broker import Broker, away
from processors.errors import TemporaryError

STUCK_S = 60.0
"""Seconds without a commit, with messages waiting, after which a worker ends itself to be started again.

A commit is due every second; the slowest rebalance measured took 15 s. See docs/adr/0010-faust-on-real-kafka.md.
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A partition's committed position and since when it stands there, in seconds of a monotonic clock."""

    position: int
    since: float


@dataclass(frozen=True, slots=True)
class Reach:
    """A partition's committed position and its end."""

    position: int
    end: int

    @property
    def lag(self) -> int:
        """Messages still to be read."""
        return max(0, self.end - self.position)


def mark(before: Mapping[str, Mark], reaches: Mapping[str, Reach], now: float) -> dict[str, Mark]:
    """The marks after a look: a partition without lag, or whose position moved, begins anew."""
    marks = {}
    for name, reach in reaches.items():
        known = before.get(name)
        stands = known is not None and known.position == reach.position and reach.lag > 0
        marks[name] = known if stands and known is not None else Mark(reach.position, now)
    return marks


def stuck(marks: Mapping[str, Mark], now: float, limit_s: float = STUCK_S) -> str:
    """Why the worker counts as stuck, naming the partition that stands longest; empty for one that goes on."""
    worst = max(marks.items(), key=lambda entry: now - entry[1].since, default=None)
    if worst is None or now - worst[1].since <= limit_s:
        return ""
    name, standing = worst
    return f"{name} has messages waiting and stands at {standing.position} for {now - standing.since:.0f} s"


class Watch:
    """Asks the broker how far the group has come. Connects at the first look and again after a failure."""

    def __init__(self, broker: Broker, channels: Sequence[str]) -> None:
        self._broker = broker
        self._topics = [broker.topic(channel) for channel in channels]
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None

    async def look(self) -> dict[str, Reach]:
        """Every partition's reach, by ``topic/partition``. Raises TemporaryError while the broker is away."""
        try:
            return await self._look()
        except KafkaError as error:
            await self.close()
            raise away(self._broker, error) from error

    async def _look(self) -> dict[str, Reach]:
        admin, consumer = await self._connect()
        described = await admin.describe_topics(self._topics)
        partitions = [TopicPartition(t["topic"], p["partition"]) for t in described for p in t["partitions"]]
        ends = await consumer.end_offsets(partitions)
        begins = await consumer.beginning_offsets(partitions)
        committed = await admin.list_consumer_group_offsets(self._broker.group, partitions=partitions)
        if missing := [at for at in partitions if at not in committed or at not in ends or at not in begins]:
            raise TemporaryError(f"Kafka at {self._broker.bootstrap} does not say how far {missing[0]} is")
        return {
            f"{at.topic}/{at.partition}": Reach(max(committed[at].offset, begins[at]), ends[at]) for at in partitions
        }

    async def _connect(self) -> tuple[AIOKafkaAdminClient, AIOKafkaConsumer]:
        if self._admin is None:
            self._admin = AIOKafkaAdminClient(bootstrap_servers=self._broker.bootstrap)
            await self._admin.start()
        if self._consumer is None:
            self._consumer = AIOKafkaConsumer(bootstrap_servers=self._broker.bootstrap, enable_auto_commit=False)
            await self._consumer.start()
        return self._admin, self._consumer

    async def close(self) -> None:
        """Disconnect."""
        admin, consumer, self._admin, self._consumer = self._admin, self._consumer, None, None
        if consumer is not None:
            await consumer.stop()
        if admin is not None:
            await admin.close()
