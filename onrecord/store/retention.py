"""Retention of the archive: articles that no record rests on are forgotten when they are old enough."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import aliased

from onrecord.store.base import Unit
from onrecord.store.tables.articles import ArticleRow
from onrecord.store.tables.record import UtteranceRow

FORGOTTEN_AT_ONCE = 500
"""Articles that one unit forgets, with their statements: alerts never wait long for SQLite's one writer."""


async def prune(unit: Unit, before: datetime) -> int:
    """Forget articles whose every revision was seen before ``before``, with the statements read in them; how many rows.

    What a decided statement of a tracked figure stands in is evidence and stays, however old. About
    ``FORGOTTEN_AT_ONCE`` of the oldest at a time: call it until it answers 0.
    """
    later = aliased(ArticleRow)
    old = (
        select(ArticleRow.id)
        .where(
            ArticleRow.seen < before,
            ~exists().where(later.id == ArticleRow.id, later.seen >= before),
            ~exists().where(UtteranceRow.article_id == ArticleRow.id),
        )
        .order_by(ArticleRow.seen)
        .limit(FORGOTTEN_AT_ONCE)
    )
    ids = (await unit.scalars(old)).all()
    if not ids:
        return 0
    gone = await unit.execute(delete(ArticleRow).where(ArticleRow.id.in_(ids)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
