"""From an occasion to rows: which alerts are raised, where they go, and what was held back and why.

Pure. The ledger tells what was sent before; whoever calls writes the plan in the transaction that recorded the
statement. A plan made twice is absorbed by the unique key (subscription, claim, occurrence).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from alerts import payload
from alerts.matching import NoMatch, match_facts
from alerts.models import (
    FOLLOW_UPS,
    Alert,
    Delivery,
    Disposition,
    EventType,
    Facts,
    Grouping,
    Notice,
    Occasion,
    Silence,
    Subscription,
    claim_of,
    facts_of,
)
from alerts.timing import next_digest, quiet_until, window_end
from processors.ids import alert_id, delivery_id


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that was raised earlier, and the endpoints that got it or still will.

    ``bundle`` and ``due`` are set while it waits for its digest: what corrects it waits with it.
    """

    alert_id: str
    subscription_id: str
    tenant: str
    endpoints: tuple[str, ...]
    bundle: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was sent before, as far as one occasion needs it.

    ``alerted``: (subscription id, occurrence) pairs of the occasion's claim. ``recent``: alerts that each
    rate-limited subscription got within its window. ``told``: for a correction, who got the alert it corrects.
    """

    alerted: frozenset[tuple[str, str]] = frozenset()
    recent: Mapping[str, int] = field(default_factory=dict)
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A subscription that is not told now, with the gate that said no. ``until``: when it is told after all."""

    subscription_id: str
    gate: str
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one occasion causes. Alerts are in the order of the subscriptions."""

    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """How an alert leaves: now, later, or in a digest (``bundle``). ``gate`` is empty when nothing holds it."""

    disposition: Disposition
    due: datetime
    bundle: str = ""
    gate: str = ""
    reason: str = ""


def occurrence_of(event: str, article: str, revision: int) -> str:
    """The event, for events that can happen again to one claim with article and revision."""
    return f"{event}:{article}:{revision}" if event in FOLLOW_UPS else event


def silenced_by(silences: Iterable[Silence], subscription: Subscription, facts: Facts, now: datetime) -> Silence | None:
    """The first silence of the subscription's newsroom that covers ``facts`` at ``now``."""
    for silence in silences:
        if (
            silence.tenant == subscription.tenant
            and silence.starts <= now < silence.ends
            and (not silence.subscriptions or subscription.id in silence.subscriptions)
            and (not silence.figures or facts.figure_id in silence.figures)
            and (not silence.topics or not silence.topics.isdisjoint(facts.topics))
            and (not silence.outlets or facts.outlet_id in silence.outlets)
        ):
            return silence
    return None


def timing(subscription: Subscription, facts: Facts, recent: int, now: datetime) -> Timing:
    """When and how an alert leaves. Limits come before collecting: what is over the limit is summed up."""
    if subscription.dry_run:
        return Timing(Disposition.DRY_RUN, now, gate="dry_run", reason="the subscription is in dry-run mode")
    limit = subscription.rate_limit
    if limit is not None and recent >= limit.alerts:
        due = window_end(now, limit.per)
        return _bundled("limit", due, "rate_limit", f"{recent} alerts within {limit.per}, limit {limit.alerts}")
    if subscription.digest is not None:
        return _bundled("digest", next_digest(subscription.digest, now), "digest", "collected for the digest")
    quiet_end = quiet_until(subscription.quiet_hours, now) if subscription.quiet_hours else None
    if quiet_end is not None and subscription.quiet_hours is not None:
        reason = f"quiet hours until {payload.instant(quiet_end)}"
        if subscription.quiet_hours.together:
            return _bundled("quiet", quiet_end, "quiet_hours", reason)
        return Timing(Disposition.SEND, quiet_end, gate="quiet_hours", reason=reason)
    return _grouped(subscription, facts, now)


def _grouped(subscription: Subscription, facts: Facts, now: datetime) -> Timing:
    if subscription.group_by == Grouping.NONE:
        return Timing(Disposition.SEND, now)
    key = facts.article_id if subscription.group_by == Grouping.ARTICLE else facts.story_id
    due = window_end(now, subscription.group_wait)
    return _bundled(f"{subscription.group_by}:{key}", due, "grouping", f"grouped by {subscription.group_by}")


def _bundled(name: str, due: datetime, gate: str, reason: str) -> Timing:
    return Timing(Disposition.BUNDLE, due, f"{name}:{payload.instant(due)}", gate, reason)


def plan(
    occasion: Occasion,
    subscriptions: Sequence[Subscription],
    ledger: Ledger | None = None,
    silences: Sequence[Silence] = (),
    now: datetime | None = None,
) -> Plan:
    """What ``occasion`` causes for ``subscriptions``. ``now``: when it is planned (default: when it was decided)."""
    ledger, now = ledger or Ledger(), now or occasion.decided
    if occasion.event in FOLLOW_UPS:
        return _follow_up(occasion, subscriptions, ledger, now)
    facts = facts_of(occasion)
    steps = [decide(subscription, facts, ledger, silences, now) for subscription in subscriptions]
    alerts, deliveries = [], []
    for subscription, step in zip(subscriptions, steps, strict=True):
        if isinstance(step, Timing):
            alert = _alert(occasion, subscription, step, now)
            alerts.append(alert)
            deliveries += deliveries_of(alert, subscription.endpoints)
    return Plan(tuple(alerts), tuple(deliveries), tuple(_holds(subscriptions, steps)))


def _holds(subscriptions: Sequence[Subscription], steps: Sequence[Timing | Held]) -> Iterable[Held]:
    for subscription, step in zip(subscriptions, steps, strict=True):
        if isinstance(step, Held):
            yield step
        elif step.gate:
            until = None if step.disposition == Disposition.DRY_RUN else step.due
            yield Held(subscription.id, step.gate, step.reason, until)


def decide(
    subscription: Subscription, facts: Facts, ledger: Ledger, silences: Sequence[Silence], now: datetime
) -> Timing | Held:
    """Whether and how a subscription is told: its gates, then the ledger, silences, and when it may leave."""
    decision = match_facts(subscription, facts)
    if isinstance(decision, NoMatch):
        return Held(subscription.id, decision.gate, decision.reason)
    if (subscription.id, occurrence_of(facts.event, facts.article_id, facts.revision)) in ledger.alerted:
        return Held(subscription.id, "ledger", "this subscription was told of this claim before")
    silence = silenced_by(silences, subscription, facts, now)
    if silence is not None:
        reason = f"silenced by {silence.owner} until {payload.instant(silence.ends)}: {silence.comment}"
        return Held(subscription.id, "silence", reason)
    return timing(subscription, facts, ledger.recent.get(subscription.id, 0), now)


def _alert(occasion: Occasion, subscription: Subscription, how: Timing, now: datetime, corrects: str = "") -> Alert:
    occurrence = occurrence_of(occasion.event, occasion.article.id, occasion.article.revision)
    claim = claim_of(occasion)
    return Alert(
        id=alert_id(subscription.id, claim, occurrence),
        tenant=subscription.tenant,
        subscription_id=subscription.id,
        claim_id=claim,
        event=occasion.event,
        occurrence=occurrence,
        body=payload.build(occasion, subscription, occasion.event, corrects),
        created=now,
        due=how.due,
        reason=occasion.verdict.reason,
        disposition=how.disposition,
        bundle=how.bundle,
        statement_id=occasion.statement_id,
        figure_id=occasion.figure.id,
        article_id=occasion.article.id,
    )


def deliveries_of(alert: Alert, endpoints: Sequence[str]) -> list[Delivery]:
    """One delivery an endpoint, for an alert that is sent as it is; none for one that waits for its digest."""
    if alert.disposition != Disposition.SEND:
        return []
    return [
        Delivery(
            id=delivery_id(alert.id, endpoint),
            alert_id=alert.id,
            tenant=alert.tenant,
            subscription_id=alert.subscription_id,
            endpoint_id=endpoint,
            order_key=alert.claim_id,
            due=alert.due,
            created=alert.created,
        )
        for endpoint in dict.fromkeys(endpoints)
    ]


def _follow_up(occasion: Occasion, subscriptions: Sequence[Subscription], ledger: Ledger, now: datetime) -> Plan:
    """A correction goes to exactly the endpoints that got the alert, whatever the subscription says today."""
    known = {subscription.id: subscription for subscription in subscriptions}
    occurrence = occurrence_of(occasion.event, occasion.article.id, occasion.article.revision)
    alerts, deliveries, held = [], [], []
    for told in ledger.told:
        if (told.subscription_id, occurrence) in ledger.alerted:
            held.append(Held(told.subscription_id, "ledger", "this correction was sent before"))
            continue
        subscription = known.get(told.subscription_id, Subscription(told.subscription_id, tenant=told.tenant))
        how = Timing(Disposition.BUNDLE, told.due, told.bundle) if told.due else Timing(Disposition.SEND, now)
        alert = _alert(occasion, subscription, how, now, corrects=told.alert_id)
        alerts.append(alert)
        deliveries += deliveries_of(alert, told.endpoints)
    return Plan(tuple(alerts), tuple(deliveries), tuple(held))


def plan_notice(notice: Notice, subscriptions: Sequence[Subscription]) -> Plan:
    """Tell of ``notice`` whoever subscribed to its event, at once, and not through the endpoint that it is about."""
    occurrence = f"{notice.event}:{payload.instant(notice.at)}"
    alerts, deliveries = [], []
    for subscription in subscriptions:
        if notice.event not in subscription.events or notice.tenant not in ("", subscription.tenant):
            continue
        alert = Alert(
            id=alert_id(subscription.id, notice.subject, occurrence),
            tenant=subscription.tenant,
            subscription_id=subscription.id,
            claim_id=notice.subject,
            event=notice.event,
            occurrence=occurrence,
            body=payload.build_notice(notice, subscription),
            created=notice.at,
            due=notice.at,
            reason=notice.reason,
        )
        others = [name for name in subscription.endpoints if f"endpoint:{name}" != notice.subject]
        alerts.append(alert)
        deliveries += deliveries_of(alert, others)
    return Plan(tuple(alerts), tuple(deliveries))


def ping_alert(endpoint_id: str, tenant: str, now: datetime) -> Alert:
    """A test alert for one endpoint; it belongs to no subscription."""
    subject, occurrence = f"endpoint:{endpoint_id}", f"{EventType.PING}:{payload.instant(now)}"
    return Alert(
        id=alert_id("", subject, occurrence),
        tenant=tenant,
        subscription_id="",
        claim_id=f"{subject}:{occurrence}",
        event=EventType.PING,
        occurrence=occurrence,
        body=payload.build_ping(endpoint_id, now),
        created=now,
        due=now,
        reason="a test",
    )


def bundle_alert(subscription: Subscription, alerts: Sequence[Alert], now: datetime) -> Alert:
    """The digest of alerts that share a bundle, oldest first.

    Its id holds the first of them: one that was committed too late for its digest makes another digest.
    """
    first = alerts[0]
    bundle = f"{first.bundle}:{first.id}"
    return replace(
        first,
        id=alert_id(subscription.id, bundle, EventType.DIGEST),
        claim_id=bundle,
        event=EventType.DIGEST,
        occurrence=EventType.DIGEST,
        body=payload.build_digest(subscription, alerts, first.bundle, first.due),
        created=now,
        due=now,
        reason=f"{len(alerts)} alerts collected",
        disposition=Disposition.SEND,
        statement_id="",
        figure_id="",
        article_id="",
    )
