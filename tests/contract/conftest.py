"""The real store, migrated, on each database; the engines, each over a store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from onrecord.engines.base import STATEMENTS, Message, Stage
from onrecord.engines.broker import Broker, administration, decode, make_topics
from onrecord.engines.distributed import KafkaEngine
from onrecord.engines.embedded import EmbeddedEngine
from onrecord.store import log, migrate
from onrecord.store.base import Store, Unit

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SQLITE = "sqlite"
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture(params=[SQLITE, POSTGRES])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'onrecord.db'}"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A fresh, migrated store on each database."""
    opened = Store(database_url)
    await migrate.upgrade(opened)
    yield opened
    await opened.close()


class End:
    """A stage that reads statements and does nothing."""

    name, reads = "end", STATEMENTS

    async def prepare(self, message: Message) -> None:
        return None

    async def apply(self, unit: Unit, message: Message, prepared: None) -> Sequence[Message]:
        return []

    def rolled_back(self) -> None:
        return None


class EmbeddedBench:
    """The embedded engine, as the contract of engines drives it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def engine(self, *stages: Stage) -> EmbeddedEngine:
        """With an end: a channel that no stage reads is not written at all."""
        read = {stage.reads for stage in stages}
        ends = [] if STATEMENTS in read else [End()]
        return EmbeddedEngine(self.store, [*stages, *ends], lambda: NOW)

    async def publish(self, messages: Sequence[Message]) -> None:
        async with self.store.unit() as unit:
            await log.append(unit, messages, NOW)

    async def ids(self, channel: str) -> list[str]:
        async with self.store.view() as view:
            return [m.id for _, m in await log.read(view, channel, 0, 1000)]


class KafkaBench:
    """The engine over a real broker, on one of its runners."""

    def __init__(self, store: Store, broker: Broker, runner: Any) -> None:
        self.store, self.broker, self._runner = store, broker, runner

    def engine(self, *stages: Stage, progress: Any = lambda _reaches, _missing: None) -> KafkaEngine:
        return KafkaEngine(self.broker, self.store, stages, lambda: NOW, self._runner, progress)

    async def publish(self, messages: Sequence[Message]) -> None:
        await self.engine().publish(messages)

    async def ids(self, channel: str) -> list[str]:
        return [m.id for m in await self.messages(channel)]

    async def _partitions(self, topic: str) -> list[int]:
        async with administration(self.broker) as admin:
            (described,) = await admin.describe_topics([topic])
        return [one["partition"] for one in described["partitions"]]

    async def messages(self, channel: str) -> list[Message]:
        """All that the channel's topic holds, partition by partition; redelivered copies are left out."""
        servers = self.broker.bootstrap
        consumer = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False, auto_offset_reset="earliest")
        await consumer.start()
        try:
            topic = self.broker.topic(channel)
            places = [TopicPartition(topic, n) for n in await self._partitions(topic)]
            consumer.assign(places)
            ends = await consumer.end_offsets(places)
            found: dict[str, Message] = {}
            while any([await consumer.position(at) < end for at, end in ends.items()]):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    for record in records:
                        message = decode(channel, record.key, record.value)
                        found.setdefault(message.id, message)
            return list(found.values())
        finally:
            await consumer.stop()


ENGINES = [
    pytest.param("embedded-sqlite", id="embedded-sqlite"),
    pytest.param("embedded-postgres", id="embedded-postgres", marks=pytest.mark.postgres),
    pytest.param("faust", id="kafka-faust-postgres", marks=[pytest.mark.postgres, pytest.mark.kafka]),
    pytest.param("aiokafka", id="kafka-aiokafka-postgres", marks=[pytest.mark.postgres, pytest.mark.kafka]),
]


@pytest.fixture(params=ENGINES)
def engine_kind(request: pytest.FixtureRequest) -> str:
    """Every engine over every database that it runs on."""
    return str(request.param)


@pytest.fixture
def engine_url(engine_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The database of ``engine_kind``."""
    if engine_kind == "embedded-sqlite":
        return f"sqlite:///{tmp_path / 'onrecord.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def engine_broker(engine_kind: str, request: pytest.FixtureRequest) -> Broker | None:
    """The broker of ``engine_kind``, where it has one."""
    if engine_kind.startswith("embedded"):
        return None
    prefix = request.getfixturevalue("kafka_prefix")
    return Broker(request.getfixturevalue("kafka_bootstrap"), prefix, partitions=3)


@pytest.fixture
async def bench(
    engine_kind: str, engine_url: str, engine_broker: Broker | None
) -> AsyncIterator[EmbeddedBench | KafkaBench]:
    """An engine with its store, empty; topics of its own are deleted at the end."""
    opened = Store(engine_url)
    await migrate.upgrade(opened)
    try:
        if engine_broker is None:
            yield EmbeddedBench(opened)
        else:
            made = await make_topics(engine_broker)
            yield KafkaBench(opened, engine_broker, engine_kind)
            async with administration(engine_broker) as admin:
                await admin.delete_topics(list(made))
    finally:
        await opened.close()
