"""Forgetting old articles on each database: what nobody needs goes, evidence stays."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from onrecord.store import archive, record, retention
from onrecord.store.archive import FiledStatement
from onrecord.store.base import Store
from onrecord.store.tables.articles import ArticleRow, StatementRow
from onrecord.upkeep import Upkeep
from processors.claims import Decision, Utterance, Verdict
from processors.models import Article, Kind, Outlet, Reading, Statement
from tests.contract.conftest import NOW

YEAR = timedelta(days=365)


def article(name: str, seen: datetime, revision: int = 1) -> Article:
    url = f"https://wire.example/{name}"
    return Article(name, revision, url, url, Outlet("wire", "Wire"), "wire", name, "Text.", name, seen, seen, seen)


async def file(store: Store, one: Article) -> None:
    said = Statement(0, 4, ((0, 4),), "Text", Kind.DIRECT, 0.9, "by hand")
    async with store.unit() as unit:
        await archive.file_article(unit, one, Reading(), one.id, ())
        await archive.file_statements(unit, one, [FiledStatement(f"s-{one.id}-{one.revision}", said, (), "")])


async def left(store: Store) -> tuple[list[tuple[str, int]], int]:
    async with store.view() as view:
        rows = (
            await view.execute(select(ArticleRow.id, ArticleRow.revision).order_by(ArticleRow.id, ArticleRow.revision))
        ).all()
        statements = await view.scalar(select(func.count()).select_from(StatementRow))
    return [(row.id, row.revision) for row in rows], statements or 0


async def test_old_articles_go_with_their_statements_and_evidence_stays(store: Store) -> None:
    old = NOW - YEAR - timedelta(days=1)
    for name, seen in (("old", old), ("young", NOW), ("evidence", old), ("revised", old)):
        await file(store, article(name, seen))
    await file(store, replace(article("revised", NOW), revision=2))
    said = Utterance(
        id="u1",
        figure_id="f",
        text="Text",
        time=old,
        lang="en",
        outlet_id="wire",
        outlet_name="Wire",
        article_id="evidence",
        article_url="https://wire.example/evidence",
        story_id="st",
    )
    decided = Verdict(Decision.NEW, "c1", 0.9, 0.1, "no earlier statement", "empty", 0.5, None, (), None)
    async with store.unit() as unit:
        await record.write(unit, said, None, "", decided, NOW)
    upkeep = Upkeep(store, lambda: NOW, articles=YEAR)
    await upkeep.once(asyncio.Event())
    assert await left(store) == ([("evidence", 1), ("revised", 1), ("revised", 2), ("young", 1)], 4)
    await upkeep.once(asyncio.Event())
    assert len((await left(store))[0]) == 4


async def test_more_than_a_portion_goes_in_portions(store: Store) -> None:
    async with store.unit() as unit:
        for n in range(retention.FORGOTTEN_AT_ONCE + 3):
            one = article(f"a{n}", NOW - YEAR * 2)
            await archive.file_article(unit, one, Reading(), one.id, ())
    async with store.unit() as unit:
        assert await retention.prune(unit, NOW - YEAR) == retention.FORGOTTEN_AT_ONCE
    await Upkeep(store, lambda: NOW, articles=YEAR).once(asyncio.Event())
    assert await left(store) == ([], 0)


async def test_without_a_policy_everything_stays(store: Store) -> None:
    await file(store, article("old", NOW - YEAR * 9))
    await Upkeep(store, lambda: NOW).once(asyncio.Event())
    assert await left(store) == ([("old", 1)], 1)
