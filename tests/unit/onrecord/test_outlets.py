"""Outlets on loopback serve what was published, in three formats that the field's parser reads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import feedparser
import pytest

from onrecord.outlets import Outlets, Page, Site

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def page(folder: Path, name: str = "talks", text: str = "One.\n\nTwo & three.\n") -> Page:
    file = folder / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    return Page(name, "Talks <soon>", NOON, file)


@pytest.mark.parametrize("form", ["rss", "atom"])
async def test_xml_feeds_say_what_was_published(tmp_path: Path, form: str) -> None:
    async with Outlets([Site("desk", "A desk", form)]) as outlets, aiohttp.ClientSession() as web:
        outlets.publish("desk", page(tmp_path))
        async with web.get(outlets.feed_url("desk")) as answer:
            feed = feedparser.parse(
                await answer.read(), response_headers={"content-type": answer.headers["content-type"]}
            )
    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.title == "Talks <soon>"
    assert entry.link == f"{outlets.base}/desk/talks.html"
    assert entry.published_parsed[:5] == (2026, 3, 1, 12, 0)


async def test_json_feed(tmp_path: Path) -> None:
    async with Outlets([Site("desk", "A desk", "json")]) as outlets, aiohttp.ClientSession() as web:
        outlets.publish("desk", page(tmp_path))
        async with web.get(outlets.feed_url("desk")) as answer:
            feed = await answer.json(content_type=None)
    assert [(entry["title"], entry["date_published"]) for entry in feed["items"]] == [
        ("Talks <soon>", "2026-03-01T12:00:00+00:00")
    ]


async def test_an_unchanged_feed_is_304_and_a_published_article_changes_it(tmp_path: Path) -> None:
    async with Outlets([Site("desk", "A desk", "rss")]) as outlets, aiohttp.ClientSession() as web:
        async with web.get(outlets.feed_url("desk")) as first:
            unchanged = {"If-None-Match": first.headers["ETag"]}
        async with web.get(outlets.feed_url("desk"), headers=unchanged) as second:
            assert second.status == 304
        outlets.publish("desk", page(tmp_path))
        async with web.get(outlets.feed_url("desk"), headers=unchanged) as third:
            assert third.status == 200


async def test_a_text_becomes_a_page_with_a_paragraph_a_line_and_a_revision_replaces_it(tmp_path: Path) -> None:
    async with Outlets([Site("desk", "A desk", "rss")]) as outlets, aiohttp.ClientSession() as web:
        outlets.publish("desk", page(tmp_path))
        async with web.get(f"{outlets.base}/desk/talks.html") as answer:
            body = await answer.text()
        assert "<p>One.</p>\n<p>Two &amp; three.</p>" in body
        outlets.publish("desk", page(tmp_path, text="Other."))
        async with web.get(f"{outlets.base}/desk/talks.html") as answer:
            assert "<p>Other.</p>" in await answer.text()
        async with web.get(f"{outlets.base}/desk/none.html") as answer:
            assert answer.status == 404
