"""What the distributed engine decides: shares of sources, who is stuck, when polling pauses."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.engines.base import ARTICLES, Message
from onrecord.engines.broker import Broker, decode, encode
from onrecord.engines.positions import STUCK_S, Mark, Reach, mark, stuck
from onrecord.health import Pulse, stale
from onrecord.roles import HIGH_LAG, LOW_LAG, pauses
from onrecord.sharing import share
from processors.errors import PermanentError

SOURCES = [f"source-{n}" for n in range(300)]
names = st.lists(st.text("abcdef", min_size=1, max_size=4), min_size=1, max_size=6, unique=True)


@given(names)
def test_every_source_has_exactly_one_owner(alive: list[str]) -> None:
    owners = Counter(one for member in alive for one in share(SOURCES, alive, member))
    assert owners == Counter(SOURCES)


@given(names)
def test_when_a_fetcher_dies_only_its_sources_move(alive: list[str]) -> None:
    survivors = alive[1:]
    for member in survivors:
        assert share(SOURCES, alive, member) <= share(SOURCES, survivors, member)


def test_shares_are_about_even() -> None:
    alive = ["a", "b", "c"]
    assert all(70 <= len(share(SOURCES, alive, member)) <= 130 for member in alive)


def test_a_fetcher_that_is_not_in_the_list_yet_counts_itself() -> None:
    assert share(SOURCES, [], "a") == frozenset(SOURCES)


def test_a_partition_with_lag_that_stands_still_is_stuck() -> None:
    marks = mark({}, {"t/0": Reach(5, 9)}, 100.0)
    marks = mark(marks, {"t/0": Reach(5, 12)}, 100.0 + STUCK_S + 1)
    assert stuck(marks, 100.0 + STUCK_S + 1) == "t/0 has messages waiting and stands at 5 for 61 s"


@pytest.mark.parametrize("reach", [Reach(6, 12), Reach(5, 5)], ids=["moved", "nothing waits"])
def test_progress_or_an_empty_topic_begins_anew(reach: Reach) -> None:
    assert mark({"t/0": Mark(5, 0.0)}, {"t/0": reach}, 99.0)["t/0"].since == 99.0


def test_a_partition_that_went_to_another_worker_is_forgotten() -> None:
    assert mark({"t/0": Mark(5, 0.0)}, {}, 99.0) == {}
    assert stuck({}, 99.0) == ""


def test_polling_pauses_above_the_high_mark_until_below_the_low_one() -> None:
    assert not pauses(HIGH_LAG, paused=False)
    assert pauses(HIGH_LAG + 1, paused=False)
    assert pauses(LOW_LAG + 1, paused=True)
    assert not pauses(LOW_LAG, paused=True)


def test_stale_names_the_part_and_its_age() -> None:
    assert stale({"work": 0.0, "fetch": 95.0}, 100.0, 90.0) == "work stands still for 100 s"


def test_a_pulse_is_alive_until_its_limit() -> None:
    now = [0.0]
    pulse = Pulse(lambda: now[0])
    pulse.beat("work")
    now[0] = 90.0
    assert pulse.stale(90.0) == ""
    now[0] = 90.1
    assert pulse.stale(90.0) == "work stands still for 90 s"


@given(st.text(), st.dictionaries(st.text().filter(lambda k: k != "id"), st.integers() | st.text()))
def test_a_message_comes_back_from_its_record(identity: str, body: dict[str, object]) -> None:
    message = Message(ARTICLES, "clé", identity, body)
    assert decode(ARTICLES, *encode(message)) == message


@pytest.mark.parametrize("value", [b"", None, b"no json", b"[1]", b'{"v":1}', b"\xff"])
def test_a_record_of_somebody_else_is_refused(value: bytes | None) -> None:
    with pytest.raises(PermanentError, match="not a record of onrecord"):
        decode(ARTICLES, b"k", value)


def test_topics_carry_the_prefix_and_lose_it_again() -> None:
    broker = Broker("kafka:9092", "test.")
    assert broker.channel(broker.topic(ARTICLES)) == ARTICLES
    assert broker.group == "test.onrecord.work"
