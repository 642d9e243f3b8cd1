"""What ingestion needs from others, in its own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ingest.models import (
    Fetched,
    FetchFailure,
    FetchRequest,
    KnownEntry,
    PollRecord,
    SeenEntry,
    Source,
    SourceState,
)
from ingest.pages import Page
from ingest.parsed import ParsedFeed
from processors.models import Article

Gate = Callable[[str], bool]
"""Whether a raw page or text names a tracked figure."""

Clock = Callable[[], datetime]
"""The present, aware and in UTC."""


class IngestStore(Protocol):
    """Where ingestion's memory lives. All methods may raise ``processors.errors.TemporaryError``."""

    async def load(self, source_id: str) -> SourceState | None:
        """The state as last committed, None for a source never polled."""
        ...

    async def known(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownEntry]:
        """Entries remembered under any of ``keys``, by key. Keys carry their own scope: see ``decide.keys``."""
        ...

    async def commit(self, record: PollRecord) -> None:
        """Store all of ``record`` in one transaction, or nothing. Committing the same record twice changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Watched:
    """An article with a statement that was news at ``since``: looked at again for a while (``ingest.recheck``)."""

    article_id: str
    source_id: str
    since: datetime


class RecheckStore(Protocol):
    """What looking at articles again needs. All methods may raise ``processors.errors.TemporaryError``."""

    async def alerted(self, since: datetime) -> Sequence[Watched]:
        """Articles with a statement that was new or changed at ``since`` or later, the latest first."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """The newest revision that was read, None where none was yet."""
        ...

    async def amend(self, seen: SeenEntry, article: Article) -> None:
        """Publish ``article``, a later revision, and remember ``seen``, as one. Twice changes nothing.

        Nor does one whose number was taken since it was looked at: a later look finds what is to be found.
        """
        ...


class Fetching(Protocol):
    """Whoever speaks HTTP to sites. Never raises for anything a site does."""

    async def get(self, request: FetchRequest) -> Fetched | FetchFailure:
        """The response, or why there is none."""
        ...


class Pushing(Protocol):
    """Hubs that tell us of new entries (``ingest.websub``)."""

    async def keep(self, source: Source, state: SourceState, now: datetime) -> str:
        """Subscribe or renew where that is due; what was done, in words. Never raises for what a hub does."""
        ...

    def leased(self, source_id: str, now: datetime) -> bool:
        """Whether a hub tells us of this source at this time."""
        ...


class Parsing(Protocol):
    """Parsers of hostile bytes, apart from the event loop, under a limit of CPU time.

    Both raise ``ingest.errors.ParseLost`` where the parser was ended or fell over.
    """

    async def feed(self, body: bytes, content_type: str, url: str, seen: bytes, used: int) -> ParsedFeed:
        """What a feed's bytes say of entries whose fingerprints are not in ``seen``; at most ``used`` are looked at."""
        ...

    async def page(self, body: bytes, content_type: str, url: str) -> Page:
        """What a page's bytes say."""
        ...
