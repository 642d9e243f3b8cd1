"""Lanes open slowly, close at once, and leave the failing alone for longer and longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.lanes import MAX_REST, PREFETCH, rest, share, width
from alerts.models import Answer, Endpoint, Outcome
from alerts.retry import MAX_RETRY_AFTER
from tests.fakes.occasions import NOW

ENDPOINT = Endpoint("e", "https://e.example/", in_flight=8)
FAILING = replace(ENDPOINT, failing_since=NOW)


def failed(retry_after: float | None = None) -> Answer:
    return Answer(Outcome.SERVER_ERROR, NOW, 5, 500, retry_after)


@given(st.integers(0, 10_000))
def test_a_lane_widens_with_success_up_to_its_endpoints_width(streak: int) -> None:
    assert 1 <= width(ENDPOINT, streak) <= width(ENDPOINT, streak + 1) <= 8
    assert share(ENDPOINT, streak) == (width(ENDPOINT, streak) * PREFETCH if streak else 1)
    assert (width(FAILING, streak), share(FAILING, streak)) == (1, 1)


@given(st.integers(1, 10_000))
def test_rests_lengthen_to_a_minute(failures: int) -> None:
    assert timedelta() <= rest(failed(), failures) <= rest(failed(), failures + 1) <= MAX_REST


def test_one_failure_costs_no_rest_and_what_the_receiver_asks_is_obeyed() -> None:
    assert rest(failed(), 1) == timedelta()
    assert rest(failed(30.0), 1) == timedelta(seconds=30)
    assert rest(failed(9e9), 1) == MAX_RETRY_AFTER
    assert rest(Answer(Outcome.ACCEPTED, NOW, 5, 200), 0) == timedelta()
