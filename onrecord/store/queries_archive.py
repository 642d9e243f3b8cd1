"""Lists over the archive: articles, an article's revisions, statements kept for review. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from onrecord.store.pages import PAGE, CursorError, Page, decode, encode, page_of
from onrecord.store.tables.articles import ArticleRow
from onrecord.store.tables.record import UtteranceRow
from processors.models import reason_taken_down


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as lists show it: its newest revision, without the text."""

    id: str
    revision: int
    url: str
    outlet_id: str
    outlet_name: str
    title: str
    lang: str | None
    published: datetime | None
    seen: datetime
    fetched: datetime
    story_id: str
    named: tuple[str, ...]
    notes: tuple[str, ...]


_COLUMNS: tuple[Any, ...] = (
    ArticleRow.id, ArticleRow.revision, ArticleRow.url, ArticleRow.outlet_id, ArticleRow.outlet_name, ArticleRow.title,
    ArticleRow.lang, ArticleRow.published, ArticleRow.seen, ArticleRow.fetched, ArticleRow.story_id, ArticleRow.named,
    ArticleRow.notes,
)  # fmt: skip


def _article_line(row: Any) -> ArticleLine:
    values = row._asdict()
    return ArticleLine(**values | {"named": tuple(values["named"]), "notes": tuple(values["notes"])})


def _moment(text: str | int) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise CursorError("the cursor is not one of ours: use the one in `next`, unchanged") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def articles(
    view: AsyncSession, *, outlet_id: str | None = None, limit: int = PAGE, cursor: str | None = None
) -> Page[ArticleLine]:
    """Articles by when they were first seen, newest first; each in its newest revision."""
    newer = aliased(ArticleRow)
    superseded = select(newer.revision).where(newer.id == ArticleRow.id, newer.revision > ArticleRow.revision)
    query = select(*_COLUMNS).where(~superseded.exists())
    if outlet_id is not None:
        query = query.where(ArticleRow.outlet_id == outlet_id)
    if cursor is not None:
        seen, after = decode(cursor, str, str)
        query = query.where(ArticleRow.seen <= _moment(seen)).where(
            tuple_(ArticleRow.seen, ArticleRow.id) < tuple_(_moment(seen), str(after))
        )
    rows = (await view.execute(query.order_by(ArticleRow.seen.desc(), ArticleRow.id.desc()).limit(limit + 1))).all()
    found = [_article_line(row) for row in rows]
    return page_of(found, limit, [encode(one.seen.isoformat(), one.id) for one in found])


async def revisions(view: AsyncSession, article_id: str) -> list[int]:
    """The numbers of an article's revisions, oldest first."""
    query = select(ArticleRow.revision).where(ArticleRow.id == article_id).order_by(ArticleRow.revision)
    return list(await view.scalars(query))


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in the list of them. ``taken_down``: why the outlet shows it no more, where it does not."""

    number: int
    fetched: datetime
    taken_down: str


async def revision_lines(view: AsyncSession, article_id: str) -> list[RevisionLine]:
    """An article's revisions, oldest first."""
    query = select(ArticleRow.revision, ArticleRow.fetched, ArticleRow.notes).where(ArticleRow.id == article_id)
    rows = (await view.execute(query.order_by(ArticleRow.revision))).all()
    return [RevisionLine(number, fetched, reason_taken_down(notes)) for number, fetched, notes in rows]


async def decided_in(view: AsyncSession, article_id: str) -> dict[str, tuple[str, str]]:
    """Which statements of an article were decided: id to (decision, claim id)."""
    query = select(UtteranceRow.id, UtteranceRow.decision, UtteranceRow.claim_id)
    rows = (await view.execute(query.where(UtteranceRow.article_id == article_id))).all()
    return {id_: (decision, claim) for id_, decision, claim in rows}


async def copies(view: AsyncSession, story_id: str, most: int = 50) -> list[ArticleLine]:
    """Articles of one story (syndication), the first seen first."""
    query = select(*_COLUMNS).where(ArticleRow.story_id == story_id, ArticleRow.revision == 1)
    rows = (await view.execute(query.order_by(ArticleRow.seen).limit(most))).all()
    return [_article_line(row) for row in rows]


async def story_of(view: AsyncSession, article_id: str) -> str | None:
    """The story that an article belongs to."""
    query = select(ArticleRow.story_id).where(ArticleRow.id == article_id).order_by(ArticleRow.revision.desc()).limit(1)
    return await view.scalar(query)
