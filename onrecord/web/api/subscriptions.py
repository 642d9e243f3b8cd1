"""Subscriptions of a newsroom, what one would have sent, and why one was told or was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from alerts.backtest import Fired, NearMiss
from alerts.matching import Check
from alerts.spec import Moment, SubscriptionSpec
from onrecord.store import explanations, queries_desk
from onrecord.store.explanations import HeldBack, Sent
from onrecord.store.queries_desk import SubscriptionLine
from onrecord.web import actions
from onrecord.web.api import examples
from onrecord.web.api.idempotency import Once
from onrecord.web.api.shapes import OWN_NAME, PROBLEMS, Body, Results, own
from onrecord.web.auth import Editor, Reader
from onrecord.web.parts import Parts

router = APIRouter(prefix="/api/v1", tags=["desk"], responses=PROBLEMS)
SubscriptionName = Annotated[str, own("subscription_id")]
AskedSubscription = Annotated[SubscriptionSpec, examples.body("One figure on two topics", examples.SUBSCRIPTION)]


class BacktestRequest(Body):
    """A subscription to try, and on which span of the archive (30 days up to now where left out)."""

    subscription: SubscriptionSpec
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A statement that would have fired, or that one gate alone held back (then ``gate`` and ``reason`` say which)."""

    event: str
    figure_id: str
    claim_id: str
    statement_id: str
    outlet_id: str
    decided: datetime
    due: datetime | None
    gate: str
    reason: str


def _tried(one: Fired | NearMiss) -> Tried:
    facts = one.facts
    due, reason = (one.due, "") if isinstance(one, Fired) else (None, one.reason)
    return Tried(
        facts.event, facts.figure_id, facts.claim_id, facts.statement_id, facts.outlet_id, facts.decided, due, one.gate,
        reason,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """What would have fired. ``held`` counts by the first gate that said no; ``alone``: where it was the only one."""

    since: datetime
    until: datetime
    seen: int
    total: int
    per_day: dict[str, int]
    events: dict[str, int]
    held: dict[str, int]
    alone: dict[str, int]
    delayed: dict[str, int]
    examples: list[Tried]
    near_misses: list[Tried]
    evidence: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Explained:
    """What one subscription made of a statement: every gate, what was held, what was sent."""

    event: str
    verdict: str
    checks: tuple[Check, ...]
    held: tuple[HeldBack, ...]
    deliveries: tuple[Sent, ...]


@router.get("/subscriptions")
async def list_subscriptions(parts: Parts, who: Reader) -> Results[SubscriptionLine]:
    """The newsroom's subscriptions, by name."""
    async with parts.store.view() as view:
        return Results(results=await queries_desk.subscriptions(view, who.tenant))


@router.post("/subscriptions", status_code=201)
async def create_subscription(parts: Parts, who: Editor, spec: AskedSubscription, once: Once) -> SubscriptionLine:
    """Make a subscription; its id must be free."""
    return await once(SubscriptionLine, lambda: actions.save_subscription(parts, who, spec, new=True))


@router.get("/subscriptions/{subscription_id}")
async def get_subscription(parts: Parts, who: Reader, name: SubscriptionName) -> SubscriptionLine:
    """One subscription."""
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "subscription", name)
        line = await queries_desk.subscription(view, who.tenant, full)
    assert line is not None
    return line


@router.put("/subscriptions/{subscription_id}")
async def replace_subscription(
    parts: Parts, who: Editor, name: SubscriptionName, spec: AskedSubscription
) -> SubscriptionLine:
    """Change a subscription."""
    return await actions.save_subscription(parts, who, spec.model_copy(update={"id": name}))


@router.delete("/subscriptions/{subscription_id}", status_code=204)
async def delete_subscription(parts: Parts, who: Editor, name: SubscriptionName) -> None:
    """Remove a subscription; what it was told stays in the log."""
    await actions.remove_subscription(parts, who, name)


@router.post("/backtest")
async def backtest(
    parts: Parts, who: Reader, asked: Annotated[BacktestRequest, examples.body("A month of it", examples.BACKTEST)]
) -> BacktestResult:
    """What a subscription would have sent; nothing is kept and nothing is sent."""
    until = asked.until or parts.now()
    since = asked.since or until - timedelta(days=30)
    tried = await actions.backtest(parts, who, asked.subscription, since, until)
    result = tried.result
    return BacktestResult(
        since=since,
        until=until,
        seen=result.seen,
        total=result.total,
        per_day={day.isoformat(): count for day, count in sorted(result.per_day.items())},
        events=dict(result.events),
        held=dict(result.held),
        alone=dict(result.alone),
        delayed=dict(result.delayed),
        examples=[_tried(one) for one in result.examples],
        near_misses=[_tried(one) for one in result.near_misses],
        evidence=tried.evidence,
    )


@router.get("/explain")
async def explain(
    parts: Parts,
    who: Reader,
    statement: Annotated[str, Query(min_length=1, max_length=160, description="Id of a statement.")],
    subscription: Annotated[
        str,
        Query(pattern=OWN_NAME, description="Id of one of the newsroom's subscriptions."),
    ],
) -> Results[Explained]:
    """Why a subscription was told of a statement, or was not; empty where it never became an occasion."""
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "subscription", subscription)
        line = await queries_desk.subscription(view, who.tenant, full)
        assert line is not None
        found = await explanations.explain_statement(view, statement, line.subscription)
    return Results(results=[Explained(e.facts.event, e.verdict, e.checks, e.held, e.deliveries) for e in found])
