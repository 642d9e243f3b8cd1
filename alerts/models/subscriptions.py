"""What a newsroom wants to hear of, and when it wants to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from alerts.models.occasions import EventType
from processors.models import Kind, Modality


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of ids: one of ``any``, each of ``all``, none of ``none``. An empty part asks nothing."""

    any: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()


class Grouping(StrEnum):
    NONE = "none"
    ARTICLE = "article"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` to ``end`` on the clock of ``timezone`` nothing is sent.

    ``days``: ISO weekdays on which they begin.
    ``together``: what waited is sent as one digest at the end, else one by one.
    """

    start: time
    end: time
    timezone: str
    days: frozenset[int] = frozenset(range(1, 8))
    together: bool = True


@dataclass(frozen=True, slots=True)
class Digest:
    """Alerts are collected and sent as one: ``every`` so long, or at the times ``at`` on the clock of ``timezone``."""

    every: timedelta | None = None
    at: tuple[time, ...] = ()
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``alerts`` within ``per``; what is over is summed up in one digest when the window has passed."""

    alerts: int
    per: timedelta


DEFAULT_EVENTS = frozenset({EventType.NEW, EventType.UPDATED, EventType.CORRECTED, EventType.RETRACTED})


DEFAULT_MODALITIES = frozenset({Modality.SAID, Modality.DENIED})
"""Announced speeches, conditionals and questions are stored, but nobody has said them yet."""


MIN_CONFIDENCE = 0.5
"""Below it a statement is more likely wrong than right (its confidence is a probability)."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one newsroom (``tenant``) wants to hear of, and where. Empty filters ask nothing.

    ``corroboration``: 1 alerts at the first outlet (flash); n >= 2 waits until n independent outlets carry the
    claim and then sends ``statement.corroborated``. ``novelty_threshold``: the highest ``Verdict.same`` that may
    still alert as new; 1 leaves the decision to the judge. ``group_wait`` is for ``group_by``.
    """

    id: str
    name: str = ""
    tenant: str = "default"
    figures: frozenset[str] = frozenset()
    topics: Choice = Choice()
    outlets: Choice = Choice()
    languages: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset(Kind)
    modalities: frozenset[Modality] = DEFAULT_MODALITIES
    min_confidence: float = MIN_CONFIDENCE
    novelty_threshold: float = 1.0
    events: frozenset[str] = DEFAULT_EVENTS
    corroboration: int = 1
    endpoints: tuple[str, ...] = ()
    quiet_hours: QuietHours | None = None
    digest: Digest | None = None
    group_by: Grouping = Grouping.NONE
    group_wait: timedelta = timedelta(seconds=60)
    rate_limit: RateLimit | None = None
    dry_run: bool = False
    enabled: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing that matches is sent between ``starts`` and ``ends``. Empty filters match all of the tenant's."""

    id: str
    tenant: str
    owner: str
    comment: str
    starts: datetime
    ends: datetime
    subscriptions: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
