"""Why a subscription was told of a statement, or was not: every gate, what was held, what was sent."""

from __future__ import annotations

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
    return [await _explain(unit, facts, subscription) for facts in await facts_of_statement(unit, statement_id)]


async def _explain(unit: Unit, facts: Facts, subscription: Subscription) -> Explanation:
    of_both = (AlertRow.subscription_id == subscription.id) & (AlertRow.claim_id == facts.claim_id)
    alert = await unit.scalar(select(AlertRow).where(of_both, AlertRow.event == facts.event).limit(1))
    ids = [alert.id, alert.bundled_into or alert.id] if alert else []
    rows = await unit.scalars(select(DeliveryRow).where(DeliveryRow.alert_id.in_(ids)).order_by(DeliveryRow.seq))
    held = await unit.scalars(
        select(HeldRow)
        .where(HeldRow.subscription_id == subscription.id, HeldRow.statement_id == facts.statement_id)
        .order_by(HeldRow.id)
    )
    return Explanation(
        facts=facts,
        checks=explain(subscription, facts),
        alert_id=alert.id if alert else "",
        alert_created=alert.created if alert else None,
        held=tuple(HeldBack(row.gate, row.reason, row.until, row.at) for row in held),
        deliveries=tuple(Sent(row.id, row.endpoint_id, row.state, row.reason, row.attempts) for row in rows),
    )
