"""The archive of articles: what was read in each revision. All inside the caller's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from onrecord.store.base import Unit
from onrecord.store.log import insert_ignore
from onrecord.store.tables.articles import ArticleRow, StatementRow
from onrecord.store.tables.record import UtteranceRow
from processors.models import Article, Entity, KeywordHit, Mention, Outlet, Reading, Statement

_STATEMENT = TypeAdapter(Statement)
_PARTS = TypeAdapter(dict[str, tuple[Mention, ...] | tuple[Entity, ...] | tuple[KeywordHit, ...]])


STORIES_COMPARED = 1000
"""Articles that a new one is compared with: some three days of 300 articles that name a tracked figure, about 30 ms."""


@dataclass(frozen=True, slots=True)
class FiledStatement:
    """A statement with its id, the topics of its paragraph and the gate that held it back (empty: may alert)."""

    id: str
    statement: Statement
    topics: tuple[str, ...]
    gate: str


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier article for the comparison of near-duplicates."""

    article_id: str
    story_id: str
    fingerprint: tuple[str, ...]


async def file_article(
    unit: Unit, article: Article, reading: Reading, story_id: str, fingerprint: Sequence[str]
) -> None:
    """Keep one revision with what was read in it; filing it again changes nothing."""
    row = {
        "id": article.id,
        "revision": article.revision,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "source_id": article.source_id,
        "outlet_id": article.outlet.id,
        "outlet_name": article.outlet.name,
        "title": article.title,
        "text": article.text,
        "lang": article.lang,
        "author": article.author,
        "section": article.section,
        "content_hash": article.content_hash,
        "published": article.published,
        "updated": article.updated,
        "seen": article.seen,
        "fetched": article.fetched,
        "story_id": story_id,
        "fingerprint": list(fingerprint),
        "notes": [*article.notes, *reading.notes],
        "named": list(reading.named),
        **_PARTS.dump_python(
            {"mentions": reading.mentions, "entities": reading.entities, "keywords": reading.keywords}, mode="json"
        ),
    }
    await unit.execute(insert_ignore(unit, ArticleRow, [row]))


async def file_statements(unit: Unit, article: Article, filed: Sequence[FiledStatement]) -> None:
    """Keep the statements of one revision; filing them again replaces them (a newer program may read better)."""
    of_revision = (StatementRow.article_id == article.id, StatementRow.revision == article.revision)
    await unit.execute(delete(StatementRow).where(*of_revision))
    rows = [_statement_row(article, one) for one in filed]
    if rows:
        await unit.execute(insert_ignore(unit, StatementRow, rows))


def _statement_row(article: Article, one: FiledStatement) -> dict[str, object]:
    statement = one.statement
    return {
        "id": one.id,
        "article_id": article.id,
        "revision": article.revision,
        "figure_id": statement.figure_id,
        "speaker": statement.speaker,
        "text": statement.text,
        "kind": statement.kind.value,
        "modality": statement.modality.value,
        "confidence": statement.confidence,
        "start": statement.start,
        "end": statement.end,
        "in_title": statement.in_title,
        "lang": statement.lang,
        "said_on": statement.said_on,
        "published": article.published or article.seen,
        "topics": list(one.topics),
        "trail": _STATEMENT.dump_python(statement, mode="json"),
        "gate": one.gate,
    }


async def statements_of(unit: Unit, article_id: str, revision: int) -> list[FiledStatement]:
    """The statements of one revision, in the order of the text."""
    query = (
        select(StatementRow)
        .where(StatementRow.article_id == article_id, StatementRow.revision == revision)
        .order_by(StatementRow.start)
    )
    return [
        FiledStatement(row.id, _STATEMENT.validate_python(row.trail), tuple(row.topics), row.gate)
        for row in (await unit.scalars(query)).all()
    ]


async def article(unit: Unit, article_id: str, revision: int | None = None) -> Article | None:
    """One revision of an article, the newest where none is named; None where there is none."""
    query = select(ArticleRow).where(ArticleRow.id == article_id).order_by(ArticleRow.revision.desc())
    if revision is not None:
        query = query.where(ArticleRow.revision == revision)
    row = (await unit.scalars(query.limit(1))).first()
    return _to_article(row) if row else None


def _to_article(row: ArticleRow) -> Article:
    return Article(
        id=row.id,
        revision=row.revision,
        url=row.url,
        canonical_url=row.canonical_url,
        outlet=Outlet(row.outlet_id, row.outlet_name),
        source_id=row.source_id,
        title=row.title,
        text=row.text,
        content_hash=row.content_hash,
        seen=row.seen,
        fetched=row.fetched,
        published=row.published,
        updated=row.updated,
        author=row.author,
        lang=row.lang,
        section=row.section,
        notes=tuple(row.notes),
    )


async def recent_stories(unit: Unit, article: Article, window: timedelta) -> list[Near]:
    """Articles published within ``window`` of this one that name a tracked figure, for the story link."""
    when: datetime = article.published or article.seen
    query = (
        select(ArticleRow.id, ArticleRow.story_id, ArticleRow.fingerprint)
        .where(ArticleRow.published.between(when - window, when + window), ArticleRow.id != article.id)
        .order_by(ArticleRow.published.desc())
        .limit(STORIES_COMPARED)
    )
    return [Near(id_, story, tuple(prints)) for id_, story, prints in (await unit.execute(query)).all()]


async def claim_stands(unit: Unit, claim_id: str, article: Article) -> bool:
    """Whether this revision still makes the claim, in whatever words: then nothing was withdrawn."""
    standing = select(StatementRow.id).where(
        StatementRow.article_id == article.id, StatementRow.revision == article.revision
    )
    query = select(UtteranceRow.id).where(UtteranceRow.claim_id == claim_id, UtteranceRow.id.in_(standing))
    return (await unit.scalars(query.limit(1))).first() is not None
