"""The schedule rises and ends, wishes of the other side are obeyed, a dead endpoint is warned of, then paused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.models import Answer, DeliveryState, Endpoint, EndpointState, EventType, Outcome
from alerts.retry import PAUSE_AFTER, SCHEDULE, after, health, outcome_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ENDPOINT = Endpoint("e", "https://receiver.example/")


def answer(status: int | None = 500, retry_after: float | None = None) -> Answer:
    outcome = outcome_of(status) if status else Outcome.TIMEOUT
    return Answer(outcome, NOW, 12, status, retry_after, error="" if status else "no answer in 15 s")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (204, Outcome.ACCEPTED),
        (301, Outcome.REDIRECTED),
        (400, Outcome.REJECTED),
        (410, Outcome.GONE),
        (429, Outcome.THROTTLED),
        (500, Outcome.SERVER_ERROR),
        (504, Outcome.THROTTLED),
    ],
)
def test_only_2xx_is_success(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) == outcome


@given(
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from([None, 0.0, 30.0, 9e9])), min_size=12, max_size=12
    )
)
def test_waits_only_lengthen_and_the_schedule_ends(chances: list[tuple[float, float | None]]) -> None:
    now, waits = NOW, []
    for attempt, (chance, asked) in enumerate(chances, 1):
        step = after(answer(503, asked), attempt, now, chance)
        if step.due is None:
            assert step.state == DeliveryState.EXHAUSTED
            assert attempt == len(SCHEDULE) + 1
            break
        wait = step.due - now
        assert SCHEDULE[attempt - 1] <= wait <= max(SCHEDULE[attempt - 1] * 1.1, timedelta(hours=24))
        waits.append(SCHEDULE[attempt - 1])
        now = step.due
    assert waits == sorted(waits)
    assert step.due is None


def test_retry_after_is_obeyed_when_it_asks_for_more_than_the_schedule() -> None:
    assert after(answer(429, 120.0), 1, NOW, 0.0).due == NOW + timedelta(seconds=120)
    assert after(answer(429, 1.0), 1, NOW, 0.0).due == NOW + SCHEDULE[0]


def test_an_accepted_delivery_is_done_and_a_410_ends_the_endpoint() -> None:
    assert after(answer(200), 1, NOW, 0.5).state == DeliveryState.DELIVERED
    assert after(answer(410), 1, NOW, 0.5).state == DeliveryState.REFUSED
    change = health(ENDPOINT, answer(410), NOW)
    assert change is not None
    assert (change.state, change.event) == (EndpointState.DISABLED, EventType.ENDPOINT_DISABLED)


def test_an_endpoint_is_warned_of_three_times_and_paused_after_five_days() -> None:
    endpoint, told = ENDPOINT, []
    for hour in range(0, 24 * 6, 4):
        change = health(endpoint, answer(None), NOW + timedelta(hours=hour))
        if change is not None:
            endpoint = replace(endpoint, state=change.state, failing_since=change.failing_since, warned=change.warned)
            if change.event:
                told.append((hour, change.event))
        if endpoint.state == EndpointState.PAUSED:
            break
    assert [event for _, event in told] == [EventType.ENDPOINT_FAILING] * 3 + [EventType.ENDPOINT_PAUSED]
    assert timedelta(hours=told[-1][0]) >= PAUSE_AFTER


def test_a_success_ends_the_count_of_failing_days() -> None:
    failing = replace(ENDPOINT, failing_since=NOW - timedelta(days=4), warned=0.7)
    change = health(failing, answer(200), NOW)
    assert change is not None
    assert (change.failing_since, change.warned, change.event) == (None, 0.0, EventType.ENDPOINT_RECOVERED)
    assert health(ENDPOINT, answer(200), NOW) is None
