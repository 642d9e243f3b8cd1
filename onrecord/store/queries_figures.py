"""A figure's record in numbers: how much a day, about what, quoted by whom, and where it turned. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from onrecord.store.queries import StatementLine, lines
from onrecord.store.tables.record import RecordRow, UtteranceRow
from onrecord.store.tables.tallies import FigureDayRow, FigureOutletRow, FigureTopicRow

REVERSING = frozenset({"polarity", "direction"})
"""Differences (``processors.differences``) that turn a claim round, and do not only change its figure or its date."""

_LOOKED_AT = 150
"""Newest updates searched for reversals."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many statements with one decision were published on one day."""

    figure_id: str
    day: date
    decision: str
    count: int


async def volume(view: AsyncSession, since: date, figures: Sequence[str] | None = None) -> list[DayCount]:
    """Statements a day and decision from ``since`` on, of some figures or of each."""
    columns = (FigureDayRow.figure_id, FigureDayRow.day, FigureDayRow.decision, FigureDayRow.count)
    query = select(*columns).where(FigureDayRow.day >= since, FigureDayRow.count > 0)
    if figures is not None:
        query = query.where(FigureDayRow.figure_id.in_(figures))
    return [DayCount(*row) for row in (await view.execute(query)).all()]


async def loudest(view: AsyncSession, since: date, most: int) -> list[str]:
    """The ids of those of whom most was published from ``since`` on, the loudest first."""
    total = func.sum(FigureDayRow.count)
    counted = select(FigureDayRow.figure_id).where(FigureDayRow.day >= since).group_by(FigureDayRow.figure_id)
    query = counted.having(total > 0).order_by(total.desc(), FigureDayRow.figure_id).limit(most)
    return list(await view.scalars(query))


async def ends(view: AsyncSession, today: date, days: int, figure_id: str | None = None) -> date:
    """The day that a chart of ``days`` ends on: today, or the last one with statements where all are older."""
    query = select(func.max(FigureDayRow.day)).where(FigureDayRow.count > 0)
    last = await view.scalar(query.where(FigureDayRow.figure_id == figure_id) if figure_id is not None else query)
    return today if last is None or last > today - timedelta(days=days) else last


async def topics_of(view: AsyncSession, figure_id: str) -> list[tuple[str, int]]:
    """Topic ids with how many of the figure's statements touch them, most first."""
    counted = select(FigureTopicRow.topic_id, FigureTopicRow.count).where(FigureTopicRow.figure_id == figure_id)
    query = counted.where(FigureTopicRow.count > 0).order_by(FigureTopicRow.count.desc(), FigureTopicRow.topic_id)
    return [(topic, number) for topic, number in (await view.execute(query.limit(20))).all()]


async def outlets_of(view: AsyncSession, figure_id: str) -> list[tuple[str, str, int]]:
    """Outlets that quote the figure most: id, name, how many statements."""
    row = FigureOutletRow
    counted = select(row.outlet_id, row.outlet_name, row.count).where(row.figure_id == figure_id, row.count > 0)
    query = counted.order_by(row.count.desc(), row.outlet_id).limit(12)
    return [(outlet, name, number) for outlet, name, number in (await view.execute(query)).all()]


async def reversals(view: AsyncSession, figure_id: str, most: int = 10) -> list[StatementLine]:
    """The newest updates that turn an earlier claim round."""
    query = (
        select(UtteranceRow.seq)
        .where(UtteranceRow.figure_id == figure_id, UtteranceRow.decision == "update")
        .order_by(UtteranceRow.seq.desc())
        .limit(_LOOKED_AT)
    )
    updates = await lines(view, list(await view.scalars(query)))
    return [line for line in updates if _turns(frozenset(one.what for one in line.verdict.differs))][:most]


def _turns(differs: frozenset[str]) -> bool:
    """Whether differences of these kinds turn a claim round; of another name it is no longer the same matter."""
    return not differs.isdisjoint(REVERSING) and "name" not in differs


async def last_heard(view: AsyncSession, figure_ids: Sequence[str]) -> dict[str, StatementLine]:
    """The newest statement of each figure that has one."""
    newest = (
        select(UtteranceRow.seq)
        .where(UtteranceRow.figure_id == RecordRow.figure_id)
        .order_by(UtteranceRow.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    seqs = await view.scalars(select(newest).where(RecordRow.figure_id.in_(figure_ids)))
    return {line.figure_id: line for line in await lines(view, [seq for seq in seqs if seq is not None])}
