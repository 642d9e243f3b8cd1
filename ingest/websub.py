"""WebSub subscriber (W3C Recommendation, 23 January 2018): hubs tell us at once, polling is the fallback.

Pure decisions and one class that sends. A push is taken as a hint to poll now and not as content: whatever it says, the
feed itself is fetched, so a forged push costs one poll. Signatures are checked all the same (section 8).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ingest.models import DAY, Source, SourceState

LEASE = 7 * DAY
"""Seconds asked for; the hub's own answer counts (section 5.1)."""

LONGEST_LEASE = 30 * DAY
RENEW_BEFORE = timedelta(days=1)
RETRY = timedelta(hours=6)
"""How long a subscription that nobody verified is left alone."""

_ALGORITHMS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512, "sha1": hashlib.sha1}
"""Those of section 8; sha1 only because hubs still send it, and a push is no more than a hint."""


class Wish(StrEnum):
    """What to do about a source's subscription."""

    SUBSCRIBE = "subscribe"
    RENEW = "renew"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Lease:
    """A subscription as it stands. ``until`` None: asked for, not verified."""

    hub: str
    topic: str
    asked: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to a hub's verification: the status and the body to send."""

    status: int
    body: str
    lease_seconds: float = 0.0
    reason: str = ""


def hub_of(source: Source, state: SourceState) -> tuple[str, str] | None:
    """Hub and topic to subscribe at, None for a source without a hub."""
    hub = source.hub or state.hub
    return (hub, state.topic or state.url) if hub else None


def wish(found: tuple[str, str] | None, lease: Lease | None, now: datetime) -> tuple[Wish, str]:
    """Whether to ask a hub now, and why."""
    if found is None:
        return Wish.NOTHING, "no hub declared"
    if lease is None or (lease.hub, lease.topic) != found:
        return Wish.SUBSCRIBE, "not subscribed there yet"
    if lease.until is None:
        late = now - lease.asked > RETRY
        return (Wish.SUBSCRIBE, "never verified") if late else (Wish.NOTHING, "asked, waiting for verification")
    if lease.until - now < RENEW_BEFORE:
        return Wish.RENEW, f"lease ends {lease.until:%Y-%m-%d %H:%M}"
    return Wish.NOTHING, "leased"


def request_form(topic: str, callback: str, secret: str) -> dict[str, str]:
    """The form that asks a hub for a subscription (section 5.1)."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(int(LEASE)),
    }


def verify_intent(query: Mapping[str, str], lease: Lease | None) -> Verified:
    """Answer a hub that asks whether we meant it (section 5.3): only for a topic that we asked for."""
    if query.get("hub.mode") == "denied":
        return Verified(200, "", reason=f"denied: {query.get('hub.reason', 'no reason given')[:200]}")
    if lease is None or query.get("hub.topic") != lease.topic or query.get("hub.mode") != "subscribe":
        return Verified(404, "", reason="not a subscription of ours")
    said = query.get("hub.lease_seconds", "")
    seconds = min(float(said[:10]), LONGEST_LEASE) if said.isascii() and said.isdigit() else LEASE
    return Verified(200, query.get("hub.challenge", ""), seconds, "verified")


def secret_for(key: bytes, source_id: str) -> str:
    """The secret that a hub signs with: a function of our key and the source, so that none has to be kept."""
    return hmac.new(key, f"websub:{source_id}".encode(), hashlib.sha256).hexdigest()


def signed(body: bytes, header: str | None, secret: str) -> bool:
    """Whether a push bears our secret's signature (section 8); compared in constant time."""
    method, _, signature = (header or "").partition("=")
    algorithm = _ALGORITHMS.get(method.lower())
    if algorithm is None:
        return False
    expected = hmac.new(secret.encode(), body, algorithm).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode("utf-8", "replace"))


Post = Callable[[str, Mapping[str, str]], Awaitable[int]]
"""Sends a form to an address under the guard; the status, 0 for no answer."""


class Subscriptions:
    """Leases of this process. After a restart each is asked for again: hubs take a repetition for a renewal."""

    def __init__(self, post: Post, callback: Callable[[str], str], key: bytes, nudge: Callable[[str], None]) -> None:
        self._post, self._callback, self._key, self._nudge = post, callback, key, nudge
        self._leases: dict[str, Lease] = {}

    async def keep(self, source: Source, state: SourceState, now: datetime) -> str:
        """Ask the source's hub where that is due; what was done, in words."""
        found = hub_of(source, state)
        wanted, reason = wish(found, self._leases.get(source.id), now)
        if found is None or wanted is Wish.NOTHING:
            return reason
        old = self._leases.get(source.id)
        keeps = old.until if old and wanted is Wish.RENEW else None
        self._leases[source.id] = Lease(*found, asked=now, until=keeps)
        form = request_form(found[1], self._callback(source.id), secret_for(self._key, source.id))
        status = await self._post(found[0], form)
        return f"asked {found[0]}: {reason}" if status in {200, 202, 204} else f"hub answered {status}: polled instead"

    def verification(self, source_id: str, query: Mapping[str, str], now: datetime) -> Verified:
        """The answer to a hub's GET on the callback of ``source_id``."""
        lease = self._leases.get(source_id)
        answer = verify_intent(query, lease)
        if lease is not None and answer.lease_seconds:
            until = now + timedelta(seconds=answer.lease_seconds)
            self._leases[source_id] = Lease(lease.hub, lease.topic, lease.asked, until)
        return answer

    def push(self, source_id: str, body: bytes, signature: str | None, now: datetime) -> int:
        """The status for a hub's POST on the callback of ``source_id``; a signed one makes the source due at once."""
        if not self.leased(source_id, now):
            return 410
        if signed(body, signature, secret_for(self._key, source_id)):
            self._nudge(source_id)
        return 202

    def leased(self, source_id: str, now: datetime) -> bool:
        """Whether a hub tells us of ``source_id`` at this time."""
        lease = self._leases.get(source_id)
        return lease is not None and lease.until is not None and lease.until > now
