"""Kafka as this project uses it: topics, records and the producer. Made with aiokafka; Faust is not known here.

A record's key is the message's key and its value is the message's body with its id beside it, as JSON in UTF-8. All
topics carry a prefix, so that several installations can share a broker.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, TopicAlreadyExistsError, for_code

from onrecord.engines.base import ALERTS, ARTICLES, DEAD_LETTERS, STATEMENTS, Message
from processors.errors import PermanentError, TemporaryError

DAY_MS = 24 * 3600 * 1000
RETENTION_DAYS = {ARTICLES: 7, STATEMENTS: 30, ALERTS: 7, DEAD_LETTERS: 30}
"""How long a topic keeps what was read: long enough to replay after a long weekend. The archive is in PostgreSQL."""

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""The longest articles are some hundred kB; four MiB leaves room for a page that is a book."""

REQUEST_TIMEOUT_MS = 15_000
"""How long a send may be under way, its retries inside aiokafka included, before the caller is told."""

LINGER_MS = 2
"""Milliseconds that a batch waits for company: free for latency, and many fewer requests under load."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where Kafka is and how this installation names and makes its topics there."""

    bootstrap: str
    prefix: str = ""
    partitions: int = 12
    replication: int = 1

    def topic(self, channel: str) -> str:
        """The topic that carries ``channel``."""
        return f"{self.prefix}{channel}"

    def channel(self, topic: str) -> str:
        """The channel that ``topic`` carries."""
        return topic.removeprefix(self.prefix)

    @property
    def group(self) -> str:
        """The consumer group of the workers; the same for both runners, so that a change of runner goes on."""
        return f"{self.prefix}onrecord.work"


def encode(message: Message) -> tuple[bytes, bytes]:
    """Key and value of the record that carries ``message``."""
    value = json.dumps({"id": message.id, **message.body}, ensure_ascii=False, separators=(",", ":"))
    return message.key.encode(), value.encode()


def decode(channel: str, key: bytes | None, value: bytes | None) -> Message:
    """The message in a record. Raises PermanentError for a record that nobody here wrote."""
    try:
        body: Any = json.loads(value or b"")
        identity = body.pop("id")
        return Message(channel, (key or b"").decode(), str(identity), body)
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise PermanentError(f"not a record of onrecord ({type(error).__name__}: {error})") from error


class Sender:
    """Sends messages and waits until all in-sync copies have them. Order within a key is kept.

    Not idempotent in Kafka's sense: after a broker's crash such a producer may refuse to go on, and a second copy of
    a message changes nothing here, because ids are functions of content.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect. Raises TemporaryError while the broker cannot be reached."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self._broker.bootstrap,
            acks="all",
            linger_ms=LINGER_MS,
            max_request_size=MAX_MESSAGE_BYTES,
            request_timeout_ms=REQUEST_TIMEOUT_MS,
        )
        try:
            await producer.start()
        except KafkaError as error:
            await producer.stop()
            raise away(self._broker, error) from error
        self._producer = producer

    async def send(self, messages: Sequence[Message]) -> None:
        """Hand ``messages`` over. Raises TemporaryError; PermanentError for one that is too big for the topic."""
        if self._producer is None:
            await self.start()
        assert self._producer is not None
        try:
            waits = [await self._begin(self._producer, message) for message in messages]
            await asyncio.gather(*waits)
        except MessageSizeTooLargeError as error:
            raise PermanentError(f"a message is over {MAX_MESSAGE_BYTES} bytes: {error}") from error
        except KafkaError as error:
            raise away(self._broker, error) from error

    async def _begin(self, producer: AIOKafkaProducer, message: Message) -> asyncio.Future[Any]:
        key, value = encode(message)
        begun: asyncio.Future[Any] = await producer.send(self._broker.topic(message.channel), value, key)
        return begun

    async def close(self) -> None:
        """Send what waits and disconnect."""
        if self._producer is not None:
            await self._producer.stop()
            self._producer = None


@asynccontextmanager
async def administration(broker: Broker) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connected administration client. Raises TemporaryError while the broker cannot be reached."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap, request_timeout_ms=REQUEST_TIMEOUT_MS)
    try:
        try:
            await admin.start()
        except KafkaError as error:
            raise away(broker, error) from error
        yield admin
    finally:
        await admin.close()


def _wanted(broker: Broker) -> list[NewTopic]:
    return [
        NewTopic(
            broker.topic(channel),
            num_partitions=broker.partitions if channel != DEAD_LETTERS else 1,
            replication_factor=broker.replication,
            topic_configs={
                "cleanup.policy": "delete",
                "retention.ms": str(days * DAY_MS),
                "max.message.bytes": str(MAX_MESSAGE_BYTES),
                # Two copies of three must have a message before it counts: one machine may be away or lost.
                "min.insync.replicas": str(max(1, broker.replication - 1)),
            },
        )
        for channel, days in RETENTION_DAYS.items()
    ]


async def make_topics(broker: Broker) -> dict[str, str]:
    """Make the topics that are missing; what became of each: ``made``, or ``there, N partitions``.

    Raises TemporaryError while the broker cannot be reached and PermanentError where it refuses a topic.
    """
    outcome: dict[str, str] = {}
    async with administration(broker) as admin:
        wanted = _wanted(broker)
        answer = await admin.create_topics(wanted)
        for name, code, *reason in answer.topic_errors:
            if for_code(code) is TopicAlreadyExistsError:
                outcome[name] = "there"
            elif code:
                raise PermanentError(f"the broker refuses topic {name}: {for_code(code).__name__} {reason}")
            else:
                outcome[name] = "made"
        for described in await admin.describe_topics([one.name for one in wanted]):
            if outcome.get(described["topic"]) == "there":
                outcome[described["topic"]] = f"there, {len(described['partitions'])} partitions"
    return outcome


def away(broker: Broker, error: Exception) -> TemporaryError:
    return TemporaryError(f"Kafka at {broker.bootstrap} does not take part: {type(error).__name__} {error}")
