"""An alert, its delivery to one endpoint, and each attempt at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.models.endpoints import Endpoint


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
