"""When a source is polled next. Pure: time, randomness and settings come in, a moment and a reason go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from ingest.models import HOUR, ScheduleSettings, Source

RHYTHM_LENGTH = 40
"""Publication times remembered: a day of a busy outlet, a month of a slow one."""

_SAME = 5.0
"""Seconds within which two entries count as published together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the schedule needs to know of a poll. ``failures``: polls in a row without success, this one included.

    ``retry_after``/``fresh``: seconds the server asked us to wait, or called its answer fresh.
    """

    failures: int = 0
    retry_after: float | None = None
    fresh: float | None = None
    gone: bool = False
    pushed: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """The next poll and why then."""

    at: datetime
    reason: str


def learn(rhythm: Sequence[float], published: Iterable[float]) -> tuple[float, ...]:
    """``rhythm`` with the publication times (POSIX seconds) of new entries, the latest ``RHYTHM_LENGTH`` kept."""
    new = set(published).difference(rhythm)
    return tuple(sorted(new.union(rhythm))[-RHYTHM_LENGTH:]) if new else tuple(rhythm)


def gaps(rhythm: Sequence[float]) -> list[float]:
    """Seconds between publications; those made together count once."""
    return [after - before for before, after in pairwise(rhythm) if after - before > _SAME]


def interval(source: Source, rhythm: Sequence[float], settings: ScheduleSettings) -> tuple[float, str]:
    """Seconds between two polls as learned from the rhythm, within the source's bounds, and why."""
    between = gaps(rhythm)
    if not between:
        return _bounded(settings.unknown, source), "rhythm not known yet"
    usual = median(between)
    return _bounded(settings.share * usual, source), f"publishes every {_words(usual)}"


def _bounded(seconds: float, source: Source) -> float:
    return min(max(seconds, source.shortest), max(source.longest, source.shortest))


def _words(seconds: float) -> str:
    for size, unit in ((86400.0, "d"), (3600.0, "h"), (60.0, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def next_poll(
    source: Source, rhythm: Sequence[float], outcome: Outcome, now: datetime, spread: float, settings: ScheduleSettings
) -> Due:
    """The next poll after one that ended in ``outcome`` at ``now``. ``spread`` in [-1, 1] draws the jitter.

    Never further away than ``settings.gone_recheck``: no failure ends in silence.
    """
    seconds, reason = _wait(source, rhythm, outcome, settings)
    seconds *= 1 + settings.jitter * min(1.0, max(-1.0, spread))
    floor = outcome.retry_after if outcome.retry_after is not None else 0.0
    seconds = max(seconds, min(floor, settings.longest_retry_after))
    return Due(now + timedelta(seconds=seconds), reason)


def _wait(source: Source, rhythm: Sequence[float], outcome: Outcome, settings: ScheduleSettings) -> tuple[float, str]:
    usual, reason = interval(source, rhythm, settings)
    if outcome.gone:
        return settings.gone_recheck, "gone: looked at again now and then"
    if outcome.failures:
        # the exponent is capped before it is used: 2 ** 5000 seconds is not a float
        backoff = min(usual * 2.0 ** min(outcome.failures - 1, 20), max(settings.longest_backoff, usual))
        why = f"attempt {outcome.failures} failed"
    else:
        backoff, why = usual, reason
    if outcome.pushed and not outcome.failures:
        backoff, why = max(backoff, min(HOUR, source.longest)), "pushed by its hub, polled as a fallback"
    if outcome.fresh is not None and not outcome.failures and outcome.fresh > backoff:
        return min(
            outcome.fresh, max(source.longest, source.shortest)
        ), f"its answer stays fresh for {_words(outcome.fresh)}"
    if outcome.retry_after is not None and outcome.retry_after > backoff:
        return min(outcome.retry_after, settings.longest_retry_after), "asked to wait"
    return backoff, why
