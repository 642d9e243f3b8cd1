"""The source wizard's eyes: the code of ``onrecord source add``, through the guarded session of fetching."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.discovery import Discovery
from ingest.fetch import Fetcher
from ingest.hosts import HostLimits
from ingest.inspection import Inspector
from ingest.models import Source
from ingest.pagework import Deps
from ingest.robots import Robots
from ingest.workers import Workers
from onrecord.adding import Forgetful, entry_of
from onrecord.clock import now
from onrecord.http import guarded_session
from onrecord.web.console.forms import slug
from onrecord.web.parts import SourceFound
from processors.addresses import Opening
from processors.errors import PermanentError
from processors.models import Outlet
from processors.urls import host

_SHOWN = 8


class Finder:
    """Finds and inspects the feed behind an address. ``allow``: networks that sources may lead to."""

    def __init__(self, allow: Sequence[Opening], user_agent: str) -> None:
        self._allow, self._user_agent = allow, user_agent

    async def __call__(self, url: str) -> SourceFound:
        """What stands at ``url``. Raises PermanentError where no feed is found."""
        parsers = Workers(1)
        try:
            async with guarded_session(allow=self._allow, user_agent=self._user_agent) as session:
                fetcher = Fetcher(session)
                robots = Robots(fetcher, self._user_agent)
                deps = Deps(Forgetful(), fetcher, parsers, lambda _: True, now, HostLimits(), robots)
                return await _find(deps, url)
        finally:
            await parsers.close()


async def _find(deps: Deps, url: str) -> SourceFound:
    candidates = await Discovery(deps.fetcher, deps.parser, deps.hosts).find(url, deps.clock())
    if not candidates:
        raise PermanentError(f"no feed found at {url}, in its link tags, common places or sitemaps")
    best = candidates[0]
    title = (best.feed.facts.title or host(url))[:80]
    lang = best.feed.facts.lang
    name = slug(host(url).removeprefix("www."))
    source = Source(name, best.url, Outlet(name, title, lang and lang[:2].lower()), best.kind)
    found = await Inspector(deps).inspect(source)
    return SourceFound(
        url=best.url,
        title=title,
        checks=tuple((check.what, check.mark.value, check.words) for check in found.checks),
        entries=tuple(entry.title for entry in found.entries[:_SHOWN]),
        others=tuple(f"{one.url} ({one.why})" for one in candidates[1:]),
        lines=entry_of(found),
    )
