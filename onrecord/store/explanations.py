"""Why a subscription was told of a statement, or was not: every gate, what was held, what was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from alerts.matching import Check, explain
from alerts.models import Facts, Subscription
from onrecord.store.base import Unit
from onrecord.store.occasions import facts_of_statement
from onrecord.store.tables.alerts import AlertRow, DeliveryRow, HeldRow


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What held an alert back at its moment."""

    gate: str
    reason: str
    until: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery of the alert to one endpoint."""

    delivery_id: str
    endpoint_id: str
    state: str
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """One occasion of a statement and one subscription. ``verdict`` says in a sentence what happened and why."""

    facts: Facts
    checks: tuple[Check, ...]
    alert_id: str
    alert_created: datetime | None
    held: tuple[HeldBack, ...]
    deliveries: tuple[Sent, ...]

    @property
    def first_no(self) -> Check | None:
        """The first gate that said no; None when all were passed."""
        return next((check for check in self.checks if not check.passed), None)

    @property
    def verdict(self) -> str:
        """The answer in a sentence."""
        if self.deliveries:
            return "; ".join(
                f"{one.endpoint_id}: {one.state}, {one.reason or 'not tried yet'}" for one in self.deliveries
            )
        if self.held:
            return f"held back: {self.held[-1].reason}"
        if self.alert_id:
            return "an alert was raised, and waits for its digest or has no endpoint"
        if self.first_no is not None:
            return f"not alerted: {self.first_no.reason}"
        return "not alerted: the subscription was told of this claim before, or is younger than the statement"


async def explain_statement(unit: Unit, statement_id: str, subscription: Subscription) -> list[Explanation]:
    """An explanation for each occasion of a statement; none when it never became one (see its own trail)."""
    return [one for _, one in await explain_to(unit, statement_id, [subscription])]


async def explain_to(
    unit: Unit, statement_id: str, subscriptions: Sequence[Subscription]
) -> list[tuple[Subscription, Explanation]]:
    """Each subscription with an explanation for each occasion of a statement, in as many queries as for one."""
    facts = await facts_of_statement(unit, statement_id)
    ids = [one.id for one in subscriptions]
    if not facts or not ids:
        return []
    of_claims = AlertRow.claim_id.in_({one.claim_id for one in facts}) & AlertRow.subscription_id.in_(ids)
    alerts = (await unit.scalars(select(AlertRow).where(of_claims))).all()
    sent = await _sent(unit, [name for alert in alerts for name in (alert.id, alert.bundled_into) if name])
    of_statement = HeldRow.subscription_id.in_(ids) & (HeldRow.statement_id == statement_id)
    held = (await unit.scalars(select(HeldRow).where(of_statement).order_by(HeldRow.id))).all()
    return [
        (subscription, _explanation(one, subscription, alerts, sent, held))
        for subscription in subscriptions
        for one in facts
    ]


async def _sent(unit: Unit, alert_ids: Sequence[str]) -> dict[str, list[DeliveryRow]]:
    """Deliveries by the alert that they carry, in order."""
    found: dict[str, list[DeliveryRow]] = defaultdict(list)
    if alert_ids:
        wanted = select(DeliveryRow).where(DeliveryRow.alert_id.in_(alert_ids)).order_by(DeliveryRow.seq)
        for row in await unit.scalars(wanted):
            found[row.alert_id].append(row)
    return found


def _explanation(
    facts: Facts,
    subscription: Subscription,
    alerts: Sequence[AlertRow],
    sent: Mapping[str, Sequence[DeliveryRow]],
    held: Sequence[HeldRow],
) -> Explanation:
    about = (subscription.id, facts.claim_id, facts.event)
    alert = next((one for one in alerts if (one.subscription_id, one.claim_id, one.event) == about), None)
    names = dict.fromkeys([alert.id, alert.bundled_into or alert.id] if alert else [])
    rows = sorted((row for name in names for row in sent.get(name, ())), key=lambda row: row.seq)
    mine = [row for row in held if row.subscription_id == subscription.id]
    return Explanation(
        facts=facts,
        checks=explain(subscription, facts),
        alert_id=alert.id if alert else "",
        alert_created=alert.created if alert else None,
        held=tuple(HeldBack(row.gate, row.reason, row.until, row.at) for row in mine),
        deliveries=tuple(Sent(row.id, row.endpoint_id, row.state, row.reason, row.attempts) for row in rows),
    )
