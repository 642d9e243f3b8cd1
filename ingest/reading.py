"""From a feed's response to entries and an observation: the step between fetching and deciding.

``meaning`` is pure; ``Reader.read`` awaits the parser and holds no decision of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from ingest import response
from ingest.changing import changed
from ingest.errors import ParseLost
from ingest.health import Observation, Observed
from ingest.models import Fetched, FetchFailure, SourceState
from ingest.parsed import EntryFacts, ParsedFeed
from ingest.ports import Parsing
from ingest.remainder import Remainder, completed, remainder
from ingest.response import Answer, AnswerKind

_OBSERVED = {
    AnswerKind.UNCHANGED: Observed.UNCHANGED,
    AnswerKind.RATE_LIMITED: Observed.SERVER,
    AnswerKind.BLOCKED: Observed.BLOCKED,
    AnswerKind.MISSING: Observed.MISSING,
    AnswerKind.GONE: Observed.GONE,
    AnswerKind.SERVER_ERROR: Observed.SERVER,
    AnswerKind.UNUSABLE: Observed.NOT_A_FEED,
}


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a poll's response amounted to. ``state`` is what to remember once all entries are dealt with."""

    state: SourceState
    observation: Observation
    answer: Answer | None = None
    entries: tuple[EntryFacts, ...] = ()
    base: str = ""
    notes: tuple[str, ...] = ()


def digest(body: bytes) -> bytes:
    """What a body is recognised by: sixteen bytes are plenty against chance, and nobody gains by a collision."""
    return hashlib.sha256(body).digest()[:16]


def failed(state: SourceState, failure: FetchFailure) -> FeedReading:
    """The reading of a request without a response."""
    return FeedReading(state, Observation(Observed.NO_RESPONSE, str(failure), ours=failure.problem.ours))


def meaning(state: SourceState, fetched: Fetched, now: datetime) -> FeedReading:
    """The reading as far as status and headers give it; CONTENT still has to be parsed."""
    answer = response.read(fetched, now)
    if answer.kind is not AnswerKind.CONTENT:
        return FeedReading(state, Observation(_OBSERVED[answer.kind], answer.reason), answer)
    print_ = digest(fetched.body)
    if print_ == state.body_hash:
        same = changed(state, etag=answer.etag, last_modified=answer.last_modified)
        return FeedReading(same, Observation(Observed.UNCHANGED, "200 with the same bytes as before"), answer)
    after = changed(state, etag=answer.etag, last_modified=answer.last_modified, body_hash=print_)
    return FeedReading(after, Observation(Observed.ENTRIES, "read"), answer, base=fetched.url)


def parsed(before: SourceState, reading: FeedReading, feed: ParsedFeed) -> FeedReading:
    """``reading`` with what the parser found: entries, or the news that this is no feed or an empty one."""
    if not feed.version and not feed.total:
        why = "; ".join(feed.warnings) or "no feed format that we know"
        # its validators are forgotten: a page in the feed's place must not read as "unchanged" next time
        return FeedReading(
            before, Observation(Observed.NOT_A_FEED, f"not a feed: {why}"), reading.answer, notes=feed.warnings
        )
    state = changed(reading.state, hub=feed.facts.hub or None, topic=feed.facts.topic or None, fragments=feed.fragments)
    if not feed.total:
        empty = Observation(Observed.EMPTY, "a valid feed without entries")
        return replace(reading, state=state, observation=empty, notes=feed.warnings)
    return replace(
        reading,
        state=state,
        observation=Observation(Observed.ENTRIES, counted(feed.total)),
        entries=feed.entries,
        notes=feed.warnings,
    )


def counted(entries: int) -> str:
    """How many entries, in words for people."""
    return "1 entry" if entries == 1 else f"{entries:,} entries"


def nothing_new(reading: FeedReading, rest: Remainder) -> FeedReading:
    """``reading`` of a feed all of whose entries were read before: only its date or its order changed."""
    state = changed(reading.state, fragments=rest.fragments)
    return replace(reading, state=state, observation=Observation(Observed.ENTRIES, f"{counted(rest.total)}, none new"))


class FeedReader:
    """Responses of feeds into readings."""

    def __init__(self, parser: Parsing, used: int) -> None:
        self._parser = parser
        self._used = used

    async def read(self, state: SourceState, fetched: Fetched | FetchFailure, now: datetime) -> FeedReading:
        """The reading of a poll's response. Never raises for what is in it."""
        if isinstance(fetched, FetchFailure):
            return failed(state, fetched)
        reading = meaning(state, fetched, now)
        if reading.observation.what is not Observed.ENTRIES:
            return reading
        rest = remainder(fetched.body, _media(fetched), state.fragments, self._used)
        if rest is not None and not rest.new:
            return nothing_new(reading, rest)
        try:
            return parsed(state, reading, await self._parsed(fetched, rest, state.fragments))
        except ParseLost as error:
            return FeedReading(state, Observation(Observed.NOT_A_FEED, f"could not be parsed: {error}"), reading.answer)

    async def _parsed(self, fetched: Fetched, rest: Remainder | None, seen: bytes) -> ParsedFeed:
        """The feed as read from its unseen part, or from the whole where the parser does not take that part."""
        if rest is not None:
            found = completed(rest, await self._parser.feed(rest.body, _media(fetched), fetched.url, b"", self._used))
            if found is not None:
                return found
        return await self._parser.feed(fetched.body, _media(fetched), fetched.url, seen, self._used)


def _media(fetched: Fetched) -> str:
    return fetched.headers.get("content-type", "")
