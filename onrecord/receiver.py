"""A receiver of webhooks for the demo, replays and whoever tries things out: verifies, dedupes, keeps.

It does what ``docs/receiving.md`` tells a newsroom to do: check the Standard Webhooks signature on the raw bytes,
answer 2xx quickly, and treat a ``webhook-id`` that was seen before as the same alert.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True, slots=True)
class Received:
    """One verified alert. ``copy``: this webhook-id was received before."""

    id: str
    body: dict[str, Any]
    copy: bool = False


@dataclass(slots=True)
class Receiver:
    """An HTTP server on loopback. ``port`` is known once it has started; ``on_receive`` is told of each alert."""

    secret: str
    on_receive: Callable[[Received], None] = lambda _: None
    received: list[Received] = field(default_factory=list)
    refused: int = 0
    port: int = 0
    _runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where webhooks are to be sent."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on ``port`` (0: any free one) of loopback."""
        app = web.Application()
        app.router.add_post("/hook", self._receive)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _receive(self, request: web.Request) -> web.Response:
        raw = await request.read()
        try:
            Webhook(self.secret).verify(raw, dict(request.headers))
        except WebhookVerificationError as error:
            self.refused += 1
            return web.json_response({"refused": str(error)}, status=401)
        alert = Received(
            request.headers["webhook-id"],
            json.loads(raw),
            any(r.id == request.headers["webhook-id"] for r in self.received),
        )
        self.received.append(alert)
        self.on_receive(alert)
        await asyncio.sleep(0)
        return web.json_response({"received": alert.id})

    def alerts(self) -> list[dict[str, Any]]:
        """The bodies in the order in which they came, copies left out."""
        return [one.body for one in self.received if not one.copy]
