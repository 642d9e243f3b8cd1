"""What follows from an answer: delivered, again later or no more; when an endpoint is warned of and paused. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.models import Answer, DeliveryState, Endpoint, EndpointChange, EndpointState, EventType, Outcome

SCHEDULE: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=60),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Waits after the first, second… failed attempt: the example schedule of the Standard Webhooks specification with a
denser beginning, because news is worth most in its first minutes. Twelve attempts in 76 hours."""

JITTER = 0.1
"""A wait is stretched by up to a tenth, so that what failed together does not come back together."""

MAX_RETRY_AFTER = timedelta(hours=24)
"""Longest wait that a receiver may ask for: the longest of our own."""

PAUSE_AFTER = timedelta(days=5)
"""An endpoint that failed for so long, without a success between, is paused (Svix's rule)."""

WARN_AT = (0.5, 0.7, 0.9)
"""Shares of ``PAUSE_AFTER`` at which operators are warned (Hookdeck Outpost's steps)."""

_THROTTLING = frozenset({429, 502, 504})
"""Statuses that ask for less traffic (Standard Webhooks specification)."""


def outcome_of(status: int) -> Outcome:
    """What a status means: only 2xx is success, a redirect is not followed, 410 ends the endpoint."""
    if 200 <= status < 300:
        return Outcome.ACCEPTED
    if status == 410:
        return Outcome.GONE
    if status in _THROTTLING:
        return Outcome.THROTTLED
    if 300 <= status < 400:
        return Outcome.REDIRECTED
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.REJECTED


@dataclass(frozen=True, slots=True)
class NextStep:
    """The delivery's state after an attempt, in words too. ``due``: the next attempt, None when there is none."""

    state: DeliveryState
    reason: str
    due: datetime | None = None


def _in_words(answer: Answer) -> str:
    return f"{answer.outcome} ({answer.status})" if answer.status else f"{answer.outcome} ({answer.error})"


def after(answer: Answer, tries: int, now: datetime, chance: float) -> NextStep:
    """What follows when try number ``tries`` (from 1) ended at ``now`` with ``answer``. ``chance`` in [0, 1)."""
    if answer.outcome == Outcome.ACCEPTED:
        return NextStep(DeliveryState.DELIVERED, f"accepted ({answer.status})")
    if answer.outcome == Outcome.GONE:
        return NextStep(DeliveryState.REFUSED, "the endpoint answered 410: it wants no more")
    if answer.outcome == Outcome.UNSENDABLE:
        return NextStep(DeliveryState.EXHAUSTED, f"cannot be sent: {answer.error}")
    if tries > len(SCHEDULE):
        return NextStep(DeliveryState.EXHAUSTED, f"{_in_words(answer)}; that was try {tries}, the last")
    wait = SCHEDULE[tries - 1] * (1 + JITTER * chance)
    if answer.retry_after is not None:
        asked = min(timedelta(seconds=max(0.0, answer.retry_after)), MAX_RETRY_AFTER)
        wait = max(wait, asked)
    return NextStep(DeliveryState.PENDING, f"{_in_words(answer)}; try {tries + 1} follows", now + wait)


def health(endpoint: Endpoint, answer: Answer, now: datetime) -> EndpointChange | None:
    """What ``answer`` changes about ``endpoint``; None when nothing that is kept changes."""
    if answer.outcome == Outcome.ACCEPTED:
        return _recovered(endpoint)
    if answer.outcome == Outcome.UNSENDABLE:
        return None
    since = endpoint.failing_since or now
    failing = EndpointChange(endpoint.id, endpoint.state, since, endpoint.warned, _in_words(answer))
    if answer.outcome == Outcome.GONE:
        reason = "it answered 410: it wants no more"
        return replace(failing, state=EndpointState.DISABLED, reason=reason, event=EventType.ENDPOINT_DISABLED)
    if now - since >= PAUSE_AFTER:
        reason = f"failing since {since:%Y-%m-%d %H:%M} UTC, last with {_in_words(answer)}"
        return replace(failing, state=EndpointState.PAUSED, warned=1.0, reason=reason, event=EventType.ENDPOINT_PAUSED)
    reached = max((share for share in WARN_AT if now - since >= share * PAUSE_AFTER), default=0.0)
    if reached > endpoint.warned:
        reason = f"failing since {since:%Y-%m-%d %H:%M} UTC; paused at {since + PAUSE_AFTER:%Y-%m-%d %H:%M} UTC"
        return replace(failing, warned=reached, reason=reason, event=EventType.ENDPOINT_FAILING)
    return failing if endpoint.failing_since is None else None


def _recovered(endpoint: Endpoint) -> EndpointChange | None:
    if endpoint.failing_since is None:
        return None
    event = EventType.ENDPOINT_RECOVERED if endpoint.warned else None
    return EndpointChange(endpoint.id, endpoint.state, None, 0.0, "it accepts again", event)
