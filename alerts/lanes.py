"""How much of an endpoint's queue one dispatcher sends and holds at a time. Pure.

A lane opens slowly: one request at first, one more with every success, up to the endpoint's ``in_flight``. So an
endpoint that hangs costs one socket, and a healthy one has its full width after a few answers.
"""

from __future__ import annotations

from alerts.models import Endpoint

PREFETCH = 4
"""Leased deliveries per request in flight: enough to keep it busy between two looks into the store. Four that run
into the limit of 15 s one after another end well before their lease of two minutes."""


def width(endpoint: Endpoint, streak: int) -> int:
    """Requests in flight at once; ``streak``: successes since the lane opened or last failed."""
    return 1 if endpoint.failing_since is not None else max(1, min(endpoint.in_flight, 1 + streak))


def share(endpoint: Endpoint, streak: int) -> int:
    """Deliveries held at once: this bounds memory, whatever waits in the store."""
    return 1 if endpoint.failing_since is not None else width(endpoint, streak) * PREFETCH
