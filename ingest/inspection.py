"""A source looked at as an editor would: what works, what is doubtful, in words. Pure but for ``Inspector``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest import plugins
from ingest.decide import all_keys
from ingest.entries import entry as to_entry
from ingest.errors import ParseLost
from ingest.fetch import host_of
from ingest.health import quiet_after
from ingest.models import FEED_LIMITS, FetchFailure, FetchRequest, ScheduleSettings, Source, SourceState
from ingest.pages import Page, PageVerdict
from ingest.pagework import Deps
from ingest.parsed import ParsedFeed
from ingest.plugins import SourcePlugin
from ingest.quotations import marks
from ingest.reading import counted, meaning
from ingest.response import AnswerKind
from ingest.robots import Permission
from ingest.schedule import interval, learn
from processors.models import Entry
from processors.urls import same_site

_PAGES_TRIED = 3
_PLUGIN_PAUSE = 1.0
"""Seconds between two requests of a plug-in to a host."""


class Mark(StrEnum):
    """How a check came out."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the conformance list."""

    what: str
    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found. ``page`` is the page of the newest entry that could be read, ``body`` its bytes."""

    source: Source
    checks: tuple[Check, ...]
    feed: ParsedFeed | None = None
    feed_body: bytes = b""
    entries: tuple[Entry, ...] = ()
    page: Page | None = None
    page_entry: Entry | None = None
    page_body: bytes = b""

    @property
    def passed(self) -> bool:
        """Whether nothing is bad."""
        return all(check.mark is not Mark.BAD for check in self.checks)


def _check(what: str, good: bool, words: str, otherwise: Mark = Mark.DOUBTFUL) -> Check:
    return Check(what, Mark.GOOD if good else otherwise, words)


def of_feed(feed: ParsedFeed) -> list[Check]:
    """Whether it is a feed, and a sound one."""
    if not feed.version:
        return [Check("format", Mark.BAD, "; ".join(feed.warnings) or "no feed format that we know")]
    words = f"{feed.version}, {counted(feed.total)}"
    checks = [_check("format", not feed.warnings, "; ".join((words, *feed.warnings)))]
    if not feed.total:
        checks.append(Check("entries", Mark.BAD, "a valid feed without entries"))
    return checks


def of_entries(source: Source, entries: Sequence[Entry], now: datetime) -> list[Check]:
    """Whether entries can be told apart, lead to pages of the site, and bear dates."""
    if not entries:
        return []
    distinct = len({keys[0] for keys in all_keys(entries)})
    linked = sum(bool(entry.url) for entry in entries)
    own = sum(same_site(entry.url, source.url) for entry in entries if entry.url)
    dated = sum(entry.published is not None for entry in entries)
    titled = sum(bool(entry.title) for entry in entries)
    total = len(entries)
    rhythm = learn((), [entry.published.timestamp() for entry in entries if entry.published])
    return [
        _check("identity", distinct == total, f"{distinct} of {total} entries have an id or address of their own"),
        _check("links", linked == total, f"{linked} of {total} link to a page, {own} of them on this site"),
        _check("titles", titled == total, f"{titled} of {total} have a title"),
        _check("dates", dated == total, f"{dated} of {total} have a date that can be believed"),
        _rhythm(source, rhythm, now),
    ]


def _rhythm(source: Source, rhythm: Sequence[float], now: datetime) -> Check:
    seconds, why = interval(source, rhythm, ScheduleSettings())
    silence = now.timestamp() - rhythm[-1] if rhythm else 0.0
    limit = quiet_after(rhythm)
    quiet = limit is not None and silence > limit
    words = f"{why}; would be polled every {seconds:.0f} s"
    return _check(
        "rhythm", not quiet and bool(rhythm), f"{words}; silent for {silence / 3600:.1f} h" if quiet else words
    )


def of_page(page: Page) -> list[Check]:
    """Whether an article's text could be read, and how it looks."""
    words = len(page.text.split())
    good = page.verdict is PageVerdict.ARTICLE
    said = f"{page.verdict.value}: {words} words, {marks(page.text)} quotation marks, by {page.method or 'nothing'}"
    notes = f" ({'; '.join(page.notes)})" if page.notes else ""
    checks = [_check("article", good, said + notes, Mark.DOUBTFUL if page.verdict.readable else Mark.BAD)]
    if page.verdict.readable:
        named = [name for name in ("title", "published", "author", "canonical") if getattr(page, name)]
        checks.append(
            _check("metadata", "title" in named and "published" in named, f"the page names its {', '.join(named)}")
        )
    if page.reserved:
        checks.append(
            Check("rights", Mark.DOUBTFUL, "the page reserves text and data mining: only the feed's words are used")
        )
    return checks


class Inspector:
    """Fetches what an inspection needs: the feed and up to three pages."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def inspect(self, source: Source) -> Inspection:
        """``source`` as it stands now. Never raises for anything a site does."""
        now = self._deps.clock()
        plugin = self._deps.plugins.get(source.plugin or "")
        if plugin is not None:
            return await self._of_plugin(source, plugin, now)
        got = await self._deps.fetcher.get(FetchRequest(source.url, FEED_LIMITS, "*/*"))
        if isinstance(got, FetchFailure):
            return Inspection(source, (Check("answer", Mark.BAD, str(got)),))
        reading = meaning(SourceState(source.id, source.url, now), got, now)
        answer = reading.answer
        if answer is None or answer.kind is not AnswerKind.CONTENT:
            return Inspection(source, (Check("answer", Mark.BAD, reading.observation.reason),))
        checks = [Check("answer", Mark.GOOD, f"{got.status}, {len(got.body)} bytes from {got.url}")]
        checks.append(_check("validators", bool(answer.etag or answer.last_modified), _validators(answer.etag)))
        try:
            feed = await self._deps.parser.feed(got.body, got.headers.get("content-type", ""), got.url, b"", 200)
        except ParseLost as error:
            return Inspection(source, (*checks, Check("format", Mark.BAD, str(error))))
        entries = tuple(to_entry(facts, source, got.url, now) for facts in feed.entries)
        checks += of_feed(feed) + of_entries(source, entries, now)
        found = Inspection(source, tuple(checks), feed, got.body, entries)
        return await self._with_page(found, now)

    async def _of_plugin(self, source: Source, plugin: SourcePlugin, now: datetime) -> Inspection:
        get = plugins.getter(self._deps.fetcher, self._deps.hosts, FEED_LIMITS, _PLUGIN_PAUSE)
        reading = await plugins.read(plugin, get, SourceState(source.id, source.url, now))
        what, reason = reading.observation.what, reading.observation.reason
        if not reading.entries:
            return Inspection(source, (Check("plug-in", Mark.BAD, f"{what.value}: {reason}"),))
        entries = tuple(to_entry(facts, source, reading.base, now) for facts in reading.entries)
        checks = (Check("plug-in", Mark.GOOD, reason), *of_entries(source, entries, now))
        return await self._with_page(Inspection(source, checks, entries=entries), now)

    async def _with_page(self, found: Inspection, now: datetime) -> Inspection:
        checks = list(found.checks)
        for entry in [entry for entry in found.entries if entry.url][:_PAGES_TRIED]:
            permission = await self._deps.robots.permission(entry.url, now) if self._deps.robots else Permission()
            if not permission.allowed:
                checks.append(Check("pages", Mark.DOUBTFUL, permission.reason))
                break
            async with self._deps.hosts.slot(host_of(entry.url), max(1.0, permission.delay)):
                got = await self._deps.fetcher.get(FetchRequest(entry.url, FEED_LIMITS, "text/html"))
            if isinstance(got, FetchFailure) or got.status != 200:
                why = str(got) if isinstance(got, FetchFailure) else f"{got.status}"
                checks.append(Check("pages", Mark.DOUBTFUL, f"{entry.url}: {why}"))
                continue
            try:
                page = await self._deps.parser.page(got.body, got.headers.get("content-type", ""), got.url)
            except ParseLost as error:
                checks.append(Check("pages", Mark.DOUBTFUL, f"{entry.url}: {error}"))
                continue
            checks += of_page(page)
            return Inspection(
                found.source, tuple(checks), found.feed, found.feed_body, found.entries, page, entry, got.body
            )
        return Inspection(found.source, tuple(checks), found.feed, found.feed_body, found.entries)


def _validators(etag: str | None) -> str:
    return "sends an ETag" if etag else "sends Last-Modified or nothing: an unchanged feed is told by its bytes"
