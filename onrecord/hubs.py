"""The listener that WebSub hubs push to, and the requests to them: the outside of ``ingest.websub``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
from aiohttp import web

from ingest.websub import Subscriptions

_LARGEST_PUSH = 5 * 1024 * 1024
"""Bytes of a push: as much as a feed may have."""

_TIMEOUT = aiohttp.ClientTimeout(total=20)


@dataclass(frozen=True, slots=True)
class HubTerms:
    """Where hubs reach us: ``url`` from outside, ``host`` and ``port`` here. ``key`` makes what hubs sign with."""

    url: str
    host: str
    port: int
    key: bytes = field(repr=False)


@asynccontextmanager
async def listening(
    terms: HubTerms, session: aiohttp.ClientSession, nudge: Callable[[str], None], now: Callable[[], datetime]
) -> AsyncIterator[Subscriptions]:
    """Subscriptions whose callbacks are answered while the block runs. ``session`` is guarded."""

    async def post(url: str, form: Mapping[str, str]) -> int:
        try:
            async with session.post(url, data=dict(form), timeout=_TIMEOUT, allow_redirects=False) as response:
                return response.status
        except (aiohttp.ClientError, OSError, ValueError):
            return 0

    subscriptions = Subscriptions(post, lambda source: f"{terms.url.rstrip('/')}/{source}", terms.key, nudge)

    async def verify(request: web.Request) -> web.Response:
        answer = subscriptions.verification(request.match_info["source"], dict(request.query), now())
        return web.Response(status=answer.status, text=answer.body)

    async def push(request: web.Request) -> web.Response:
        body = await request.read()
        signature = request.headers.get("X-Hub-Signature")
        return web.Response(status=subscriptions.push(request.match_info["source"], body, signature, now()))

    app = web.Application(client_max_size=_LARGEST_PUSH)
    app.add_routes(
        [web.get(r"/{path:(?:.*/)?}{source:[^/]+}", verify), web.post(r"/{path:(?:.*/)?}{source:[^/]+}", push)]
    )
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, terms.host, terms.port).start()
        yield subscriptions
    finally:
        await runner.cleanup()
