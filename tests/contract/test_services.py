"""The services of the full tests answer as the real thing."""

from __future__ import annotations

import subprocess

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic


@pytest.mark.postgres
async def test_each_test_has_an_empty_database_of_its_own(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        major = int((await connection.fetchval("SHOW server_version_num"))[:2])
    finally:
        await connection.close()
    assert tables == 0
    assert major >= 15


@pytest.mark.kafka
async def test_the_broker_keeps_what_it_acknowledged(kafka_bootstrap: str, kafka_prefix: str) -> None:
    topic = f"{kafka_prefix}echo"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
        for number in range(3):
            await producer.send_and_wait(topic, str(number).encode())
        consumer.subscribe([topic])
        assert [(await consumer.getone()).value for _ in range(3)] == [b"0", b"1", b"2"]
    finally:
        await admin.delete_topics([topic])
        await consumer.stop()
        await producer.stop()
        await admin.close()


@pytest.mark.browser
def test_chromium_and_its_driver_are_of_one_version(chromium: dict[str, str]) -> None:
    versions = {
        subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout.split(".")[0].split()[-1]
        for path in chromium.values()
    }
    assert len(versions) == 1
