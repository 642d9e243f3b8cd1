"""Quiet hours and digests on the wall clock of a zone, also on the two nights when that clock is changed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.models import Digest, QuietHours
from alerts.timing import next_digest, quiet_until, window_end

BERLIN = "Europe/Berlin"
NIGHT = QuietHours(time(22), time(7), BERLIN)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
ZONES = st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-01-10T20:59", None),  # 21:59 in Berlin
        ("2026-01-10T21:00", "2026-01-11T06:00"),
        ("2026-01-11T05:59", "2026-01-11T06:00"),
        ("2026-01-11T06:00", None),
        ("2026-07-10T20:00", "2026-07-11T05:00"),  # summer time
        ("2026-03-28T21:30", "2026-03-29T05:00"),  # the night that is an hour shorter
        ("2026-10-24T20:30", "2026-10-25T06:00"),  # the night that is an hour longer
    ],
)
def test_a_night_ends_at_seven_by_the_wall_clock(now: str, ends: str | None) -> None:
    assert quiet_until(NIGHT, utc(now)) == (utc(ends) if ends else None)


def test_an_hour_that_comes_twice_ends_at_its_first_time_and_one_that_is_skipped_after_it() -> None:
    till = QuietHours(time(22), time(2, 30), BERLIN)
    assert quiet_until(till, utc("2026-10-24T21:00")) == utc("2026-10-25T00:30")
    assert quiet_until(till, utc("2026-03-28T23:00")) == utc("2026-03-29T01:30")  # 03:30: there is no 02:30


def test_a_span_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    friday = QuietHours(time(22), time(7), BERLIN, days=frozenset({5}))
    assert quiet_until(friday, utc("2026-01-10T03:00")) == utc("2026-01-10T06:00"), "Saturday's small hours"
    assert quiet_until(friday, utc("2026-01-10T22:00")) is None, "Saturday's night"


def test_a_digest_comes_at_the_next_of_its_times() -> None:
    twice = Digest(at=(time(7), time(17)), timezone=BERLIN)
    assert next_digest(twice, utc("2026-01-10T05:59")) == utc("2026-01-10T06:00")
    assert next_digest(twice, utc("2026-01-10T06:00")) == utc("2026-01-10T16:00")
    assert next_digest(twice, utc("2026-03-28T17:00")) == utc("2026-03-29T05:00"), "summer time has begun"
    hourly = Digest(every=timedelta(hours=1))
    assert next_digest(hourly, utc("2026-01-10T05:59")) == utc("2026-01-10T06:00")


@given(MOMENTS, st.times(), st.times(), ZONES)
def test_quiet_hours_end_after_now_and_within_a_day(now: datetime, start: time, end: time, zone: str) -> None:
    quiet = QuietHours(start.replace(microsecond=0), end.replace(microsecond=0), zone)
    ends = quiet_until(quiet, now)
    if ends is not None:
        assert now < ends <= now + timedelta(hours=25)
        shown = ends.astimezone(ZoneInfo(zone)).time()
        assert (
            shown == quiet.end
            or ends.astimezone(ZoneInfo(zone)).utcoffset() != now.astimezone(ZoneInfo(zone)).utcoffset()
        )


@given(MOMENTS, st.lists(st.times(), min_size=1, max_size=5), ZONES)
def test_a_digest_is_always_ahead_and_not_far(now: datetime, at: list[time], zone: str) -> None:
    due = next_digest(Digest(at=tuple(at), timezone=zone), now)
    assert now < due <= now + timedelta(hours=49)


@given(MOMENTS, st.timedeltas(timedelta(seconds=1), timedelta(days=31)))
def test_everyone_in_a_window_shares_its_end(now: datetime, width: timedelta) -> None:
    end = window_end(now, width)
    assert now < end <= now + width
    assert window_end(end - timedelta(microseconds=1), width) == end
