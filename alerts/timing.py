"""When an alert may leave: the end of quiet hours, the next digest, the window of a group or a limit. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.models import Digest, QuietHours

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def quiet_until(quiet: QuietHours, now: datetime) -> datetime | None:
    """The moment (UTC) at which the quiet hours that hold ``now`` end; None outside of them.

    A span over midnight belongs to the day on which it begins. On days when the clock changes, the end is the
    moment when the wall clock first shows it; an end that the clock skips is as much later as it skips.
    """
    zone = ZoneInfo(quiet.timezone)
    local = now.astimezone(zone)
    for back in (0, 1):
        day = (local - timedelta(days=back)).date()
        if day.isoweekday() not in quiet.days:
            continue
        begins = datetime.combine(day, quiet.start, zone)
        ends = datetime.combine(day + timedelta(days=int(quiet.end <= quiet.start)), quiet.end, zone)
        if begins.astimezone(UTC) <= now < ends.astimezone(UTC):
            return ends.astimezone(UTC)
    return None


def window_end(now: datetime, width: timedelta) -> datetime:
    """The end of the fixed window of ``width`` (counted from 1970) that holds ``now``: the same for all in it."""
    passed = (now - _EPOCH) // width
    return _EPOCH + (passed + 1) * width


def next_digest(digest: Digest, now: datetime) -> datetime:
    """When the digest that collects at ``now`` is sent (UTC), strictly later than ``now``."""
    if digest.every is not None:
        return window_end(now, digest.every)
    zone = ZoneInfo(digest.timezone)
    today = now.astimezone(zone).date()
    moments = (
        datetime.combine(today + timedelta(days=ahead), at, zone).astimezone(UTC)
        for ahead in (0, 1, 2)
        for at in digest.at
    )
    return min(moment for moment in moments if moment > now)
