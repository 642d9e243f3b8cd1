"""From an entry and its page to an Article. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ingest.dates import parse, plausible
from ingest.decide import Decided, address, content_hash, revision
from ingest.entries import plain
from ingest.models import KnownEntry, Source
from ingest.pages import Page
from processors import ids
from processors.duplicates import CREDITS, agency
from processors.models import FROM_FEED, Article, Entry
from processors.urls import canonical, is_web, same_site

SUMMARY_WORDS = 15
"""Words from which a feed's summary may stand in for a page that cannot be read."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text an article gets, where it is from, and what is doubtful about it."""

    text: str
    origin: str
    notes: tuple[str, ...] = ()


def feed_text(entry: Entry) -> str:
    """What the feed itself carries of the article: its content, else its summary."""
    content, summary = plain(entry.content_html), entry.summary
    return content if len(content) >= len(summary) else summary


def choose_text(entry: Entry, page: Page | None, why_no_page: str = "") -> Text | None:
    """The page's text, unless it is none or shorter than what the feed carries; None where neither is worth reading."""
    carried = feed_text(entry)
    if page is not None and page.verdict.readable:
        if len(page.text) >= 0.8 * len(carried):
            notes = page.notes if page.verdict.value == "article" else (*page.notes, page.verdict.value)
            return Text(page.text, "page", notes)
        return Text(carried, "feed", (*page.notes, f"the page shows less than the feed: {FROM_FEED}"))
    reason = page.verdict.value if page is not None else why_no_page
    if len(carried.split()) < SUMMARY_WORDS:
        return None
    return Text(carried, "feed", (f"{reason}: {FROM_FEED}" if reason else FROM_FEED,))


def article_address(entry: Entry, page: Page | None) -> str:
    """The canonical address: the page's own word for it where it stays on the site, else the entry's."""
    own = address(entry)
    if page is None or not page.canonical or not is_web(page.canonical) or not is_web(own):
        return own
    named = canonical(page.canonical)
    is_front = named.partition("://")[2].partition("/")[2] == ""
    return named if same_site(named, own) and not is_front else own


def article(
    decided: Decided, text: Text, page: Page | None, source: Source, seen: datetime, fetched: datetime
) -> Article:
    """The article's next revision; its ``revision`` is 0 where nothing in it changed."""
    entry, previous = decided.entry, decided.known
    title = entry.title or (page.title if page else None) or ""
    digest = content_hash(title, text.text)
    number, _ = revision(previous, digest)
    credited = agency(text.text)
    where = article_address(entry, page)
    return Article(
        id=previous.article_id if previous and previous.revision else ids.article_id(where),
        revision=number,
        url=entry.url or where,
        canonical_url=where,
        outlet=source.outlet,
        source_id=source.id,
        title=title,
        text=text.text,
        content_hash=digest,
        seen=seen,
        fetched=fetched,
        published=entry.published or (plausible(parse(page.published), fetched) if page else None),
        updated=entry.updated or (plausible(parse(page.updated), fetched) if page else None),
        author=entry.author or (page.author if page else None),
        lang=_lang(source, entry, page),
        section=page.section if page else None,
        notes=text.notes if credited is None else (*text.notes, f"{CREDITS}{credited}"),
    )


def _lang(source: Source, entry: Entry, page: Page | None) -> str | None:
    named = source.lang or entry.lang or (page.lang if page else None) or source.outlet.lang
    return named.replace("_", "-").partition("-")[0].strip().lower()[:8] or None if named else None


def elsewhere(decided: Decided, where: str, known: KnownEntry | None) -> Decided:
    """``decided`` with what is remembered under the page's own address, which another source may have shown."""
    if known is None or decided.known is not None or not where:
        return decided
    return Decided(decided.entry, decided.decision, decided.reason, decided.keys, decided.entry_hash, known)
