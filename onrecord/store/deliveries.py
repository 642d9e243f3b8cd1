"""Deliveries as rows: leased (``onrecord.store.leases``), recorded in one commit for many, bundled into digests.

Implements ``alerts.ports.DeliveryStore`` on both databases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Executable, Table, and_, bindparam, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from alerts.models import Attempt, Delivery, Disposition, EndpointChange, Notice
from alerts.plan import bundle_alert, deliveries_of
from onrecord.store.alerts import SUBSCRIPTION, raise_notice, record_alerts
from onrecord.store.base import Unit
from onrecord.store.leases import PENDING, Leases
from onrecord.store.log import insert_ignore
from onrecord.store.rows import to_alert
from onrecord.store.tables.alerts import AlertRow, AttemptRow, DeliveryRow, EndpointRow, SubscriptionRow

BUNDLE_MEMBERS = 500
"""Collected alerts that one turn looks at; more wait for the next turn."""

_DELIVERY = cast("Table", DeliveryRow.__table__)
_ATTEMPT = cast("Table", AttemptRow.__table__)
_ALERT = cast("Table", AlertRow.__table__)
_IS_COLLECTED = (_ALERT.c.disposition == literal_column(f"'{Disposition.BUNDLE}'"), _ALERT.c.bundled_into.is_(None))
_COLLECTED = (
    select(_ALERT.c.id).where(*_IS_COLLECTED, _ALERT.c.due <= bindparam("now", type_=_ALERT.c.due.type)).limit(1)
)


class Deliveries(Leases):
    """``alerts.ports.DeliveryStore`` on the database."""

    async def record(self, attempts: Sequence[Attempt], changes: Sequence[EndpointChange]) -> None:
        """Write attempts and what they change, in one transaction."""
        async with self._store.unit() as unit:
            await record_attempts(unit, attempts)
            for change in changes:
                await _change_endpoint(unit, change)
                if change.event is not None:
                    await _tell_of(unit, change, attempts[-1].answer.started)

    async def bundle(self, now: datetime) -> int:
        """Turn collected alerts whose digest is due into one alert and its deliveries; how many digests."""
        async with self._store.view() as view:
            if (await (await view.connection()).execute(_COLLECTED, {"now": now})).first() is None:
                return 0
        due = select(AlertRow).where(*_IS_COLLECTED, AlertRow.due <= now)
        async with self._store.unit() as unit:
            rows = list(await unit.scalars(due.order_by(AlertRow.created, AlertRow.id).limit(BUNDLE_MEMBERS)))
            groups: dict[tuple[str, str], list[AlertRow]] = {}
            for row in rows:
                groups.setdefault((row.subscription_id, row.bundle), []).append(row)
            for (subscription_id, _), members in groups.items():
                await _bundle(unit, subscription_id, members, now)
            return len(groups)


async def _bundle(unit: Unit, subscription_id: str, members: Sequence[AlertRow], now: datetime) -> None:
    """One digest; a single alert that was only grouped, quiet or over the limit goes out as itself."""
    row = await unit.get(SubscriptionRow, subscription_id)
    if row is None:
        for member in members:
            member.bundled_into = ""
        return
    subscription = SUBSCRIPTION.validate_python(row.resolved)
    if len(members) == 1 and not members[0].bundle.startswith("digest:"):
        member = members[0]
        member.disposition = Disposition.SEND.value
        alert = replace(to_alert(member), disposition=Disposition.SEND, due=now)
        rows = [_plain(delivery) for delivery in deliveries_of(alert, subscription.endpoints)]
        if rows:
            await unit.execute(insert_ignore(unit, DeliveryRow, rows))
        return
    digest = bundle_alert(subscription, [to_alert(member) for member in members], now)
    await record_alerts(unit, [digest], deliveries_of(digest, subscription.endpoints))
    for member in members:
        member.bundled_into = digest.id


def _plain(delivery: Delivery) -> dict[str, Any]:
    names = ("id", "alert_id", "tenant", "subscription_id", "endpoint_id", "order_key", "due", "created")
    return {name: getattr(delivery, name) for name in names} | {"state": PENDING}


_OUTCOME = (
    update(_DELIVERY)
    .where(and_(_DELIVERY.c.id == bindparam("key"), _DELIVERY.c.state == PENDING))
    .values(
        state=bindparam("to_state"),
        due=bindparam("to_due"),
        attempts=bindparam("to_attempts"),
        tries=bindparam("to_tries"),
        owner=None,
        reason=bindparam("to_reason"),
        status=bindparam("to_status"),
        ended=bindparam("to_ended"),
    )
)


def _outcome(attempt: Attempt) -> dict[str, Any]:
    ended = attempt.answer.started if attempt.next_due is None else None
    return {
        "key": attempt.delivery.id,
        "to_state": str(attempt.state),
        "to_due": attempt.next_due or attempt.delivery.due,
        "to_attempts": attempt.number,
        "to_tries": attempt.delivery.tries + 1,
        "to_reason": attempt.reason,
        "to_status": attempt.answer.status,
        "to_ended": ended,
    }


_LOGGED: Mapping[str, Executable] = {
    "postgresql": postgresql.insert(_ATTEMPT).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(_ATTEMPT).on_conflict_do_nothing(),
}


async def record_attempts(unit: Unit, attempts: Sequence[Attempt]) -> None:
    """Write attempts and the new states of their deliveries."""
    if not attempts:
        return
    connection = await unit.connection()
    rows = [_attempt_row(attempt) for attempt in attempts]
    await connection.execute(_LOGGED[connection.dialect.name], rows)
    await connection.execute(_OUTCOME, [_outcome(attempt) for attempt in attempts])


def _attempt_row(attempt: Attempt) -> dict[str, Any]:
    answer = attempt.answer
    return {
        "delivery_id": attempt.delivery.id,
        "number": attempt.number,
        "started": answer.started,
        "latency_ms": answer.latency_ms,
        "outcome": str(answer.outcome),
        "status": answer.status,
        "answer": answer.body,
        "error": answer.error,
        "reason": attempt.reason,
    }


async def _tell_of(unit: Unit, change: EndpointChange, at: datetime) -> None:
    row = await unit.get(EndpointRow, change.endpoint_id)
    if row is None or change.event is None:
        return
    subject = f"endpoint:{row.id}"
    notice = Notice(change.event, subject, row.name, row.tenant, change.reason, at, change.failing_since)
    await raise_notice(unit, notice)


async def _change_endpoint(unit: Unit, change: EndpointChange) -> None:
    """``updated`` stays: it tells of changes to address and secrets only."""
    await unit.execute(
        update(EndpointRow)
        .where(EndpointRow.id == change.endpoint_id)
        .values(
            state=change.state.value, failing_since=change.failing_since, warned=change.warned, reason=change.reason
        )
    )
