"""The words everyone shares, as frozen values.

Nothing here computes: these are the shapes that travel from ``ingest`` through
``processors`` to ``alerts``. All datetimes are aware and in UTC. All offsets are
Python character offsets, half open, into the text they belong to. ``docs/glossary.md``
says what each word means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Span = tuple[int, int]
"""``(start, end)``, half open, in characters."""


class Kind(StrEnum):
    """How a statement stands in the text."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Modality(StrEnum):
    """What the article says was done with the content; only some may alert."""

    SAID = "said"
    DENIED = "denied"
    CONDITIONAL = "conditional"
    ANNOUNCED = "announced"
    ASKED = "asked"


class EntityKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Role:
    """An office a figure holds or held. ``since``/``until`` are inclusive days; None is open."""

    title: str
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether the role was held on ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Figure:
    """A tracked public person. ``gender`` (m, f or None) serves pronouns only."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    wikidata: str | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A keyword set. ``keywords`` per language ("en": (...)); a hit inside an ``exclusions`` phrase does not count."""

    id: str
    name: str
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes. ``independent_of``: id of the outlet whose copy this one republishes as a rule, if any."""

    id: str
    name: str
    lang: str | None = None
    independent_of: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says about one article. ``content_html`` only where the feed carries it."""

    source_id: str
    guid: str
    url: str
    title: str
    summary: str = ""
    content_html: str | None = None
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    lang: str | None = None


TAKEN_DOWN = "taken down: "
"""Begins the note of a revision that says that the page is gone; the reason follows."""

FROM_FEED = "taken from the feed"
"""Ends the note of an article whose text is the feed's and not the page's."""


def reason_taken_down(notes: Sequence[str]) -> str:
    """Why the outlet shows an article with these notes no more; empty for one that can be read."""
    return next((note.removeprefix(TAKEN_DOWN) for note in notes if note.startswith(TAKEN_DOWN)), "")


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says: one revision of one article.

    ``id`` is a function of ``canonical_url``; ``revision`` counts from 1; ``content_hash`` is of the
    normalised title and text. ``text`` holds paragraphs parted by a newline, without the title.
    ``seen`` is when the feed first showed the entry, ``fetched`` when the page arrived.
    """

    id: str
    revision: int
    url: str
    canonical_url: str
    outlet: Outlet
    source_id: str
    title: str
    text: str
    content_hash: str
    seen: datetime
    fetched: datetime
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    lang: str | None = None
    section: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def from_feed(self) -> bool:
        """Whether the text is what the feed carries of the article, and not the page's."""
        return any(note.endswith(FROM_FEED) for note in self.notes)

    @property
    def day(self) -> date:
        """The day that roles and relative dates are judged by."""
        return (self.published or self.seen).date()

    @property
    def taken_down(self) -> str:
        """Why the outlet shows the article no more; empty for a revision that can be read."""
        return reason_taken_down(self.notes)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names a figure. ``form``: name, alias, surname, role or pronoun.

    ``gender`` is the figure's (m, f or None), for the pronouns that follow.
    """

    figure_id: str
    start: int
    end: int
    surface: str
    form: str
    confidence: float = 1.0
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A named person, organisation or place with offsets; ``wikidata`` where it is known."""

    kind: EntityKind
    start: int
    end: int
    text: str
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class KeywordHit:
    """A topic's keyword as it stands in the text."""

    topic_id: str
    keyword: str
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what, with the evidence.

    ``start``/``end`` bound the content in the article's text (quotation marks included) and
    ``spans`` holds its pieces in order: one, or more for a split quote. In a headline
    (``in_title``) the offsets count in the title instead. ``speaker`` is the name as printed (None where the text
    names nobody), ``figure_id`` what it resolves to (None for a speaker who is not tracked).
    ``confidence`` in [0, 1] is of span and speaker together. ``rule`` names the pattern or model that made it and
    ``reasons`` say in words why this speaker. ``said_on`` is set for an old quote re-reported with its date.
    """

    start: int
    end: int
    spans: tuple[Span, ...]
    text: str
    kind: Kind
    confidence: float
    rule: str
    speaker: str | None = None
    speaker_span: Span | None = None
    figure_id: str | None = None
    cue: str | None = None
    cue_span: Span | None = None
    modality: Modality = Modality.SAID
    said_on: date | None = None
    lang: str | None = None
    reasons: tuple[str, ...] = ()
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the processors read in one article revision. ``named`` holds the figures that the gate found."""

    named: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    keywords: tuple[KeywordHit, ...] = ()
    statements: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()
