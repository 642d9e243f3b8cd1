"""Where alerts go, how that place does, and what operators are told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from alerts.models.occasions import EventType


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
