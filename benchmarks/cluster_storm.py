"""The storm of the cluster's measurement: kills every few seconds, and what the receiver got meanwhile."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cluster_outlets import Desks
from benchmarks.cluster_parts import Cluster, services
from onrecord.engines.watch import Watch
from onrecord.receiver import Received
from processors.errors import TemporaryError

KILL_EVERY_S = 8.0
START_LIMIT_S = 180.0
"""How long the first alert may take: seven processes import, warm up and join on a machine with two cores."""

REVIVAL_S = 60.0
"""How long a kill may go unanswered by any alert before the next one."""

QUIET_LIMIT_S = 240.0
"""How long nothing may arrive, with alerts missing, before the run is over and they count as lost."""


@dataclass
class Arrivals:
    """What the receiver got: when each article's alert came first, and every claim told."""

    at: dict[str, float] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)

    def note(self, received: Received) -> None:
        """Take in one verified webhook; a copy of one that came before does not count."""
        if not received.copy:
            url = received.body["data"]["article"]["url"]
            self.claims.append(url)
            self.at.setdefault(url, time.time())


def say(words: str) -> None:
    """Progress, on standard error."""
    print(f"  {time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


@dataclass
class Storm:
    """Kills until all have arrived, or nothing arrives any more. The broker dies at a third, PostgreSQL at two."""

    cluster: Cluster
    desks: Desks
    arrivals: Arrivals
    state: Path
    watch: Watch
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    kills: int = 0
    by_itself: int = 0
    most_lag: int = 0
    last_kill: tuple[float, int] = (0.0, 0)
    away: dict[str, float] = field(default_factory=dict)

    async def run(self) -> Mapping[str, float]:
        """The counts: kills, ends by itself, seconds, the greatest lag, and how long alerts stayed away."""
        begun, seen, quiet_since = time.monotonic(), 0, time.monotonic()
        due = {"kafka": self.desks.expected / 3, "postgres": self.desks.expected * 2 / 3}
        await self._next_arrival()
        while self._arrived < self.desks.expected and time.monotonic() - quiet_since < QUIET_LIMIT_S:
            await asyncio.sleep(KILL_EVERY_S)
            self.by_itself += self.cluster.revive()
            if self._arrived > seen:
                seen, quiet_since = self._arrived, time.monotonic()
            for part in [part for part, at in due.items() if self._arrived >= at]:
                del due[part]
                await self._strike(part)
            await self._look()
            self._kill()
            say(f"{self._arrived}/{self.desks.expected} alerts, {self.kills} kills, {self.by_itself} restarts")
        await self.watch.close()
        lasted = time.monotonic() - begun
        counts = {"kills": self.kills, "by_itself": self.by_itself, "most lag": self.most_lag, "seconds": lasted}
        return {**counts, **self.away}

    @property
    def _arrived(self) -> int:
        return len(self.arrivals.at)

    def _kill(self) -> None:
        """The next one dies when the cluster has shown life since the last, or has had its time to.

        Else a slow machine only ever starts processes.
        """
        at, arrived = self.last_kill
        answered = self._arrived > arrived or time.monotonic() - at > REVIVAL_S
        if answered and self._arrived < self.desks.expected:
            self.cluster.replace_one(self.chance)
            self.kills, self.last_kill = self.kills + 1, (time.monotonic(), self._arrived)

    async def _strike(self, part: str) -> None:
        """Kill a service and start it again; how long no alert came."""
        struck = time.time()
        await asyncio.to_thread(services, self.state, "kill", part)
        await asyncio.to_thread(services, self.state, "start", part)
        self.away[part] = await self._next_arrival() - struck

    async def _next_arrival(self) -> float:
        """When the next alert came; what ends by itself meanwhile is started again."""
        before, since = self._arrived, time.time()
        while self._arrived == before and time.time() - since < START_LIMIT_S:
            await asyncio.sleep(0.1)
            self.by_itself += self.cluster.revive()
        return max(self.arrivals.at.values(), default=since)

    async def _look(self) -> None:
        with suppress(TemporaryError):
            lag = sum(reach.lag for reach in (await self.watch.look()).values())
            self.most_lag = max(self.most_lag, lag)
