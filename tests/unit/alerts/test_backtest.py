"""A backtest decides as the plan does, whatever comes in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.backtest import backtest
from alerts.models import (
    STATEMENT_EVENTS,
    Correction,
    CorrectionReason,
    EventType,
    Occasion,
    RateLimit,
    Subscription,
    facts_of,
)
from alerts.plan import Ledger, Told, plan
from tests.fakes.occasions import NOW, occasion


def live(subscription: Subscription, occasions: list[Occasion]) -> list[tuple[str, str]]:
    """(claim, occurrence) of what the planner raises when the store plays ledger, as in ``onrecord.store.alerts``."""
    raised = []
    for one in occasions:
        claim = one.correction.claim_id if one.correction else one.claim.id
        told = [a for a in raised if one.correction and a.statement_id == one.correction.statement_id]
        limit = subscription.rate_limit
        recent = [
            a
            for a in raised
            if limit and a.created > one.decided - limit.per and a.disposition == "send" and a.event == "statement.new"
        ]
        ledger = Ledger(
            frozenset((a.subscription_id, a.occurrence) for a in raised if a.claim_id == claim),
            {subscription.id: len(recent)},
            tuple(Told(a.id, a.subscription_id, a.tenant, ("e",)) for a in told[-1:]),
        )
        raised += plan(one, [subscription], ledger).alerts
    return [(alert.claim_id, alert.occurrence) for alert in raised]


def correction_of(one: Occasion) -> Occasion:
    change = Correction(
        CorrectionReason.CORRECTED, one.statement_id, one.claim.id, one.statement.text, "other words", 1
    )
    later = occasion("other words", event="statement.corrected", revision=2, claim=one.claim.id, at=one.decided)
    return replace(later, correction=change)


occasions = st.lists(
    st.builds(
        occasion,
        event=st.sampled_from(["statement.new", "statement.updated", "statement.corroborated"]),
        claim=st.sampled_from(["a", "b", "c"]),
        outlets=st.sampled_from([("x",), ("x", "y"), ("x", "y", "z")]),
        topics=st.sampled_from([("rail",), ("road",), ()]),
        confidence=st.sampled_from([0.3, 0.6, 0.9]),
        at=st.integers(0, 3600).map(lambda s: NOW + timedelta(seconds=s)),
        page=st.sampled_from("123"),
    ),
    max_size=12,
).map(lambda made: sorted(made, key=lambda one: one.decided))
subscriptions = st.builds(
    Subscription,
    id=st.just("s"),
    min_confidence=st.sampled_from([0.0, 0.5, 0.8]),
    corroboration=st.sampled_from([1, 2]),
    rate_limit=st.sampled_from([None, RateLimit(1, timedelta(minutes=10))]),
    endpoints=st.just(("e",)),
)


@given(subscriptions, occasions, st.booleans())
def test_a_backtest_raises_what_live_raises(subscription: Subscription, made: list[Occasion], correct: bool) -> None:
    if correct and made:
        made = [*made, correction_of(made[0])]
    fired = backtest(subscription, [facts_of(one) for one in made]).fired
    assert [(one.facts.claim_id, one.occurrence) for one in fired] == live(subscription, made)


def test_it_tells_what_was_held_back_and_by_what_alone() -> None:
    strict = Subscription("s", min_confidence=0.8, figures=frozenset({"jane-doe"}))
    weak, good = occasion(confidence=0.7), occasion(page="2")
    told_of = occasion(event="statement.corroborated", outlets=("x", "y"))
    result = backtest(strict, [facts_of(one) for one in (weak, good, told_of)])
    assert result.total == 1
    assert result.per_day == {NOW.date(): 1}
    assert result.held == {"confidence": 1, "event": 1}
    assert [miss.gate for miss in result.near_misses] == ["confidence", "event"]


def test_what_an_editor_called_known_or_somebody_elses_does_not_count() -> None:
    desk = Subscription("desk", name="Desk", events=frozenset(STATEMENT_EVENTS))
    known, other, seconded, kept = (
        occasion(f"“{text}”", page=str(n), claim=str(n), event=event, outlets=("x", "y"))
        for n, (text, event) in enumerate(
            [
                ("known", EventType.NEW),
                ("not hers", EventType.UPDATED),
                ("heard twice", EventType.CORROBORATED),
                ("news", EventType.NEW),
            ]
        )
    )
    words = {known.statement_id: "not_new", other.statement_id: "wrong_speaker", seconded.statement_id: "not_new"}
    archive = [facts_of(one) for one in (known, other, seconded, kept, correction_of(known))]
    assert backtest(desk, archive).total == 5
    tried = backtest(desk, archive, words=words)
    assert [fired.facts.statement_id for fired in tried.fired] == [seconded.statement_id, kept.statement_id]
    assert tried.held["feedback"] == 2
    assert backtest(desk, archive, words={kept.statement_id: "new"}).total == 5
