"""The loop that delivers: lease due rows, send them, record what came of it.

Every endpoint has a **lane** of its own: a short queue of leased deliveries and a few requests in flight. Lanes
share nothing but the event loop and the store, and of the event loop those that are not proven get one request's
work at a time, so a slow or dead endpoint delays no other. Memory holds one short queue an endpoint, however many
rows wait. A delivery is recorded after it was sent: killed between the
two, it is sent again with the same ``webhook-id``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from alerts import lanes, retry
from alerts.lanes import Lane
from alerts.models import Answer, Attempt, Channel, DueDelivery, EndpointChange, Outcome
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


class Dispatcher:
    """Delivers until ``stop`` is called. One per process; several processes may share a store.

    ``clock`` gives the time in UTC, ``chance`` numbers in [0, 1) for the jitter; ``owner`` names this process
    for its leases and must be the same after a restart. ``progress`` is called after each turn: a store that answers
    nothing at all, not even that it is away, ends the calls.
    """

    def __init__(
        self,
        store: DeliveryStore,
        senders: Mapping[Channel, Sender],
        *,
        owner: str,
        clock: Callable[[], datetime],
        chance: Callable[[], float],
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._senders = store, senders
        self._progress = progress
        self._owner, self._clock, self._chance = owner, clock, chance
        self._lanes: dict[str, Lane] = {}
        self._opening: dict[str, Lane] = {}
        self._opener: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._attempts: list[Attempt] = []
        self._changes: list[EndpointChange] = []
        self._wake = asyncio.Event()
        self._woken: float | None = None
        self._bundled: datetime | None = None
        self._looked = False
        self._last_look = float("-inf")
        self._stopping = False

    def wake(self) -> None:
        """Tell that there is something to do (new deliveries were written): the store is asked at once."""
        if self._woken is None:
            self._woken = time.monotonic()
        self._wake.set()

    def _calm(self) -> None:
        self._woken = None
        self._wake.clear()

    async def run(self) -> None:
        """Deliver until stopped; then wait for requests in flight, record them, and give the other leases back."""
        released = False
        while not self._stopping:
            released = released or await self._take_back()
            self._calm()
            await self._turn()
            await self._rest()
            self._progress()
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
        self._last_look = float("-inf")
        while True:
            self._calm()
            idle = not await self._turn() and self._looked and not self._lanes_busy() and not self._attempts
            if idle and until():
                return
            await self._rest()

    async def send_one(self, delivery_id: str) -> None:
        """Send one delivery now and record what came of it: for tests by hand."""
        now = self._clock()
        due = await self._store.take(delivery_id, self._owner, now, now + LEASE)
        if due is not None:
            await self._deliver(Lane(due.endpoint, running=1), due)
            await self._record()

    async def stop(self) -> None:
        """Begin to end; ``run`` returns when the requests in flight have ended."""
        self._stopping = True
        self.wake()

    def _lanes_busy(self) -> bool:
        return any(lane.held for lane in self._lanes.values())

    async def _turn(self) -> bool:
        """Record what is done, bundle and lease what is due; whether there was anything to lease."""
        try:
            await self._record()
            leased = await self._lease(self._clock())
        except TemporaryError:
            await asyncio.sleep(STORE_PAUSE_S)
            return True
        self._start_all()
        return leased

    async def _lease(self, now: datetime) -> bool:
        """Proven endpoints at every turn; bundles, and endpoints that are not proven, only now and then."""
        if self._bundled is None or now - self._bundled >= BUNDLE_EVERY:
            self._bundled = now
            await self._store.bundle(now)
        room = {key: lane.room(now) for key, lane in self._lanes.items() if lane.proven}
        leased = list(await self._store.lease(self._owner, now, now + LEASE, room))
        self._looked = not self._opening and time.monotonic() - self._last_look >= lanes.LOOK_EVERY_S
        if self._looked:
            self._last_look = time.monotonic()
            busy = [key for key, lane in self._lanes.items() if lane.proven or not lane.room(now)]
            leased += await self._store.open(self._owner, now, now + LEASE, busy)
        for due in leased:
            self._enqueue(due, now + LEASE)
        return bool(leased)

    async def _rest(self) -> None:
        """Until something is to be done; what came meanwhile has been gathered for long enough already."""
        try:
            # Not `wait_for`: in Python 3.11 it loses a cancellation that comes in the moment of waking.
            async with asyncio.timeout(POLL_S if self._looked else lanes.LOOK_EVERY_S):
                await self._wake.wait()
        except TimeoutError:
            return
        await asyncio.sleep(max(0.0, GATHER_S - (time.monotonic() - (self._woken or 0.0))))

    def _enqueue(self, due: DueDelivery, until: datetime) -> None:
        lane = self._lanes.setdefault(due.endpoint.id, Lane(due.endpoint))
        if not lane.held:
            lane.endpoint = due.endpoint
        lane.queue.append((due, until))

    def _start_all(self) -> None:
        """Proven lanes at once, the others one by one."""
        for key, lane in self._lanes.items():
            if lane.proven:
                self._start(lane)
            elif lane.queue:
                self._opening[key] = lane
        if self._opening and (self._opener is None or self._opener.done()):
            self._opener = asyncio.create_task(self._open())

    async def _open(self) -> None:
        """Start unproven lanes with a pause between two, in which everything else has its turn."""
        while self._opening:
            self._start(self._opening.pop(next(iter(self._opening))))
            await asyncio.sleep(lanes.OPEN_EVERY_S)
        self.wake()

    def _start(self, lane: Lane) -> None:
        now = self._clock()
        while not self._stopping and (due := lane.take(now, SEND_MARGIN)) is not None:
            task = asyncio.create_task(self._deliver(lane, due))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, lane: Lane, due: DueDelivery) -> None:
        try:
            answer = await self._senders[due.endpoint.channel].send(due, self._clock())
        except Exception as error:  # noqa: BLE001 (a sender's defect must cost one attempt, not the lane)
            answer = Answer(Outcome.UNREACHABLE, self._clock(), 0, error=f"{type(error).__name__}: {error}"[:300])
        self._note(lane, due, answer)
        self._start(lane)
        self.wake()

    def _note(self, lane: Lane, due: DueDelivery, answer: Answer) -> None:
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
        if self._opener is not None:
            await self._opener
        if self._tasks:
            await asyncio.wait(set(self._tasks))
        for lane in self._lanes.values():
            lane.queue.clear()
        await self._record()
        await self._store.release(self._owner, self._clock())
