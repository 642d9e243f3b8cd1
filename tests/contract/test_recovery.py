"""Sending again, testing an endpoint, telling operators, trying on the archive, explaining."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from alerts import signing
from alerts.backtest import backtest
from alerts.models import Answer, Attempt, DeliveryState, DueDelivery, Outcome, facts_of
from alerts.retry import PAUSE_AFTER, health
from alerts.spec import SubscriptionFile
from onrecord.sealing import Sealer
from onrecord.store import alerts as alert_store
from onrecord.store import delivery_log, explanations, occasions, recovery, subscriptions
from onrecord.store.base import Store
from onrecord.store.deliveries import Deliveries
from onrecord.store.tables.accounts import FeedbackRow
from onrecord.store.tables.alerts import AttemptRow, EndpointRow
from onrecord.upkeep import Upkeep
from processors.errors import ConfigError
from tests.fakes.occasions import NOW, occasion

SECRET = signing.new_secret(bytes(32))


@pytest.fixture
async def deliveries(store: Store) -> Deliveries:
    sealer = Sealer([secrets.token_urlsafe(32)])
    written = [
        {"id": "desk", "endpoint": {"url": "https://desk.example/", "secret": SECRET}},
        {
            "id": "ops",
            "events": ["endpoint.failing", "endpoint.paused", "endpoint.disabled"],
            "endpoint": {"url": "https://ops.example/", "secret": SECRET},
        },
    ]
    async with store.unit() as unit:
        file = SubscriptionFile.model_validate({"subscriptions": written})
        await subscriptions.provision(unit, file.provisioned({}), sealer, NOW)
    return Deliveries(store, sealer)


async def leased(deliveries: Deliveries, now: object = NOW) -> list[DueDelivery]:
    return list(await deliveries.lease("one", now, now + timedelta(minutes=2), {"desk": 8, "ops": 8}))


async def fail(deliveries: Deliveries, due: DueDelivery, at: object = NOW, status: int = 500) -> None:
    outcome = Outcome.GONE if status == 410 else Outcome.SERVER_ERROR
    answer = Answer(outcome, at, 9, status)
    change = health(due.endpoint, answer, at)
    attempt = Attempt(due.delivery, due.delivery.attempts + 1, answer, DeliveryState.EXHAUSTED, "given up")
    await deliveries.record([attempt], [change] if change else [])


async def publish(store: Store, count: int = 1) -> None:
    async with store.unit() as unit:
        for number in range(count):
            await alert_store.raise_alerts(unit, occasion(page=str(number)), NOW)


async def test_what_was_missed_is_counted_and_then_sent_with_a_fresh_schedule(
    store: Store, deliveries: Deliveries
) -> None:
    await publish(store, 3)
    for due in await leased(deliveries):
        await fail(deliveries, due)
    async with store.unit() as unit:
        before = await recovery.missed(unit, "desk", NOW - timedelta(days=1), NOW)
        assert (before.failed, before.waiting) == (3, 0)
        assert (await recovery.missed(unit, "desk", NOW + timedelta(seconds=1), NOW)).failed == 0
        assert await recovery.recover(unit, "desk", NOW - timedelta(days=99), NOW) == 3
    again = await leased(deliveries)
    assert [(d.delivery.attempts, d.delivery.tries) for d in again] == [(1, 0)] * 3
    assert await recovery_reach(store) == 0


async def recovery_reach(store: Store) -> int:
    """What is older than the reach is not sent again."""
    async with store.unit() as unit:
        return await recovery.recover(unit, "desk", NOW, NOW + timedelta(days=15))


async def test_one_delivery_is_sent_again_under_the_same_id(store: Store, deliveries: Deliveries) -> None:
    await publish(store)
    (first,) = await leased(deliveries)
    await fail(deliveries, first)
    async with store.unit() as unit:
        assert await recovery.replay(unit, [first.delivery.id], NOW) == 1
    (second,) = await leased(deliveries)
    assert (second.delivery.alert_id, second.body) == (first.delivery.alert_id, first.body)


async def test_a_410_disables_and_operators_hear_of_it_once(store: Store, deliveries: Deliveries) -> None:
    await publish(store)
    (due,) = await leased(deliveries)
    await fail(deliveries, due, status=410)
    (notice,) = await leased(deliveries)
    assert (notice.endpoint.id, notice.event) == ("ops", "endpoint.disabled")
    assert '"id":"desk"' in notice.body


async def test_a_paused_endpoint_is_resumed_by_hand_with_what_waited(store: Store, deliveries: Deliveries) -> None:
    await publish(store, 2)
    late = NOW + PAUSE_AFTER
    for at in (NOW, late):
        (due, *_) = await leased(deliveries, at)
        await fail(deliveries, due, at)
    await publish(store, 4)
    assert [d.endpoint.id for d in await leased(deliveries, late + timedelta(hours=1))] == ["ops"]
    async with store.unit() as unit:
        assert (await unit.get_one(EndpointRow, "desk")).state == "paused"
        assert (await recovery.missed(unit, "desk", NOW, late)).waiting == 2
        assert await recovery.resume(unit, "desk", late) == 2
    later = late + timedelta(hours=1)
    assert {d.endpoint.id for d in await leased(deliveries, later)} == {"desk"}


async def test_a_ping_is_signed_like_an_alert_and_logged(store: Store, deliveries: Deliveries) -> None:
    async with store.unit() as unit:
        delivery_id = await recovery.ping(unit, "desk", NOW)
        with pytest.raises(ConfigError, match="no such endpoint"):
            await recovery.ping(unit, "nobody", NOW)
    (due,) = await leased(deliveries)
    assert (due.delivery.id, due.event) == (delivery_id, "ping")


async def test_the_log_pages_from_the_newest_and_shows_no_secret(store: Store, deliveries: Deliveries) -> None:
    await publish(store, 5)
    async with store.view() as view:
        first = await delivery_log.deliveries(view, delivery_log.DeliveryFilter(tenant="default"), 2)
        rest = await delivery_log.deliveries(view, delivery_log.DeliveryFilter(before=first[-1].seq), 10)
        nobody = await delivery_log.deliveries(view, delivery_log.DeliveryFilter(tenant="other"))
        lines = {line.id: line for line in await delivery_log.endpoints(view)}
        body = await delivery_log.body(view, first[0].alert_id)
    assert [line.seq for line in first + rest] == [5, 4, 3, 2, 1]
    assert nobody == []
    assert (lines["desk"].waiting, lines["desk"].oldest, lines["ops"].waiting) == (5, NOW, 0)
    assert body is not None
    assert body.startswith('{"type":"statement.new"')


async def test_old_attempts_are_forgotten_and_the_ledger_is_not(store: Store, deliveries: Deliveries) -> None:
    await publish(store)
    (due,) = await leased(deliveries)
    await fail(deliveries, due)
    async with store.unit() as unit:
        assert await recovery.prune(unit, NOW) == 0
        assert await recovery.prune(unit, NOW + timedelta(seconds=1)) == 1
        assert await delivery_log.attempts(unit, due.delivery.id) == []
    await publish(store)
    assert await leased(deliveries) == []


async def test_the_running_process_forgets_in_portions_what_is_older_than_it_was_told(
    store: Store, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "PRUNED_AT_ONCE", 2)
    await publish(store, 5)
    for hours, due in enumerate(await leased(deliveries)):
        await fail(deliveries, due, NOW + timedelta(hours=hours))
    stop, days = asyncio.Event(), timedelta(days=30)
    upkeep = Upkeep(store, lambda: NOW + days + timedelta(hours=3, minutes=30), days)
    running = asyncio.create_task(upkeep.run(stop))
    async with asyncio.timeout(10):
        while await attempts_kept(store) > 1:
            await asyncio.sleep(0.01)
    stop.set()
    await running
    assert await attempts_kept(store) == 1


async def attempts_kept(store: Store) -> int:
    async with store.view() as view:
        return await view.scalar(select(func.count()).select_from(AttemptRow)) or 0


async def test_the_archive_gives_back_the_facts_that_were_decided(store: Store, deliveries: Deliveries) -> None:
    made = [occasion(page=str(n), at=NOW + timedelta(seconds=n), topics=("rail", "road")[: n % 3]) for n in range(4)]
    async with store.unit() as unit:
        for one in made:
            await alert_store.raise_alerts(unit, one, one.decided)
        kept = await occasions.facts_between(unit, NOW, NOW + timedelta(days=1))
        (desk, _) = await alert_store.subscriptions(unit)
        tried = await occasions.try_on_archive(unit, desk, NOW, NOW + timedelta(days=1))
        live = list(await unit.scalars(select(alert_store.AlertRow.claim_id).order_by(alert_store.AlertRow.created)))
    assert kept == [facts_of(one) for one in made]
    assert [fired.facts.claim_id for fired in tried.result.fired] == live
    assert tried.result.total == backtest(desk, kept).total == 4
    assert tried.evidence[made[0].statement_id]["figure"]["name"] == "Jane Doe"


async def test_what_an_editor_called_known_is_left_out_of_a_trial(store: Store, deliveries: Deliveries) -> None:
    made = [occasion(page=str(n), at=NOW + timedelta(seconds=n)) for n in range(3)]
    async with store.unit() as unit:
        for one in made:
            await alert_store.raise_alerts(unit, one, one.decided)
        word = {"actor": "edith", "statement_id": made[1].statement_id, "claim_id": made[1].claim.id, "at": NOW}
        unit.add(FeedbackRow(tenant="default", says="not_new", moved={}, **word))
        (desk, _) = await alert_store.subscriptions(unit)
        tried = await occasions.try_on_archive(unit, desk, NOW, NOW + timedelta(days=1))
    assert [fired.facts.statement_id for fired in tried.result.fired] == [made[0].statement_id, made[2].statement_id]
    assert tried.result.held == {"feedback": 1}


async def test_an_alert_and_a_missing_alert_are_explained(store: Store, deliveries: Deliveries) -> None:
    await publish(store)
    statement = occasion(page="0").statement_id
    async with store.unit() as unit:
        desk, ops = await alert_store.subscriptions(unit)
        (told,) = await explanations.explain_statement(unit, statement, desk)
        (not_told,) = await explanations.explain_statement(unit, statement, ops)
    assert told.first_no is None
    assert told.verdict == "desk: pending, not tried yet"
    assert not_told.verdict.startswith("not alerted: event: statement.new")
