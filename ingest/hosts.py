"""Manners: how many requests a host gets at once, and how far apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic


class _Host:
    __slots__ = ("free", "next_at", "users")

    def __init__(self, at_once: int) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.next_at = 0.0
        self.users = 0


class HostLimits:
    """Slots by host. A host that nobody waits for and whose pause is over is forgotten."""

    def __init__(self, at_once: int = 2, *, seconds: Callable[[], float] = monotonic) -> None:
        self._at_once = at_once
        self._seconds = seconds
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def slot(self, host: str, gap: float = 0.0) -> AsyncIterator[None]:
        """One of the host's slots, at least ``gap`` seconds after the last request that asked for a gap began."""
        entry = self._hosts.get(host)
        if entry is None:
            entry = self._hosts[host] = _Host(self._at_once)
        entry.users += 1
        try:
            async with entry.free:
                if gap:
                    await self._pause(entry, gap)
                yield
        finally:
            entry.users -= 1
            if not entry.users and entry.next_at <= self._seconds():
                self._hosts.pop(host, None)

    async def _pause(self, entry: _Host, gap: float) -> None:
        now = self._seconds()
        begin = max(now, entry.next_at)
        entry.next_at = begin + gap
        if begin > now:
            await asyncio.sleep(begin - now)

    def __len__(self) -> int:
        return len(self._hosts)
