"""A source polled over real HTTP, from its feed to its articles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from ingest.models import HealthStatus, IngestSettings, PollRecord, Source
from ingest.pagework import Deps
from ingest.poller import Poller
from ingest.run import watch
from processors import models
from tests.fakes.ingest_store import MemoryIngestStore
from tests.fakes.outlet import Outlet, item, page

SAID = "“We will support Ukraine for as long as it takes,” Mark Rutte said in Brussels on Tuesday after the meeting."
MORE = "The secretary general spoke to reporters for about ten minutes and took four questions about the budget."


async def _polled(poller: Poller, store: MemoryIngestStore) -> list[PollRecord]:
    records = [await poller.poll(datetime.now(UTC))]
    while True:
        await store.commit(records[-1])
        poller.committed(records[-1])
        if not records[-1].more:
            return records
        records.append(await poller.poll(datetime.now(UTC)))


def _store(deps: Deps) -> MemoryIngestStore:
    assert isinstance(deps.store, MemoryIngestStore)
    return deps.store


async def test_a_new_article_is_published_once_and_an_unchanged_feed_costs_a_304(
    outlet: Outlet, deps: Deps, poller: Callable[[], Poller]
) -> None:
    outlet.feed("/feed", item(outlet.url("/a?utm_source=rss"), "Rutte in Brussels"), ETag='"1"')
    outlet.show("/a", page("Rutte in Brussels", SAID, MORE))
    one = poller()
    (record,) = await _polled(one, _store(deps))
    (article,) = record.articles
    assert article.title == "Rutte in Brussels"
    assert SAID in article.text
    assert "Most read" not in article.text
    assert article.revision == 1
    assert article.canonical_url == outlet.url("/a")
    (again,) = await _polled(one, _store(deps))
    assert (again.articles, again.seen) == ((), ())
    assert again.state.health.status is HealthStatus.HEALTHY
    assert outlet.asked[-1][1]["If-None-Match"] == '"1"'


async def test_a_page_that_names_nobody_is_remembered_and_not_extracted(
    outlet: Outlet, deps: Deps, poller: Callable[[], Poller]
) -> None:
    outlet.feed("/feed", item(outlet.url("/b"), "Football"))
    outlet.show("/b", page("Football", "A match was played. " * 10))
    (record,) = await _polled(poller(), _store(deps))
    assert record.articles == ()
    assert [seen.verdict for seen in record.seen] == ["names nobody"]


async def test_an_edited_article_becomes_the_next_revision(
    outlet: Outlet, deps: Deps, poller: Callable[[], Poller]
) -> None:
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Brussels"))
    outlet.show("/a", page("Rutte in Brussels", SAID, MORE))
    one = poller()
    await _polled(one, _store(deps))
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Brussels (corrected)"))
    outlet.show("/a", page("Rutte in Brussels", SAID.replace("support", "help"), MORE))
    (record,) = await _polled(one, _store(deps))
    assert [(article.revision, "help" in article.text) for article in record.articles] == [(2, True)]


async def test_a_page_that_fails_for_now_is_tried_again(
    outlet: Outlet, deps: Deps, poller: Callable[[], Poller]
) -> None:
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Brussels"), ETag='"1"')
    outlet.show("/a", "busy", status=503)
    one = poller()
    (record,) = await _polled(one, _store(deps))
    assert record.articles == ()
    outlet.show("/a", page("Rutte in Brussels", SAID, MORE))
    (record,) = await _polled(one, _store(deps))
    assert [article.revision for article in record.articles] == [1]


async def test_one_bad_source_delays_no_other(outlet: Outlet, deps: Deps, settings: IngestSettings) -> None:
    outlet.show("/broken", "<html>no feed</html>")
    outlet.feed("/good", item(outlet.url("/a"), "Rutte in Brussels"))
    outlet.show("/a", page("Rutte in Brussels", SAID, MORE))
    sources = [
        Source(name, outlet.url(path), models.Outlet(name, name), shortest=0.05, longest=0.1)
        for name, path in (("broken", "/broken"), ("missing", "/nothing"), ("good", "/good"))
    ]
    stop = asyncio.Event()
    store = _store(deps)

    async def until_told() -> None:
        async with asyncio.timeout(20):
            while len(store.states) < 3 or store.states["missing"].health.failures < 3:
                await asyncio.sleep(0.02)
        stop.set()

    await asyncio.gather(watch(sources, deps, replace(settings, stop_grace=1.0), lambda: 0.0, stop), until_told())
    assert len(store.articles) == 1
    standing = {name: store.states[name].health for name in ("broken", "missing", "good")}
    assert standing["broken"].status is HealthStatus.FAILING
    assert "not a feed" in standing["broken"].reason
    assert "404" in standing["missing"].reason
    assert standing["good"].status is HealthStatus.HEALTHY
