"""Articles that were news are looked at again: outlets correct them, and take them down, without a word in the feed.

``due`` and ``judged`` are pure; ``Rechecker`` fetches and stores. What was looked at is remembered by this process
only: after a restart an article is looked at once more than it had to be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from ingest.decide import Decided, EntryDecision, content_hash, url_key
from ingest.models import IngestSettings, KnownEntry, SeenEntry, Source
from ingest.pagework import Dealt, Deps, PageWork, RawPage
from ingest.ports import RecheckStore, Watched
from processors.errors import TemporaryError
from processors.models import TAKEN_DOWN, Article, Entry

_log = structlog.get_logger(__name__)

STEPS = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 180, 480, 960, 1440, 2160, 2880))
"""Ages at which an article that was news is looked at again: mostly early, when outlets correct, and for two days."""

CONFIRM = timedelta(minutes=10)
"""Between the first look that finds nothing and the second: caches and deployments answer 404 for a minute."""

MISSES = 2
"""Looks in a row that must find nothing before a page is said to be taken down."""

ROUND_S = 60.0
MOST_PER_ROUND = 30
"""Pages looked at in one round; the rest waits for the next."""

_LEAST_LEFT = 0.5
"""Share of the text before from which a shorter one is taken for a correction, and not for a wall or a stub."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The last look at an article: when, and how many in a row found nothing there."""

    at: datetime
    misses: int = 0


def due(watched: Watched, looked: Looked | None, now: datetime) -> str:
    """Why ``watched`` is to be looked at now; empty where it is not."""
    if looked is not None and 0 < looked.misses < MISSES:
        return "to be sure that it is gone" if now - looked.at >= CONFIRM else ""
    step = max((step for step in STEPS if step <= now - watched.since), default=None)
    if step is None or (looked is not None and looked.at >= watched.since + step):
        return ""
    return f"was news {step.total_seconds() / 3600:g} h ago"


def missing(raw: RawPage, url: str) -> str:
    """Why there is no article at ``url`` any more; empty where there is one, or nothing can be said."""
    if raw.missing:
        return raw.reason.removeprefix("page: ")
    if raw.fetched is not None and _is_front(raw.fetched.url) and not _is_front(url):
        return "its address leads to the front page"
    return ""


def _is_front(url: str) -> bool:
    return urlsplit(url).path in {"", "/"}


def taken_down(article: Article, reason: str, now: datetime) -> Article:
    """The revision that says that the outlet took ``article`` down: its title without a text."""
    return replace(
        article,
        revision=article.revision + 1,
        text="",
        content_hash=content_hash(article.title, ""),
        fetched=now,
        updated=now,
        notes=(f"{TAKEN_DOWN}{reason}",),
    )


def as_entry(article: Article) -> Entry:
    """What the feed said of ``article``, as far as it is kept."""
    return Entry(
        article.source_id,
        "",
        article.url,
        article.title,
        author=article.author,
        published=article.published,
        updated=article.updated,
        lang=article.lang,
    )


def decided(article: Article, known: KnownEntry) -> Decided:
    """``article`` as an entry whose page is to be looked at; what the feed said stays as it was."""
    return Decided(as_entry(article), EntryDecision.CHANGED, "looked at again", (known.key,), known.entry_hash, known)


def corrected(before: Article, dealt: Dealt | None) -> Dealt | None:
    """``dealt`` where it is a revision to publish; None for the same words, a wall, or a text from elsewhere."""
    if dealt is None or dealt.article is None or dealt.taken is None or not dealt.taken.readable:
        return None
    if before.from_feed or len(dealt.article.text) < _LEAST_LEFT * len(before.text):
        return None
    return dealt


class Rechecker:
    """Looks at articles again while it runs."""

    def __init__(self, store: RecheckStore, deps: Deps, settings: IngestSettings) -> None:
        self._store, self._deps, self._settings = store, deps, settings
        self._looked: dict[str, Looked] = {}

    async def run(self, sources: Mapping[str, Source], stop: asyncio.Event) -> None:
        """A round a minute until ``stop``, over articles of ``sources``."""
        while not stop.is_set():
            try:
                await self.round(sources)
            except TemporaryError as error:
                _log.warning("articles not looked at again", error=str(error))
            except Exception:  # noqa: BLE001 - a fault of ours here must not end the polling beside it
                _log.exception("looking at articles again fell over")
            try:
                async with asyncio.timeout(ROUND_S):
                    await stop.wait()
            except TimeoutError:
                continue

    async def round(self, sources: Mapping[str, Source]) -> None:
        """Look at what is due now."""
        now = self._deps.clock()
        watched = await self._store.alerted(now - STEPS[-1] - timedelta(hours=1))
        ids = {one.article_id for one in watched}
        self._looked = {article_id: looked for article_id, looked in self._looked.items() if article_id in ids}
        ready = [one for one in watched if one.source_id in sources and due(one, self._looked.get(one.article_id), now)]
        looks = (self._look(one, sources[one.source_id], now) for one in ready[:MOST_PER_ROUND])
        await asyncio.gather(*looks)

    async def _look(self, one: Watched, source: Source, now: datetime) -> None:
        article = await self._store.article(one.article_id)
        key = url_key(article.canonical_url) if article else ""
        known = (await self._deps.store.known(source.id, [key])).get(key)
        before = self._looked.get(one.article_id)
        self._looked[one.article_id] = Looked(now)
        if article is None or known is None or known.revision != article.revision:
            return  # not read yet, or by another way: the next look finds it
        raw, dealt = await PageWork(source, self._deps, self._settings).again(decided(article, known))
        why = missing(raw, article.url)
        misses = (before.misses if before else 0) + 1 if why else 0
        self._looked[one.article_id] = Looked(now, misses)
        await self._publish(article, known, why if misses == MISSES else "", corrected(article, dealt))

    async def _publish(self, article: Article, known: KnownEntry, gone: str, dealt: Dealt | None) -> None:
        now = self._deps.clock()
        if gone and not article.taken_down:
            made = taken_down(article, gone, now)
            _log.info("article taken down", url=article.url, reason=gone)
            await self._store.amend(_seen(made, known, made.notes[0], now), made)
        elif not gone and dealt is not None and dealt.article is not None:
            _log.info("article corrected", url=article.url, revision=dealt.article.revision)
            await self._store.amend(dealt.seen, dealt.article)


def _seen(made: Article, known: KnownEntry, verdict: str, now: datetime) -> SeenEntry:
    return SeenEntry(
        keys=(known.key,),
        article_id=made.id,
        entry_hash=known.entry_hash,
        content_hash=made.content_hash,
        revision=made.revision,
        url=made.url,
        seen=now,
        verdict=verdict,
    )


def by_id(sources: Sequence[Source]) -> dict[str, Source]:
    """``sources`` by their ids."""
    return {source.id: source for source in sources}
