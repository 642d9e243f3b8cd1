"""The trail of a statement: what was read, how it was decided, and what each subscription made of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from onrecord.store import archive, record
from onrecord.store.alerts import SUBSCRIPTION
from onrecord.store.archive import FiledStatement
from onrecord.store.base import Unit
from onrecord.store.explanations import Explanation, explain_statement
from onrecord.store.tables.alerts import AlertRow, SubscriptionRow
from onrecord.store.tables.articles import ArticleRow, StatementRow
from processors.claims import Verdict
from processors.models import Article


@dataclass(frozen=True, slots=True)
class Found:
    """Where to look: an article revision, and the statements in it that were asked for (empty: all)."""

    article_id: str
    revision: int
    statement_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """One statement's way. ``verdict`` is None where it was never decided; ``told`` by subscription id."""

    article: Article
    filed: FiledStatement
    verdict: Verdict | None
    told: dict[str, tuple[Explanation, ...]]


async def find(view: Unit, target: str) -> Found | None:
    """What ``target`` names: a statement, an alert (the ``webhook-id``), an article by id or by address."""
    of_alert = select(AlertRow.statement_id).where(AlertRow.id == target)
    statement = await view.scalar(of_alert) or target
    filed = select(StatementRow).where(StatementRow.id == statement).order_by(StatementRow.revision.desc())
    row = (await view.scalars(filed.limit(1))).first()
    if row is not None:
        return Found(row.article_id, row.revision, (row.id,))
    named = or_(ArticleRow.id == target, ArticleRow.url == target, ArticleRow.canonical_url == target)
    page = (await view.scalars(select(ArticleRow).where(named).order_by(ArticleRow.revision.desc()).limit(1))).first()
    return Found(page.id, page.revision) if page is not None else None


async def follow(view: Unit, found: Found) -> list[Trail]:
    """The trails of the statements that were found, in the order of the text."""
    article = await archive.article(view, found.article_id, found.revision)
    if article is None:
        return []
    rows = await view.scalars(select(SubscriptionRow).where(SubscriptionRow.removed.is_(None)))
    known = [SUBSCRIPTION.validate_python(row.resolved) for row in rows]
    trails = []
    for filed in await archive.statements_of(view, found.article_id, found.revision):
        if found.statement_ids and filed.id not in found.statement_ids:
            continue
        decided = await record.decided(view, filed.id)
        told = {one.id: tuple(await explain_statement(view, filed.id, one)) for one in known} if decided else {}
        trails.append(Trail(article, filed, decided[1] if decided else None, told))
    return trails
