"""The alert tables keep the ledger's promise, lease fairly and in order, and keep no secret in the clear."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from alerts import signing
from alerts.models import (
    Answer,
    Attempt,
    Correction,
    CorrectionReason,
    DeliveryState,
    DueDelivery,
    Endpoint,
    EndpointChange,
    EndpointState,
    Outcome,
)
from alerts.spec import SubscriptionFile
from onrecord.sealing import Sealer
from onrecord.store import alerts as alert_store
from onrecord.store import subscriptions
from onrecord.store.base import Store
from onrecord.store.deliveries import Deliveries
from onrecord.store.tables.alerts import AlertRow, AttemptRow, DeliveryRow, EndpointRow, HeldRow
from tests.fakes.occasions import NOW, occasion

SECRET = signing.new_secret(bytes(32))
LEASE = timedelta(minutes=2)
PROVEN = dict.fromkeys(("desk", "second", "told", "other", "failed", "busy", "calm", "failing"), 8)
"""Room as a dispatcher has it that knows its endpoints."""


@pytest.fixture
def sealer() -> Sealer:
    return Sealer([secrets.token_urlsafe(32)])


@pytest.fixture
def deliveries(store: Store, sealer: Sealer) -> Deliveries:
    return Deliveries(store, sealer)


async def provide(store: Store, sealer: Sealer, *written: dict[str, object]) -> None:
    file = SubscriptionFile.model_validate({"subscriptions": written})
    async with store.unit() as unit:
        await subscriptions.provision(unit, file.provisioned({}), sealer, NOW)


def desk(name: str = "desk", **more: object) -> dict[str, object]:
    return {"id": name, "endpoint": {"url": f"https://{name}.example/hook?token=abc", "secret": SECRET}, **more}


async def lease(
    deliveries: Deliveries, now: datetime = NOW, owner: str = "one", room: Mapping[str, int] | None = None
) -> list[DueDelivery]:
    return list(await deliveries.lease(owner, now, now + LEASE, room or PROVEN))


def attempt(due: DueDelivery, state: DeliveryState = DeliveryState.DELIVERED, **more: object) -> Attempt:
    answer = Answer(Outcome.ACCEPTED, NOW, 12, 200, body="thanks")
    return Attempt(due.delivery, due.delivery.attempts + 1, answer, state, "accepted (200)", **more)


async def test_an_occasion_is_alerted_once_whatever_is_replayed(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk())
    for _ in range(3):
        async with store.unit() as unit:
            planned = await alert_store.raise_alerts(unit, occasion(), NOW)
    assert [held.gate for held in planned.held] == ["ledger"]
    (due,) = await lease(deliveries)
    assert due.endpoint.url == "https://desk.example/hook?token=abc"
    assert due.endpoint.secrets[0].value == SECRET
    assert await lease(deliveries) == []


async def test_a_subscription_that_got_another_endpoint_tells_it_of_no_old_claim(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk())
    async with store.unit() as unit:
        planned = await alert_store.raise_alerts(unit, occasion(), NOW)
        more = replace(planned, deliveries=tuple(replace(d, id="other", endpoint_id="x") for d in planned.deliveries))
        await alert_store.record_plan(unit, more, NOW)
    async with store.view() as view:
        assert list(await view.scalars(select(DeliveryRow.endpoint_id))) == ["desk"]


async def test_a_subscription_that_is_removed_and_made_again_is_told_of_no_old_claim(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk())
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(claim="one"), NOW)
    await provide(store, sealer)
    async with store.unit() as unit:
        assert await alert_store.subscriptions(unit) == []
    await provide(store, sealer, desk())
    async with store.unit() as unit:
        planned = await alert_store.raise_alerts(unit, occasion(claim="one", page="2", outlet="courier"), NOW)
    assert [held.gate for held in planned.held] == ["ledger"]
    assert len(await lease(deliveries)) == 1


async def test_a_lease_ends_and_the_row_is_due_again(store: Store, sealer: Sealer, deliveries: Deliveries) -> None:
    await provide(store, sealer, desk())
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(), NOW)
    (first,) = await lease(deliveries)
    assert await lease(deliveries, NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = await lease(deliveries, NOW + LEASE)
    assert again.delivery.alert_id == first.delivery.alert_id


async def test_a_restarted_owner_gets_its_leases_back_at_once(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk())
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(), NOW)
    await lease(deliveries, owner="killed")
    assert await deliveries.release("another", NOW) == 0
    assert await deliveries.release("killed", NOW) == 1
    assert len(await lease(deliveries)) == 1


async def test_two_dispatchers_never_lease_one_row(store: Store, sealer: Sealer) -> None:
    await provide(store, sealer, *(desk(f"desk-{n}") for n in range(6)))
    for number in range(8):
        async with store.unit() as unit:
            await alert_store.raise_alerts(unit, occasion(page=str(number)), NOW)
    both = [Deliveries(store, sealer) for _ in range(2)]
    room = {f"desk-{n}": 3 for n in range(6)}
    taken = [d.delivery.id for _ in range(6) for d in await race(both, room)]
    assert len(taken) == len(set(taken)) == 48


async def race(both: list[Deliveries], room: dict[str, int]) -> list[DueDelivery]:
    leases = await asyncio.gather(*(lease(one, owner=f"owner-{n}", room=room) for n, one in enumerate(both)))
    return [due for each in leases for due in each]


async def test_deliveries_of_one_claim_go_in_order_and_other_claims_do_not_wait(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    events = ["statement.new", "statement.updated"]
    await provide(store, sealer, desk(events=events))
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(claim="a"), NOW)
        await alert_store.raise_alerts(unit, occasion(claim="a", event="statement.updated"), NOW)
        await alert_store.raise_alerts(unit, occasion(claim="b"), NOW)
    first = await lease(deliveries)
    assert [(d.delivery.order_key, d.event) for d in first] == [("a", "statement.new"), ("b", "statement.new")]
    await deliveries.record([attempt(first[0])], [])
    assert [d.event for d in await lease(deliveries)] == ["statement.updated"]


async def test_no_endpoint_gets_more_than_its_room_and_each_gets_some(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk("busy"), desk("calm", figures=["jane-doe"]), desk("failing"))
    await deliveries.record([], [EndpointChange("failing", EndpointState.ACTIVE, NOW, 0.0, "timeout")])
    for number in range(60):
        async with store.unit() as unit:
            await alert_store.raise_alerts(unit, occasion(page=str(number)), NOW)
    leased = [d.endpoint.id for d in await lease(deliveries, room={"busy": 32, "calm": 2, "failing": 1})]
    assert {name: leased.count(name) for name in ("busy", "calm", "failing")} == {"busy": 32, "calm": 2, "failing": 1}


async def test_a_paused_endpoint_gets_nothing_and_its_rows_wait(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk())
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(), NOW)
        await subscriptions.set_state(unit, "desk", EndpointState.PAUSED, "by hand")
    assert await lease(deliveries) == []
    async with store.unit() as unit:
        await subscriptions.set_state(unit, "desk", EndpointState.ACTIVE, "")
    assert len(await lease(deliveries)) == 1


async def test_attempts_are_logged_with_what_the_other_side_said(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk())
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(), NOW)
    (due,) = await lease(deliveries)
    later = NOW + timedelta(seconds=5)
    await deliveries.record([attempt(due, DeliveryState.PENDING, next_due=later)], [])
    (again,) = await lease(deliveries, later)
    assert (again.delivery.attempts, again.delivery.tries) == (1, 1)
    await deliveries.record([attempt(again)], [])
    async with store.view() as view:
        attempts = list(await view.scalars(select(AttemptRow).order_by(AttemptRow.number)))
        row = (await view.scalars(select(DeliveryRow))).one()
    assert [(a.number, a.status, a.answer) for a in attempts] == [(1, 200, "thanks"), (2, 200, "thanks")]
    assert (row.state, row.attempts, row.owner) == ("delivered", 2, None)


async def test_what_was_collected_becomes_one_digest(store: Store, sealer: Sealer, deliveries: Deliveries) -> None:
    await provide(store, sealer, desk(digest={"every": "1h"}))
    async with store.unit() as unit:
        for number in range(3):
            await alert_store.raise_alerts(unit, occasion(page=str(number)), NOW)
    assert await deliveries.bundle(NOW + timedelta(minutes=59)) == 0
    due = NOW + timedelta(hours=1)
    assert await deliveries.bundle(due) == 1
    assert await deliveries.bundle(due) == 0
    (digest,) = await lease(deliveries, due)
    assert digest.event == "statement.digest"
    assert '"count":3' in digest.body


async def test_a_single_grouped_alert_goes_out_as_itself(store: Store, sealer: Sealer, deliveries: Deliveries) -> None:
    await provide(store, sealer, desk(group_by="story"))
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(), NOW)
    due = NOW + timedelta(minutes=1)
    assert await deliveries.bundle(due) == 1
    assert [d.event for d in await lease(deliveries, due)] == ["statement.new"]


async def test_a_rate_limit_holds_the_rest_for_a_summary(store: Store, sealer: Sealer, deliveries: Deliveries) -> None:
    await provide(store, sealer, desk(rate_limit={"alerts": 2, "per": "10m"}))
    async with store.unit() as unit:
        for number in range(5):
            await alert_store.raise_alerts(unit, occasion(page=str(number)), NOW)
        held = list(await unit.scalars(select(HeldRow.gate)))
    assert held == ["rate_limit"] * 3
    due = NOW + timedelta(minutes=10)
    await deliveries.bundle(due)
    assert sorted(d.event for d in await lease(deliveries, due)) == [*["statement.digest"], *["statement.new"] * 2]


def corrected(before: str, after: str, revision: int = 2) -> object:
    old = occasion(before)
    change = Correction(CorrectionReason.CORRECTED, old.statement_id, old.claim.id, before, after, revision - 1)
    return replace(
        occasion(after, event="statement.corrected", revision=revision, claim=old.claim.id), correction=change
    )


async def test_a_correction_reaches_exactly_who_got_the_alert_once(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk("told"), desk("other", figures=["john-roe"]), desk("failed"))
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion("three hundred"), NOW)
    leased = await lease(deliveries)
    states = {"told": DeliveryState.DELIVERED, "failed": DeliveryState.EXHAUSTED}
    await deliveries.record([attempt(d, states[d.endpoint.id]) for d in leased], [])
    for _ in range(2):
        async with store.unit() as unit:
            await alert_store.raise_alerts(unit, corrected("three hundred", "five hundred"), NOW)
    assert [(d.endpoint.id, d.event) for d in await lease(deliveries)] == [("told", "statement.corrected")]


async def test_a_correction_of_what_still_waits_in_a_digest_waits_with_it(
    store: Store, sealer: Sealer, deliveries: Deliveries
) -> None:
    await provide(store, sealer, desk(digest={"every": "1h"}))
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion("three hundred"), NOW)
        await alert_store.raise_alerts(unit, corrected("three hundred", "five hundred"), NOW + timedelta(minutes=5))
    assert await lease(deliveries, NOW + timedelta(minutes=6)) == []
    due = NOW + timedelta(hours=1)
    await deliveries.bundle(due)
    (digest,) = await lease(deliveries, due)
    assert digest.body.index("statement.new") < digest.body.index("statement.corrected")


async def test_secrets_and_addresses_are_sealed_at_rest(store: Store, sealer: Sealer) -> None:
    await provide(store, sealer, desk())
    async with store.view() as view:
        row = (await view.execute(text("SELECT * FROM endpoints"))).one()
        everything = " ".join(str(value) for value in row) + str(
            (await view.execute(text("SELECT * FROM subscriptions"))).one()
        )
    assert SECRET not in everything
    assert "token=abc" not in everything
    other = Deliveries(store, Sealer([secrets.token_urlsafe(32)]))
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(), NOW)
    assert await lease(other) == []
    assert len(await lease(Deliveries(store, sealer))) == 1


async def test_provisioning_again_changes_nothing_and_what_left_the_file_is_removed(
    store: Store, sealer: Sealer
) -> None:
    await provide(store, sealer, desk(), desk("second"))
    await provide(store, sealer, desk(), desk("second"))
    async with store.view() as view:
        assert [s.id for s in await alert_store.subscriptions(view)] == ["desk", "second"]
        assert list(await view.scalars(text("SELECT version FROM subscriptions"))) == [1, 1]
    await provide(store, sealer, desk("second"))
    async with store.view() as view:
        assert [s.id for s in await alert_store.subscriptions(view)] == ["second"]
        assert await view.scalar(select(EndpointRow.removed).where(EndpointRow.id == "desk")) == NOW


async def test_a_changed_secret_is_rotated_with_an_overlap(store: Store, sealer: Sealer) -> None:
    await provide(store, sealer, desk())
    fresh = signing.new_secret(bytes([7]) * 32)
    await provide(store, sealer, desk(endpoint={"url": "https://desk.example/hook?token=abc", "secret": fresh}))
    async with store.view() as view:
        row = (await view.scalars(select(EndpointRow))).one()
    assert [s["expires"] for s in row.secrets_sealed] == [None, (NOW + signing.OVERLAP).isoformat()]


async def test_newsrooms_may_use_the_same_names(store: Store, sealer: Sealer) -> None:
    await provide(store, sealer, desk(tenant="north"), desk(tenant="south"), desk())
    async with store.unit() as unit:
        await alert_store.raise_alerts(unit, occasion(), NOW)
        told = {(row.tenant, row.subscription_id) for row in await unit.scalars(select(AlertRow))}
    assert told == {("north", "north~desk"), ("south", "south~desk"), ("default", "desk")}


def test_an_endpoint_never_prints_its_address_or_secret() -> None:
    endpoint = Endpoint("e", "https://e.example/secret-path", secrets=(signing.Secret(SECRET),))
    assert "secret-path" not in repr(endpoint)
    assert SECRET not in repr(endpoint)
