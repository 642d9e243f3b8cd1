"""The wire: what is said, as it is decided; and its stream."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from onrecord.store import queries, queries_figures
from onrecord.store.filters import StatementFilter
from onrecord.store.queries import StatementLine
from onrecord.store.queries_figures import DayCount
from onrecord.web.auth import Reader
from onrecord.web.console import charts
from onrecord.web.console.pages import LANGUAGES, fragment, query, render
from onrecord.web.live import Follower, event
from onrecord.web.parts import Parts, WebParts
from processors.claims import ClaimState

router = APIRouter(include_in_schema=False)

DAYS = 14
"""Days of the volume beside the wire."""

MOST_FIGURES = 12
"""Figures in the volume: those of whom most was heard."""

_OFTEN = 100
"""Statements sent at once to who was away for a while; above it the page is loaded anew."""


class Look(BaseModel):
    """What the wire is narrowed to, as it stands in the address. An empty field asks nothing."""

    figure: str = Field("", max_length=160)
    topic: str = Field("", max_length=160)
    outlet: str = Field("", max_length=160)
    lang: str = Field("", max_length=16)
    kind: str = Field("", max_length=16)
    show: str = Field("", max_length=16)
    day: date | None = None
    q: str = Field("", max_length=400)

    def filter(self) -> StatementFilter:
        """The filter as the store takes it: claims, or everything with its repeats."""
        start = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC) if self.day else None
        return StatementFilter(
            figures=(self.figure,) if self.figure else (),
            topics=(self.topic,) if self.topic else (),
            outlets=(self.outlet,) if self.outlet else (),
            languages=(self.lang,) if self.lang else (),
            kinds=(self.kind,) if self.kind in {"direct", "mixed", "indirect"} else (),
            decisions={"": queries.STARTS_A_CLAIM, "all": queries.ON_RECORD}.get(self.show, (self.show,)),
            since=start,
            until=start + timedelta(days=1) if start else None,
            words=self.q,
        )

    def address(self, **more: Any) -> str:
        """The query string of this look."""
        return query(**self.model_dump(mode="json", exclude_none=True) | more)


def _blank_day(look: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in look.items() if value != ""}


async def looked(request: Request) -> Look:
    """The look in the address; what makes no sense in it asks nothing."""
    asked = _blank_day(dict(request.query_params))
    asked.pop("cursor", None)
    asked.pop("after", None)
    try:
        return Look.model_validate({name: asked[name] for name in Look.model_fields if name in asked})
    except ValueError:
        return Look()


async def told(view: Any, lines: tuple[StatementLine, ...]) -> dict[str, ClaimState]:
    """The claims that lines belong to."""
    return await queries.claims(view, list({line.claim_id for line in lines}))


@router.get("/")
async def wire(parts: Parts, who: Reader, request: Request, cursor: str | None = None) -> Response:
    """The wire, newest first."""
    look = await looked(request)
    async with parts.store.view() as view:
        until = await queries_figures.ends(view, parts.now().date(), DAYS)
        since = until - timedelta(days=DAYS - 1)
        newest = await queries.newest(view)
        page = await queries.statements(view, look.filter(), cursor=cursor, limit=40)
        claims = await told(view, page.entries)
        several = [c.id for c in claims.values() if c.variants > 1] if look.show == "" else []
        folded = await queries.folded(view, several, 5)
        loud = await queries_figures.loudest(view, since, MOST_FIGURES)
        volume = await queries_figures.volume(view, since, loud)
    content = {
        "look": look,
        "lines": page.entries,
        "claims": claims,
        "folded": folded,
        "next": page.next,
        "live": "" if cursor or look.day else f"/wire/live?{look.address(after=newest)}",
        "volume": _volume(parts, loud, volume, since),
        "until": until if until != parts.now().date() else None,
        "languages": LANGUAGES,
        "first": cursor is None,
        "nothing": newest == 0,
    }
    return render(request, "wire.html", who, content)


def _volume(
    parts: WebParts, loud: list[str], counts: list[DayCount], since: date
) -> list[tuple[str, str, charts.Chart]]:
    """(figure id, name, chart) of those of whom most was heard."""
    by_figure: dict[str, list[DayCount]] = defaultdict(list)
    for one in counts:
        by_figure[one.figure_id].append(one)
    names = {one: parts.figure[one].name if one in parts.figure else one for one in loud}
    return [(one, names[one], charts.bars(by_figure[one], since, DAYS, (112, 22))) for one in loud]


@router.get("/wire/live")
async def live(
    parts: Parts, who: Reader, request: Request, after: Annotated[int, Query(ge=0, lt=2**62)] = 0
) -> StreamingResponse:
    """Server-sent events: ``line`` with a line of the wire, ``repeat`` with how often a claim is carried by now."""
    del who
    look = await looked(request)
    last = request.headers.get("last-event-id", "")
    start = int(last) if last.isdecimal() and len(last) < 19 else after
    stream = _stream(request, parts, look, start)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _stream(request: Request, parts: WebParts, look: Look, seq: int) -> AsyncIterator[str]:
    follower: Follower = request.app.state.follower
    yield "retry: 2000\n\n"
    async for newest in follower.after(seq):
        if newest is None:
            yield ": still here\n\n"
            continue
        for piece in await _since(request, parts, look, seq):
            yield piece
        seq = newest


async def _since(request: Request, parts: WebParts, look: Look, seq: int) -> list[str]:
    """The events for what was decided after ``seq``, oldest first."""
    asked = look.filter()
    async with parts.store.view() as view:
        everything = await queries.statements(view, replace(asked, decisions=()), after=seq, limit=_OFTEN)
        claims = await told(view, everything.entries)
    wanted = asked.decisions
    found = []
    for line in reversed(everything.entries):
        claim = claims.get(line.claim_id)
        if not wanted or line.decision in wanted:
            html = fragment(request, "_live.html", line=line, claim=claim, folded=[], show=look.show)
            found.append(event(line.seq, "line", html))
        elif claim is not None:
            carried = f"{len(claim.outlets)} outlets" if len(claim.outlets) != 1 else "1 outlet"
            found.append(event(line.seq, "repeat", json.dumps({"claim": claim.id, "carried": carried})))
    return found
