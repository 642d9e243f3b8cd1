"""A whole newsroom for a browser: application, dispatcher and receiver in a thread, over a real store."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alerts.dispatcher import Dispatcher
from onrecord.delivery import Terms, delivering
from onrecord.receiver import Receiver
from onrecord.store import accounts, migrate
from onrecord.store.base import Store
from onrecord.store.tables.sources import SourceRow
from onrecord.web import secrets
from onrecord.web.app import create_app
from onrecord.web.guards import Rate
from onrecord.web.server import serving
from processors.addresses import parse_opening
from tests.contract.web_client import SEALER, newsroom, parts

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOGIN, PASSWORD = "editor@example.org", "a long enough password"


class Place:
    """Runs until ``close``; ``do`` runs a coroutine in its loop and waits for it."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._exit = AsyncExitStack()
        self._sending: asyncio.Task[None] | None = None
        self.receiver = Receiver(SECRET)
        self.do(self._open(folder))

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _open(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'browser.db'}")
        await migrate.upgrade(self.store)
        await self._exit.enter_async_context(self.receiver)
        self.now = datetime.now(UTC)
        await newsroom.subscribe(self.store, SEALER, self.now, self.receiver.url, SECRET)
        self.written = newsroom.Newsroom(self.store, self.now)
        await self.written.publish()
        await self._people()
        allow = (parse_opening(f"127.0.0.1/32:{self.receiver.port}"),)
        dispatcher = await self._exit.enter_async_context(delivering(self.store, SEALER, Terms("browser", allow)))
        self._dispatcher: Dispatcher = dispatcher
        self._sending = asyncio.create_task(dispatcher.run())
        app = create_app(parts(self.store, now=lambda: datetime.now(UTC)), Rate(10_000, 10_000))
        address = await self._exit.enter_async_context(serving(app, "127.0.0.1", 0))
        self.url = address.url

    async def _people(self) -> None:
        row = {"id": "u1", "tenant": "default", "login": LOGIN, "name": "Edith", "role": "operator"}
        async with self.store.unit() as unit:
            await accounts.put_user(unit, {**row, "password": secrets.hash_password(PASSWORD)}, self.now)
            for source_id, status, reason in (
                ("northwire", "healthy", "4 new entries"),
                ("morgenkurier", "failing", "the server answers 503 (5 in a row)"),
                ("tagesblick", "quiet", "nothing new for 9.5 hours, usually within 1.2 hours"),
            ):
                unit.add(self._source(source_id, status, reason))

    def _source(self, source_id: str, status: str, reason: str) -> SourceRow:
        stamp = self.now.timestamp()
        return SourceRow(
            id=source_id, url=f"https://{source_id}.example/feed", status=status, reason=reason, since=self.now,
            due=self.now, polled=self.now, last_success=self.now, failures=5 if status == "failing" else 0,
            state={"rhythm": [stamp - 1800 * step for step in range(8, 0, -1)]},
        )  # fmt: skip

    def publish(self, *articles: Any) -> None:
        self.do(self.written.publish(articles))

    def close(self) -> None:
        self.do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        await self._dispatcher.stop()
        if self._sending is not None:
            await self._sending
        await self._exit.aclose()
        await self.store.close()
