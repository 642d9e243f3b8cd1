"""Asking the broker for the positions of a group and the ends of its topics."""

from __future__ import annotations

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from onrecord.engines.broker import Broker, away
from onrecord.engines.positions import Reach
from processors.errors import TemporaryError


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
