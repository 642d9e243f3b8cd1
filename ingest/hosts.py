"""Manners: how many requests a host gets at once, and how far apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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

    def slot(self, host: str, gap: float = 0.0) -> _Slot:
        """One of the host's slots, at least ``gap`` seconds after the last request that asked for a gap began."""
        return _Slot(self, host, gap)

    async def take(self, host: str, gap: float) -> None:
        """Wait for a slot of ``host``; whoever gets it gives it back."""
        entry = self._hosts.get(host)
        if entry is None:
            entry = self._hosts[host] = _Host(self._at_once)
        entry.users += 1
        try:
            await entry.free.acquire()
        except BaseException:
            self._left(host, entry)
            raise
        try:
            if gap:
                await self._pause(entry, gap)
        except BaseException:
            self.give_back(host)
            raise

    def give_back(self, host: str) -> None:
        """End the use of a slot of ``host``."""
        entry = self._hosts[host]
        entry.free.release()
        self._left(host, entry)

    def _left(self, host: str, entry: _Host) -> None:
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


class _Slot:
    """``async with`` a slot. A class of its own: a generator for each request costs twice as much."""

    __slots__ = ("_gap", "_host", "_hosts")

    def __init__(self, hosts: HostLimits, host: str, gap: float) -> None:
        self._hosts, self._host, self._gap = hosts, host, gap

    async def __aenter__(self) -> None:
        await self._hosts.take(self._host, self._gap)

    async def __aexit__(self, *_: object) -> None:
        self._hosts.give_back(self._host)
