"""What parsers hand back: plain values, so that no library's object leaves its module."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed says about itself. ``updated``: ISO, UTC, to the second."""

    title: str | None = None
    link: str | None = None
    subtitle: str | None = None
    updated: str | None = None
    lang: str | None = None
    ttl: int | None = None
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What a feed says about one entry, as printed. ``published``/``updated``: ISO, UTC, to the second.

    ``content`` is HTML where the feed carries more than a summary. ``published_raw``/``updated_raw``: as printed.
    """

    id: str | None = None
    link: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    summary: str | None = None
    content: str | None = None
    lang: str | None = None
    published_raw: str | None = None
    updated_raw: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. ``version`` is empty for what is no feed. ``warnings`` say in words what was repaired.

    ``entries`` are the unseen ones out of ``total``; ``fragments`` packs the fingerprints of all that were looked
    at (empty where the feed could not be cut: then all entries are here). ``cut``: whether only a part was parsed.
    """

    version: str
    facts: FeedFacts
    entries: tuple[EntryFacts, ...] = ()
    warnings: tuple[str, ...] = ()
    total: int = 0
    fragments: bytes = b""
    cut: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values for the way between processes."""
        return asdict(self) | {"fragments": self.fragments.hex()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ParsedFeed:
        """The inverse of ``as_json``."""
        return cls(
            values["version"],
            FeedFacts(**values["facts"]),
            tuple(EntryFacts(**entry) for entry in values["entries"]),
            tuple(values["warnings"]),
            values["total"],
            bytes.fromhex(values["fragments"]),
            values["cut"],
        )
