"""The application, put together: guards, errors, API, console, probes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from onrecord.web import health, problems
from onrecord.web.api import archive, deliveries, desk, endpoints, feeds, subscriptions
from onrecord.web.console import articles, claims, figures, operations, pages, signin, wire
from onrecord.web.console import desk as console_desk
from onrecord.web.guards import Bounded, Buckets, Rate, SecurityHeaders
from onrecord.web.lately import Lately
from onrecord.web.live import Follower
from onrecord.web.parts import WebParts

STATIC = Path(__file__).parent / "static"

API = (archive, subscriptions, endpoints, deliveries, desk, feeds)
CONSOLE = (wire, claims, figures, articles, console_desk, operations, signin)

GZIP = 4
"""Compressing a long page takes a third of the time that the default (9) takes, for a twentieth more of bytes."""

SIGN_INS = Rate(burst=10, per_second=1 / 30)
"""Attempts for one login or from one address: a person who forgot gets through, a list of passwords does not."""

REQUESTS = Rate(burst=240, per_second=20)
"""Of one key or address: a page is about ten requests, a program that pages through lists fits in."""


class _Cached(StaticFiles):
    """Static files under a version in the address, so that they may be kept for ever."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def kept(message: object) -> None:
            assert isinstance(message, dict)
            if message["type"] == "http.response.start" and message["status"] == 200 and scope["query_string"]:
                message["headers"] = [*message["headers"], (b"cache-control", b"public, max-age=31536000, immutable")]
            await send(message)

        await super().__call__(scope, receive, kept)


def create_app(parts: WebParts, rate: Rate = REQUESTS, clock: Callable[[], float] = time.monotonic) -> FastAPI:
    """The application over ``parts``. ``clock``: seconds that only grow, for the rate limit."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        beside = [asyncio.create_task(app.state.follower.run()), asyncio.create_task(app.state.lately.run(parts.now))]
        yield
        await app.state.follower.stop()
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = FastAPI(
        title="onrecord",
        version=version("onrecord"),
        summary="Who said what, what is new, and who was told.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    app.state.parts = parts
    app.state.follower = Follower(parts.store)
    app.state.lately = Lately(parts.store)
    app.state.sign_ins = Buckets(SIGN_INS, clock)
    problems.install(app)
    app.include_router(health.router)
    app.state.templates = pages.templates()
    for module in (*API, *CONSOLE):
        app.include_router(module.router)
    app.mount("/static", _Cached(directory=STATIC), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=GZIP)
    app.add_middleware(Bounded, buckets=Buckets(rate, clock))
    app.add_middleware(SecurityHeaders, secure=parts.secure)
    return app
