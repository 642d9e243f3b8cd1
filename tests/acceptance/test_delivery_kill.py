"""kill -9, again and again, while deliveries go to receivers that fail, hang and answer late."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import secrets
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from alerts import signing
from alerts.spec import SubscriptionFile
from onrecord.sealing import Sealer
from onrecord.store import alerts as alert_store
from onrecord.store import migrate, subscriptions
from onrecord.store.base import Store
from tests.fakes.occasions import occasion

FULL = os.environ.get("ONRECORD_REQUIRE_SERVICES") == "1"
"""Where all services run, all of this does: twenty kills in 20,000 deliveries, for minutes. Else five in 2,000."""

KILLS, CLAIMS = (20, 2000) if FULL else (5, 200)
BEHAVIOURS = (
    "ok",
    "ok-2",
    "ok-3",
    "ok-4",
    "fails-first",
    "fails-some",
    "late",
    "hangs-first",
    "busy",
    "redirects-first",
)
"""Ten endpoints of as many subscriptions: each claim makes ten deliveries."""

SECRET = signing.new_secret(secrets.token_bytes(32))


@dataclass
class Receivers:
    """What arrived. ``accepted``: (endpoint, webhook-id) answered 2xx; ``bodies``: digest of each id's body."""

    accepted: set[tuple[str, str]] = field(default_factory=set)
    tries: Counter[tuple[str, str]] = field(default_factory=Counter)
    bodies: dict[str, set[str]] = field(default_factory=dict)
    claims: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    port: int = 0

    async def receive(self, request: web.Request) -> web.Response:
        name, alert, body = request.path.strip("/"), request.headers["webhook-id"], await request.read()
        content = json.loads(body)["data"]
        self.tries[name, alert] += 1
        self.bodies.setdefault(alert, set()).add(hashlib.sha256(body).hexdigest())
        self.claims.setdefault((content["subscription"]["id"], content["claim"]["id"]), set()).add(alert)
        status = await self._answer(name, alert)
        if status == 200:
            self.accepted.add((name, alert))
        return web.Response(status=status)

    async def _answer(self, name: str, alert: str) -> int:
        chosen, first = int(alert[:4], 16) % 100, self.tries[name, alert] == 1
        match name:
            case "fails-first" if first and chosen < 5:
                return 500
            case "fails-some" if first and chosen < 3:
                return 503
            case "redirects-first" if first and chosen < 2:
                return 302
            case "busy" if first and chosen < 2:
                return 429
            case "late" if chosen < 10:
                await asyncio.sleep(0.3)
            case "hangs-first" if first and chosen < 1:
                await asyncio.sleep(3)
                return 500
        return 200


@asynccontextmanager
async def receiving() -> AsyncIterator[Receivers]:
    receivers = Receivers()
    app = web.Application()
    app.router.add_post("/{name}", receivers.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receivers.port = runner.addresses[0][1]
    yield receivers
    await runner.cleanup()


async def publish(store: Store) -> None:
    """Every claim's occasion in units of twenty, each unit twice: what a restarted pipeline does."""
    for first in range(0, CLAIMS, 20):
        for _ in range(2):
            async with store.unit() as unit:
                for number in range(first, first + 20):
                    now = datetime.now(UTC)
                    await alert_store.raise_alerts(unit, occasion(page=str(number), at=now), now)
        await asyncio.sleep(0)


async def start(*args: str) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.deliverer",
        *args,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"delivering\n"
    return process


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_is_told_twice(tmp_path: Path) -> None:
    database, key = f"sqlite:///{tmp_path / 'onrecord.db'}", secrets.token_urlsafe(32)
    store, chance = Store(database), random.Random(20)
    await migrate.upgrade(store)
    async with receiving() as receivers:
        url = f"http://127.0.0.1:{receivers.port}"
        written = [{"id": n, "endpoint": {"url": f"{url}/{n}", "secret": SECRET}} for n in BEHAVIOURS]
        async with store.unit() as unit:
            file = SubscriptionFile.model_validate({"subscriptions": written})
            await subscriptions.provision(unit, file.provisioned({}), Sealer([key]), datetime.now(UTC))
        publishing = asyncio.create_task(publish(store))
        for kill in range(KILLS):
            process = await start(database, key, str(receivers.port))
            wanted = len(receivers.accepted) + chance.randrange(CLAIMS // 10, CLAIMS // 2)
            async with asyncio.timeout(120):
                while len(receivers.accepted) < min(wanted, (kill + 1) * CLAIMS * len(BEHAVIOURS) // (KILLS + 1)):
                    await asyncio.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            await process.wait()
        await publishing
        process = await start(database, key, str(receivers.port))
        async with asyncio.timeout(300):
            while len(receivers.accepted) < CLAIMS * len(BEHAVIOURS):
                await asyncio.sleep(0.1)
        process.terminate()
        await process.wait()
    await store.close()
    assert len(receivers.accepted) == CLAIMS * len(BEHAVIOURS)
    assert {len(bodies) for bodies in receivers.bodies.values()} == {1}
    assert {len(alerts) for alerts in receivers.claims.values()} == {1}
    assert len(receivers.claims) == CLAIMS * len(BEHAVIOURS)
