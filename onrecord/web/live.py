"""Following the wire: one task looks for newly decided statements, any number of readers wait for it.

It looks in the database and not at the engine, so that it is the same in one process and in many.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import structlog

from onrecord.store import queries
from onrecord.store.base import Store
from processors.errors import TemporaryError

LOOK_EVERY_S = 1.0
"""A reader sees a statement within a second of its commit; the look is one step in an index."""

HEARTBEAT_S = 15.0
"""A comment line this often keeps proxies from closing a silent stream (WHATWG HTML, section 9.2.7)."""

_logger = structlog.get_logger(__name__)


class Follower:
    """Knows the newest ``seq`` and tells whoever waits when it grows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._newest = 0
        self._grown = asyncio.Condition()
        self.stopped = asyncio.Event()

    async def run(self) -> None:
        """Look until cancelled. A database that is away for a while only delays."""
        while True:
            try:
                async with self._store.view() as view:
                    newest = await queries.newest(view)
            except TemporaryError as error:
                _logger.warning("cannot follow the wire", error=str(error))
            else:
                await self._tell(newest)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _tell(self, newest: int) -> None:
        if newest > self._newest:
            async with self._grown:
                self._newest = newest
                self._grown.notify_all()

    @property
    def newest(self) -> int:
        """The position that was seen last."""
        return self._newest

    async def stop(self) -> None:
        """Let every stream end, so that the server can."""
        self.stopped.set()
        async with self._grown:
            self._grown.notify_all()

    async def after(self, seq: int) -> AsyncIterator[int | None]:
        """Each newest ``seq`` above ``seq``; None as a heartbeat. Ends when the server does."""
        while not self.stopped.is_set():
            grown = await self._beyond(seq)
            if grown:
                seq = self._newest
            yield seq if grown else None

    async def _beyond(self, seq: int) -> bool:
        """Wait for something above ``seq``; False when a heartbeat is due or the server ends."""
        try:
            async with asyncio.timeout(HEARTBEAT_S), self._grown:
                await self._grown.wait_for(lambda: self._newest > seq or self.stopped.is_set())
        except TimeoutError:
            return False
        return self._newest > seq


def event(seq: int, name: str, body: str) -> str:
    """One server-sent event; its id is where a reader that was cut off goes on."""
    lines = "".join(f"data: {line}\n" for line in body.splitlines() or [""])
    return f"id: {seq}\nevent: {name}\n{lines}\n"
