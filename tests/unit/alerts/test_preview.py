"""A preview over columns says what the backtest says that plays one occasion after another."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.backtest import EXAMPLES, backtest
from alerts.matching import GATES, Gate
from alerts.models import Choice, EventType, Facts, Silence, Subscription
from alerts.preview import Columns, Preview, preview
from processors.models import Kind, Modality
from tests.fakes.occasions import NOW

EVENTS = ("statement.new", "statement.updated", "statement.corroborated", "statement.corrected", "statement.retracted")
SPAN = SINCE, UNTIL = NOW, NOW + timedelta(days=3)

facts = st.builds(
    Facts,
    event=st.sampled_from(EVENTS),
    figure_id=st.sampled_from("fg"),
    claim_id=st.sampled_from("abc"),
    statement_id=st.sampled_from("123456"),
    article_id=st.sampled_from("xy"),
    revision=st.integers(1, 2),
    story_id=st.just("s"),
    outlet_id=st.sampled_from(["gazette", "post"]),
    lang=st.sampled_from([None, "en", "de"]),
    kind=st.sampled_from(list(Kind)),
    modality=st.sampled_from(list(Modality)),
    confidence=st.floats(0, 1),
    same=st.floats(0, 1),
    outlets=st.integers(1, 4),
    topics=st.frozensets(st.sampled_from(["rail", "road"])),
    decided=st.integers(-3600, 4 * 86_400).map(lambda s: NOW + timedelta(seconds=s)),
    corrects=st.sampled_from(["", *"123456"]),
)
choices = st.builds(
    Choice,
    any=st.frozensets(st.sampled_from(["rail", "road", "gazette"]), max_size=1),
    none=st.frozensets(st.sampled_from(["road", "post"]), max_size=1),
)
subscriptions = st.builds(
    Subscription,
    id=st.just("s"),
    figures=st.frozensets(st.sampled_from("fgh"), max_size=2),
    topics=choices,
    outlets=choices,
    languages=st.frozensets(st.sampled_from(["en", "de"]), max_size=1),
    kinds=st.frozensets(st.sampled_from(list(Kind)), min_size=1),
    min_confidence=st.sampled_from([0.0, 0.5, 0.8]),
    novelty_threshold=st.sampled_from([0.3, 1.0]),
    events=st.frozensets(st.sampled_from(EVENTS), min_size=1),
    corroboration=st.sampled_from([1, 2, 3]),
    dry_run=st.booleans(),
)
silences = st.lists(
    st.builds(
        Silence,
        id=st.just("z"), tenant=st.sampled_from(["default", "other"]), owner=st.just("anna"), comment=st.just(""),
        starts=st.just(NOW + timedelta(hours=20)), ends=st.just(NOW + timedelta(hours=50)),
        figures=st.frozensets(st.just("f"), max_size=1), topics=st.frozensets(st.just("rail"), max_size=1),
    ),
    max_size=2,
)  # fmt: skip


def columns(made: list[Facts]) -> Columns:
    """In two portions, as they are read."""
    kept = Columns()
    kept.add(made[: len(made) // 2])
    kept.add(made[len(made) // 2 :])
    return kept


words = st.dictionaries(st.sampled_from("123456789"), st.sampled_from(["not_new", "new", "wrong_speaker"]), max_size=3)


@settings(deadline=None)  # the first example meets a cold numpy
@given(subscriptions, st.lists(facts, max_size=30), silences, words)
def test_it_says_what_the_backtest_says(
    subscription: Subscription, made: list[Facts], held_back: list[Silence], said: dict[str, str]
) -> None:
    made.sort(key=lambda one: one.decided)
    shown = preview(columns(made), subscription, SPAN, held_back, said)
    heard = [
        one
        for one in made
        if SINCE <= one.decided < UNTIL and (not subscription.figures or one.figure_id in subscription.figures)
    ]
    played = backtest(subscription, heard, held_back, said)
    assert (shown.seen, shown.total) == (played.seen, played.total)
    assert Counter(shown.per_day) == played.per_day
    assert Counter(shown.events) == played.events
    assert Counter(shown.held) == played.held
    assert Counter(shown.alone) == played.alone
    assert shown.examples == [one.facts for one in played.examples]
    asked = [one for one in played.near_misses if one.gate != "event"]
    assert shown.near_misses[-len(asked) :] == asked or not asked


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
@given(subscription=subscriptions, one=facts, other=facts)
def test_a_gates_answer_depends_on_what_it_says_that_it_reads(
    gate: Gate, subscription: Subscription, one: Facts, other: Facts
) -> None:
    alike = other._replace(**{name: getattr(one, name) for name in gate.reads})
    assert gate.passes(subscription, one) == gate.passes(subscription, alike)


@pytest.mark.parametrize("name", ["confidence", "same", "outlets"])
@given(subscription=subscriptions, one=facts, values=st.lists(st.integers(0, 10), min_size=3, max_size=3))
def test_a_gate_turns_once_as_a_number_grows(
    name: str, subscription: Subscription, one: Facts, values: list[int]
) -> None:
    scaled = [value if name == "outlets" else value / 10 for value in sorted(values)]
    for gate in GATES:
        low, middle, high = (gate.passes(subscription, one._replace(**{name: value})) for value in scaled)
        assert middle in {low, high}


def test_what_is_read_anew_is_not_there_twice() -> None:
    made = [
        Facts("statement.new", "f", claim, claim, "x", 1, "s", "post", "en", Kind.DIRECT, Modality.SAID, 0.9, 0.1, 1,
              frozenset(), NOW + timedelta(minutes=minute))
        for minute, claim in enumerate("abc")
    ]  # fmt: skip
    kept = columns(made)
    kept.cut(NOW + timedelta(minutes=1))
    assert len(kept) == 1
    late = made[1]._replace(claim_id="late", statement_id="late")
    kept.add([late, *made[1:]])
    assert [one.claim_id for one in kept.facts(range(4))] == ["a", "late", "b", "c"]
    assert preview(kept, Subscription("s"), SPAN).total == 4


def test_nothing_in_the_archive_is_no_alert() -> None:
    assert preview(Columns(), Subscription("s"), SPAN) == Preview()
    assert preview(Columns(), Subscription("s", events=frozenset({EventType.NEW})), SPAN).examples == []


def test_only_the_newest_are_examples() -> None:
    made = [
        Facts("statement.new", "f", str(n), str(n), "x", 1, "s", "post", "en", Kind.DIRECT, Modality.SAID, 0.9, 0.1, 1,
              frozenset(), NOW + timedelta(minutes=n))
        for n in range(EXAMPLES + 5)
    ]  # fmt: skip
    shown = preview(columns(made), Subscription("s"), SPAN).examples
    assert [one.claim_id for one in shown] == [str(n) for n in range(EXAMPLES + 4, 4, -1)]
