"""What a site allows, and when two addresses are one article: over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.fetch import Fetcher
from ingest.models import HealthStatus, IngestSettings, PollRecord, Source, SourceKind
from ingest.pagework import Deps
from ingest.poller import Poller
from ingest.robots import Robots
from onrecord.http import guarded_session
from processors import models
from processors.addresses import parse_allow
from tests.fakes.outlet import Outlet, item, page

SAID = "“We will support Ukraine for as long as it takes,” Mark Rutte said in Brussels on Tuesday after the meeting."
MORE = "The secretary general spoke to reporters for about ten minutes and took four questions about the budget."
TOLD = f"<description>{SAID} {MORE}</description>"
PUBLISHER = models.Outlet("outlet", "An outlet", "en")

Make = Callable[[], Poller]


async def _polled(poller: Poller, deps: Deps) -> PollRecord:
    record = await poller.poll(datetime.now(UTC))
    await deps.store.commit(record)
    poller.committed(record)
    return record


def _polite(outlet: Outlet, deps: Deps, settings: IngestSettings) -> Poller:
    """A poller that asks for robots.txt and tdmrep.json."""
    asking = replace(deps, robots=Robots(deps.fetcher, "onrecord/1.0"))
    return Poller(Source("outlet", outlet.url("/feed"), PUBLISHER), asking, settings, lambda: 0.0)


@pytest.fixture
def told(outlet: Outlet) -> Outlet:
    """An outlet with one article, whose feed carries its beginning."""
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Brussels", more=TOLD))
    outlet.show("/a", page("Rutte in Brussels", SAID, MORE, "A sentence that only the page has, about the weather."))
    return outlet


async def test_a_page_that_robots_txt_forbids_is_not_fetched_and_it_is_recorded(
    told: Outlet, deps: Deps, settings: IngestSettings
) -> None:
    told.show("/robots.txt", "User-agent: *\nDisallow: /a\n", "text/plain")
    record = await _polled(_polite(told, deps, settings), deps)
    assert "/a" not in [path for path, _ in told.asked]
    assert [article.notes for article in record.articles] == [("robots.txt forbids it: taken from the feed",)]


@pytest.mark.parametrize("how", ["header", "meta", "tdmrep.json"])
async def test_a_reservation_of_mining_is_obeyed_and_recorded(
    told: Outlet, deps: Deps, settings: IngestSettings, how: str
) -> None:
    if how == "tdmrep.json":
        told.show("/.well-known/tdmrep.json", '[{"location": "/a", "tdm-reservation": 1}]', "application/json")
    head = '<meta name="tdm-reservation" content="1">' if how == "meta" else ""
    fields = {"tdm_reservation": "1"} if how == "header" else {}
    told.show("/a", page("Rutte in Brussels", SAID, MORE, "A hidden sentence of the page alone.", head=head), **fields)
    record = await _polled(_polite(told, deps, settings), deps)
    (article,) = record.articles
    assert "hidden" not in article.text
    assert article.notes == ("its text is reserved (TDM): taken from the feed",)


async def test_crawl_delay_parts_the_requests_to_a_host(outlet: Outlet, deps: Deps) -> None:
    outlet.show("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    robots = Robots(deps.fetcher, "onrecord/1.0")
    assert (await robots.permission(outlet.url("/a"), datetime.now(UTC))).delay == 7.0
    assert (await robots.permission(outlet.url("/b"), datetime.now(UTC))).delay == 7.0
    assert [path for path, _ in outlet.asked] == ["/robots.txt", "/.well-known/tdmrep.json"], "once a day for a host"


async def test_an_outlet_without_a_feed_is_read_by_its_news_sitemap(
    outlet: Outlet, deps: Deps, settings: IngestSettings
) -> None:
    outlet.show(
        "/news.xml",
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{outlet.url('/a')}</loc><news:news><news:publication><news:name>An outlet</news:name>"
        "<news:language>en</news:language></news:publication><news:publication_date>2026-03-01T10:00:00Z"
        "</news:publication_date><news:title>Rutte in Brussels</news:title></news:news></url></urlset>",
        "application/xml",
    )
    outlet.show("/a", page("Rutte in Brussels", SAID, MORE))
    source = Source("outlet", outlet.url("/news.xml"), PUBLISHER, SourceKind.SITEMAP)
    poller = Poller(source, deps, settings, lambda: 0.0)
    (article,) = (await _polled(poller, deps)).articles
    assert (article.title, article.published) == ("Rutte in Brussels", datetime(2026, 3, 1, 10, tzinfo=UTC))
    assert SAID in article.text
    assert (await _polled(poller, deps)).articles == ()


@pytest.mark.parametrize(
    "way", ["/a?utm_source=rss&utm_medium=feed", "/a/amp", "/a/print", "/a#comments", "/a?fbclid=abc", "/a/"]
)
async def test_another_way_to_the_same_page_is_the_same_article(
    outlet: Outlet, deps: Deps, poller: Make, way: str
) -> None:
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Brussels"))
    for path in ("/a", way.partition("?")[0].partition("#")[0]):
        outlet.show(path, page("Rutte in Brussels", SAID, MORE))
    one = poller()
    (article,) = (await _polled(one, deps)).articles
    outlet.feed("/feed", item(outlet.url(way), "Rutte in Brussels", guid="another"))
    assert (await _polled(one, deps)).articles == ()
    assert len({seen.article_id for record in deps.store.records for seen in record.seen}) == 1  # type: ignore[attr-defined]
    assert article.canonical_url == outlet.url("/a")


async def test_a_feed_that_carries_the_whole_text_spares_the_page(outlet: Outlet, deps: Deps, poller: Make) -> None:
    whole = "".join(f"<p>{SAID} {MORE} Paragraph {n} of the text, long enough to count.</p>" for n in range(8))
    outlet.feed(
        "/feed",
        item(outlet.url("/a"), "Rutte", more=f"<content:encoded><![CDATA[{whole}]]></content:encoded>"),
    )
    (article,) = (await _polled(poller(), deps)).articles
    assert [path for path, _ in outlet.asked] == ["/feed"]
    assert article.text.count(SAID) == 8
    assert article.from_feed


async def test_a_copy_of_an_agencys_text_says_so(outlet: Outlet, deps: Deps, poller: Make) -> None:
    outlet.feed("/feed", item(outlet.url("/a"), "Rutte in Brussels"))
    outlet.show("/a", page("Rutte in Brussels", f"BRUSSELS, March 1 (Reuters) - {SAID}", MORE))
    (article,) = (await _polled(poller(), deps)).articles
    assert "credits Reuters" in article.notes


async def test_an_unchanged_answer_with_a_body_is_unchanged_and_the_next_is_read(
    outlet: Outlet, deps: Deps, settings: IngestSettings
) -> None:
    """Case 58: some servers send a body with 304, which RFC 9110, section 15.4.5, forbids."""
    feed = f"<rss version='2.0'><channel><title>T</title>{item(outlet.url('/a'), 'Rutte')}</channel></rss>".encode()
    answers = [
        b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n%s' % (len(feed), feed),
        b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 9\r\n\r\n<garbage>',
        b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n',
    ]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while answers and await reader.readuntil(b"\r\n\r\n"):
                writer.write(answers.pop(0))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with guarded_session(allow=parse_allow([f"127.0.0.1:{port}"]), user_agent="test") as session:
        source = Source("outlet", f"http://127.0.0.1:{port}/feed", PUBLISHER)
        poller = Poller(source, replace(deps, fetcher=Fetcher(session)), settings, lambda: 0.0)
        states = [(await _polled(poller, deps)).state for _ in range(3)]
    server.close()
    assert [state.health.status for state in states] == [HealthStatus.HEALTHY] * 3
    assert states[-1].due - states[-1].polled <= timedelta(hours=1)  # type: ignore[operator]
