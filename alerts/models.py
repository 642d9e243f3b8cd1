"""The nouns of alerting. A delivery is one alert for one endpoint; an attempt is one HTTP request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from processors.claims import ClaimState, Difference, Utterance, Verdict
from processors.models import Article, Figure, Kind, Modality, Statement


class EventType(StrEnum):
    """What an alert can be about; the ``type`` of its payload. Receivers ignore types they do not know."""

    NEW = "statement.new"
    UPDATED = "statement.updated"
    CORROBORATED = "statement.corroborated"
    CORRECTED = "statement.corrected"
    RETRACTED = "statement.retracted"
    DIGEST = "statement.digest"
    SOURCE_SILENT = "source.silent"
    SOURCE_FAILING = "source.failing"
    SOURCE_MOVED = "source.moved"
    SOURCE_RECOVERED = "source.recovered"
    ENDPOINT_FAILING = "endpoint.failing"
    ENDPOINT_PAUSED = "endpoint.paused"
    ENDPOINT_DISABLED = "endpoint.disabled"
    ENDPOINT_RECOVERED = "endpoint.recovered"
    PING = "ping"


STATEMENT_EVENTS = (EventType.NEW, EventType.UPDATED, EventType.CORROBORATED)
"""Events that a subscription's gates decide on."""

FOLLOW_UPS = (EventType.CORRECTED, EventType.RETRACTED)
"""Events addressed to whoever got the alert; no gate, quiet hour, digest or silence holds them back."""


class CorrectionReason(StrEnum):
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    ATTRIBUTION_CHANGED = "attribution_changed"
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a later revision of an article did to a statement. ``after`` is None when it is gone.

    ``statement_id`` and ``claim_id`` are those of the statement as it was alerted; ``speaker_before`` is set
    where the speaker changed.
    """

    reason: CorrectionReason
    statement_id: str
    claim_id: str
    before: str
    after: str | None
    revision_before: int
    differs: tuple[Difference, ...] = ()
    speaker_before: str | None = None
    speaker_after: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that subscriptions may want to hear of: one decided statement, with all that an alert shows.

    ``event``: ``statement.new``, ``statement.updated``, ``statement.corroborated``… ``topics``: ids of the topics
    matched in the statement and its paragraph. ``context``: the paragraph that the statement stands in.
    ``seen``, ``fetched`` (article) and ``decided`` are the stations of the way, for the latency budget.
    ``correction`` is set for ``statement.corrected`` and ``statement.retracted`` only.
    """

    event: str
    figure: Figure
    statement_id: str
    statement: Statement
    utterance: Utterance
    article: Article
    claim: ClaimState
    verdict: Verdict
    topics: tuple[str, ...]
    context: str
    decided: datetime
    correction: Correction | None = None


def claim_of(occasion: Occasion) -> str:
    """The claim that alerts of ``occasion`` belong to: a correction's is that of the statement it corrects."""
    return occasion.correction.claim_id if occasion.correction else occasion.claim.id


class Facts(NamedTuple):
    """What the gates look at: an occasion without its texts. The archive keeps these for backtests.

    A tuple, because a backtest makes hundreds of thousands of them.

    ``same`` in [0, 1]: how surely the statement asserts what its closest earlier one does; ``outlets``: how many
    independent outlets carry the claim; ``corrects``: for a correction, the id of the statement that it corrects.
    """

    event: str
    figure_id: str
    claim_id: str
    statement_id: str
    article_id: str
    revision: int
    story_id: str
    outlet_id: str
    lang: str | None
    kind: Kind
    modality: Modality
    confidence: float
    same: float
    outlets: int
    topics: frozenset[str]
    decided: datetime
    corrects: str = ""


def facts_of(occasion: Occasion) -> Facts:
    """The gates' view of ``occasion``."""
    utterance, statement, article = occasion.utterance, occasion.statement, occasion.article
    return Facts(
        event=occasion.event,
        figure_id=occasion.figure.id,
        claim_id=claim_of(occasion),
        statement_id=occasion.statement_id,
        article_id=article.id,
        revision=article.revision,
        story_id=utterance.story_id or article.id,
        outlet_id=article.outlet.id,
        lang=statement.lang or article.lang,
        kind=statement.kind,
        modality=statement.modality,
        confidence=statement.confidence,
        same=occasion.verdict.same,
        outlets=len(occasion.claim.outlets),
        topics=frozenset(occasion.topics),
        decided=occasion.decided,
        corrects=occasion.correction.statement_id if occasion.correction else "",
    )


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


class Channel(StrEnum):
    """How an endpoint is reached: a signed webhook, or a message for people through Apprise."""

    WEBHOOK = "webhook"
    APPRISE = "apprise"


class EndpointState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing secret: ``whsec_…`` (HMAC) or ``whsk_…`` (ed25519 private key). ``expires``: None while current."""

    value: str = field(repr=False)
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where alerts go. ``failing_since``: the first failure after the last success.

    ``warned``: the share of the pause limit that operators were last warned at.
    """

    id: str
    url: str = field(repr=False)
    tenant: str = "default"
    name: str = ""
    channel: Channel = Channel.WEBHOOK
    secrets: tuple[Secret, ...] = ()
    state: EndpointState = EndpointState.ACTIVE
    failing_since: datetime | None = None
    warned: float = 0.0
    in_flight: int = 8


class Disposition(StrEnum):
    """What happens to an alert: sent (at once or after quiet hours), bundled into a digest, or only recorded."""

    SEND = "send"
    BUNDLE = "bundle"
    DRY_RUN = "dry_run"


@dataclass(frozen=True, slots=True)
class Alert:
    """The one alert that a subscription gets for an event of a claim; ``id`` is the ``webhook-id``.

    ``occurrence`` is the event, with what tells its occasions apart where it can happen again; (subscription,
    claim, occurrence) is unique. ``body`` is the payload as it is signed and sent, byte for byte. ``bundle`` and
    ``due`` say into which digest it goes, and when it is sent.
    """

    id: str
    tenant: str
    subscription_id: str
    claim_id: str
    event: str
    occurrence: str
    body: str
    created: datetime
    due: datetime
    reason: str = ""
    disposition: Disposition = Disposition.SEND
    bundle: str = ""
    statement_id: str = ""
    figure_id: str = ""
    article_id: str = ""


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    EXHAUSTED = "exhausted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert on its way to an endpoint. ``order_key``: deliveries of one endpoint that share it go in order.

    ``attempts`` counts all requests, ``tries`` those since it was last scheduled (a replay begins a new schedule).
    """

    id: str
    alert_id: str
    tenant: str
    subscription_id: str
    endpoint_id: str
    order_key: str
    due: datetime
    created: datetime
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A leased delivery with what sending it takes."""

    delivery: Delivery
    endpoint: Endpoint
    event: str
    body: str


class Outcome(StrEnum):
    """What one attempt came to. The same word stands in the log, the metrics, the API and the console."""

    ACCEPTED = "accepted"
    REDIRECTED = "redirected"
    REJECTED = "rejected"
    GONE = "gone"
    THROTTLED = "throttled"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    FORBIDDEN_ADDRESS = "forbidden_address"
    UNSENDABLE = "unsendable"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request. ``status`` is None when there was no answer; ``body``: its first kilobyte."""

    outcome: Outcome
    started: datetime
    latency_ms: int
    status: int | None = None
    retry_after: float | None = None
    body: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of a delivery, as the log keeps it. ``number`` counts from 1; ``next_due``: None after the last."""

    delivery: Delivery
    number: int
    answer: Answer
    state: DeliveryState
    reason: str
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that operators want to hear of. ``subject``: ``endpoint:<id>`` or ``source:<id>``.

    ``tenant``: whose it is; empty for what concerns every newsroom (sources). ``reason`` is a sentence.
    """

    event: EventType
    subject: str
    name: str
    tenant: str
    reason: str
    at: datetime
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class EndpointChange:
    """What an attempt changed about its endpoint, with the operator event to tell of it (None: nothing to tell)."""

    endpoint_id: str
    state: EndpointState
    failing_since: datetime | None
    warned: float
    reason: str
    event: EventType | None = None
