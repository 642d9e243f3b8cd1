"""Finding an outlet's feed from any of its addresses: link tags, common paths, sitemaps named in robots.txt."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from ingest import head
from ingest.charset import decode
from ingest.entries import entry as to_entry
from ingest.errors import ParseLost
from ingest.fetch import host_of
from ingest.hosts import HostLimits
from ingest.models import FEED_LIMITS, Fetched, FetchFailure, FetchProblem, FetchRequest, Source, SourceKind
from ingest.parsed import ParsedFeed
from ingest.ports import Fetching, Parsing
from ingest.sitemaps import children, is_sitemap
from processors.models import Entry, Outlet
from processors.urls import same_site

COMMON_PATHS = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/all.rss", "feed.json")
SITEMAP_PATHS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "sitemap.xml")

MOST_TRIED = 16
"""Addresses asked for in one discovery: it is somebody's server."""

_PAUSE = 0.3
"""Seconds between two of these requests to a host."""

_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_COMMENTS = re.compile(r"comment|kommentar", re.IGNORECASE)


_NOBODY = Outlet("found", "found")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that was found. ``score`` ranks it; ``why`` says where it was found and what speaks for it."""

    url: str
    kind: SourceKind
    feed: ParsedFeed
    entries: tuple[Entry, ...]
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class _Lead:
    url: str
    why: str


def rank(url: str, feed: ParsedFeed, entries: Sequence[Entry], now: datetime) -> float:
    """How good a source a feed is: entries with dates that are recent, links to the same site, not of comments."""
    if not entries:
        return 0.0
    dated = [entry.published for entry in entries if entry.published]
    age_days = min(((now - moment).total_seconds() / 86400 for moment in dated), default=365.0)
    own = sum(same_site(entry.url, url) for entry in entries) / len(entries)
    fresh = 1.0 / (1.0 + max(age_days, 0.0) / 2)
    comments = 0.1 if _COMMENTS.search(f"{url} {feed.facts.title or ''}") else 1.0
    return comments * (1 + min(len(entries), 30) / 30 + 2 * fresh + own + len(dated) / len(entries))


_HOPELESS = frozenset(
    {
        FetchProblem.NAME,
        FetchProblem.CONNECT,
        FetchProblem.REFUSED_ADDRESS,
        FetchProblem.TLS,
        FetchProblem.TIMEOUT,
        FetchProblem.BAD_URL,
    }
)
"""Problems of the first address that every other address of the host would have too."""


class Discovery:
    """Looks for feeds. Never raises for anything a site does. ``tried``: what came of each address asked for."""

    def __init__(
        self,
        fetcher: Fetching,
        parser: Parsing,
        hosts: HostLimits,
        watch: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._fetcher, self._parser, self._hosts, self._watch = fetcher, parser, hosts, watch
        self._hopeless = self._found = False
        self.tried: dict[str, str] = {}

    async def find(self, url: str, now: datetime) -> list[Candidate]:
        """The feeds of the site at ``url``, the best first; ``url`` itself if it is one."""
        found: dict[str, Candidate] = {}
        looked_at: set[str] = set()
        async for lead in self._leads(url):
            if lead.url in looked_at or len(looked_at) >= MOST_TRIED:
                continue
            looked_at.add(lead.url)
            candidate = await self._candidate(lead, now)
            if candidate is not None:
                self._found = True
                found.setdefault(candidate.url, candidate)
            if self._hopeless or (candidate is not None and lead.url == url):
                break
        return sorted(found.values(), key=lambda candidate: -candidate.score)

    async def _leads(self, url: str) -> AsyncIterator[_Lead]:
        yield _Lead(url, "the address itself")
        page = await self._text(url)
        for address, title in head.read(page, url).feeds if page else ():
            yield _Lead(address, f"named by the page{f' as {title}' if title else ''}")
        if self._found:
            return  # what the site itself names is better than a guess, and saves it a dozen requests
        root = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
        for path in COMMON_PATHS:
            yield _Lead(urljoin(root, path), "a common place")
        robots = await self._text(urljoin(root, "robots.txt"))
        for address in (*_SITEMAP_LINE.findall(robots), *(urljoin(root, path) for path in SITEMAP_PATHS)):
            for child in await self._news_of(address):
                yield _Lead(child, "a sitemap of the site")

    async def _news_of(self, address: str) -> Iterable[str]:
        text = await self._text(address)
        if not is_sitemap(text):
            return ()
        return [child for child in children(text)[:3] if "news" in child.lower()] or [address]

    async def _get(self, url: str) -> Fetched | None:
        self._watch(url)
        async with self._hosts.slot(host_of(url), _PAUSE):
            got = await self._fetcher.get(FetchRequest(url, FEED_LIMITS))
        if isinstance(got, FetchFailure):
            self._hopeless = self._hopeless or (not self.tried and got.problem in _HOPELESS)
            self.tried[url] = str(got)
            return None
        self.tried[url] = f"answered {got.status}"
        return got if got.status == 200 else None

    async def _text(self, url: str) -> str:
        got = await self._get(url)
        return decode(got.body, got.headers.get("content-type", "")).text if got else ""

    async def _candidate(self, lead: _Lead, now: datetime) -> Candidate | None:
        got = await self._get(lead.url)
        if got is None:
            return None
        try:
            feed = await self._parser.feed(got.body, got.headers.get("content-type", ""), got.url, b"", 100)
        except ParseLost:
            return None
        source = Source("found", got.url, _NOBODY)
        entries = tuple(to_entry(facts, source, got.url, now) for facts in feed.entries)
        if not feed.version or not entries:
            self.tried[lead.url] = "a feed without entries" if feed.version else "no feed"
            return None
        kind = SourceKind.SITEMAP if feed.version == "sitemap" else SourceKind.FEED
        score = rank(got.url, feed, entries, now) - (0.5 if kind is SourceKind.SITEMAP else 0.0)
        return Candidate(got.url, kind, feed, entries, score, lead.why)
