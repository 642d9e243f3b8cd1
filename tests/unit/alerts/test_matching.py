"""Gates: each says no for its own reason, and the order of things never changes an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching import GATES, Match, NoMatch, explain, match, match_facts
from alerts.models import Choice, Facts, Subscription, facts_of
from processors.models import Kind, Modality
from tests.fakes.occasions import NOW, occasion

ANYTHING = Subscription("s1")


def test_a_subscription_without_filters_wants_any_new_statement() -> None:
    assert match(ANYTHING, occasion()) == Match("statement.new")


@pytest.mark.parametrize(
    ("gate", "changes"),
    [
        ("enabled", {"enabled": False}),
        ("event", {"events": frozenset({"statement.updated"})}),
        ("figure", {"figures": frozenset({"john-roe"})}),
        ("outlet", {"outlets": Choice(any=frozenset({"herald"}))}),
        ("outlet", {"outlets": Choice(none=frozenset({"gazette"}))}),
        ("language", {"languages": frozenset({"de"})}),
        ("kind", {"kinds": frozenset({Kind.INDIRECT})}),
        ("modality", {"modalities": frozenset({Modality.DENIED})}),
        ("confidence", {"min_confidence": 0.95}),
        ("topic", {"topics": Choice(any=frozenset({"nato"}))}),
        ("topic", {"topics": Choice(all=frozenset({"rail", "nato"}))}),
        ("topic", {"topics": Choice(none=frozenset({"rail"}))}),
        ("novelty", {"novelty_threshold": 0.05}),
        ("corroboration", {"corroboration": 2}),
    ],
)
def test_each_gate_says_no_by_name_with_what_it_saw(gate: str, changes: dict[str, object]) -> None:
    answer = match(replace(ANYTHING, **changes), occasion())
    assert isinstance(answer, NoMatch)
    assert answer.gate == gate
    assert answer.reason.startswith(f"{gate}: ")


def test_explaining_asks_every_gate_also_behind_the_first_no() -> None:
    strict = replace(ANYTHING, figures=frozenset({"john-roe"}), min_confidence=0.95)
    checks = explain(strict, facts_of(occasion()))
    assert [check.gate for check in checks] == [gate.name for gate in GATES]
    assert [check.gate for check in checks if not check.passed] == ["figure", "confidence"]
    assert "0.90" in next(check.saw for check in checks if check.gate == "confidence")


def test_a_confirmed_subscription_hears_of_the_claim_when_enough_outlets_carry_it() -> None:
    confirmed = replace(ANYTHING, corroboration=3)
    two = occasion(event="statement.corroborated", outlets=("gazette", "herald"))
    three = occasion(event="statement.corroborated", outlets=("gazette", "herald", "courier"))
    assert isinstance(match(confirmed, two), NoMatch)
    assert match(confirmed, three) == Match("statement.corroborated")


def test_a_flash_subscription_hears_of_corroboration_only_when_it_asks() -> None:
    two = occasion(event="statement.corroborated", outlets=("gazette", "herald"))
    assert isinstance(match(ANYTHING, two), NoMatch)
    assert isinstance(match(replace(ANYTHING, events=ANYTHING.events | {"statement.corroborated"}), two), Match)


ids = st.sampled_from(["a", "b", "c"])
id_sets = st.frozensets(ids, max_size=2)
choices = st.builds(Choice, any=id_sets, all=id_sets, none=id_sets)
subscriptions = st.builds(
    Subscription,
    id=st.just("s"),
    figures=id_sets,
    topics=choices,
    outlets=choices,
    languages=st.frozensets(st.sampled_from(["en", "de"])),
    kinds=st.frozensets(st.sampled_from(Kind), min_size=1),
    min_confidence=st.floats(0, 1),
    novelty_threshold=st.floats(0, 1),
    corroboration=st.integers(1, 3),
)
facts = st.builds(
    Facts,
    event=st.sampled_from(["statement.new", "statement.updated", "statement.corroborated"]),
    figure_id=ids,
    claim_id=st.just("claim"),
    statement_id=st.just("statement"),
    article_id=st.just("article"),
    revision=st.just(1),
    story_id=st.just("story"),
    outlet_id=ids,
    lang=st.sampled_from(["en", "de", None]),
    kind=st.sampled_from(Kind),
    modality=st.sampled_from(Modality),
    confidence=st.floats(0, 1),
    same=st.floats(0, 1),
    outlets=st.integers(1, 4),
    topics=id_sets,
    decided=st.just(NOW),
)


@given(subscriptions, facts, st.permutations(range(len(GATES))))
def test_the_order_of_the_gates_never_changes_the_answer(
    subscription: Subscription, seen: Facts, order: list[int]
) -> None:
    wanted = isinstance(match_facts(subscription, seen), Match)
    assert wanted == all(GATES[number].passes(subscription, seen) for number in order)
    assert wanted == all(check.passed for check in explain(subscription, seen))
