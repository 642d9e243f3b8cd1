"""How much of an endpoint's queue one dispatcher sends and holds at a time, and which endpoints come first. Pure.

A lane opens slowly: one request at first, one more with every success, up to the endpoint's ``in_flight``. So an
endpoint that hangs costs one socket, and a healthy one has its full width after a few answers. A **proven** lane's
last request was accepted. The others are opened a few at a time, those first that are not known to fail: each of
them leaves that class with its first answer, so none of them waits for ever.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.models import Answer, DueDelivery, Endpoint, Outcome
from alerts.retry import MAX_RETRY_AFTER

PREFETCH = 4
"""Leased deliveries per request in flight: enough to keep it busy between two looks into the store. Four that run
into the limit of 15 s one after another end well before their lease of two minutes."""

OPENINGS = 20
"""Unproven endpoints that get a delivery in one lease; the rest in the next ones."""

LOOK_EVERY_S = 0.05
"""How often the store is asked for unproven endpoints that have something due. Looking at them all costs more than
leasing for those that are proven, whose alerts must not wait for it."""

OPEN_EVERY_S = 0.010
"""Time between two requests to unproven endpoints. One costs up to four milliseconds of CPU, most of it for a new
connection: hundreds of dead endpoints that come due at once then take a part of the processor, never all of it."""

FIRST_REST = timedelta(seconds=1)
MAX_REST = timedelta(seconds=60)
"""An endpoint that fails twice in a row is left alone for a second, then two, four… up to a minute, however many rows
wait for it: hammering it would keep it down. A single failure among successes costs nothing but its own retry."""


def rest(answer: Answer, failures: int) -> timedelta:
    """How long an endpoint is left alone after its ``failures``-th failure in a row; 429 says it itself."""
    if answer.outcome == Outcome.ACCEPTED:
        return timedelta()
    asked = min(timedelta(seconds=max(0.0, answer.retry_after or 0.0)), MAX_RETRY_AFTER)
    own = min(FIRST_REST * float(2 ** min(failures - 2, 10)), MAX_REST) if failures > 1 else timedelta()
    return max(own, asked)


def width(endpoint: Endpoint, streak: int) -> int:
    """Requests in flight at once; ``streak``: successes since the lane opened or last failed."""
    return 1 if endpoint.failing_since is not None else max(1, min(endpoint.in_flight, 1 + streak))


def share(endpoint: Endpoint, streak: int) -> int:
    """Deliveries held at once: this bounds memory, whatever waits in the store."""
    unproven = streak == 0 or endpoint.failing_since is not None
    return 1 if unproven else width(endpoint, streak) * PREFETCH


@dataclass(frozen=True, slots=True)
class Unproven:
    """An endpoint that is not proven and has something due, the newest of it since ``newest``."""

    endpoint_id: str
    failing: bool
    newest: datetime


def opened(waiting: Iterable[Unproven], after: str, most: int = OPENINGS) -> Sequence[Unproven]:
    """Those that get a delivery now, ``most`` at most, in the order in which they are opened.

    First whoever is not known to fail, the newest news first: a backlog that piled up while an endpoint hung must
    not stand before the alert of this moment. Then the failing ones in turns, beginning behind ``after``.
    """
    ranked = sorted(waiting, key=lambda one: one.endpoint_id)
    fresh = sorted((one for one in ranked if not one.failing), key=lambda one: one.newest, reverse=True)
    failing = [one for one in ranked if one.failing]
    in_turn = [one for one in failing if one.endpoint_id > after] + [one for one in failing if one.endpoint_id <= after]
    return (fresh + in_turn)[:most]


@dataclass(slots=True)
class Lane:
    """One endpoint's queue of leased deliveries, each with the end of its lease.

    ``endpoint`` is as the last attempt left it. ``streak`` counts successes in a row, ``failures`` failures in a
    row; nothing starts before ``resting``.
    """

    endpoint: Endpoint
    queue: deque[tuple[DueDelivery, datetime]] = field(default_factory=deque)
    running: int = 0
    streak: int = 0
    failures: int = 0
    resting: datetime | None = None

    @property
    def held(self) -> int:
        """Deliveries leased and not answered."""
        return len(self.queue) + self.running

    @property
    def proven(self) -> bool:
        """Whether the last request was accepted."""
        return self.streak > 0 and self.endpoint.failing_since is None

    def room(self, now: datetime) -> int:
        """How many more may be leased."""
        return 0 if self.rests(now) else max(0, share(self.endpoint, self.streak) - self.held)

    def rests(self, now: datetime) -> bool:
        """Whether it is left alone at ``now``."""
        return self.resting is not None and now < self.resting

    def take(self, now: datetime, margin: timedelta) -> DueDelivery | None:
        """The next delivery to send, where one may start; leases that end within ``margin`` are left to the next."""
        while self.queue and self.running < width(self.endpoint, self.streak) and not self.rests(now):
            due, until = self.queue.popleft()
            if now + margin <= until:
                self.running += 1
                return due
        return None

    def note(self, answer: Answer, now: datetime) -> None:
        """Widen after a success, rest after a failure."""
        accepted = answer.outcome == Outcome.ACCEPTED
        self.running -= 1
        self.streak = self.streak + 1 if accepted else 0
        self.failures = 0 if accepted else self.failures + 1
        self.resting = None if accepted else now + rest(answer, self.failures)
