"""How a source stands: situations an editor would name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.health import Observation, Observed, Taken, change, observe, quiet_after, take
from ingest.models import DAY, HOUR, Health, HealthStatus, Source
from ingest.run import network_up
from processors.models import Outlet

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = Source("a", "https://a.test/feed", Outlet("a", "A"))
HOURLY = tuple(NOW.timestamp() - HOUR * at for at in range(30, 0, -1))
GOOD = Observation(Observed.ENTRIES, "30 entries")
DOWN = Observation(Observed.SERVER, "500: the server failed")
HEALTHY = Health(HealthStatus.HEALTHY, NOW - timedelta(days=1), "30 entries", last_success=NOW)


def after(
    *observations: Observation, health: Health = HEALTHY, rhythm: tuple[float, ...] = HOURLY, up: bool = True
) -> Health:
    for observation in observations:
        health = observe(health, observation, rhythm, NOW, network_up=up)
    return health


@pytest.mark.parametrize(
    ("observations", "status"),
    [
        ([GOOD], HealthStatus.HEALTHY),
        ([Observation(Observed.UNCHANGED, "304")], HealthStatus.HEALTHY),
        ([Observation(Observed.EMPTY, "no entries")], HealthStatus.EMPTY),
        ([Observation(Observed.GONE, "410")], HealthStatus.GONE),
        ([Observation(Observed.BLOCKED, "403")], HealthStatus.BLOCKED),
        ([DOWN], HealthStatus.HEALTHY),
        ([DOWN] * 3, HealthStatus.FAILING),
        ([Observation(Observed.NOT_A_FEED, "html")] * 3, HealthStatus.FAILING),
        ([DOWN, DOWN, DOWN, GOOD], HealthStatus.HEALTHY),
        ([Observation(Observed.ENTRIES, "30", moved="https://b.test")], HealthStatus.MOVED),
    ],
)
def test_what_polls_show(observations: list[Observation], status: HealthStatus) -> None:
    assert after(*observations).status is status


def test_a_failure_that_may_be_ours_is_told_apart_by_the_others() -> None:
    lost = Observation(Observed.NO_RESPONSE, "no connection", ours=True)
    assert after(*[lost] * 3, up=False).status is HealthStatus.UNREACHABLE
    assert after(*[lost] * 3, up=True).status is HealthStatus.FAILING


def test_the_first_failure_of_a_new_source_is_told_at_once() -> None:
    assert after(Observation(Observed.MISSING, "404"), health=Health()).status is HealthStatus.FAILING


def test_silence_is_noticed_by_the_sources_own_rhythm() -> None:
    silent = tuple(moment - 2 * DAY for moment in HOURLY)
    health = after(Observation(Observed.UNCHANGED, "304"), rhythm=silent)
    assert health.status is HealthStatus.QUIET
    assert "nothing new for" in health.reason
    weekly = tuple(NOW.timestamp() - 7 * DAY * at for at in range(9, 0, -1))
    assert after(GOOD, rhythm=tuple(moment - 2 * DAY for moment in weekly)).status is HealthStatus.HEALTHY
    assert quiet_after(HOURLY[:3]) is None


def test_extraction_that_goes_bad_is_noticed_and_recovers() -> None:
    health = HEALTHY
    for _ in range(12):
        health = take(health, Taken(words=500, quotes=6, readable=True))
    assert after(GOOD, health=health).status is HealthStatus.HEALTHY
    for _ in range(4):
        health = take(health, Taken(words=40, quotes=0, readable=True))
    assert after(GOOD, health=health).status is HealthStatus.DEGRADED
    assert after(GOOD, health=take(health, Taken(450, 4, readable=True))).status is HealthStatus.HEALTHY


def test_operators_hear_of_a_change_once() -> None:
    failing = after(DOWN, DOWN, DOWN)
    (event,) = change(SOURCE, HEALTHY, failing, NOW)
    assert (event.before, event.after) == (HealthStatus.HEALTHY, HealthStatus.FAILING)
    assert "500" in event.reason
    assert change(SOURCE, failing, after(DOWN, health=failing), NOW) == ()


@given(st.lists(st.builds(Observation, st.sampled_from(Observed), st.just("why"), st.booleans())))
def test_whatever_happened_a_success_ends_the_failures(observations: list[Observation]) -> None:
    health = after(*observations, GOOD, health=Health())
    assert health.failures == 0
    assert health.status is HealthStatus.HEALTHY
    assert health.last_success == NOW
    assert health.since is not None


def test_our_own_network_is_blamed_only_when_several_others_fail_too() -> None:
    down = [(name, False) for name in "bcd"]
    assert not network_up([("a", True), *down], "a")
    assert network_up([*down, ("e", True)], "a")
    assert network_up(down[:2], "a")
    assert network_up([*down, ("b", True)], "a"), "the latest word of each counts"
