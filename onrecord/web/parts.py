"""What the web application is told, and how a request reaches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Protocol

from fastapi import Depends, Request

from ingest.models import Source
from onrecord.clock import now as present
from onrecord.probes import Vitals
from onrecord.sealing import Sealer
from onrecord.store.accounts import Identity
from onrecord.store.base import Store
from onrecord.web.oidc import OidcClient
from processors.addresses import Opening
from processors.models import Figure, Outlet, Topic


@dataclass(frozen=True, slots=True)
class SourceFound:
    """What was found at an address. ``checks``: (what, good | doubtful | bad, words); ``lines``: for sources.yaml."""

    url: str
    title: str
    checks: tuple[tuple[str, str, str], ...]
    entries: tuple[str, ...]
    others: tuple[str, ...]
    lines: str


class SourceFinder(Protocol):
    """Finds an outlet's feed from any of its addresses: the code of ``onrecord source add``. Raises OnrecordError."""

    async def __call__(self, url: str) -> SourceFound: ...


@dataclass(frozen=True)
class WebParts:
    """Everything that the application needs. ``guest``: whom everybody is, in the demo; None asks to sign in.

    ``vitals``: of the process that this is served from, where that is more than a web server.
    """

    store: Store
    sealer: Sealer
    figures: tuple[Figure, ...] = ()
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    now: Callable[[], datetime] = present
    public_url: str = ""
    guest: Identity | None = None
    delivery_allow: tuple[Opening, ...] = ()
    delivery_timeout_s: float = 15.0
    user_agent: str = "onrecord"
    find_source: SourceFinder | None = None
    oidc: OidcClient | None = None
    trusted_proxies: tuple[str, ...] = ()
    vitals: Vitals | None = None
    stage_channels: Mapping[str, str] = field(default_factory=lambda: {"read": "articles", "decide": "statements"})

    @cached_property
    def figure(self) -> dict[str, Figure]:
        """Figures by id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def topic(self) -> dict[str, Topic]:
        """Topics by id."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def outlet(self) -> dict[str, Outlet]:
        """Outlets by id, as the sources have them."""
        return {source.outlet.id: source.outlet for source in self.sources}

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https, so that cookies may be bound to it."""
        return self.public_url.startswith("https://")


def parts_of(request: Request) -> WebParts:
    """The parts that the application was made with."""
    parts: WebParts = request.app.state.parts
    return parts


Parts = Annotated[WebParts, Depends(parts_of)]
