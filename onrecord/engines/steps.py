"""What both Kafka runners do with messages: compute, commit, send, and only then be done.

The order is commit → send → return. A crash after the commit has the message handled again: unique keys absorb its
effects and it sends the same messages again, so a redelivery never skips an emit. What cannot be processed goes to the
dead letter and the next message passes; what fails for a while is tried until it succeeds, in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import structlog

from onrecord.engines.base import DEAD_LETTERS, Message, Stage
from onrecord.store import log
from onrecord.store.base import Store
from processors.errors import OnrecordError, PermanentError, TemporaryError

RETRY_S = (0.1, 0.5, 2.0, 5.0, 15.0)
"""Seconds before the tries after a temporary error; the last one repeats: the partition waits, nothing is skipped."""

Send = Callable[[Sequence[Message]], Awaitable[None]]
"""Gives messages to the broker and returns when it has acknowledged all of them; raises TemporaryError."""

T = TypeVar("T")

_logger = structlog.get_logger(__name__)


class StoppedError(OnrecordError):
    """The engine was asked to stop in the middle: these messages are not done and must come again."""


class Steps:
    """Carries messages through a stage. One instance serves all stages of a worker."""

    def __init__(self, store: Store, send: Send, clock: Callable[[], datetime], stop: asyncio.Event) -> None:
        self._store = store
        self._send = send
        self._clock = clock
        self._stop = stop
        self.waiting: str = ""
        """Why nothing goes on at the moment (a database or broker that is away); empty while work goes on."""

    async def handle(self, stage: Stage, messages: Sequence[Message]) -> None:
        """Handle ``messages`` (of ``stage.reads``, in order) whole. Raises StoppedError, and nothing else."""
        prepared = [(message, await self._prepare(stage, message)) for message in messages]
        try:
            sends = await self._commit(stage, prepared)
        except Exception as error:  # noqa: BLE001 - whatever it is: one by one tells which message it belongs to
            stage.rolled_back()
            _logger.warning("batch failed, going one by one", stage=stage.name, error=describe(error))
            sends = [sent for one in prepared for sent in await self._alone(stage, one)]
        await self._pass_on(stage.name, sends)

    async def _pass_on(self, stage: str, sends: Sequence[Message]) -> None:
        try:
            await self._patiently(stage, lambda: self._send(sends))
        except PermanentError as error:
            if len(sends) == 1:
                return await self.bury(stage, sends[0], describe(error))
            for one in sends:
                await self._pass_on(stage, [one])

    async def bury(self, stage: str, message: Message, error: str) -> None:
        """Put a message that is beyond help into the dead letter: the table, and the topic for other systems."""
        await self._patiently(stage, lambda: self._bury(stage, message, error))
        await self._patiently(stage, lambda: self._send([dead_letter(stage, message, error)]))

    async def _bury(self, stage: str, message: Message, error: str) -> None:
        async with self._store.unit() as unit:
            await log.bury(unit, stage, message, error, self._clock())

    async def _prepare(self, stage: Stage, message: Message) -> Any:
        """The outcome of ``prepare``: a value, or the error that makes it impossible."""
        try:
            return await self._patiently(stage.name, lambda: stage.prepare(message))
        except StoppedError:
            raise
        except Exception as error:
            _logger.exception("message cannot be processed", stage=stage.name, message_id=message.id)
            return error

    async def _commit(self, stage: Stage, prepared: Sequence[tuple[Message, Any]]) -> list[Message]:
        sends: list[Message] = []
        async with self._store.unit() as unit:
            for message, outcome in prepared:
                if isinstance(outcome, Exception):
                    await log.bury(unit, stage.name, message, describe(outcome), self._clock())
                    sends.append(dead_letter(stage.name, message, describe(outcome)))
                else:
                    sends.extend(await stage.apply(unit, message, outcome))
        return sends

    async def _alone(self, stage: Stage, one: tuple[Message, Any]) -> list[Message]:
        async def attempt() -> list[Message]:
            try:
                return await self._commit(stage, [one])
            except BaseException:
                stage.rolled_back()
                raise

        try:
            return await self._patiently(stage.name, attempt)
        except StoppedError:
            raise
        except Exception as error:
            _logger.exception("message buried", stage=stage.name, message_id=one[0].id)
            buried = [(one[0], error)]
            return await self._patiently(stage.name, lambda: self._commit(stage, buried))

    async def _patiently(self, stage: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """The result of ``attempt``, tried while it raises TemporaryError. Raises StoppedError when told to stop."""
        tries = 0
        while True:
            try:
                result = await attempt()
            except TemporaryError as error:
                self.waiting = describe(error)
                await self._pause(stage, error, tries)
                tries += 1
            else:
                self.waiting = ""
                return result

    async def _pause(self, stage: str, error: TemporaryError, tries: int) -> None:
        delay = error.retry_after or RETRY_S[min(tries, len(RETRY_S) - 1)]
        _logger.warning("temporary error", stage=stage, error=str(error), retry_in=delay)
        try:
            await asyncio.wait_for(self._stop.wait(), delay)
        except TimeoutError:
            return
        raise StoppedError(f"asked to stop while {stage} waited: {error}")


def dead_letter(stage: str, message: Message, error: str) -> Message:
    """The message that tells other systems what was given up on."""
    body = {"v": 1, "stage": stage, "channel": message.channel, "key": message.key, "error": error}
    return Message(DEAD_LETTERS, message.id, f"{stage}:{message.id}", {**body, "body": message.body})


def describe(error: BaseException) -> str:
    """An error as the dead letter shows it."""
    return f"{type(error).__name__}: {error}"


def undecodable(channel: str, where: str, key: bytes | None, value: bytes | None) -> Message:
    """A record that is no message of ours, in the shape that the dead letter keeps; ``where`` is its only name."""
    body = {"v": 0, "raw": (value or b"").decode("utf-8", "replace")}
    return Message(channel, (key or b"").decode("utf-8", "replace"), where, body)
