"""Plans: one alert for (subscription, claim, event), and a reason for everything that is held back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.models import (
    Correction,
    CorrectionReason,
    Digest,
    Disposition,
    Grouping,
    QuietHours,
    RateLimit,
    Silence,
    Subscription,
)
from alerts.plan import Ledger, Told, bundle_alert, plan
from processors.ids import alert_id, delivery_id
from tests.fakes.occasions import NOW, occasion

SUBSCRIPTION = Subscription("desk", name="Desk", endpoints=("one", "two"))


def test_an_alert_goes_to_each_endpoint_with_ids_that_are_functions_of_content() -> None:
    told = plan(occasion(), [SUBSCRIPTION])
    (alert,) = told.alerts
    assert alert.id == alert_id("desk", occasion().claim.id, "statement.new")
    assert [d.id for d in told.deliveries] == [delivery_id(alert.id, "one"), delivery_id(alert.id, "two")]
    assert told.held == ()
    assert plan(occasion(), [SUBSCRIPTION]) == told


def test_the_ledger_stops_a_second_alert_for_the_same_claim() -> None:
    again = plan(occasion(), [SUBSCRIPTION], Ledger(alerted=frozenset({("desk", "statement.new")})))
    assert again.alerts == ()
    assert [held.gate for held in again.held] == ["ledger"]


def test_a_gate_that_says_no_is_in_the_plan() -> None:
    held = plan(occasion(), [replace(SUBSCRIPTION, figures=frozenset({"john-roe"}))]).held
    assert [(h.subscription_id, h.gate) for h in held] == [("desk", "figure")]


def test_dry_run_records_the_alert_and_delivers_nothing() -> None:
    planned = plan(occasion(), [replace(SUBSCRIPTION, dry_run=True)])
    assert [a.disposition for a in planned.alerts] == [Disposition.DRY_RUN]
    assert planned.deliveries == ()
    assert [h.gate for h in planned.held] == ["dry_run"]


def test_a_silence_holds_only_its_own_newsroom_while_it_lasts() -> None:
    silence = Silence("x", "default", "anna", "we are live", NOW, NOW + timedelta(hours=2), topics=frozenset({"rail"}))
    (held,) = plan(occasion(), [SUBSCRIPTION], silences=[silence]).held
    assert held.gate == "silence"
    assert "anna" in held.reason
    assert plan(occasion(), [SUBSCRIPTION], silences=[replace(silence, tenant="other")]).alerts
    assert plan(occasion(), [SUBSCRIPTION], silences=[silence], now=silence.ends).alerts


def test_quiet_hours_move_the_delivery_to_their_end() -> None:
    quiet = QuietHours(time(11), time(13), "UTC", together=False)
    planned = plan(occasion(), [replace(SUBSCRIPTION, quiet_hours=quiet)])
    assert {d.due for d in planned.deliveries} == {NOW + timedelta(hours=1)}
    assert [(h.gate, h.until) for h in planned.held] == [("quiet_hours", NOW + timedelta(hours=1))]


@pytest.mark.parametrize(
    ("changes", "recent", "gate", "due"),
    [
        ({"quiet_hours": QuietHours(time(11), time(13), "UTC")}, 0, "quiet_hours", timedelta(hours=1)),
        ({"digest": Digest(every=timedelta(hours=1))}, 0, "digest", timedelta(hours=1)),
        ({"rate_limit": RateLimit(2, timedelta(minutes=10))}, 2, "rate_limit", timedelta(minutes=10)),
        ({"group_by": Grouping.ARTICLE}, 0, "grouping", timedelta(minutes=1)),
    ],
)
def test_what_is_collected_waits_in_a_bundle(
    changes: dict[str, object], recent: int, gate: str, due: timedelta
) -> None:
    planned = plan(occasion(), [replace(SUBSCRIPTION, **changes)], Ledger(recent={"desk": recent}))
    (alert,) = planned.alerts
    assert (alert.disposition, alert.due) == (Disposition.BUNDLE, NOW + due)
    assert alert.bundle
    assert planned.deliveries == ()
    assert planned.held[0].gate == gate


def test_a_bundle_becomes_one_alert_that_names_its_members() -> None:
    digesting = replace(SUBSCRIPTION, digest=Digest(every=timedelta(hours=1)))
    members = [*plan(occasion(), [digesting]).alerts, *plan(occasion("“No,” she said.", page="2"), [digesting]).alerts]
    digest = bundle_alert(digesting, members, NOW)
    content = json.loads(digest.body)["data"]
    assert [a["alert_id"] for a in content["alerts"]] == [m.id for m in members]
    assert (content["count"], content["left_out"]) == (2, 0)
    assert digest.id not in {m.id for m in members}


def correction(reason: CorrectionReason = CorrectionReason.CORRECTED) -> Correction:
    before = occasion()
    return Correction(reason, before.statement_id, before.claim.id, before.statement.text, "five hundred", 1)


def test_a_correction_goes_to_exactly_the_endpoints_that_got_the_alert() -> None:
    later = replace(occasion("five hundred", event="statement.corrected", revision=2), correction=correction())
    told = Told("first-alert", "desk", "default", ("two",))
    uninterested = replace(SUBSCRIPTION, events=frozenset({"statement.new"}), figures=frozenset({"john-roe"}))
    bystander = Subscription("bystander", endpoints=("three",))
    planned = plan(later, [uninterested, bystander], Ledger(told=(told,)))
    assert [d.endpoint_id for d in planned.deliveries] == ["two"]
    (alert,) = planned.alerts
    assert json.loads(alert.body)["data"]["correction"]["alert_id"] == "first-alert"
    assert alert.claim_id == occasion().claim.id
    assert plan(later, [], Ledger(frozenset({("desk", alert.occurrence)}), told=(told,))).alerts == ()


def test_a_second_correction_of_the_same_claim_is_another_occurrence() -> None:
    told = (Told("first-alert", "desk", "default", ("two",)),)
    second, third = (
        plan(
            replace(occasion(event="statement.corrected", revision=n), correction=correction()), [], Ledger(told=told)
        ).alerts[0]
        for n in (2, 3)
    )
    assert second.id != third.id


@given(st.permutations([Subscription(str(n), endpoints=(str(n % 2),)) for n in range(5)]))
def test_the_order_of_subscriptions_never_changes_who_is_told(order: list[Subscription]) -> None:
    straight = plan(occasion(), sorted(order, key=lambda s: s.id))
    shuffled = plan(occasion(), order)
    assert set(shuffled.alerts) == set(straight.alerts)
    assert set(shuffled.deliveries) == set(straight.deliveries)
