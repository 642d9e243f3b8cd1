"""Lanes open slowly, close at once, and leave the failing alone for longer and longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.lanes import MAX_REST, PREFETCH, Unproven, opened, rest, share, width
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


def waiting(name: str, *, failing: bool = False, minutes_ago: int = 0) -> Unproven:
    return Unproven(name, failing, NOW - timedelta(minutes=minutes_ago))


def test_the_newest_news_of_whoever_is_not_known_to_fail_comes_first() -> None:
    found = opened(
        [
            waiting("dead", failing=True),
            waiting("hung", minutes_ago=9),
            waiting("new"),
            waiting("dead-2", failing=True),
        ],
        after="dead",
        most=3,
    )
    assert [one.endpoint_id for one in found] == ["new", "hung", "dead-2"]


@given(st.sets(st.text("abcdef", min_size=1, max_size=3), min_size=1, max_size=30), st.integers(1, 7))
def test_each_of_many_failing_endpoints_has_its_turn(names: set[str], most: int) -> None:
    after, reached = "", set()
    for _ in range(-(-len(names) // most)):
        turn = opened([waiting(name, failing=True) for name in names], after, most)
        after = turn[-1].endpoint_id
        reached |= {one.endpoint_id for one in turn}
    assert reached == names
