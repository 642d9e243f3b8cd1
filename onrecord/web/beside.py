"""The console beside the pipeline, in one process: what ``onrecord run`` and the demo serve."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from onrecord.app import Wiring
from onrecord.probes import Vitals
from onrecord.store.accounts import Identity, Role
from onrecord.store.base import Store
from onrecord.web import secrets
from onrecord.web.app import create_app
from onrecord.web.finding import Finder
from onrecord.web.oidc import OidcClient
from onrecord.web.parts import WebParts
from onrecord.web.server import Address, serving, settle


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the console listens. ``open_to_all``: nobody signs in, everybody may do everything (the demo)."""

    host: str = "127.0.0.1"
    port: int = 0
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ()
    open_to_all: bool = False
    oidc: OidcClient | None = None


@asynccontextmanager
async def console(
    store: Store, wiring: Wiring, listening: Listening, vitals: Vitals | None = None
) -> AsyncIterator[Address]:
    """Serve the console and the API over a running process's store. Raises ConfigError where the port is taken.

    ``vitals``: of the process, for ``/livez`` and ``/metrics``.
    """
    guest = Identity("default", "guest", Role.OPERATOR, secrets.new_token()) if listening.open_to_all else None
    parts = WebParts(
        store=store,
        sealer=wiring.sealer,
        figures=wiring.figures,
        topics=wiring.topics,
        sources=wiring.sources,
        public_url=listening.public_url,
        guest=guest,
        trusted_proxies=listening.trusted_proxies,
        oidc=listening.oidc,
        find_source=Finder(wiring.fetch_allow, wiring.user_agent),
        vitals=vitals,
    )
    async with serving(create_app(parts), listening.host, listening.port, listening.trusted_proxies) as address:
        settle()
        yield address
