"""Sharing sources out among fetchers: each source belongs to the live fetcher that draws it highest.

Rendezvous hashing (Thaler and Ravishankar, 1998): every fetcher computes the same shares from the same list of
members, and when one comes or goes only its own sources move. While two lists differ for some seconds, two fetchers
may poll one source: the second finds nothing new, because ids are functions of content.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog

from ingest.models import Source
from onrecord.store import members
from onrecord.store.base import Store
from processors.errors import TemporaryError

RENEW_S = 5.0
LEASE_S = 20.0
"""A lease outlives three missed renewals; a dead fetcher's sources are polled again after 25 s at most."""

_logger = structlog.get_logger(__name__)


def _draw(source_id: str, member: str) -> bytes:
    return hashlib.blake2b(f"{source_id}\x1f{member}".encode(), digest_size=8).digest()


def share(source_ids: Iterable[str], alive: Sequence[str], member: str) -> frozenset[str]:
    """The sources of ``member``: those that no other of ``alive`` draws higher."""
    everyone = {*alive, member}
    return frozenset(one for one in source_ids if max(everyone, key=lambda who: (_draw(one, who), who)) == member)


class Shares:
    """Keeps this fetcher's lease and says which sources are its own."""

    def __init__(self, store: Store, owner: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._owner = owner
        self._clock = clock

    async def renew(self, sources: Sequence[Source]) -> tuple[Source, ...]:
        """Renew the lease; the sources that are this fetcher's now. Raises TemporaryError."""
        now = self._clock()
        async with self._store.unit() as unit:
            await members.renew(unit, "fetch", self._owner, now + timedelta(seconds=LEASE_S))
            alive = await members.alive(unit, "fetch", now)
        mine = share((source.id for source in sources), alive, self._owner)
        return tuple(source for source in sources if source.id in mine)

    async def leave(self) -> None:
        """Give the lease back, so that the others take over at once."""
        async with self._store.unit() as unit:
            await members.leave(unit, "fetch", self._owner)


async def keep_share(
    shares: Shares,
    sources: Sequence[Source],
    poll: Callable[[tuple[Source, ...], asyncio.Event], Awaitable[None]],
    stop: asyncio.Event,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Poll this fetcher's share until ``stop``, and begin anew with another share whenever the members change.

    Without the database the share at hand is polled on: what it finds waits, and so do the other fetchers.
    """
    mine: tuple[Source, ...] | None = None
    polling: asyncio.Task[None] | None = None
    share_over = asyncio.Event()
    while not stop.is_set():
        try:
            now_mine: tuple[Source, ...] | None = await shares.renew(sources)
        except TemporaryError as error:
            _logger.warning("lease not renewed", error=str(error))
            now_mine = mine
        if now_mine is not None and now_mine != mine:
            _logger.info("share of sources", sources=len(now_mine), of=len(sources))
            await _end(polling, share_over)
            mine, share_over = now_mine, asyncio.Event()
            polling = asyncio.ensure_future(poll(mine, share_over))
        if polling is not None and polling.done():
            _ended(polling)
            mine, polling = None, None
        beat()
        await _until(stop, RENEW_S)
    await _end(polling, share_over)


def _ended(polling: asyncio.Task[None]) -> None:
    """Polling ended by itself: begin anew at the next look if the database was away. Raises what else ended it."""
    try:
        polling.result()
    except TemporaryError as error:
        _logger.warning("polling begins anew", error=str(error))


async def _end(polling: asyncio.Task[None] | None, over: asyncio.Event) -> None:
    over.set()
    if polling is not None:
        await asyncio.wait([polling])
        _ended(polling)


async def _until(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
