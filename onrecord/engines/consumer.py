"""The runner on plain aiokafka: a batch is handled whole, its sends are acknowledged, and then it is committed.

Beside Faust behind the same seam (``onrecord.engines.kafka``); docs/adr/0010-faust-on-real-kafka.md compares them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError

from onrecord.engines.base import Stage
from onrecord.engines.broker import MAX_MESSAGE_BYTES, Broker, away, decode
from onrecord.engines.steps import Steps, StoppedError, undecodable
from processors.errors import PermanentError

BATCH = 50
"""Records in one transaction and one commit: what a crash makes double work of."""

POLL_MS = 500
"""How long a poll waits for the first record; only a bound for noticing ``stop``, not a latency."""

SESSION_S = 10
"""Seconds without a heartbeat after which the group gives a worker's partitions to the others."""

HEARTBEAT_S = 3
HANDOVER_S = 5.0
"""Seconds that a rebalance waits for the batch under way, so that it is committed rather than repeated."""

_logger = structlog.get_logger(__name__)


class AiokafkaRunner:
    """Feeds the stages' topics to ``steps``. One ``run`` in a lifetime."""

    def __init__(self, broker: Broker, stages: Sequence[Stage], steps: Steps) -> None:
        self._broker = broker
        self._stages = {broker.topic(stage.reads): stage for stage in stages}
        self._steps = steps
        self._consumer: AIOKafkaConsumer | None = None

    def assignment(self) -> frozenset[str]:
        """This worker's partitions, as ``topic/partition``."""
        held = self._consumer.assignment() if self._consumer is not None else ()
        return frozenset(f"{at.topic}/{at.partition}" for at in held)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``. Raises TemporaryError when the broker cannot be reached at the start."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._broker.bootstrap,
            group_id=self._broker.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_S * 1000,
            heartbeat_interval_ms=HEARTBEAT_S * 1000,
            max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
        )
        try:
            await consumer.start()
        except KafkaError as error:
            await consumer.stop()
            raise away(self._broker, error) from error
        self._consumer, under_way = consumer, asyncio.Lock()
        consumer.subscribe(list(self._stages), listener=_Handover(under_way))
        try:
            while not stop.is_set():
                await self._turn(consumer, under_way)
        except StoppedError as stopped:
            _logger.info("stopped in the middle of a batch, which comes again", reason=str(stopped))
        finally:
            self._consumer = None
            await consumer.stop()

    async def _turn(self, consumer: AIOKafkaConsumer, under_way: asyncio.Lock) -> None:
        batch = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH)
        async with under_way:
            held = {at: records for at, records in batch.items() if at in consumer.assignment()}
            for topic, stage in self._stages.items():
                await self._handle(stage, [r for at, records in held.items() if at.topic == topic for r in records])
            await self._commit(consumer, {at: records[-1].offset + 1 for at, records in held.items()})

    async def _handle(self, stage: Stage, records: Sequence[ConsumerRecord[Any, Any]]) -> None:
        messages = []
        for record in records:
            try:
                messages.append(decode(stage.reads, record.key, record.value))
            except PermanentError as error:
                await self._bury(stage, record, error)
        if messages:
            await self._steps.handle(stage, messages)

    async def _bury(self, stage: Stage, record: ConsumerRecord[Any, Any], error: PermanentError) -> None:
        where = f"{record.topic}/{record.partition}/{record.offset}"
        await self._steps.bury(stage.name, undecodable(stage.reads, where, record.key, record.value), str(error))

    async def _commit(self, consumer: AIOKafkaConsumer, positions: Mapping[TopicPartition, int]) -> None:
        if not positions:
            return
        try:
            await consumer.commit(dict(positions))
        except KafkaError as error:
            _logger.warning("commit refused, the batch comes again", error=f"{type(error).__name__}: {error}")


class _Handover(ConsumerRebalanceListener):  # type: ignore[misc]
    """Lets the batch under way be finished and committed before its partitions go to another worker."""

    def __init__(self, under_way: asyncio.Lock) -> None:
        self._under_way = under_way

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Wait for the batch, but not for ever: it may be waiting for a database that is away."""
        try:
            async with asyncio.timeout(HANDOVER_S), self._under_way:
                _logger.info("partitions given back", count=len(revoked))
        except TimeoutError:
            _logger.warning("partitions taken in the middle of a batch, which another worker repeats")

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """The committed positions are taken up by the consumer itself."""
        _logger.info("partitions taken over", count=len(assigned))
