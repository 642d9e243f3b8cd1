"""The nouns of ingestion: what is polled, what came back, what is remembered.

All datetimes are aware and in UTC, all durations are seconds, all sizes bytes. A *key* is a string under
which an entry is found again (``ingest.decide`` makes them); ``entry_hash`` is of what the feed says about an
entry and decides whether its page is looked at again, ``content_hash`` is of the article's title and text and
decides whether there is a new revision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from processors.models import Article, Outlet

KIB = 1024
MIB = 1024 * KIB
MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class SourceKind(StrEnum):
    """How a source is read: a feed (RSS, Atom, RDF or JSON, told by its content), a news sitemap, a plug-in."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PLUGIN = "plugin"


@dataclass(frozen=True, slots=True)
class Source:
    """One address that shows an outlet's new articles.

    ``shortest``/``longest`` bound the polling interval. ``full_content``: True takes articles from the feed
    alone, False always fetches pages, None decides entry by entry. ``verified``: a fetch has succeeded once.
    ``plugin``: name of the entry point for kind ``plugin``. ``hub``: WebSub hub to ask in place of a declared one.
    """

    id: str
    url: str
    outlet: Outlet
    kind: SourceKind = SourceKind.FEED
    lang: str | None = None
    shortest: float = 15.0
    longest: float = HOUR
    full_content: bool | None = None
    verified: bool = False
    plugin: str | None = None
    hub: str | None = None


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one request may cost. ``ratio``: decoded over wire bytes, looked at from ``ratio_from`` decoded bytes.

    A body that arrives at less than ``slow_rate`` bytes a second after ``slow_after`` seconds is given up.
    """

    wire_bytes: int = 5 * MIB
    decoded_bytes: int = 15 * MIB
    ratio: int = 100
    ratio_from: int = MIB
    connect: float = 5.0
    first_byte: float = 10.0
    total: float = 30.0
    slow_after: float = 5.0
    slow_rate: int = KIB
    redirects: int = 5


FEED_LIMITS = FetchLimits()
PAGE_LIMITS = FetchLimits(wire_bytes=2 * MIB, decoded_bytes=8 * MIB)


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """How the next poll is chosen.

    ``share``: part of the median gap between entries that an interval is. ``unknown``: interval while no
    rhythm is known. ``jitter``: share of the interval that is spread at random, per source.
    """

    share: float = 0.5
    unknown: float = 2 * MINUTE
    jitter: float = 0.1
    longest_backoff: float = 6 * HOUR
    longest_retry_after: float = DAY
    gone_recheck: float = 7 * DAY


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """Everything that ingestion can be told. ``page_gap``: pause between two page requests to one host.

    ``obey_reservations``: take only the feed's words of pages that reserve text and data mining (TDMRep).
    """

    feed_limits: FetchLimits = FEED_LIMITS
    page_limits: FetchLimits = PAGE_LIMITS
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    polls_at_once: int = 200
    requests_per_host: int = 2
    page_gap: float = 1.0
    entries_used: int = 2000
    pages_per_record: int = 8
    robots: bool = True
    obey_reservations: bool = True
    stop_grace: float = 5.0


class FetchProblem(StrEnum):
    """Why there is no response. ``ours`` could be our own network; the others are the site's doing."""

    NAME = "name not found"
    CONNECT = "no connection"
    REFUSED_ADDRESS = "address refused"
    TLS = "certificate not valid"
    TIMEOUT = "no answer in time"
    SLOW = "body too slow"
    TOO_BIG = "body too big"
    BOMB = "compression bomb"
    ENCODING = "content encoding broken"
    TRUNCATED = "body cut short"
    REDIRECTS = "too many redirects"
    DOWNGRADE = "redirect from https to http"
    BAD_REDIRECT = "redirect to nowhere"
    PROTOCOL = "not HTTP"
    BAD_URL = "not a web address"

    @property
    def ours(self) -> bool:
        """Whether the cause may be on our side."""
        return self in {FetchProblem.NAME, FetchProblem.CONNECT, FetchProblem.TIMEOUT}


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A request without a usable response."""

    url: str
    problem: FetchProblem
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.problem.value}: {self.detail}" if self.detail else self.problem.value


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response with its body decoded. Header names are lower case.

    ``permanent_url``: where an unbroken chain of permanent redirects led, else None.
    """

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    wire_bytes: int = 0
    permanent_url: str | None = None


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What is asked for. ``etag``/``last_modified`` make it conditional (RFC 9110, section 13)."""

    url: str
    limits: FetchLimits
    accept: str = "*/*"
    etag: str | None = None
    last_modified: str | None = None


class HealthStatus(StrEnum):
    """What an editor is told about a source."""

    NEW = "new"
    HEALTHY = "healthy"
    QUIET = "quiet"
    EMPTY = "valid but empty"
    FAILING = "failing"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    MOVED = "moved"
    GONE = "gone"
    DEGRADED = "extraction degraded"


@dataclass(frozen=True, slots=True)
class Health:
    """How a source stands. ``failures``: polls in a row that did not succeed. ``reason`` is a sentence.

    ``words`` and ``quotes``: running means over articles taken (words of text, quotation marks), with ``weak``
    counting the latest ones that fell far short of them.
    """

    status: HealthStatus = HealthStatus.NEW
    since: datetime | None = None
    reason: str = "not polled yet"
    failures: int = 0
    last_success: datetime | None = None
    words: float = 0.0
    quotes: float = 0.0
    weak: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class HealthChange:
    """An operator event: a source stands otherwise than before."""

    source_id: str
    outlet: str
    before: HealthStatus
    after: HealthStatus
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SourceState:
    """All that is remembered about a source between polls; under a kilobyte or two.

    ``url`` is the address in use, which a lasting permanent redirect may have changed. ``fragments`` packs the
    eight-byte fingerprints of the entries of the body last read; ``rhythm`` holds the publication times (POSIX
    seconds, ascending) of its latest entries. ``moved_to`` was first seen at ``moved_since``, ``moved_polls`` times.
    """

    source_id: str
    url: str
    due: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes = b""
    fragments: bytes = b""
    rhythm: tuple[float, ...] = ()
    health: Health = field(default_factory=Health)
    polled: datetime | None = None
    due_reason: str = "never polled"
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_polls: int = 0
    hub: str | None = None
    topic: str | None = None
    lease_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the store remembers of an entry under one of its keys. ``revision`` 0: seen, never published."""

    key: str
    article_id: str
    entry_hash: str
    content_hash: str
    revision: int


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry to remember under all of its ``keys``. ``verdict`` says in a word what became of its page."""

    keys: tuple[str, ...]
    article_id: str
    entry_hash: str
    content_hash: str
    revision: int
    url: str
    seen: datetime
    verdict: str


@dataclass(frozen=True, slots=True)
class PollRecord:
    """What one poll found, to be committed as one: nothing of it counts unless all of it is stored.

    ``articles`` are in order of publication. ``more``: entries are left over; poll again at once.
    """

    state: SourceState
    seen: tuple[SeenEntry, ...] = ()
    articles: tuple[Article, ...] = ()
    changes: tuple[HealthChange, ...] = ()
    notes: tuple[str, ...] = ()
    more: bool = False
