"""What operators are told when a source stands otherwise than before. Pure."""

from __future__ import annotations

from alerts.models import EventType, Notice
from ingest.models import HealthChange, HealthStatus

_EVENTS = {
    HealthStatus.QUIET: EventType.SOURCE_SILENT,
    HealthStatus.EMPTY: EventType.SOURCE_SILENT,
    HealthStatus.FAILING: EventType.SOURCE_FAILING,
    HealthStatus.UNREACHABLE: EventType.SOURCE_FAILING,
    HealthStatus.BLOCKED: EventType.SOURCE_FAILING,
    HealthStatus.GONE: EventType.SOURCE_FAILING,
    HealthStatus.DEGRADED: EventType.SOURCE_FAILING,
    HealthStatus.MOVED: EventType.SOURCE_MOVED,
    HealthStatus.HEALTHY: EventType.SOURCE_RECOVERED,
}


def notice_of(change: HealthChange) -> Notice | None:
    """The operator event for ``change``; None for a source whose first poll went well, which is no news."""
    event = _EVENTS.get(change.after)
    if event is None or (change.before, change.after) == (HealthStatus.NEW, HealthStatus.HEALTHY):
        return None
    return Notice(
        event=event,
        subject=f"source:{change.source_id}",
        name=change.outlet,
        tenant="",
        reason=f"{change.after.value} (was {change.before.value}): {change.reason}",
        at=change.at,
        since=change.at,
    )
