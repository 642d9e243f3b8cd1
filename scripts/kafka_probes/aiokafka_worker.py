"""The same worker on plain aiokafka: a batch is handled, its sends are acknowledged, then it is committed."""

from __future__ import annotations

import asyncio
import os
import signal

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from effects import PREFIX, SESSION_S, Behaviour, figure_of, write_effect

BATCH = 50
POLL_MS = 200


class _Lost(ConsumerRebalanceListener):
    """Remembers that the assignment changed: what was handled for a partition that is gone must not be committed."""

    async def on_partitions_revoked(self, revoked: object) -> None:
        """Nothing is under way between two batches."""

    async def on_partitions_assigned(self, assigned: object) -> None:
        """The committed positions are taken up by the consumer itself."""


async def work(stop: asyncio.Event) -> None:
    """Handle batches until ``stop``."""
    bootstrap, behaviour = os.environ["PROBE_BOOTSTRAP"], Behaviour.from_environment()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=f"{PREFIX}workers",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_S * 1000,
        heartbeat_interval_ms=3000,
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, linger_ms=2)
    await producer.start()
    await consumer.start()
    consumer.subscribe([f"{PREFIX}articles", f"{PREFIX}statements"], listener=_Lost())
    try:
        while not stop.is_set():
            batch = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH)
            if batch:
                await _handle(batch, behaviour, producer)
                await _commit(consumer, batch)
    finally:
        await consumer.stop()
        await producer.stop()


async def _handle(batch: dict[TopicPartition, list], behaviour: Behaviour, producer: AIOKafkaProducer) -> None:
    sends = []
    for partition, records in batch.items():
        for record in records:
            number = int(record.value)
            if partition.topic.endswith("articles"):
                await behaviour.act(number)
                sends.append(await producer.send(f"{PREFIX}statements", record.value, figure_of(number)))
            else:
                write_effect(number)
    await asyncio.gather(*sends)


async def _commit(consumer: AIOKafkaConsumer, batch: dict[TopicPartition, list]) -> None:
    try:
        await consumer.commit({partition: records[-1].offset + 1 for partition, records in batch.items()})
    except KafkaError as error:
        print(f"commit refused, the batch comes again: {error}", flush=True)


async def main() -> None:
    """Run until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await work(stop)


if __name__ == "__main__":
    asyncio.run(main())
