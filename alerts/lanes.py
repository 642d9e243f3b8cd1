"""How much of an endpoint's queue one dispatcher sends and holds at a time. Pure.

A lane opens slowly: one request at first, one more with every success, up to the endpoint's ``in_flight``. So an
endpoint that hangs costs one socket, and a healthy one has its full width after a few answers.
"""

from __future__ import annotations

from datetime import timedelta

from alerts.models import Answer, Endpoint, Outcome
from alerts.retry import MAX_RETRY_AFTER

PREFETCH = 4
"""Leased deliveries per request in flight: enough to keep it busy between two looks into the store. Four that run
into the limit of 15 s one after another end well before their lease of two minutes."""


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
