"""Sources that need code: a site without a feed, a JSON interface, a page of links (docs/adding-a-source.md).

A plug-in turns addresses into entries and nothing else. Fetching under limits and guards, pacing, deciding what is new,
pages, text, health and schedule stay what they are for every source.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from ingest.fetch import host_of
from ingest.health import Observation, Observed
from ingest.hosts import HostLimits
from ingest.models import Fetched, FetchFailure, FetchLimits, FetchRequest, SourceState
from ingest.parsed import EntryFacts
from ingest.ports import Fetching
from ingest.reading import FeedReading, counted
from processors.errors import TemporaryError

MOST_SECONDS = 60.0
"""How long one call of a plug-in may take, its requests included."""

MOST_REQUESTS = 20
"""Requests that one call may make."""


class SiteRefused(TemporaryError):  # noqa: N818 - reads as what happened
    """An address did not give a page. Let it pass through: it becomes the source's state, in these words."""


Get = Callable[[str], Awaitable[Fetched]]
"""Fetches an address under the product's limits. Raises SiteRefused for anything but a 200."""


class SourcePlugin(Protocol):
    """What an entry point of the group ``onrecord.sources`` makes when it is called without arguments."""

    async def entries(self, get: Get, url: str) -> Sequence[EntryFacts]:
        """The entries that the site at ``url`` shows now, newest first; each with a link or an id, and a title.

        May raise SiteRefused. Anything else it raises is reported as a fault of the plug-in, by name.
        """
        ...


def getter(fetcher: Fetching, hosts: HostLimits, limits: FetchLimits, gap: float) -> Get:
    """The ``get`` of one call of a plug-in."""
    left = MOST_REQUESTS

    async def get(url: str) -> Fetched:
        nonlocal left
        left -= 1
        if left < 0:
            raise SiteRefused(f"more than {MOST_REQUESTS} requests in one poll")
        async with hosts.slot(host_of(url), gap):
            got = await fetcher.get(FetchRequest(url, limits))
        if isinstance(got, FetchFailure):
            raise SiteRefused(f"{url}: {got}")
        if got.status != 200:
            raise SiteRefused(f"{url}: answered {got.status}")
        return got

    return get


async def read(plugin: SourcePlugin, get: Get, state: SourceState) -> FeedReading:
    """What a plug-in finds, as the reading of a feed. Never raises for what the plug-in does."""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            entries = tuple(await plugin.entries(get, state.url))
    except SiteRefused as error:
        return FeedReading(state, Observation(Observed.SERVER, str(error)))
    except TimeoutError:
        return FeedReading(state, Observation(Observed.INTERNAL, f"the plug-in took more than {MOST_SECONDS:.0f} s"))
    except Exception as error:  # noqa: BLE001 - a plug-in is other people's code
        reason = f"the plug-in failed: {type(error).__name__}: {error}"[:300]
        return FeedReading(state, Observation(Observed.INTERNAL, reason))
    if not entries:
        return FeedReading(state, Observation(Observed.EMPTY, "the plug-in found no entries"))
    print_ = hashlib.blake2b(repr(entries).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    if print_ == state.body_hash:
        return FeedReading(state, Observation(Observed.UNCHANGED, "the same entries as before"))
    after = replace(state, body_hash=print_)
    return FeedReading(after, Observation(Observed.ENTRIES, counted(len(entries))), entries=entries, base=state.url)
