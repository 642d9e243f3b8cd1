"""From a feed's response to entries and an observation: the step between fetching and deciding.

``meaning`` is pure; ``Reader.read`` awaits the parser and holds no decision of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from ingest import response
from ingest.errors import ParseLost
from ingest.health import Observation, Observed
from ingest.models import Fetched, FetchFailure, SourceState
from ingest.parsed import EntryFacts, ParsedFeed
from ingest.ports import Parsing
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
    return hashlib.blake2b(body, digest_size=16).digest()


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
        same = replace(state, etag=answer.etag, last_modified=answer.last_modified)
        return FeedReading(same, Observation(Observed.UNCHANGED, "200 with the same bytes as before"), answer)
    after = replace(state, etag=answer.etag, last_modified=answer.last_modified, body_hash=print_)
    return FeedReading(after, Observation(Observed.ENTRIES, "read"), answer, base=fetched.url)


def parsed(before: SourceState, reading: FeedReading, feed: ParsedFeed) -> FeedReading:
    """``reading`` with what the parser found: entries, or the news that this is no feed or an empty one."""
    if not feed.version and not feed.total:
        why = "; ".join(feed.warnings) or "no feed format that we know"
        # its validators are forgotten: a page in the feed's place must not read as "unchanged" next time
        return FeedReading(
            before, Observation(Observed.NOT_A_FEED, f"not a feed: {why}"), reading.answer, notes=feed.warnings
        )
    state = replace(reading.state, hub=feed.facts.hub or None, topic=feed.facts.topic or None, fragments=feed.fragments)
    if not feed.total:
        empty = Observation(Observed.EMPTY, "a valid feed without entries")
        return replace(reading, state=state, observation=empty, notes=feed.warnings)
    return replace(
        reading,
        state=state,
        observation=Observation(Observed.ENTRIES, f"{feed.total} entries"),
        entries=feed.entries,
        notes=feed.warnings,
    )


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
        try:
            media = fetched.headers.get("content-type", "")
            feed = await self._parser.feed(fetched.body, media, fetched.url, state.fragments, self._used)
        except ParseLost as error:
            return FeedReading(state, Observation(Observed.NOT_A_FEED, f"could not be parsed: {error}"), reading.answer)
        return parsed(state, reading, feed)
