"""A figure's record in numbers: how much a day, about what, quoted by whom, and where it turned. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from onrecord.store.queries import StatementLine, lines
from onrecord.store.tables.record import UtteranceRow, UtteranceTopicRow

REVERSING = frozenset({"polarity", "negation", "commitment", "stance"})
"""Differences that turn a claim round, not only change its figure."""

_LOOKED_AT = 150
"""Newest updates searched for reversals."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many statements with one decision were published on one day."""

    figure_id: str
    day: date
    decision: str
    count: int


async def volume(view: AsyncSession, since: date, figure_id: str | None = None) -> list[DayCount]:
    """Statements a day and decision from ``since`` on, of one figure or of each."""
    columns = (UtteranceRow.figure_id, UtteranceRow.day, UtteranceRow.decision)
    query = select(*columns, func.count()).where(UtteranceRow.day >= since).group_by(*columns)
    if figure_id is not None:
        query = query.where(UtteranceRow.figure_id == figure_id)
    return [DayCount(*row) for row in (await view.execute(query)).all()]


async def topics_of(view: AsyncSession, figure_id: str) -> list[tuple[str, int]]:
    """Topic ids with how many of the figure's statements touch them, most first."""
    count = func.count()
    query = (
        select(UtteranceTopicRow.topic_id, count)
        .where(UtteranceTopicRow.figure_id == figure_id)
        .group_by(UtteranceTopicRow.topic_id)
        .order_by(count.desc(), UtteranceTopicRow.topic_id)
        .limit(20)
    )
    return [(topic, number) for topic, number in (await view.execute(query)).all()]


async def outlets_of(view: AsyncSession, figure_id: str) -> list[tuple[str, str, int]]:
    """Outlets that quote the figure most: id, name, how many statements."""
    count = func.count()
    query = (
        select(UtteranceRow.outlet_id, func.max(UtteranceRow.outlet_name), count)
        .where(UtteranceRow.figure_id == figure_id)
        .group_by(UtteranceRow.outlet_id)
        .order_by(count.desc(), UtteranceRow.outlet_id)
        .limit(12)
    )
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
    return [line for line in updates if any(d.what in REVERSING for d in line.verdict.differs)][:most]


async def last_heard(view: AsyncSession, figure_ids: Sequence[str]) -> dict[str, StatementLine]:
    """The newest statement of each figure that has one."""
    seqs = []
    for figure_id in figure_ids:
        newest = select(func.max(UtteranceRow.seq)).where(UtteranceRow.figure_id == figure_id)
        seqs.append(await view.scalar(newest))
    return {line.figure_id: line for line in await lines(view, [seq for seq in seqs if seq is not None])}
