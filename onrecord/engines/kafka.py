"""The Kafka engine on faust-streaming, kept within what it can be trusted with.

Measured on Apache Kafka 4.3.1 (docs/adr/0010-faust-on-real-kafka.md): one message at a time, at-least-once, no tables,
no transactions, an ``ack`` only after the step, and handlers that never raise, because Faust takes a message whose
handler raised for done. This is the only module that knows Faust; ``onrecord.engines.consumer`` runs the same steps
without it.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import faust
import structlog
from faust.exceptions import ConsumerNotStarted

from onrecord.engines.base import Stage
from onrecord.engines.broker import Broker, decode
from onrecord.engines.steps import Steps, StoppedError, undecodable
from processors.errors import PermanentError, TemporaryError

SETTINGS: dict[str, Any] = {
    "processing_guarantee": "at_least_once",
    "broker_session_timeout": 10,  # s; the default of 60 leaves a dead worker's partitions unserved for 98 s
    "broker_heartbeat_interval": 3,
    "broker_max_poll_records": 50,
    "broker_commit_interval": 1,  # s; what a crash makes double work of
    "stream_buffer_maxsize": 64,  # messages read ahead; more only makes rebalances repeat more
    "consumer_auto_offset_reset": "earliest",
    "topic_disable_leader": True,
    "topic_allow_declare": False,  # topics are made by `onrecord kafka init`
    "table_standby_replicas": 0,
    "web_enabled": False,
    "worker_redirect_stdouts": False,
    "autodiscover": False,
    "store": "memory://",
}
RAW: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
"""Records as they are: ``broker.decode`` reads them."""

STOP_S = 8.0
"""Seconds that Faust gets to leave the group; 1.3 s were measured."""

_logger = structlog.get_logger(__name__)


class FaustRunner:
    """Feeds the stages' topics to ``steps``. One ``run`` in a lifetime."""

    def __init__(self, broker: Broker, stages: Sequence[Stage], steps: Steps) -> None:
        self._broker = broker
        self._stages = tuple(stages)
        self._steps = steps
        self._app: Any = None
        self._left = asyncio.Event()
        self._ending = asyncio.Event()

    def assignment(self) -> frozenset[str]:
        """This worker's partitions, as ``topic/partition``."""
        if self._app is None:
            return frozenset()
        try:
            held = self._app.consumer.assignment()
        except ConsumerNotStarted:  # a look while Faust is still connecting, or is leaving
            return frozenset()
        return frozenset(f"{at.topic}/{at.partition}" for at in held)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``, then leave the group. Raises TemporaryError when Faust cannot start or falls over."""
        logging.getLogger("faust").setLevel(logging.WARNING)
        self._app = self._make()
        try:
            await self._app.start()
        except Exception as error:
            raise TemporaryError(f"Faust did not start on {self._broker.bootstrap}: {error}") from error
        await self._until(stop)
        self._ending.set()
        async with asyncio.timeout(STOP_S):
            await self._app.stop()

    def _make(self) -> Any:
        app = faust.App(
            self._broker.group,
            broker=[f"kafka://{host}" for host in self._broker.bootstrap.split(",")],
            datadir=Path(tempfile.gettempdir()) / "onrecord-faust",
            **SETTINGS,
        )
        for stage in self._stages:
            raw: dict[str, Any] = {
                "key_type": bytes,
                "value_type": bytes,
                "key_serializer": "raw",
                "value_serializer": "raw",
            }
            topic = app.topic(self._broker.topic(stage.reads), **raw)
            app.agent(topic, concurrency=1, name=f"{self._broker.prefix}{stage.name}")(self._handler(stage))
        return app

    def _handler(self, stage: Stage) -> Callable[[Any], Awaitable[None]]:
        async def handle(stream: Any) -> None:
            async for event in stream.noack().events():
                if not await self._done(stage, event.message):
                    await self._ending.wait()
                    break
                event.ack()

        return handle

    async def _done(self, stage: Stage, record: Any) -> bool:
        """Handle one record; whether it is done. Raises nothing: Faust would take it for done."""
        try:
            await self._decoded(stage, record)
        except StoppedError as stopped:
            _logger.info("stopped in the middle of a message, which comes again", reason=str(stopped))
        except Exception:
            _logger.exception("a step raised, which it must not: leaving the group", stage=stage.name)
        else:
            return True
        self._left.set()
        return False

    async def _decoded(self, stage: Stage, record: Any) -> None:
        try:
            message = decode(stage.reads, record.key, record.value)
        except PermanentError as error:
            where = f"{record.topic}/{record.partition}/{record.offset}"
            unread = undecodable(stage.reads, where, record.key, record.value)
            await self._steps.bury(stage.name, unread, str(error))
        else:
            await self._steps.handle(stage, [message])

    async def _until(self, stop: asyncio.Event) -> None:
        """Until asked to stop. Raises TemporaryError when a message was left otherwise, or Faust gave up."""
        ends = (stop.wait(), self._left.wait(), self._app.wait_for_stopped())
        waits = [asyncio.ensure_future(end) for end in ends]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if not stop.is_set():
            raise TemporaryError(f"Faust fell over: {self._app.crash_reason!r}")
