"""The loop that delivers: lease due rows, send them, record what came of it.

Every endpoint has a **lane** of its own: a short queue of leased deliveries and a few requests in flight. Lanes
share nothing but the event loop and the store, so a slow or dead endpoint delays no other. Memory holds one
short queue an endpoint, however many rows wait. A delivery is recorded after it was sent: killed between the
two, it is sent again with the same ``webhook-id``.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from alerts import lanes, retry
from alerts.models import Answer, Attempt, Channel, DueDelivery, Endpoint, EndpointChange, Outcome
from alerts.ports import DeliveryStore, Sender
from processors.errors import TemporaryError

LEASE = timedelta(seconds=120)
"""Longer than a full lane of requests that all run into the time limit; a killed process's rows are due after it."""

SEND_MARGIN = timedelta(seconds=20)
"""A leased delivery that waited so long that its lease would end while it is being sent is left for the next lease."""

BUNDLE_EVERY = timedelta(seconds=1)
"""How often collected alerts are looked through for digests that are due."""

POLL_S = 0.5
"""How often the store is asked when nothing wakes the dispatcher (rows written by another process, retries)."""

GATHER_S = 0.01
"""How long finished attempts are gathered before they are written together: one commit for many."""

STORE_PAUSE_S = 1.0
"""Wait after the store could not be reached."""


@dataclass(slots=True)
class _Lane:
    """One endpoint's queue. ``endpoint`` is as the last attempt left it.

    ``streak`` counts successes in a row, ``failures`` failures in a row; nothing starts before ``resting``.
    """

    endpoint: Endpoint
    queue: deque[tuple[DueDelivery, datetime]] = field(default_factory=deque)
    running: int = 0
    streak: int = 0
    failures: int = 0
    resting: datetime | None = None

    @property
    def held(self) -> int:
        return len(self.queue) + self.running

    def room(self, now: datetime) -> int:
        """How many more may be leased."""
        return 0 if self.rests(now) else max(0, lanes.share(self.endpoint, self.streak) - self.held)

    def rests(self, now: datetime) -> bool:
        return self.resting is not None and now < self.resting

    def note(self, answer: Answer, now: datetime) -> None:
        """Widen after a success, rest after a failure."""
        accepted = answer.outcome == Outcome.ACCEPTED
        self.streak = self.streak + 1 if accepted else 0
        self.failures = 0 if accepted else self.failures + 1
        self.resting = None if accepted else now + lanes.rest(answer, self.failures)


class Dispatcher:
    """Delivers until ``stop`` is called. One per process; several processes may share a store.

    ``clock`` gives the time in UTC, ``chance`` numbers in [0, 1) for the jitter; ``owner`` names this process
    for its leases and must be the same after a restart.
    """

    def __init__(
        self,
        store: DeliveryStore,
        senders: Mapping[Channel, Sender],
        *,
        owner: str,
        clock: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        self._store, self._senders = store, senders
        self._owner, self._clock, self._chance = owner, clock, chance
        self._lanes: dict[str, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._attempts: list[Attempt] = []
        self._changes: list[EndpointChange] = []
        self._wake = asyncio.Event()
        self._bundled: datetime | None = None
        self._stopping = False

    def wake(self) -> None:
        """Tell that new deliveries were written: the store is asked at once."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped; then wait for requests in flight, record them, and give the other leases back."""
        released = False
        while not self._stopping:
            released = released or await self._take_back()
            self._wake.clear()
            if not await self._turn():
                await self._rest()
        await self._finish()

    async def _take_back(self) -> bool:
        """Make due again what this owner had leased before it was killed; False while the store is away."""
        try:
            await self._store.release(self._owner, self._clock())
        except TemporaryError:
            return False
        return True

    async def drain(self, until: Callable[[], bool] = lambda: True) -> None:
        """Deliver all that is due now (and ``until`` holds), then return: for ``--once``, tests and replays."""
        while True:
            self._wake.clear()
            leased = await self._turn()
            if not leased and not self._lanes_busy() and not self._attempts and until():
                return
            if not leased:
                await self._rest()

    async def send_one(self, delivery_id: str) -> None:
        """Send one delivery now and record what came of it: for tests by hand."""
        now = self._clock()
        due = await self._store.take(delivery_id, self._owner, now, now + LEASE)
        if due is not None:
            await self._deliver(_Lane(due.endpoint, running=1), due)
            await self._record()

    async def stop(self) -> None:
        """Begin to end; ``run`` returns when the requests in flight have ended."""
        self._stopping = True
        self._wake.set()

    def _lanes_busy(self) -> bool:
        return any(lane.held for lane in self._lanes.values())

    async def _turn(self) -> int:
        """Record what is done, bundle and lease what is due; how many were leased."""
        try:
            await self._record()
            now = self._clock()
            if self._bundled is None or now - self._bundled >= BUNDLE_EVERY:
                self._bundled = now
                await self._store.bundle(now)
            room = {key: lane.room(now) for key, lane in self._lanes.items()}
            leased = await self._store.lease(self._owner, now, now + LEASE, room)
        except TemporaryError:
            await asyncio.sleep(STORE_PAUSE_S)
            return 0
        for due in leased:
            self._enqueue(due, now + LEASE)
        for lane in self._lanes.values():
            self._start(lane)
        return len(leased)

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), POLL_S)
            await asyncio.sleep(GATHER_S)
        except TimeoutError:
            pass

    def _enqueue(self, due: DueDelivery, until: datetime) -> None:
        lane = self._lanes.setdefault(due.endpoint.id, _Lane(due.endpoint))
        if not lane.held:
            lane.endpoint = due.endpoint
        lane.queue.append((due, until))

    def _start(self, lane: _Lane) -> None:
        now = self._clock()
        if self._stopping or lane.rests(now):
            return
        while lane.queue and lane.running < lanes.width(lane.endpoint, lane.streak):
            due, until = lane.queue.popleft()
            if now + SEND_MARGIN > until:
                continue
            lane.running += 1
            task = asyncio.create_task(self._deliver(lane, due))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, lane: _Lane, due: DueDelivery) -> None:
        try:
            answer = await self._senders[due.endpoint.channel].send(due, self._clock())
        except Exception as error:  # noqa: BLE001 (a sender's defect must cost one attempt, not the lane)
            answer = Answer(Outcome.UNREACHABLE, self._clock(), 0, error=f"{type(error).__name__}: {error}"[:300])
        self._note(lane, due, answer)
        lane.running -= 1
        self._start(lane)
        self._wake.set()

    def _note(self, lane: _Lane, due: DueDelivery, answer: Answer) -> None:
        now = self._clock()
        number = due.delivery.attempts + 1
        step = retry.after(answer, due.delivery.tries + 1, now, self._chance())
        self._attempts.append(Attempt(due.delivery, number, answer, step.state, step.reason, step.due))
        lane.note(answer, now)
        change = retry.health(lane.endpoint, answer, now)
        if change is not None:
            self._changes.append(change)
            lane.endpoint = replace(
                lane.endpoint, state=change.state, failing_since=change.failing_since, warned=change.warned
            )

    async def _record(self) -> None:
        if not self._attempts:
            return
        attempts, changes = self._attempts, self._changes
        self._attempts, self._changes = [], []
        try:
            await self._store.record(attempts, changes)
        except TemporaryError:
            self._attempts, self._changes = attempts + self._attempts, changes + self._changes
            raise

    async def _finish(self) -> None:
        if self._tasks:
            await asyncio.wait(set(self._tasks))
        for lane in self._lanes.values():
            lane.queue.clear()
        await self._record()
        await self._store.release(self._owner, self._clock())
