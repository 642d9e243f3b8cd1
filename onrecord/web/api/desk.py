"""A newsroom's own: subscriptions, endpoints, silences, deliveries, backtest, explain. Nobody else's is in reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from alerts.backtest import Fired, NearMiss
from alerts.matching import Check
from alerts.models import Silence
from alerts.spec import EndpointSpec, Moment, SilenceSpec, SubscriptionSpec, qualified
from onrecord.store import accounts, delivery_log, explanations, queries_desk
from onrecord.store.accounts import AuditLine
from onrecord.store.delivery_log import AttemptLine, DeliveryFilter, DeliveryLine, EndpointLine
from onrecord.store.explanations import HeldBack, Sent
from onrecord.store.pages import PAGE, decode, encode
from onrecord.store.queries_desk import SubscriptionLine
from onrecord.store.recovery import Missed
from onrecord.web import actions
from onrecord.web.actions import Shown
from onrecord.web.api import examples
from onrecord.web.api.idempotency import Once
from onrecord.web.api.shapes import PROBLEMS, Cursor, Id, Limit, Results
from onrecord.web.auth import Editor, Operator, Reader
from onrecord.web.parts import Parts

router = APIRouter(prefix="/api/v1", tags=["desk"], responses=PROBLEMS)


def _own(name: str) -> Any:
    return Path(alias=name, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="Its id in this newsroom.")


SubscriptionName = Annotated[str, _own("subscription_id")]
EndpointName = Annotated[str, _own("endpoint_id")]
SilenceName = Annotated[str, _own("silence_id")]
AskedSubscription = Annotated[SubscriptionSpec, examples.body("One figure on two topics", examples.SUBSCRIPTION)]
AskedEndpoint = Annotated[EndpointSpec, examples.body("A signed webhook", examples.ENDPOINT)]
AskedSilence = Annotated[SilenceSpec, examples.body("Two hours on air", examples.SILENCE)]
Key = Annotated[str, Path(min_length=1, max_length=160)]
Since = Annotated[Moment, Query(description="From this moment on; 14 days back at most.")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BacktestRequest(_Asked):
    """A subscription to try, and on which span of the archive (30 days up to now where left out)."""

    subscription: SubscriptionSpec
    since: Moment | None = None
    until: Moment | None = None


class ReplayRequest(_Asked):
    """Deliveries to send again."""

    deliveries: Annotated[list[Id], Field(min_length=1, max_length=500)]


class RecoverRequest(_Asked):
    """From when on what was missed is sent again."""

    since: Moment


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
class EndpointSaved:
    """An endpoint that was written; ``secret`` is shown this once, where one was made."""

    id: str
    secret: Shown | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many deliveries are sent again."""

    deliveries: int


@dataclass(frozen=True, slots=True)
class TestSent:
    """A test on its way; the delivery's attempts say what came of it."""

    delivery_id: str


@dataclass(frozen=True, slots=True)
class DeliveryDetail:
    """A delivery with its attempts."""

    delivery: DeliveryLine
    attempts: list[AttemptLine]


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
        Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="Id of one of the newsroom's subscriptions."),
    ],
) -> Results[Explained]:
    """Why a subscription was told of a statement, or was not; empty where it never became an occasion."""
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "subscription", subscription)
        line = await queries_desk.subscription(view, who.tenant, full)
        assert line is not None
        found = await explanations.explain_statement(view, statement, line.subscription)
    return Results(results=[Explained(e.facts.event, e.verdict, e.checks, e.held, e.deliveries) for e in found])


@router.get("/endpoints")
async def list_endpoints(parts: Parts, who: Reader) -> Results[EndpointLine]:
    """The newsroom's endpoints, without secrets and with the host alone of each address."""
    async with parts.store.view() as view:
        return Results(results=await delivery_log.endpoints(view, who.tenant))


@router.post("/endpoints", status_code=201)
async def create_endpoint(parts: Parts, who: Editor, spec: AskedEndpoint) -> EndpointSaved:
    """Make an endpoint. A webhook without a secret gets one: it is in this answer and nowhere else."""
    secret = await actions.save_endpoint(parts, who, spec, new=True)
    return EndpointSaved(spec.id or "", secret)


@router.put("/endpoints/{endpoint_id}")
async def replace_endpoint(parts: Parts, who: Editor, name: EndpointName, spec: AskedEndpoint) -> EndpointSaved:
    """Change an endpoint; another secret is rotated in, the old one signs on beside it for 24 hours."""
    await actions.save_endpoint(parts, who, spec.model_copy(update={"id": name}))
    return EndpointSaved(name, None)


@router.delete("/endpoints/{endpoint_id}", status_code=204)
async def delete_endpoint(parts: Parts, who: Editor, name: EndpointName) -> None:
    """Remove an endpoint that no subscription names any more."""
    await actions.remove_endpoint(parts, who, name)


@router.post("/endpoints/{endpoint_id}/rotate")
async def rotate(parts: Parts, who: Editor, name: EndpointName) -> Shown:
    """Give an endpoint a new secret, shown this once; the old one signs on beside it for 24 hours."""
    return await actions.rotate_secret(parts, who, name)


@router.post("/endpoints/{endpoint_id}/test", status_code=202)
async def test(parts: Parts, who: Editor, name: EndpointName, once: Once) -> TestSent:
    """Send a signed test."""

    async def work() -> TestSent:
        return TestSent(await actions.test_endpoint(parts, who, name))

    return await once(TestSent, work)


@router.post("/endpoints/{endpoint_id}/pause", status_code=204)
async def pause(parts: Parts, who: Editor, name: EndpointName) -> None:
    """Send nothing until it is resumed; what is due waits."""
    await actions.pause_endpoint(parts, who, name)


@router.post("/endpoints/{endpoint_id}/resume")
async def resume(parts: Parts, who: Editor, name: EndpointName) -> Count:
    """Send again, beginning with what waits."""
    return Count(await actions.resume_endpoint(parts, who, name))


@router.get("/endpoints/{endpoint_id}/missed")
async def missed(parts: Parts, who: Reader, name: EndpointName, since: Since) -> Missed:
    """How much a recovery would send, before it does."""
    return await actions.missed(parts, who, name, since)


@router.post("/endpoints/{endpoint_id}/recover")
async def recover(
    parts: Parts,
    who: Editor,
    name: EndpointName,
    asked: Annotated[RecoverRequest, examples.body("Since New Year", examples.RECOVER)],
    once: Once,
) -> Count:
    """Send anew what the endpoint missed since then (14 days at most)."""

    async def work() -> Count:
        return Count(await actions.recover(parts, who, name, asked.since))

    return await once(Count, work)


class DeliveriesAsked(BaseModel):
    """Which deliveries."""

    endpoint: str | None = Field(None, max_length=64, description="Id of an endpoint.")
    subscription: str | None = Field(None, max_length=64, description="Id of a subscription.")
    state: str | None = Field(None, max_length=16, description="pending, delivered, exhausted or refused.")
    event: str | None = Field(None, max_length=32)
    since: Moment | None = None
    limit: Limit = PAGE
    cursor: Cursor = None


@router.get("/deliveries")
async def list_deliveries(
    parts: Parts, who: Reader, asked: Annotated[DeliveriesAsked, Query()]
) -> Results[DeliveryLine]:
    """The newsroom's deliveries, newest first."""
    before = int(decode(asked.cursor, int)[0]) if asked.cursor else None
    wanted = DeliveryFilter(
        tenant=who.tenant,
        endpoint_id=qualified(who.tenant, asked.endpoint) if asked.endpoint else None,
        subscription_id=qualified(who.tenant, asked.subscription) if asked.subscription else None,
        state=asked.state,
        event=asked.event,
        since=asked.since,
        before=before,
    )
    async with parts.store.view() as view:
        found = await delivery_log.deliveries(view, wanted, asked.limit + 1)
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return Results(results=found, next=encode(found[-1].seq) if more else None)


@router.post("/deliveries/replay")
async def replay(
    parts: Parts,
    who: Editor,
    asked: Annotated[ReplayRequest, examples.body("One of the list", examples.REPLAY)],
    once: Once,
) -> Count:
    """Send deliveries again: same body, same `webhook-id`."""

    async def work() -> Count:
        return Count(await actions.replay(parts, who, asked.deliveries))

    return await once(Count, work)


@router.get("/deliveries/{delivery_id}")
async def get_delivery(parts: Parts, who: Reader, delivery_id: Key) -> DeliveryDetail:
    """A delivery with each attempt; what the receiver answered is for editors."""
    async with parts.store.view() as view:
        line = await actions.own_delivery(view, who, delivery_id)
        attempts = await delivery_log.attempts(view, delivery_id)
    return DeliveryDetail(line, actions.readable(who, attempts))


@router.get("/silences")
async def list_silences(parts: Parts, who: Reader) -> Results[Silence]:
    """Silences in force or to come."""
    async with parts.store.view() as view:
        return Results(results=await queries_desk.silences(view, who.tenant, parts.now()))


@router.post("/silences", status_code=204)
async def create_silence(parts: Parts, who: Editor, spec: AskedSilence) -> None:
    """Hold back what matches until it ends; corrections come through all the same."""
    await actions.save_silence(parts, who, spec)


@router.delete("/silences/{silence_id}", status_code=204)
async def delete_silence(parts: Parts, who: Editor, name: SilenceName) -> None:
    """End a silence now."""
    await actions.end_silence(parts, who, name)


@router.get("/audit")
async def list_audit(
    parts: Parts, who: Operator, limit: Annotated[Limit, Query()] = PAGE, cursor: Annotated[Cursor, Query()] = None
) -> Results[AuditLine]:
    """Who changed what in this newsroom, newest first."""
    async with parts.store.view() as view:
        page = await accounts.audit(view, who.tenant, limit=limit, cursor=cursor)
    return Results(results=list(page.entries), next=page.next)


@router.get("/sources")
async def list_sources(parts: Parts, who: Reader) -> Results[queries_desk.SourceLine]:
    """The sources as their last polls left them."""
    del who
    async with parts.store.view() as view:
        return Results(results=sorted((await queries_desk.sources(view)).values(), key=lambda line: line.id))
