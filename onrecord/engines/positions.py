"""How far workers are behind, and whether they are stuck: a partition with lag whose position does not move. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STUCK_S = 60.0
"""Seconds without a commit, with messages waiting, after which a worker ends itself to be started again.

A commit is due every second; the slowest rebalance measured took 15 s. See docs/adr/0010-faust-on-real-kafka.md.
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A partition's committed position and since when it stands there, in seconds of a monotonic clock."""

    position: int
    since: float


@dataclass(frozen=True, slots=True)
class Reach:
    """A partition's committed position and its end."""

    position: int
    end: int

    @property
    def lag(self) -> int:
        """Messages still to be read."""
        return max(0, self.end - self.position)


def mark(before: Mapping[str, Mark], reaches: Mapping[str, Reach], now: float) -> dict[str, Mark]:
    """The marks after a look: a partition without lag, or whose position moved, begins anew."""
    marks = {}
    for name, reach in reaches.items():
        known = before.get(name)
        stands = known is not None and known.position == reach.position and reach.lag > 0
        marks[name] = known if stands and known is not None else Mark(reach.position, now)
    return marks


def stuck(marks: Mapping[str, Mark], now: float, limit_s: float = STUCK_S) -> str:
    """Why the worker counts as stuck, naming the partition that stands longest; empty for one that goes on."""
    worst = max(marks.items(), key=lambda entry: now - entry[1].since, default=None)
    if worst is None or now - worst[1].since <= limit_s:
        return ""
    name, standing = worst
    return f"{name} has messages waiting and stands at {standing.position} for {now - standing.since:.0f} s"
