"""Responses, dates, redirects and lists of sites, read without any network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import moves, opml, sitemaps
from ingest.dates import parse, plausible
from ingest.models import Fetched, FetchProblem, Source, SourceState
from ingest.response import AnswerKind, Redirect, max_age, read, redirect, retry_after
from ingest.robots import reserved_by_header, reserved_paths
from processors.models import Outlet

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (200, {}, AnswerKind.CONTENT),
        (200, {"cf-mitigated": "challenge"}, AnswerKind.BLOCKED),
        (304, {}, AnswerKind.UNCHANGED),
        (401, {}, AnswerKind.BLOCKED),
        (403, {"server": "cloudflare"}, AnswerKind.BLOCKED),
        (404, {}, AnswerKind.MISSING),
        (410, {}, AnswerKind.GONE),
        (418, {}, AnswerKind.UNUSABLE),
        (429, {}, AnswerKind.RATE_LIMITED),
        (451, {}, AnswerKind.BLOCKED),
        (500, {}, AnswerKind.SERVER_ERROR),
        (503, {"server": "ddos-guard"}, AnswerKind.BLOCKED),
    ],
)
def test_statuses(status: int, headers: dict[str, str], kind: AnswerKind) -> None:
    assert read(Fetched("u", "u", status, headers, b""), NOW).kind is kind


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_max_age() -> None:
    assert max_age({"cache-control": "public, max-age=300"}) == 300
    assert max_age({"cache-control": "no-store"}) is None


@given(st.text(max_size=100))
def test_no_text_from_outside_raises(value: str) -> None:
    read(Fetched("u", "u", 429, {"retry-after": value, "cache-control": value, "etag": value}, b""), NOW)
    redirect("https://a.test/", 301, {"location": value})
    parse(value)
    reserved_paths(value)
    opml.read(value)
    sitemaps.entries(value)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/b", Redirect("https://a.test/b", permanent=True)),
        ("https://b.test/#x", Redirect("https://b.test/", permanent=True)),
        ("http://a.test/", FetchProblem.DOWNGRADE),
        ("file:///etc/passwd", FetchProblem.BAD_REDIRECT),
        ("https://user:pass@b.test/", FetchProblem.BAD_REDIRECT),
        ("", FetchProblem.BAD_REDIRECT),
    ],
)
def test_redirects(target: str, expected: object) -> None:
    assert redirect("https://a.test/", 301, {"location": target}) == expected


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 03 Nov 2025 10:00:00 +0200", (2025, 11, 3, 8)),
        ("2025-11-03T10:00:00Z", (2025, 11, 3, 10)),
        ("2025-11-03T10:00:00.123+01:00", (2025, 11, 3, 9)),
        ("November 3, 2025 10:00 EST", (2025, 11, 3, 15)),
        ("3. März 2025", (2025, 3, 3, 0)),
        ("3 de marzo de 2025", (2025, 3, 3, 0)),
        ("3 juin 2025", (2025, 6, 3, 0)),
        ("3 juillet 2025", (2025, 7, 3, 0)),
        ("03.11.2025 10:30", (2025, 11, 3, 10, 30)),
        ("3 листопада 2025", (2025, 11, 3, 0)),
        ("03 Nov 25 10:00 UT", (2025, 11, 3, 10)),
    ],
)
def test_dates(text: str, moment: tuple[int, ...]) -> None:
    found = parse(text)
    assert found is not None
    assert found.replace(microsecond=0) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_dates_no_article_can_bear() -> None:
    assert parse("yesterday") is None
    assert plausible(NOW + timedelta(hours=14), NOW)
    assert plausible(NOW + timedelta(days=2), NOW) is None
    assert plausible(datetime(1970, 1, 1, tzinfo=UTC), NOW) is None


def test_a_move_is_believed_when_it_lasts_and_taken_back_when_it_fails() -> None:
    source = Source("a", "https://a.test/feed", Outlet("a", "A"))
    state = SourceState("a", source.url, NOW)
    for hours in (0, 12, 25):
        assert state.url == source.url
        state = moves.follow(state, "https://b.test/feed", NOW + timedelta(hours=hours))
    assert moves.new_address(state, source) == "https://b.test/feed"
    assert moves.turn_back(state, source, 2).url == "https://b.test/feed"
    assert moves.turn_back(state, source, 3).url == source.url
    once = moves.follow(SourceState("a", source.url, NOW), "https://b.test/feed", NOW)
    assert moves.follow(once, None, NOW).moved_polls == 0


def test_reservations() -> None:
    rules = '[{"location": "/premium/*", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]'
    assert reserved_paths(rules) == ("/premium/",)
    assert reserved_by_header({"tdm-reservation": "1"}) is True
    assert reserved_by_header({}) is None


def test_a_list_of_feeds_survives_the_way_out_and_in() -> None:
    outlines = (
        opml.Outline('A & "B"', "https://a.test/feed?x=1&y=2", "https://a.test/"),
        opml.Outline("C", "https://c.test/"),
    )
    assert opml.read(opml.write(outlines, "mine")) == outlines


def test_a_news_sitemap_is_read_as_entries() -> None:
    text = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.test/1?a=1&amp;b=2</loc>'
        "<lastmod>2025-11-03</lastmod><news:news><news:publication_date>2025-11-03T10:00:00Z</news:publication_date>"
        "<news:title><![CDATA[A & B]]></news:title></news:news></url></urlset>"
    )
    (entry,) = sitemaps.entries(text)
    assert (entry.link, entry.title) == ("https://a.test/1?a=1&b=2", "A & B")
    assert entry.published_raw == "2025-11-03T10:00:00Z"
    listed = "".join(f"<sitemap><loc>https://a.test/{name}.xml</loc></sitemap>" for name in ("old", "news"))
    assert sitemaps.children(f"<sitemapindex>{listed}</sitemapindex>")[0] == "https://a.test/news.xml"
