"""Alerts as rows: the subscriptions that may want an occasion, the ledger of what was sent, and the plan written down.

All inside the caller's unit, so that the statement and what it causes commit together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from alerts import payload
from alerts.models import (
    STATEMENT_EVENTS,
    Alert,
    Delivery,
    DeliveryState,
    Disposition,
    EventType,
    Notice,
    Occasion,
    Silence,
    Subscription,
    claim_of,
    facts_of,
)
from alerts.plan import Held, Ledger, Plan, Told, occurrence_of, plan, plan_notice
from onrecord.store.base import Unit
from onrecord.store.log import insert_ignore
from onrecord.store.rows import to_alert
from onrecord.store.tables.alerts import (
    AlertRow,
    DeliveryRow,
    EvidenceRow,
    HeldRow,
    OccasionRow,
    SilenceRow,
    SubscriptionRow,
)

_ALERTS = cast("Table", AlertRow.__table__)
_DELIVERIES = cast("Table", DeliveryRow.__table__)
SUBSCRIPTION = TypeAdapter(Subscription)
SILENCE = TypeAdapter(Silence)

_MOMENTARY = frozenset({"silence", "rate_limit", "digest", "quiet_hours", "grouping", "dry_run"})
"""Gates whose answer depends on the moment and cannot be worked out again later; only these are written down."""

_ALERTED = (*STATEMENT_EVENTS, EventType.CORRECTED)


async def subscriptions(unit: Unit) -> list[Subscription]:
    """The subscriptions that are switched on, by id."""
    wanted = SubscriptionRow.enabled & SubscriptionRow.removed.is_(None)
    rows = await unit.scalars(select(SubscriptionRow.resolved).where(wanted).order_by(SubscriptionRow.id))
    return [SUBSCRIPTION.validate_python(row) for row in rows]


async def silences(unit: Unit, now: datetime) -> list[Silence]:
    """Silences in force at ``now``."""
    in_force = (SilenceRow.starts <= now) & (SilenceRow.ends > now)
    rows = await unit.scalars(select(SilenceRow.spec).where(in_force).order_by(SilenceRow.id))
    return [SILENCE.validate_python(row) for row in rows]


async def ledger(unit: Unit, occasion: Occasion, known: Sequence[Subscription], now: datetime) -> Ledger:
    """What was sent before, as far as planning ``occasion`` needs it."""
    of_claim = AlertRow.claim_id == claim_of(occasion)
    sent = await unit.execute(select(AlertRow.subscription_id, AlertRow.occurrence).where(of_claim))
    recent = {s.id: await _recent(unit, s, now) for s in known if s.rate_limit is not None}
    told = await who_was_told(unit, occasion.correction.statement_id) if occasion.correction else ()
    return Ledger(frozenset((row[0], row[1]) for row in sent), recent, told)


async def _recent(unit: Unit, subscription: Subscription, now: datetime) -> int:
    limit = subscription.rate_limit
    if limit is None:
        return 0
    sent = select(func.count()).where(
        AlertRow.subscription_id == subscription.id,
        AlertRow.created > now - limit.per,
        AlertRow.disposition == Disposition.SEND,
        AlertRow.event.in_(STATEMENT_EVENTS),
    )
    return await unit.scalar(sent) or 0


async def alerts_of_statement(unit: Unit, statement_id: str) -> list[Alert]:
    """The alerts raised for a statement, oldest first, as a replay of the statement finds them."""
    of_statement = select(AlertRow).where(AlertRow.statement_id == statement_id)
    rows = await unit.scalars(of_statement.order_by(AlertRow.created, AlertRow.id))
    return [to_alert(row) for row in rows]


async def who_was_told(unit: Unit, statement_id: str) -> tuple[Told, ...]:
    """Who got an alert (or a correction) that shows ``statement_id``, or still will: the newest each."""
    rows = await unit.scalars(
        select(AlertRow)
        .where(
            AlertRow.statement_id == statement_id,
            AlertRow.event.in_(_ALERTED),
            AlertRow.disposition != Disposition.DRY_RUN,
        )
        .order_by(AlertRow.created, AlertRow.id)
    )
    newest = {row.subscription_id: row for row in rows}
    return tuple([told for row in newest.values() if (told := await _told(unit, row)) is not None])


async def _told(unit: Unit, row: AlertRow) -> Told | None:
    if row.disposition == Disposition.BUNDLE and row.bundled_into is None:
        return Told(row.id, row.subscription_id, row.tenant, (), row.bundle, row.due)
    endpoints = await unit.scalars(
        select(DeliveryRow.endpoint_id)
        .where(
            DeliveryRow.alert_id.in_([row.id, row.bundled_into or row.id]),
            DeliveryRow.state.in_([DeliveryState.DELIVERED, DeliveryState.PENDING]),
        )
        .order_by(DeliveryRow.seq)
    )
    reached = tuple(dict.fromkeys(endpoints))
    return Told(row.id, row.subscription_id, row.tenant, reached) if reached else None


def _alert_row(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "tenant": alert.tenant,
        "subscription_id": alert.subscription_id,
        "claim_id": alert.claim_id,
        "event": str(alert.event),
        "occurrence": alert.occurrence,
        "disposition": str(alert.disposition),
        "bundle": alert.bundle,
        "due": alert.due,
        "reason": alert.reason,
        "statement_id": alert.statement_id,
        "figure_id": alert.figure_id,
        "article_id": alert.article_id,
        "body": alert.body,
        "created": alert.created,
    }


def _delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "alert_id": delivery.alert_id,
        "tenant": delivery.tenant,
        "subscription_id": delivery.subscription_id,
        "endpoint_id": delivery.endpoint_id,
        "order_key": delivery.order_key,
        "due": delivery.due,
        "state": str(delivery.state),
        "created": delivery.created,
    }


async def record_alerts(unit: Unit, alerts: Sequence[Alert], deliveries: Sequence[Delivery]) -> set[str]:
    """Write alerts that the ledger does not hold yet, with their deliveries; ids of those that were new.

    An alert that is there already gets no new deliveries: who was not told then is not told by a replay.
    """
    if not alerts:
        return set()
    connection = await unit.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    ledger_rows = insert(_ALERTS).on_conflict_do_nothing().returning(_ALERTS.c.id)
    new = set((await connection.execute(ledger_rows, [_alert_row(alert) for alert in alerts])).scalars())
    wanted = [_delivery_row(delivery) for delivery in deliveries if delivery.alert_id in new]
    if wanted:
        await connection.execute(insert(_DELIVERIES).on_conflict_do_nothing(), wanted)
    return new


async def record_plan(unit: Unit, planned: Plan, now: datetime, occasion: Occasion | None = None) -> set[str]:
    """Write a plan; ids of the alerts that were new. With ``occasion``, also what was held back for the moment."""
    new = await record_alerts(unit, planned.alerts, planned.deliveries)
    held = [h for h in planned.held if h.gate in _MOMENTARY]
    if occasion is not None and held:
        await unit.execute(insert_ignore(unit, HeldRow, [_held_row(one, occasion, now) for one in held]))
    return new


def _held_row(held: Held, occasion: Occasion, now: datetime) -> dict[str, Any]:
    return {
        "subscription_id": held.subscription_id,
        "claim_id": occasion.claim.id,
        "occurrence": occurrence_of(occasion.event, occasion.article.id, occasion.article.revision),
        "statement_id": occasion.statement_id,
        "gate": held.gate,
        "reason": held.reason,
        "until": held.until,
        "at": now,
    }


async def archive(unit: Unit, occasion: Occasion) -> None:
    """Keep ``occasion`` for backtests and explanations; keeping it again changes nothing."""
    facts = facts_of(occasion)
    row = {
        "id": f"{facts.statement_id}:{facts.revision}:{facts.event}",
        "event": facts.event,
        "figure_id": facts.figure_id,
        "claim_id": facts.claim_id,
        "statement_id": facts.statement_id,
        "article_id": facts.article_id,
        "revision": facts.revision,
        "story_id": facts.story_id,
        "outlet_id": facts.outlet_id,
        "lang": facts.lang,
        "kind": str(facts.kind),
        "modality": str(facts.modality),
        "confidence": facts.confidence,
        "same": facts.same,
        "outlets": facts.outlets,
        "topics": " ".join(sorted(facts.topics)),
        "corrects": facts.corrects,
        "decided": facts.decided,
    }
    await unit.execute(insert_ignore(unit, OccasionRow, [row]))
    shown = {"statement_id": facts.statement_id, "content": payload.evidence(occasion)}
    await unit.execute(insert_ignore(unit, EvidenceRow, [shown]))


async def raise_notice(unit: Unit, notice: Notice) -> set[str]:
    """Tell operators of something about an endpoint or a source; ids of the alerts that were new."""
    planned = plan_notice(notice, await subscriptions(unit))
    return await record_alerts(unit, planned.alerts, planned.deliveries)


async def raise_alerts(unit: Unit, occasion: Occasion, now: datetime) -> Plan:
    """All that ``occasion`` causes, planned and written in ``unit``: the pipeline's one call."""
    known = await subscriptions(unit)
    planned = plan(occasion, known, await ledger(unit, occasion, known, now), await silences(unit, now), now)
    await archive(unit, occasion)
    await record_plan(unit, planned, now, occasion)
    return planned
