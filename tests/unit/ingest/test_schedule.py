"""When a source is polled next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ingest.models import DAY, HOUR, ScheduleSettings, Source
from ingest.schedule import RHYTHM_LENGTH, Outcome, gaps, interval, learn, next_poll
from processors.models import Outlet

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = ScheduleSettings()
SOURCE = Source("a", "https://a.test/feed", Outlet("a", "A"))
WELL = Outcome()
TIMES = st.lists(st.floats(1.6e9, 1.8e9), max_size=80)
OUTCOMES = st.builds(
    Outcome,
    failures=st.integers(0, 10_000),
    retry_after=st.none() | st.floats(0, 1e12),
    fresh=st.none() | st.floats(0, 1e12),
    gone=st.booleans(),
    pushed=st.booleans(),
)


def every(seconds: float, count: int = 20) -> tuple[float, ...]:
    return tuple(1.7e9 + seconds * at for at in range(count))


def wait(rhythm: tuple[float, ...] = (), outcome: Outcome = WELL) -> float:
    return (next_poll(SOURCE, rhythm, outcome, NOW, 0.0, SETTINGS).at - NOW).total_seconds()


def test_the_rhythm_is_learned() -> None:
    assert wait() == SETTINGS.unknown
    assert wait(every(600)) == 300
    assert wait(every(4)) == SETTINGS.unknown, "entries published together tell no rhythm"
    assert wait(every(20)) == 15
    assert wait(every(DAY)) == HOUR


def test_servers_are_heard() -> None:
    assert wait(every(600), Outcome(fresh=900)) == 900
    assert wait(every(600), Outcome(fresh=1e9)) == HOUR
    assert wait(every(600), Outcome(failures=1, retry_after=7200)) == 7200
    assert wait(every(600), Outcome(failures=1, retry_after=1e9)) == DAY
    assert wait(every(600), Outcome(gone=True)) == 7 * DAY


def test_backoff_grows_and_never_ends_in_silence() -> None:
    waits = [wait(every(600), Outcome(failures=count)) for count in range(1, 5000, 7)]
    assert waits[:2] == [300, 21600]
    assert waits == sorted(waits)
    assert waits[-1] == SETTINGS.longest_backoff


def test_a_source_that_is_pushed_is_polled_as_a_fallback() -> None:
    assert wait(every(60), Outcome(pushed=True)) == HOUR


@given(TIMES, OUTCOMES, st.floats(-10, 10))
def test_the_next_poll_is_always_ahead_and_within_a_week(times: list[float], outcome: Outcome, spread: float) -> None:
    due = next_poll(SOURCE, learn((), times), outcome, NOW, spread, SETTINGS)
    least = timedelta(seconds=SOURCE.shortest * (1 - SETTINGS.jitter))
    assert NOW + least <= due.at <= NOW + timedelta(seconds=SETTINGS.gone_recheck * (1 + SETTINGS.jitter))
    assert due.reason


@given(TIMES, OUTCOMES)
def test_we_never_ask_before_we_were_asked_to(times: list[float], outcome: Outcome) -> None:
    due = next_poll(SOURCE, learn((), times), outcome, NOW, -1.0, SETTINGS)
    asked = min(outcome.retry_after or 0.0, SETTINGS.longest_retry_after)
    assert (due.at - NOW).total_seconds() >= asked - 1e-3


@given(TIMES, st.floats(1, 1000), st.floats(1000, 1e5))
def test_the_interval_keeps_within_the_sources_bounds(times: list[float], shortest: float, longest: float) -> None:
    source = Source("a", "https://a.test", Outlet("a", "A"), shortest=shortest, longest=longest)
    seconds, _ = interval(source, learn((), times), SETTINGS)
    assert shortest <= seconds <= longest


@given(TIMES, TIMES)
def test_learning_keeps_the_latest_in_order_whatever_the_parts(one: list[float], other: list[float]) -> None:
    both = learn(learn((), one), other)
    assert len(both) <= RHYTHM_LENGTH
    assert list(both) == sorted(both)
    assert all(gap > 0 for gap in gaps(both))
    assert learn(both, both) == both
