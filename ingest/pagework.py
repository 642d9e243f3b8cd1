"""From one entry to what is to be remembered and published of it: fetch, gate, extract, assemble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest import assemble, response
from ingest.charset import decode
from ingest.decide import RETRY, Decided, address, url_key
from ingest.entries import has_whole_text
from ingest.errors import ParseLost
from ingest.fetch import host_of
from ingest.health import Taken
from ingest.hosts import HostLimits
from ingest.models import Fetched, FetchFailure, FetchRequest, IngestSettings, SeenEntry, Source
from ingest.pages import Page, PageVerdict
from ingest.plugins import SourcePlugin
from ingest.ports import Clock, Fetching, Gate, IngestStore, Parsing, Pushing
from ingest.quotations import marks
from ingest.response import AnswerKind
from ingest.robots import Permission, Robots, reserved_by_header
from processors import ids
from processors.models import Article, Entry

PAGE_TRIES = 4
"""How often a page is asked for before the feed's own words must do: over an hour with the schedule's backoff."""

RESERVED = "its text is reserved (TDM)"
"""Why a page's text is not used: the site reserves text and data mining."""

_PASSING = frozenset({AnswerKind.RATE_LIMITED, AnswerKind.SERVER_ERROR})
_MISSING = frozenset({AnswerKind.MISSING, AnswerKind.GONE})
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Deps:
    """Whom ingestion works with."""

    store: IngestStore
    fetcher: Fetching
    parser: Parsing
    gate: Gate
    clock: Clock
    hosts: HostLimits
    robots: Robots | None = None
    plugins: Mapping[str, SourcePlugin] = field(default_factory=dict)
    hubs: Pushing | None = None


@dataclass(frozen=True, slots=True)
class Dealt:
    """What became of an entry. ``taken`` feeds the source's health, None where no page was extracted."""

    seen: SeenEntry
    article: Article | None = None
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it came, or why there is none. ``passing``: another try may bring it; ``missing``: there is none."""

    fetched: Fetched | None
    reason: str = ""
    passing: bool = False
    missing: bool = False


def raw_page(got: Fetched | FetchFailure, now: datetime) -> RawPage:
    """``got`` as a page."""
    if isinstance(got, FetchFailure):
        return RawPage(None, str(got), passing=got.problem.ours)
    answer = response.read(got, now)
    if answer.kind is AnswerKind.CONTENT:
        return RawPage(got)
    return RawPage(None, f"page: {answer.reason}", passing=answer.kind in _PASSING, missing=answer.kind in _MISSING)


def _reserved(fetched: Fetched, permission: Permission) -> bool:
    own = reserved_by_header(fetched.headers)
    return permission.reserved if own is None else own


def entry_words(entry: Entry) -> str:
    """All words that the feed carries of an entry, for the gate."""
    return "\n".join((entry.title, entry.summary, entry.content_html or ""))


class PageWork:
    """Deals with one entry at a time; many may run at once."""

    def __init__(self, source: Source, deps: Deps, settings: IngestSettings) -> None:
        self._source, self._deps, self._settings = source, deps, settings

    async def deal(self, decided: Decided) -> Dealt:
        """What is to be remembered of the entry and, where it names a figure, its article."""
        begun = self._deps.clock()
        entry = decided.entry
        if not entry.url or self._feed_suffices(entry):
            return self._from_feed(decided, begun, "")
        permission = await self._permission(entry.url, begun)
        raw = await self._raw(entry.url, permission, begun)
        if raw.fetched is None:
            return self._without_page(decided, begun, raw)
        if self._settings.obey_reservations and _reserved(raw.fetched, permission):
            return self._from_feed(decided, begun, RESERVED)
        html = decode(raw.fetched.body, raw.fetched.headers.get("content-type", "")).text
        if not (_published(decided) or self._deps.gate(html) or self._deps.gate(entry_words(entry))):
            return _seen(decided, begun, "names nobody")
        return await self._from_page(decided, begun, raw.fetched)

    async def again(self, decided: Decided) -> tuple[RawPage, Dealt | None]:
        """The page of an article that was published, as it came, and what became of it: None where it is not used."""
        begun = self._deps.clock()
        permission = await self._permission(decided.entry.url, begun)
        raw = await self._raw(decided.entry.url, permission, begun)
        if raw.fetched is None or (self._settings.obey_reservations and _reserved(raw.fetched, permission)):
            return raw, None
        return raw, await self._from_page(decided, begun, raw.fetched)

    def _feed_suffices(self, entry: Entry) -> bool:
        wanted = self._source.full_content
        return has_whole_text(entry) if wanted is None else wanted and bool(assemble.feed_text(entry))

    async def _permission(self, url: str, now: datetime) -> Permission:
        robots = self._deps.robots
        return await robots.permission(url, now) if robots and self._settings.robots else Permission()

    async def _raw(self, url: str, permission: Permission, now: datetime) -> RawPage:
        if not permission.allowed:
            return RawPage(None, permission.reason)
        async with self._deps.hosts.slot(host_of(url), max(self._settings.page_gap, permission.delay)):
            got = await self._deps.fetcher.get(FetchRequest(url, self._settings.page_limits, _ACCEPT))
        return raw_page(got, now)

    def _without_page(self, decided: Decided, begun: datetime, raw: RawPage) -> Dealt:
        if raw.passing and decided.tries + 1 < PAGE_TRIES:
            return _seen(replace(decided, entry_hash=f"{RETRY}{decided.tries + 1}"), begun, raw.reason)
        return self._from_feed(decided, begun, raw.reason)

    def _from_feed(self, decided: Decided, begun: datetime, reason: str) -> Dealt:
        if reason and _published(decided):
            return _seen(decided, begun, f"{reason}; what was published of it stays")
        if not (_published(decided) or self._deps.gate(entry_words(decided.entry))):
            return _seen(decided, begun, reason or "names nobody")
        return self._publish(decided, begun, assemble.choose_text(decided.entry, None, reason), None)

    async def _from_page(self, decided: Decided, begun: datetime, fetched: Fetched) -> Dealt:
        try:
            page = await self._deps.parser.page(fetched.body, fetched.headers.get("content-type", ""), fetched.url)
        except ParseLost as error:
            page = Page(PageVerdict.TOO_COSTLY, notes=(str(error),))
        where = assemble.article_address(decided.entry, page)
        known = await self._deps.store.known(self._source.id, [url_key(where)])
        decided = assemble.elsewhere(decided, url_key(where), known.get(url_key(where)))
        if page.reserved and self._settings.obey_reservations:
            return self._from_feed(decided, begun, RESERVED)
        dealt = self._publish(decided, begun, assemble.choose_text(decided.entry, page), page)
        return replace(dealt, taken=Taken(len(page.text.split()), marks(page.text), page.verdict.readable))

    def _publish(self, decided: Decided, begun: datetime, text: assemble.Text | None, page: Page | None) -> Dealt:
        if text is None:
            return _seen(decided, begun, page.verdict.value if page else "no text in the feed")
        made = assemble.article(decided, text, page, self._source, begun, self._deps.clock())
        verdict = f"revision {made.revision} from the {text.origin}" if made.revision else "no word changed"
        return Dealt(_remember(decided, made, begun, verdict), made if made.revision else None)


def _published(decided: Decided) -> bool:
    """Whether an earlier revision was published: then a later one is of interest even if it names nobody any more."""
    return decided.known is not None and decided.known.revision > 0


def _seen(decided: Decided, begun: datetime, verdict: str) -> Dealt:
    """An entry to remember without an article; what was published of it before stays as it is."""
    known = decided.known
    article_id = known.article_id if known else ids.article_id(address(decided.entry))
    return Dealt(
        SeenEntry(
            keys=decided.keys,
            article_id=article_id,
            entry_hash=decided.entry_hash,
            content_hash=known.content_hash if known else "",
            revision=known.revision if known else 0,
            url=decided.entry.url,
            seen=begun,
            verdict=verdict,
        )
    )


def _remember(decided: Decided, made: Article, begun: datetime, verdict: str) -> SeenEntry:
    known = decided.known
    return SeenEntry(
        keys=tuple(dict.fromkeys((*decided.keys, url_key(made.canonical_url)))),
        article_id=made.id,
        entry_hash=decided.entry_hash,
        content_hash=made.content_hash,
        revision=made.revision or (known.revision if known else 0),
        url=made.url,
        seen=begun,
        verdict=verdict,
    )
