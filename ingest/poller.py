"""One source, polled. What a poll found comes back as one PollRecord; whoever runs the poller commits it.

    fetch feed ─► reading ─► entries ─► decided against what is known ─► pages of the new ones ─► PollRecord

``poll`` never raises for anything a site does. Where a feed shows more new entries than fit one record, the rest is
kept here and the record says ``more``; the feed's validators are remembered only with the last of them, so that a
crash in between finds the rest again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ingest import decide, health, moves, plugins
from ingest.changing import changed
from ingest.dates import parse
from ingest.decide import RETRY, Decided, EntryDecision
from ingest.entries import entry as to_entry
from ingest.fetch import host_of
from ingest.health import Observation, Observed
from ingest.models import Fetched, FetchFailure, FetchRequest, IngestSettings, PollRecord, Source, SourceState
from ingest.pagework import Dealt, Deps, PageWork
from ingest.reading import FeedReader, FeedReading
from ingest.schedule import Outcome, learn, next_poll

_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

Spread = Callable[[], float]
"""Draws the jitter of the next poll, in [-1, 1]."""


class Poller:
    """Polls one source. Call ``poll``, commit the record, then tell ``committed``."""

    __slots__ = ("_deps", "_reading", "_settings", "_spread", "_state", "_todo", "network_up", "source")

    def __init__(self, source: Source, deps: Deps, settings: IngestSettings, spread: Spread) -> None:
        self.source = source
        self.network_up = True
        self._deps, self._settings, self._spread = deps, settings, spread
        self._state: SourceState | None = None
        self._reading: FeedReading | None = None
        self._todo: list[Decided] = []

    async def state(self, now: datetime) -> SourceState:
        """What is remembered of the source; a fresh memory, due at once, for a source never polled."""
        if self._state is None:
            loaded = await self._deps.store.load(self.source.id)
            self._state = loaded or SourceState(self.source.id, self.source.url, due=now)
        return self._state

    def committed(self, record: PollRecord) -> None:
        """``record`` is stored: it is the memory from now on."""
        self._state = record.state

    def rolled_back(self) -> None:
        """A record was not stored: forget what was read, the next poll reads it again."""
        self._state, self._reading, self._todo = None, None, []

    async def poll(self, now: datetime) -> PollRecord:
        """What the source shows now; or the next part of what an earlier poll left over."""
        state = await self.state(now)
        if not self._todo or self._reading is None:
            self._reading = await self._read(state, now)
            self._todo = await self._decided(self._reading, now)
        part = self._todo[: self._settings.pages_per_record]
        dealt = await self._deal(part)
        self._todo = self._todo[len(part) :]
        return self._record(state, self._reading, dealt, now)

    async def fell_over(self, error: Exception, now: datetime) -> PollRecord:
        """The record of a poll that a fault of ours ended: told like any other failure, by name."""
        self.rolled_back()
        state = await self.state(now)
        return self._record(state, internal(state, error), (), now)

    async def _read(self, state: SourceState, now: datetime) -> FeedReading:
        plugin = self._deps.plugins.get(self.source.plugin or "")
        if plugin is not None:
            limits, gap = self._settings.feed_limits, self._settings.page_gap
            return await plugins.read(plugin, plugins.getter(self._deps.fetcher, self._deps.hosts, limits, gap), state)
        request = FetchRequest(state.url, self._settings.feed_limits, _ACCEPT, state.etag, state.last_modified)
        async with self._deps.hosts.slot(host_of(state.url)):
            fetched = await self._deps.fetcher.get(request)
        reading = await FeedReader(self._deps.parser, self._settings.entries_used).read(state, fetched, now)
        return relocated(reading, self.source, fetched, now)

    def _pushed(self, now: datetime) -> bool:
        return self._deps.hubs is not None and self._deps.hubs.leased(self.source.id, now)

    async def _decided(self, reading: FeedReading, now: datetime) -> list[Decided]:
        if not reading.entries:
            return []
        entries = [to_entry(facts, self.source, reading.base, now) for facts in reading.entries]
        keyed = list(zip(entries, decide.all_keys(entries), strict=True))
        known = await self._deps.store.known(self.source.id, [key for _, keys in keyed for key in keys])
        return in_order(decide.all_decided(keyed, known))

    async def _deal(self, part: Sequence[Decided]) -> list[Dealt]:
        if not part:
            return []
        work = PageWork(self.source, self._deps, self._settings)
        return list(await asyncio.gather(*(work.deal(decided) for decided in part)))

    def _record(self, state: SourceState, reading: FeedReading, dealt: Sequence[Dealt], now: datetime) -> PollRecord:
        after = state if self._todo else settled(reading.state, dealt)
        before = state.health
        standing = before
        for one in dealt:
            standing = health.take(standing, one.taken) if one.taken else standing
        rhythm = learn(state.rhythm, published(reading))
        if not self._todo:
            standing = health.observe(standing, reading.observation, rhythm, now, network_up=self.network_up)
            after = moves.turn_back(after, self.source, standing.failures)
        due = next_poll(
            self.source,
            rhythm,
            outcome(reading, standing.failures, self._pushed(now)),
            now,
            self._spread(),
            self._settings.schedule,
        )
        after = changed(after, health=standing, rhythm=rhythm, polled=now, due=due.at, due_reason=due.reason)
        return PollRecord(
            state=after,
            seen=tuple(one.seen for one in dealt),
            articles=tuple(one.article for one in dealt if one.article),
            changes=health.change(self.source, before, standing, now),
            notes=reading.notes,
            more=bool(self._todo),
        )


def relocated(reading: FeedReading, source: Source, fetched: Fetched | FetchFailure, now: datetime) -> FeedReading:
    """``reading`` with what a permanent redirect means for the source's address."""
    if isinstance(fetched, FetchFailure) or not reading.observation.what.success:
        return reading
    state = moves.follow(reading.state, fetched.permanent_url, now)
    moved = moves.new_address(state, source)
    if state is reading.state and moved is None:
        return reading
    return replace(reading, state=state, observation=replace(reading.observation, moved=moved))


def in_order(decided: Sequence[Decided]) -> list[Decided]:
    """What needs work, the earliest published first: a figure's record is made in order of time."""
    work = [one for one in reversed(decided) if one.decision is not EntryDecision.KNOWN]
    return sorted(work, key=lambda one: one.entry.published.timestamp() if one.entry.published else float("inf"))


def settled(state: SourceState, dealt: Sequence[Dealt]) -> SourceState:
    """``state`` to remember; without validators while a page is to be tried again, so that the entry is read again."""
    if any(one.seen.entry_hash.startswith(RETRY) for one in dealt):
        return replace(state, etag=None, last_modified=None, body_hash=b"", fragments=b"")
    return state


def published(reading: FeedReading) -> list[float]:
    """Publication times of a reading's entries, for the rhythm."""
    moments = (parse(facts.published_raw) or parse(facts.published) for facts in reading.entries)
    return [moment.timestamp() for moment in moments if moment]


def outcome(reading: FeedReading, failures: int, pushed: bool = False) -> Outcome:
    """What the schedule needs to know of a reading."""
    answer = reading.answer
    return Outcome(
        failures=failures,
        retry_after=answer.retry_after if answer else None,
        fresh=answer.max_age if answer else None,
        gone=reading.observation.what is Observed.GONE,
        pushed=pushed,
    )


def internal(state: SourceState, error: BaseException) -> FeedReading:
    """The reading of a poll that fell over through a fault of ours: told like any other failure, by name."""
    reason = f"internal error: {type(error).__name__}: {error}"[:300]
    return FeedReading(state, Observation(Observed.INTERNAL, reason, ours=False))
