"""An outlet takes an article down, or shows it again: who was told hears of it, and the record follows."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import delete, select

from alerts import signing
from alerts.spec import SubscriptionFile
from onrecord.engines.embedded import EmbeddedEngine
from onrecord.messages import of_article
from onrecord.pipeline import Decider, DecideStatements, ReadArticles
from onrecord.sealing import Sealer
from onrecord.store import feedback, log, subscriptions
from onrecord.store import record as record_store
from onrecord.store.base import Store
from onrecord.store.tables.alerts import AlertRow, DeliveryRow
from onrecord.store.tables.log import PositionRow
from onrecord.store.tables.record import RETRACTED, UtteranceRow
from processors.ids import article_id
from processors.models import TAKEN_DOWN, Article, Figure, Outlet
from processors.novelty import Judge
from processors.reading import Reader

JANE = Figure("jane-doe", "Jane Doe", aliases=("Doe",))
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BERTHS = '"We will build three hundred new berths before the end of next year," Jane Doe said after the meeting.'
FLEET = '"Nobody has asked me about the fishing fleet," Doe told reporters later that day.'
TEXT = f"The harbour authority met on Tuesday in the old customs hall.\n{BERTHS}\n{FLEET}\nIt meets again in autumn."


def article(outlet: str, text: str, revision: int = 1, hours: int = 0, notes: tuple[str, ...] = ()) -> Article:
    url = f"https://{outlet}.example/harbour"
    at = NOW + timedelta(hours=hours)
    return Article(
        id=article_id(url),
        revision=revision,
        url=url,
        canonical_url=url,
        outlet=Outlet(outlet, outlet.title()),
        source_id=outlet,
        title="Harbour authority plans for next year",
        text=text,
        content_hash=f"{outlet}-{revision}",
        seen=at,
        fetched=at,
        published=at,
        lang="en",
        notes=notes,
    )


def gone(outlet: str, revision: int, hours: int) -> Article:
    return article(outlet, "", revision, hours, (f"{TAKEN_DOWN}HTTP 410, gone for good",))


class Newsroom:
    """One desk that hears of everything, over a real store."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, NOW
        stages = (
            ReadArticles(Reader((JANE,), ()), 0.5),
            DecideStatements({JANE.id: JANE}, Decider(Judge()), self.clock),
        )
        self.engine = EmbeddedEngine(store, stages, self.clock)

    def clock(self) -> datetime:
        return self.now

    async def publish(self, *articles: Article) -> None:
        for one in articles:
            self.now = one.fetched
            async with self.store.unit() as unit:
                await log.append(unit, [of_article(one)], self.now)
            await self.engine.drain()

    async def told(self, event: str = "") -> list[dict[str, Any]]:
        async with self.store.view() as view:
            rows = await view.scalars(select(AlertRow.body).order_by(AlertRow.created, AlertRow.id))
            bodies = [json.loads(row) for row in rows]
        return [body for body in bodies if not event or body["type"] == event]

    async def decisions(self) -> dict[tuple[str, str], str]:
        columns = (UtteranceRow.outlet_id, UtteranceRow.text, UtteranceRow.decision)
        async with self.store.view() as view:
            return {
                (outlet, text.strip(chr(34))[:9]): decision
                for outlet, text, decision in await view.execute(select(*columns))
            }


@pytest.fixture
async def newsroom(store: Store) -> Newsroom:
    written = {"id": "desk", "endpoint": {"url": "https://desk.example/", "secret": signing.new_secret(bytes(32))}}
    sealer = Sealer([secrets.token_urlsafe(32)])
    async with store.unit() as unit:
        file = SubscriptionFile.model_validate({"subscriptions": [written]})
        await subscriptions.provision(unit, file.provisioned({}), sealer, NOW)
    return Newsroom(store)


def statements(bodies: Sequence[dict[str, Any]]) -> set[str]:
    return {body["data"]["statement"]["id"] for body in bodies}


async def test_an_article_that_was_taken_down_is_retracted_statement_by_statement(newsroom: Newsroom) -> None:
    await newsroom.publish(article("gazette", TEXT), gone("gazette", 2, 3))
    new, retracted = await newsroom.told("statement.new"), await newsroom.told("statement.retracted")
    assert statements(new) == statements(retracted)
    assert len(new) == 2
    corrections = [body["data"]["correction"] for body in retracted]
    assert {one["reason"] for one in corrections} == {"taken_down"}
    assert set(await newsroom.decisions()) == {("gazette", "We will b"), ("gazette", "Nobody ha")}
    assert set((await newsroom.decisions()).values()) == {RETRACTED}


async def test_the_retraction_goes_to_whoever_got_the_alert_under_its_id(newsroom: Newsroom, store: Store) -> None:
    await newsroom.publish(article("gazette", TEXT), gone("gazette", 2, 3))
    async with store.view() as view:
        rows = {row.id: row for row in await view.scalars(select(AlertRow))}
        sent = {row.alert_id: row.endpoint_id for row in await view.scalars(select(DeliveryRow))}
    corrected = {json.loads(row.body)["data"]["correction"]["alert_id"] for row in rows.values() if "retr" in row.event}
    assert corrected == {row.id for row in rows.values() if row.event == "statement.new"}
    assert sent == dict.fromkeys(rows, "desk")


async def test_what_was_taken_back_makes_no_later_statement_a_repeat(newsroom: Newsroom) -> None:
    await newsroom.publish(article("gazette", TEXT), gone("gazette", 2, 3), article("courier", TEXT, hours=5))
    assert len(await newsroom.told("statement.new")) == 4
    assert (await newsroom.decisions())["courier", "We will b"] == "new"


async def test_another_outlet_that_carries_the_claim_carries_it_on(newsroom: Newsroom) -> None:
    await newsroom.publish(article("gazette", TEXT), article("courier", TEXT, hours=1), gone("gazette", 2, 3))
    retracted = await newsroom.told("statement.retracted")
    assert {body["data"]["claim"]["outlet_count"] for body in retracted} == {1}
    assert (await newsroom.decisions())["courier", "We will b"] == "new"
    await newsroom.publish(article("times", TEXT, hours=5))
    assert (await newsroom.decisions())["times", "We will b"] == "repeat"


async def test_an_article_that_comes_back_stands_again_and_nobody_is_told_twice(newsroom: Newsroom) -> None:
    await newsroom.publish(article("gazette", TEXT), gone("gazette", 2, 3), article("gazette", TEXT, 3, 6))
    assert len(await newsroom.told()) == 4
    assert set((await newsroom.decisions()).values()) == {"new"}


async def test_reading_the_first_revision_again_brings_nothing_back(newsroom: Newsroom, store: Store) -> None:
    await newsroom.publish(article("gazette", TEXT), gone("gazette", 2, 3))
    before = (await newsroom.told(), await newsroom.decisions())
    async with store.unit() as unit:
        for one in before[0][:2]:
            await feedback.stand_again(unit, one["data"]["statement"]["id"], one["data"]["article"]["revision"])
            await feedback.retract(unit, one["data"]["statement"]["id"])
    assert (await newsroom.told(), await newsroom.decisions()) == before


async def test_a_record_that_is_indexed_anew_alerts_of_nothing_again(newsroom: Newsroom, store: Store) -> None:
    await newsroom.publish(article("gazette", TEXT))
    before = await newsroom.told()
    vector = np.ones(8, dtype=np.float32)
    async with store.unit() as unit:
        ids = list(await unit.scalars(select(UtteranceRow.id)))
        await record_store.renew_vectors(unit, dict.fromkeys(ids, vector), "another embedder")
        await unit.execute(delete(PositionRow))
    await Newsroom(store).engine.drain()
    assert await newsroom.told() == before
