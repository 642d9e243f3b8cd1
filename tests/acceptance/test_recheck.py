"""Articles that were news are looked at again over real HTTP: corrected, taken down, and left alone."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.models import IngestSettings, SeenEntry, Source
from ingest.pagework import Deps
from ingest.poller import Poller
from ingest.ports import Watched
from ingest.recheck import CONFIRM, STEPS, Looked, Rechecker, due
from onrecord.app import App, Tuning, Wiring
from onrecord.delivery import Terms
from onrecord.sealing import Sealer
from onrecord.store import archive
from onrecord.store.tables.alerts import OccasionRow
from processors import models
from processors.addresses import parse_allow
from processors.alterations import Edit, alterations
from processors.models import Article, Figure
from tests.fakes.ingest_store import MemoryIngestStore
from tests.fakes.outlet import Outlet, item, page

SAID = "“We will send 300 soldiers to the east in spring,” Mark Rutte said in Tallinn on Tuesday after the meeting."
MORE = [
    "The minister spoke to reporters for about ten minutes and took four questions about next year's budget.",
    "The parliament votes on the plan next week, and a longer paper is to follow later in the year.",
]
QUARTER = timedelta(minutes=16)


@dataclass
class Archive:
    """What was read, in memory: ``ingest.ports.RecheckStore``."""

    entries: MemoryIngestStore
    revisions: list[Article] = field(default_factory=list)
    since: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)

    async def alerted(self, since: datetime) -> Sequence[Watched]:
        first = self.revisions[0]
        return [Watched(first.id, first.source_id, self.since)] if self.since >= since else []

    async def article(self, article_id: str) -> Article | None:
        return self.revisions[-1] if article_id == self.revisions[-1].id else None

    async def amend(self, seen: SeenEntry, article: Article) -> None:
        self.entries.amend(seen)
        self.revisions.append(article)


@dataclass
class Desk:
    """One article that was news, at a time that the test sets."""

    site: Outlet
    archive: Archive
    rechecker: Rechecker
    source: Source
    time: datetime

    async def later(self, by: timedelta) -> int:
        """Let time pass and look again at what is due; the number of revisions then."""
        self.time += by
        await self.rechecker.round({self.source.id: self.source})
        return len(self.archive.revisions)

    def asked(self) -> int:
        return sum(asked == "/a" for asked, _ in self.site.asked)


@pytest.fixture
async def desk(outlet: Outlet, deps: Deps, poller: Callable[[], Poller], settings: IngestSettings) -> Desk:
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Tallinn"))
    outlet.show("/a", page("Rutte in Tallinn", SAID, *MORE))
    one = poller()
    record = await one.poll(datetime.now(UTC))
    await deps.store.commit(record)
    assert isinstance(deps.store, MemoryIngestStore)
    archive_ = Archive(deps.store, list(record.articles))
    rechecker = Rechecker(archive_, replace(deps, clock=lambda: made.time), settings)
    made = Desk(outlet, archive_, rechecker, one.source, archive_.since)
    return made


async def test_a_correction_that_the_feed_does_not_mention_is_found(desk: Desk) -> None:
    desk.site.show("/a", page("Rutte in Tallinn", SAID.replace("300", "500"), *MORE))
    assert await desk.later(QUARTER) == 2
    one, two = desk.archive.revisions
    assert (two.id, two.revision, two.url) == (one.id, 2, one.url)
    assert [found.edit for found in alterations(one.text, two.text)] == [Edit.CHANGED]
    assert await desk.later(timedelta(hours=2)) == 2


async def test_the_feed_goes_on_from_the_revision_that_was_found_between_two_polls(
    desk: Desk, deps: Deps, poller: Callable[[], Poller]
) -> None:
    desk.site.show("/a", page("Rutte in Tallinn", SAID.replace("300", "500"), *MORE))
    await desk.later(QUARTER)
    desk.site.show("/a", page("Rutte in Tallinn", SAID.replace("300", "700"), *MORE))
    desk.site.feed("/feed", item(desk.site.url("/a"), "Rutte in Tallinn, corrected"))
    (article,) = (await poller().poll(datetime.now(UTC))).articles
    assert article.revision == 3


async def test_an_article_that_still_stands_is_looked_at_rarely(desk: Desk) -> None:
    before = desk.asked()
    for _ in range(60 * 4):
        await desk.later(timedelta(minutes=15))
    assert desk.asked() - before == len(STEPS)
    assert len(desk.archive.revisions) == 1


@pytest.mark.parametrize("way", ["404", "410", "to the front page"])
async def test_an_article_taken_down_is_a_revision_once_two_looks_agree(desk: Desk, way: str) -> None:
    if way.isdigit():
        desk.site.show("/a", "no such page", status=int(way))
    else:
        desk.site.show("/a", "", status=302, Location=desk.site.url("/"))
        desk.site.show("/", page("Front page", *["All the news of the day, of Rutte too, and the weather."] * 9))
    assert await desk.later(QUARTER) == 1, "once may be a hiccup"
    assert await desk.later(CONFIRM) == 2
    one, two = desk.archive.revisions
    assert (one.taken_down, bool(two.taken_down), two.text, two.title) == ("", True, "", one.title)
    assert two.notes[0].startswith("taken down: ")
    assert await desk.later(timedelta(hours=2)) == 2


async def test_an_article_that_comes_back_is_a_revision_too(desk: Desk) -> None:
    desk.site.show("/a", "no such page", status=404)
    await desk.later(QUARTER)
    assert await desk.later(CONFIRM) == 2
    desk.site.show("/a", page("Rutte in Tallinn", SAID, *MORE))
    assert await desk.later(timedelta(hours=2)) == 3
    assert desk.archive.revisions[2].text == desk.archive.revisions[0].text


async def test_a_page_that_is_back_before_the_second_look_was_not_taken_down(desk: Desk) -> None:
    desk.site.show("/a", "deploying", status=404)
    await desk.later(QUARTER)
    desk.site.show("/a", page("Rutte in Tallinn", SAID, *MORE))
    assert await desk.later(CONFIRM) == 1


@pytest.mark.parametrize(("what", "status"), [("a wall", 200), ("a failure", 503), ("a refusal", 403)])
async def test_what_says_nothing_about_the_article_changes_nothing(desk: Desk, what: str, status: int) -> None:
    wall = page(what, "Please subscribe to continue reading. Already a subscriber? Sign in.")
    desk.site.show("/a", wall, status=status)
    await desk.later(QUARTER)
    assert await desk.later(CONFIRM) == 1


async def test_a_text_from_the_feed_is_not_held_against_the_page(desk: Desk) -> None:
    desk.archive.revisions[0] = replace(desk.archive.revisions[0], notes=("taken from the feed",))
    desk.site.show("/a", page("Rutte in Tallinn", SAID.replace("300", "500"), *MORE))
    assert await desk.later(QUARTER) == 1


@pytest.fixture
async def app(outlet: Outlet, tmp_path: Path) -> AsyncIterator[App]:
    wiring = Wiring(
        database_url=f"sqlite:///{tmp_path / 'onrecord.db'}",
        sealer=Sealer([secrets.token_urlsafe(32)]),
        delivery=Terms("test", ()),
        figures=(Figure("rutte", "Mark Rutte"),),
        sources=(Source("a", outlet.url("/feed"), models.Outlet("a", "An outlet", "en"), lang="en"),),
        fetch_allow=parse_allow([f"127.0.0.1:{outlet.port}"]),
        ingest=IngestSettings(page_gap=0.0),
        tuning=Tuning(embedder="none"),
    )
    times = iter(datetime(2026, 3, 2, 12, tzinfo=UTC) + at * timedelta(seconds=5) for at in range(10_000))
    async with App(wiring, now=lambda: next(times)) as opened:
        yield opened


async def test_the_whole_product_hears_of_the_correction_and_of_the_end(app: App, outlet: Outlet) -> None:
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Tallinn"))
    outlet.show("/a", page("Rutte in Tallinn", SAID, *MORE))
    await app.catch_up()
    outlet.show("/a", page("Rutte in Tallinn", SAID.replace("300", "500"), *MORE))
    sources = {source.id: source for source in app.wiring.sources}
    for _ in range(300):
        await app.polling.rechecker.round(sources)
    await app.settle()
    async with app.store.unit() as unit:
        events = set(await unit.scalars(select(OccasionRow.event)))
        article_id = (await unit.scalars(select(OccasionRow.article_id))).first()
        article = await archive.article(unit, str(article_id))
    assert article
    assert (article.revision, "500 soldiers" in article.text) == (2, True)
    assert "statement.corrected" in events
    outlet.show("/a", "no such page", status=404)
    for _ in range(1500):
        await app.polling.rechecker.round(sources)
    await app.settle()
    async with app.store.unit() as unit:
        events = set(await unit.scalars(select(OccasionRow.event)))
        article = await archive.article(unit, str(article_id))
    assert article
    assert article.taken_down == "404: nothing at this address"
    assert "statement.retracted" in events


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "looked", "expected"),
    [
        (14, None, False),
        (15, None, True),
        (30, Looked(NOW + timedelta(minutes=16)), False),
        (61, Looked(NOW + timedelta(minutes=16)), True),
        (20, Looked(NOW + timedelta(minutes=16), misses=1), False),
        (26, Looked(NOW + timedelta(minutes=16), misses=1), True),
        (40, Looked(NOW + timedelta(minutes=26), misses=2), False),
        (60 * 47, Looked(NOW + timedelta(hours=37)), False),
        (60 * 49, Looked(NOW + timedelta(hours=37)), True),
    ],
)
def test_when_an_article_is_looked_at(minutes: int, looked: Looked | None, expected: bool) -> None:
    watched = Watched("article", "a", NOW)
    assert bool(due(watched, looked, NOW + timedelta(minutes=minutes))) is expected
