"""What delivering needs of the world: a store to lease from and record in, and a way to send."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from alerts.models import Answer, Attempt, DueDelivery, EndpointChange


class DeliveryStore(Protocol):
    """Deliveries as rows. A leased row is due again when its lease ends, so a killed process loses nothing."""

    async def lease(self, owner: str, now: datetime, until: datetime, room: Mapping[str, int]) -> Sequence[DueDelivery]:
        """Lease due deliveries of active, proven endpoints until ``until``, oldest first.

        ``room``: how many more each endpoint (by id) may get; one that is not in it gets none. So a backlog of one
        neither fills memory nor starves another. A delivery whose ``order_key`` has an earlier undelivered one at
        the same endpoint is not leased.
        """
        ...

    async def open(self, owner: str, now: datetime, until: datetime, busy: Collection[str]) -> Sequence[DueDelivery]:
        """Lease one delivery for each of a few endpoints that are not ``busy``: those that ``alerts.lanes.opened``
        chooses, in its order."""
        ...

    async def take(self, delivery_id: str, owner: str, now: datetime, until: datetime) -> DueDelivery | None:
        """Lease one delivery by id, due or not; None where another holds it or it does not wait."""
        ...

    async def record(self, attempts: Sequence[Attempt], changes: Sequence[EndpointChange]) -> None:
        """Write attempts, the deliveries' new states and the endpoints' in one transaction."""
        ...

    async def release(self, owner: str, now: datetime) -> int:
        """Make due again what ``owner`` leased (after its restart, or at its end); how many."""
        ...

    async def bundle(self, now: datetime) -> int:
        """Turn collected alerts whose digest is due into one alert and its deliveries; how many digests."""
        ...


class Sender(Protocol):
    """Sends one delivery once. Never raises for what the other side does: every outcome is an Answer."""

    async def send(self, due: DueDelivery, now: datetime) -> Answer:
        """Send ``due`` and say what came of it."""
        ...
