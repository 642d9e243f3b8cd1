"""How a source stands, as a state machine an editor can read. Pure.

A poll ends in an ``Observation``; ``observe`` gives the new Health and, where the status changed, the operator
event. One failure is no state, ``FAILURES_BEFORE_ALARM`` in a row are; what a site says outright (gone, blocked) is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from statistics import median

from ingest.changing import changed
from ingest.models import DAY, HOUR, Health, HealthChange, HealthStatus, Source
from ingest.schedule import gaps

FAILURES_BEFORE_ALARM = 3
"""Polls in a row that fail before anyone is told: with backoff about four intervals, so a hiccup wakes nobody."""

_QUIET_GAPS = 6
_QUIET_LONGEST = 1.5
_QUIET_AT_LEAST = 6 * HOUR
_RHYTHM_KNOWN = 5

_WEAK_SHARE = 0.3
_WEAK_BEFORE_ALARM = 4
_TAKEN_BEFORE_JUDGING = 8
_QUOTES_USUAL = 4.0
_MEMORY = 0.9
"""Weight of the past in the running means: about the last ten articles count."""


class Observed(StrEnum):
    """What a poll showed."""

    ENTRIES = "entries"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    NOT_A_FEED = "not a feed"
    NO_RESPONSE = "no response"
    SERVER = "server error"
    BLOCKED = "blocked"
    MISSING = "missing"
    GONE = "gone"
    INTERNAL = "internal"

    @property
    def success(self) -> bool:
        """Whether the source answered as a feed does."""
        return self in {Observed.ENTRIES, Observed.UNCHANGED, Observed.EMPTY}


@dataclass(frozen=True, slots=True)
class Observation:
    """What a poll showed, in a sentence. ``ours``: our own network may be the cause; ``moved``: a new address."""

    what: Observed
    reason: str
    ours: bool = False
    moved: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What an article that was taken amounted to."""

    words: int
    quotes: int
    readable: bool


_AT_ONCE = {
    Observed.ENTRIES: HealthStatus.HEALTHY,
    Observed.UNCHANGED: HealthStatus.HEALTHY,
    Observed.EMPTY: HealthStatus.EMPTY,
    Observed.GONE: HealthStatus.GONE,
    Observed.BLOCKED: HealthStatus.BLOCKED,
}
"""What one poll settles."""


def quiet_after(rhythm: Sequence[float]) -> float | None:
    """Seconds of silence from which a source of this rhythm is quiet; None while the rhythm is not known."""
    between = gaps(rhythm)
    if len(between) < _RHYTHM_KNOWN:
        return None
    return max(_QUIET_GAPS * median(between), _QUIET_LONGEST * max(between), _QUIET_AT_LEAST)


def observe(
    health: Health, observation: Observation, rhythm: Sequence[float], now: datetime, *, network_up: bool = True
) -> Health:
    """``health`` after a poll. ``network_up``: whether other sources answer at this time."""
    failures = 0 if observation.what.success else health.failures + 1
    status, reason = _status(health, observation, failures, network_up)
    if observation.what.success and status is HealthStatus.HEALTHY:
        status, reason = _of_success(health, observation, rhythm, now)
    since = health.since if status is health.status and health.since else now
    last = now if observation.what.success else health.last_success
    return changed(health, status=status, reason=reason, since=since, failures=failures, last_success=last)


def _status(health: Health, observation: Observation, failures: int, network_up: bool) -> tuple[HealthStatus, str]:
    what, reason = observation.what, observation.reason
    if what is Observed.UNCHANGED and health.status is HealthStatus.EMPTY:
        return HealthStatus.EMPTY, health.reason
    if what in _AT_ONCE:
        return _AT_ONCE[what], reason
    if failures < FAILURES_BEFORE_ALARM and health.status is not HealthStatus.NEW:
        return health.status, f"{reason} ({failures} in a row)"
    if observation.ours and not network_up:
        return HealthStatus.UNREACHABLE, f"{reason}; other sources do not answer either"
    return HealthStatus.FAILING, f"{reason} ({failures} in a row)"


def _of_success(
    health: Health, observation: Observation, rhythm: Sequence[float], now: datetime
) -> tuple[HealthStatus, str]:
    if observation.moved:
        return HealthStatus.MOVED, f"answers from {observation.moved}"
    if health.weak >= _WEAK_BEFORE_ALARM:
        return HealthStatus.DEGRADED, f"{health.weak} articles in a row far shorter than usual or without quotations"
    silence = now.timestamp() - rhythm[-1] if rhythm else 0.0
    # most polls end here: no rhythm has to be worked out for a source that published in the last hours
    limit = quiet_after(rhythm) if silence > _QUIET_AT_LEAST else None
    if limit is not None and silence > limit:
        return HealthStatus.QUIET, f"nothing new for {_hours(silence)}, usually within {_hours(limit)}"
    return HealthStatus.HEALTHY, observation.reason


def _hours(seconds: float) -> str:
    return f"{seconds / DAY:.1f} days" if seconds > 2 * DAY else f"{seconds / HOUR:.1f} hours"


def take(health: Health, taken: Taken) -> Health:
    """``health`` with one more article: running means, and how many in a row fell far short of them."""
    judged = health.taken >= _TAKEN_BEFORE_JUDGING
    short = taken.words < _WEAK_SHARE * health.words
    mute = health.quotes >= _QUOTES_USUAL and taken.quotes == 0
    if judged and (short or mute or not taken.readable):
        return replace(health, weak=health.weak + 1, taken=health.taken + 1)
    weight = _MEMORY if judged else health.taken / (health.taken + 1)
    return replace(
        health,
        words=weight * health.words + (1 - weight) * taken.words,
        quotes=weight * health.quotes + (1 - weight) * taken.quotes,
        weak=0,
        taken=health.taken + 1,
    )


def change(source: Source, before: Health, after: Health, now: datetime) -> tuple[HealthChange, ...]:
    """The operator event, where there is one: at most one."""
    if before.status is after.status:
        return ()
    return (HealthChange(source.id, source.outlet.name, before.status, after.status, after.reason, now),)
