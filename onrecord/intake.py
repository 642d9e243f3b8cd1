"""Where ingestion's finds enter the embedded engine: source state, entries seen and articles commit as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ingest.models import KnownEntry, PollRecord, SeenEntry, SourceState
from ingest.numbering import numbered, overtakable, overtaken
from ingest.ports import Watched
from onrecord.messages import of_article
from onrecord.store import archive, log, sources
from onrecord.store.base import Store, Unit
from processors.models import Article


class Intake:
    """``ingest.ports.IngestStore`` and ``RecheckStore`` on the store's log.

    ``wake`` is called after a commit of articles or events.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime], wake: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake

    async def load(self, source_id: str) -> SourceState | None:
        """The state as last committed, None for a source never polled."""
        async with self._store.view() as view:
            return await sources.load(view, source_id)

    async def known(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownEntry]:
        """Entries remembered under any of ``keys``, by key."""
        async with self._store.view() as view:
            return await sources.known(view, source_id, keys)

    async def commit(self, record: PollRecord) -> None:
        """Store all of ``record`` and put its articles into the log in one transaction, or nothing."""
        async with self._store.unit() as unit:
            record = await counted_on(unit, record)
            await sources.commit(unit, record)
            await log.append(unit, [of_article(article) for article in record.articles], self._clock())
        if record.articles or record.changes:
            self._wake()

    async def alerted(self, since: datetime) -> Sequence[Watched]:
        """Articles with a statement that was news at ``since`` or later, the latest first."""
        async with self._store.view() as view:
            return await sources.alerted(view, since)

    async def article(self, article_id: str) -> Article | None:
        """The newest revision that was read, None where none was yet."""
        async with self._store.unit() as unit:
            return await archive.article(unit, article_id)

    async def amend(self, seen: SeenEntry, article: Article) -> None:
        """Put a later revision that nobody overtook into the log and remember what was seen, in one transaction."""
        async with self._store.unit() as unit:
            if overtaken(article, (await sources.newest(unit, [article.id])).get(article.id)):
                return
            await sources.amend(unit, seen)
            await log.append(unit, [of_article(article)], self._clock())
        self._wake()


async def counted_on(unit: Unit, record: PollRecord) -> PollRecord:
    """``record`` with the revision numbers that are free now, and stay so until the unit ends."""
    taken = overtakable(record)
    return numbered(record, await sources.newest(unit, taken)) if taken else record
