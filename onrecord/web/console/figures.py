"""Figures: everybody who is tracked, and the record of one."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from onrecord.store import queries, queries_figures
from onrecord.store.filters import StatementFilter
from onrecord.store.queries_figures import DayCount
from onrecord.web.auth import Reader
from onrecord.web.console import charts
from onrecord.web.console.pages import render
from onrecord.web.parts import Parts
from onrecord.web.problems import ProblemError

router = APIRouter(include_in_schema=False)

YEAR, MONTH = 364, 30


@router.get("/figures")
async def figures_page(parts: Parts, who: Reader, request: Request) -> Response:
    """Everybody who is tracked, with what was heard last."""
    async with parts.store.view() as view:
        until = await queries_figures.ends(view, parts.now().date(), MONTH)
        since = until - timedelta(days=MONTH - 1)
        last = await queries_figures.last_heard(view, [figure.id for figure in parts.figures])
        volume = await queries_figures.volume(view, since)
    counts: dict[str, list[DayCount]] = defaultdict(list)
    for one in volume:
        counts[one.figure_id].append(one)
    drawn = {figure.id: charts.bars(counts[figure.id], since, MONTH, (150, 24)) for figure in parts.figures}
    figures = sorted(parts.figures, key=lambda one: (-drawn[one.id].total, one.name))
    content = {"figures": figures, "last": last, "drawn": drawn, "today": parts.now().date(), "until": until}
    return render(request, "figures.html", who, content)


@router.get("/figures/{figure_id}")
async def figure_page(
    parts: Parts, who: Reader, request: Request, figure_id: str, cursor: str | None = None
) -> Response:
    """A figure: the record over time, topics, outlets, reversals, names and offices."""
    figure = parts.figure.get(figure_id)
    if figure is None:
        raise ProblemError(404, "Nobody of this name is tracked. figures.yaml says who is.")
    async with parts.store.view() as view:
        until = await queries_figures.ends(view, parts.now().date(), YEAR, figure_id)
        since = until - timedelta(days=YEAR - 1)
        volume = await queries_figures.volume(view, since, [figure_id])
        page = await queries.claim_starts(view, StatementFilter(figures=(figure_id,)), cursor=cursor, limit=25)
        content = {
            "figure": figure,
            "today": parts.now().date(),
            "until": until,
            "chart": charts.bars(volume, since, YEAR, (880, 110), 7),
            "topics": await queries_figures.topics_of(view, figure_id),
            "outlets": await queries_figures.outlets_of(view, figure_id),
            "reversals": await queries_figures.reversals(view, figure_id),
            "lines": page.entries,
            "claims": await queries.claims(view, [line.claim_id for line in page.entries]),
            "next": page.next,
        }
    return render(request, "figure.html", who, content)
