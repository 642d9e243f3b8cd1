"""Deliveries of a newsroom: the log, each with its attempts, and sending again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from alerts.spec import Moment, qualified
from onrecord.store import delivery_log
from onrecord.store.delivery_log import AttemptLine, DeliveryFilter, DeliveryLine
from onrecord.store.pages import PAGE, decode, encode
from onrecord.web import actions
from onrecord.web.api import examples
from onrecord.web.api.idempotency import Once
from onrecord.web.api.shapes import PROBLEMS, Body, Count, Cursor, Id, Limit, Results
from onrecord.web.auth import Editor, Reader
from onrecord.web.parts import Parts

router = APIRouter(prefix="/api/v1", tags=["desk"], responses=PROBLEMS)
Key = Annotated[str, Path(min_length=1, max_length=160)]


class ReplayRequest(Body):
    """Deliveries to send again."""

    deliveries: Annotated[list[Id], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class DeliveryDetail:
    """A delivery with its attempts."""

    delivery: DeliveryLine
    attempts: list[AttemptLine]


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
