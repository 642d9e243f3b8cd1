"""A subscription without an endpoint: as an Atom feed for readers, as server-sent events for programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse

from alerts.rendering import render
from onrecord.store import queries_desk
from onrecord.store.queries_desk import AlertLine
from onrecord.web import actions
from onrecord.web.api.shapes import PROBLEMS
from onrecord.web.auth import Reader
from onrecord.web.live import Follower, event
from onrecord.web.parts import Parts, WebParts

router = APIRouter(prefix="/api/v1", tags=["feeds"], responses=PROBLEMS)

Name = Annotated[str, Path(alias="subscription_id", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]

ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 65534, 65535])
"""Characters that XML 1.0 cannot hold (section 2.2); feeds have them all the same."""

SETTLE_S = 0.5
"""Between a decision and looking for its alert: both are one transaction, so this is for a lagging replica."""


@router.get("/subscriptions/{subscription_id}/feed", response_class=Response)
async def atom(parts: Parts, who: Reader, request: Request, name: Name) -> Response:
    """The newest alerts as an Atom feed (RFC 4287); its entries have the alerts' ids."""
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "subscription", name)
        line = await queries_desk.subscription(view, who.tenant, full)
        alerts = await queries_desk.alerts_of(view, full)
    title = (line.subscription.name or name) if line else name
    base = parts.public_url or str(request.base_url).rstrip("/")
    body = feed_of(title, f"{base}/api/v1/subscriptions/{name}/feed", base, alerts, parts.now())
    return Response(body, media_type="application/atom+xml")


def _plain(text: str) -> str:
    return text.translate(_NOT_XML)


def feed_of(title: str, address: str, base: str, alerts: list[AlertLine], now: datetime) -> bytes:
    """Alerts as an Atom document. Pure."""
    feed = ET.Element("feed", {"xmlns": ATOM})
    ET.SubElement(feed, "title").text = _plain(title)
    ET.SubElement(feed, "id").text = address
    ET.SubElement(feed, "link", {"rel": "self", "href": address})
    ET.SubElement(feed, "updated").text = (alerts[0].created if alerts else now).isoformat()
    author = ET.SubElement(feed, "author")
    ET.SubElement(author, "name").text = "onrecord"
    for alert in alerts:
        _entry(feed, base, alert)
    document: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _entry(feed: ET.Element, base: str, alert: AlertLine) -> None:
    envelope = json.loads(alert.body)
    message = render(envelope)
    entry = ET.SubElement(feed, "entry")
    ET.SubElement(entry, "id").text = f"urn:uuid:{alert.id}"
    ET.SubElement(entry, "title").text = _plain(message.title)
    ET.SubElement(entry, "updated").text = alert.created.isoformat()
    claim = (envelope["data"].get("claim") or {}).get("id")
    if claim:
        ET.SubElement(entry, "link", {"rel": "alternate", "href": f"{base}/claims/{claim}"})
    ET.SubElement(entry, "summary").text = _plain(message.text)
    ET.SubElement(entry, "category", {"term": alert.event})


@router.get("/subscriptions/{subscription_id}/events", response_class=StreamingResponse)
async def events(parts: Parts, who: Reader, request: Request, name: Name) -> StreamingResponse:
    """Alerts as server-sent events, from now on: `event` is the alert's type, `data` its webhook body."""
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "subscription", name)
        told = {alert.id for alert in await queries_desk.alerts_of(view, full)}
    stream = _stream(request, parts, full, told)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _stream(request: Request, parts: WebParts, full: str, told: set[str]) -> AsyncIterator[str]:
    follower: Follower = request.app.state.follower
    yield "retry: 2000\n\n"
    async for newest in follower.after(follower.newest):
        if newest is None:
            yield ": still here\n\n"  # and a look all the same: a retraction comes without a new statement
        await asyncio.sleep(SETTLE_S)
        async with parts.store.view() as view:
            alerts = await queries_desk.alerts_of(view, full)
        for alert in reversed(alerts):
            if alert.id not in told:
                told.add(alert.id)
                yield event(newest or follower.newest, alert.event, alert.body)
