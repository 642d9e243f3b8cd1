"""What needs somebody, in words, gravest first: the first thing that ops read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from onrecord.store.delivery_log import EndpointLine
from onrecord.store.queries_desk import SourceLine, Standing

WELL = frozenset({"healthy", "new"})
GRAVE = frozenset({"failing", "gone", "blocked", "unreachable"})
"""States of a source in which nothing comes from it any more."""

WORDS = {
    "new": "has not been polled yet",
    "healthy": "answers and brings new articles",
    "quiet": "answers, but brings nothing new for longer than it usually does",
    "valid but empty": "answers with a valid feed that has no entries",
    "failing": "does not answer as a feed should",
    "unreachable": "cannot be reached, and neither can others: it may be our network",
    "blocked": "refuses us",
    "moved": "answers from another address: change it in sources.yaml",
    "gone": "says that it is gone for good",
    "extraction degraded": "answers, but its articles come out far shorter than usual or without quotations",
}
"""What the state of a source means, after its name."""

MOST_SOURCES = 5
"""Sources named one by one; a network that is down would name them all."""

LAG_SEEN, LAG_GRAVE = 100, 5_000
"""Messages that wait: fewer are a moment's work, more are minutes of it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that needs somebody. ``what`` it is, ``words``: how it stands, ``to``: where more is said."""

    grave: bool
    what: str
    words: str
    to: str


def troubles(
    sources: Mapping[str, SourceLine],
    names: Mapping[str, str],
    endpoints: Iterable[tuple[str, EndpointLine]],
    standing: Standing,
    late: datetime,
) -> list[Trouble]:
    """What needs somebody now. ``names``: of outlets by source; ``late``: what waits since then is late."""
    found = [*_of_sources(sources, names), *_of_endpoints(endpoints), *_of_backlog(standing, late)]
    return sorted(found, key=lambda one: not one.grave)


def _of_sources(sources: Mapping[str, SourceLine], names: Mapping[str, str]) -> Iterator[Trouble]:
    ill = [line for line in sources.values() if line.status not in WELL and line.id in names]
    ill.sort(key=lambda line: (line.status not in GRAVE, line.id))
    for line in ill[:MOST_SOURCES]:
        words = f"{WORDS.get(line.status, line.status)}: {line.reason}"
        yield Trouble(line.status in GRAVE, names[line.id], words, f"/sources/{line.id}")
    if len(ill) > MOST_SOURCES:
        grave = ill[MOST_SOURCES].status in GRAVE
        yield Trouble(grave, f"{len(ill) - MOST_SOURCES} more sources", "do not stand well", "/sources")


def _of_endpoints(endpoints: Iterable[tuple[str, EndpointLine]]) -> Iterator[Trouble]:
    for name, line in endpoints:
        waiting = f"; {line.waiting:,} wait" if line.waiting else ""
        if line.state != "active":
            words = f"gets nothing, it is {line.state}{waiting}: {line.reason or 'no reason was given'}"
            yield Trouble(True, f"Endpoint {name}", words, f"/endpoints/{name}")
        elif line.failing_since is not None:
            yield Trouble(True, f"Endpoint {name}", f"does not take what is sent{waiting}", f"/endpoints/{name}")


def _of_backlog(standing: Standing, late: datetime) -> Iterator[Trouble]:
    for stage, lag in standing.lags.items():
        if lag >= LAG_SEEN:
            words = f"{lag:,} messages wait for “{stage}”: is the pipeline running?"
            yield Trouble(lag >= LAG_GRAVE, "Backlog", words, "/system#backlog")
    if standing.oldest_waiting is not None and standing.oldest_waiting <= late:
        words = f"{standing.waiting:,} wait, the oldest for more than five minutes"
        yield Trouble(False, "Deliveries", words, "/deliveries?state=pending")
    if standing.dead:
        words = f"{standing.dead:,} could not be processed: `onrecord dlq list` says why"
        yield Trouble(True, "Messages given up on", words, "/system#backlog")
