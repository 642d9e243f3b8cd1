"""Reading: statements, claims, articles, figures, topics, outlets. The archive is the same for all newsrooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query

from onrecord.store import archive, feedback, queries, queries_archive, queries_figures
from onrecord.store.accounts import Identity
from onrecord.store.archive import FiledStatement
from onrecord.store.feedback import Feedback
from onrecord.store.pages import PAGE
from onrecord.store.queries import StatementLine
from onrecord.store.queries_archive import ArticleLine
from onrecord.store.queries_figures import DayCount
from onrecord.web.api.shapes import PROBLEMS, AskedPage, Cursor, Limit, Results, found
from onrecord.web.auth import Reader
from onrecord.web.parts import Parts
from processors.alterations import Alteration, alterations
from processors.claims import ClaimState
from processors.duplicates import Origin, origin
from processors.models import Article, Figure, Topic

router = APIRouter(prefix="/api/v1", tags=["archive"], responses=PROBLEMS)
Filter = Annotated[AskedPage, Query()]
Key = Annotated[str, Path(min_length=1, max_length=160)]

DAYS = 90
"""Days of a figure's volume in its overview."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with the statement that made it."""

    claim: ClaimState
    statement: StatementLine


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim: its statements (first one first), the claims it changed and that changed it, editors' words."""

    claim: ClaimState
    statements: list[StatementLine]
    history: list[ClaimState]
    feedback: list[Feedback]


@dataclass(frozen=True, slots=True)
class RevisionChanges:
    """What an outlet altered in an article from one revision to the next. ``taken_down``: why it is shown no more."""

    article_id: str
    before: int
    after: int
    taken_down: str
    fetched: datetime
    title: list[Alteration]
    text: list[Alteration]


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that are copies of one another, the first seen first, and the origin as guessed from them."""

    story_id: str
    origin: Origin | None
    copies: list[ArticleLine]


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """One revision of an article with every statement in it, of tracked figures and of others."""

    article: Article
    revisions: list[int]
    statements: list[FiledStatement]


@dataclass(frozen=True, slots=True)
class FigureDetail:
    """A figure with its record in numbers: the last 90 days, topics, outlets."""

    figure: Figure
    volume: list[DayCount]
    topics: list[tuple[str, int]]
    outlets: list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Me:
    """Who a key or session speaks for."""

    tenant: str
    name: str
    role: str


@router.get("/statements")
async def list_statements(parts: Parts, who: Reader, asked: Filter) -> Results[StatementLine]:
    """Decided statements of tracked figures, newest first; `q` searches their words."""
    del who
    async with parts.store.view() as view:
        page = await queries.statements(view, asked.filter(), limit=asked.limit, cursor=asked.cursor)
    return Results(results=list(page.entries), next=page.next)


@router.get("/statements/{statement_id}")
async def get_statement(parts: Parts, who: Reader, statement_id: Key) -> StatementLine:
    """One decided statement with its verdict."""
    del who
    async with parts.store.view() as view:
        return found(await queries.statement(view, statement_id), "statement")


@router.get("/claims")
async def list_claims(parts: Parts, who: Reader, asked: Filter) -> Results[ClaimLine]:
    """Claims, newest first, each with the statement that made it; filters and search are over those statements."""
    del who
    async with parts.store.view() as view:
        page = await queries.claim_starts(view, asked.filter(), limit=asked.limit, cursor=asked.cursor)
        states = await queries.claims(view, [line.claim_id for line in page.entries])
    results = [ClaimLine(states[line.claim_id], line) for line in page.entries if line.claim_id in states]
    return Results(results=results, next=page.next)


@router.get("/claims/{claim_id}")
async def get_claim(parts: Parts, who: Reader, claim_id: Key) -> ClaimDetail:
    """A claim with its wordings, its history and what this newsroom's editors said about it."""
    async with parts.store.view() as view:
        claim = found((await queries.claims(view, [claim_id])).get(claim_id), "claim")
        return ClaimDetail(
            claim,
            await queries.wordings(view, claim_id),
            await queries.history(view, claim),
            await feedback.feedback_on(view, who.tenant, claim_id),
        )


@router.get("/articles")
async def list_articles(
    parts: Parts, who: Reader, outlet: str | None = None, limit: Limit = PAGE, cursor: Cursor = None
) -> Results[ArticleLine]:
    """Articles that name a tracked figure, by when they were first seen, newest first."""
    del who
    async with parts.store.view() as view:
        page = await queries_archive.articles(view, outlet_id=outlet, limit=limit, cursor=cursor)
    return Results(results=list(page.entries), next=page.next)


@router.get("/articles/{article_id}")
async def get_article(parts: Parts, who: Reader, article_id: Key, revision: int | None = None) -> ArticleDetail:
    """One revision of an article (the newest where none is named) with all of its statements."""
    del who
    number = revision if revision is None or 0 < revision < 2**31 else 0
    async with parts.store.view() as view:
        article = found(await archive.article(view, article_id, number), "article or revision")
        return ArticleDetail(
            article,
            await queries_archive.revisions(view, article_id),
            await archive.statements_of(view, article_id, article.revision),
        )


@router.get("/articles/{article_id}/changes")
async def get_changes(parts: Parts, who: Reader, article_id: Key, revision: int | None = None) -> RevisionChanges:
    """What was altered in a revision (the newest where none is named) against the one before, word by word."""
    del who
    number = revision if revision is None or 1 < revision < 2**31 else 0
    async with parts.store.view() as view:
        after = found(await archive.article(view, article_id, number), "article or later revision")
        before = found(await archive.article(view, article_id, after.revision - 1), "earlier revision")
    return RevisionChanges(
        article_id=article_id,
        before=before.revision,
        after=after.revision,
        taken_down=after.taken_down,
        fetched=after.fetched,
        title=list(alterations(before.title, after.title)),
        text=list(alterations(before.text, after.text)),
    )


@router.get("/articles/{article_id}/story")
async def get_story(parts: Parts, who: Reader, article_id: Key) -> Story:
    """The near-duplicates of an article (agency copies and the like) and where they are likely from."""
    del who
    async with parts.store.view() as view:
        story_id = found(await queries_archive.story_of(view, article_id), "article")
        copies = await queries_archive.copies(view, story_id)
    return Story(story_id, origin(copies), copies)


@router.get("/figures")
async def list_figures(parts: Parts, who: Reader) -> Results[Figure]:
    """The tracked figures, by id."""
    del who
    return Results(results=sorted(parts.figures, key=lambda figure: figure.id))


@router.get("/figures/{figure_id}")
async def get_figure(parts: Parts, who: Reader, figure_id: Key) -> FigureDetail:
    """A figure with its record in numbers."""
    del who
    figure = found(parts.figure.get(figure_id), "figure")
    since: date = parts.now().date() - timedelta(days=DAYS)
    async with parts.store.view() as view:
        return FigureDetail(
            figure,
            await queries_figures.volume(view, since, [figure_id]),
            await queries_figures.topics_of(view, figure_id),
            await queries_figures.outlets_of(view, figure_id),
        )


@router.get("/topics")
async def list_topics(parts: Parts, who: Reader) -> Results[Topic]:
    """The topics, by id."""
    del who
    return Results(results=sorted(parts.topics, key=lambda topic: topic.id))


@router.get("/me")
async def me(who: Reader) -> Me:
    """Who this key or session speaks for."""
    return _me(who)


def _me(who: Identity) -> Me:
    return Me(who.tenant, who.name, who.role.value)
