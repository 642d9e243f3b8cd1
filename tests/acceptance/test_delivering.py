"""Delivering over real HTTP on loopback: signed, retried, paused, isolated, in order, and never lost."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from alerts import signing
from alerts.dispatcher import Dispatcher
from alerts.spec import SubscriptionFile
from onrecord.clock import now
from onrecord.delivery import Terms, delivering
from onrecord.sealing import Sealer
from onrecord.store import alerts as alert_store
from onrecord.store import migrate, subscriptions
from onrecord.store.base import Store
from onrecord.store.tables.alerts import AttemptRow, DeliveryRow, EndpointRow
from processors.addresses import parse_allow
from tests.fakes.occasions import occasion

SECRET = signing.new_secret(secrets.token_bytes(32))
LOOPBACK = parse_allow(["127.0.0.1/32"])

Behave = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Hooks:
    """Receivers on one port, a path each. ``got``: (path, webhook-id) in the order of arrival, verified."""

    behaviour: dict[str, Behave] = field(default_factory=dict)
    got: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    async def receive(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        Webhook(SECRET).verify(body, dict(request.headers))
        name = request.path.strip("/")
        self.got.append((name, request.headers["webhook-id"]))
        behave = self.behaviour.get(name)
        return await behave(request) if behave else web.Response(text="thanks")

    def times(self, name: str) -> Counter[str]:
        return Counter(alert for path, alert in self.got if path == name)


@pytest.fixture
async def hooks() -> AsyncIterator[Hooks]:
    receivers = Hooks()
    app = web.Application()
    app.router.add_post("/{name}", receivers.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receivers.port = runner.addresses[0][1]
    yield receivers
    await runner.cleanup()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'onrecord.db'}")
    await migrate.upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer([secrets.token_urlsafe(32)])


async def provide(store: Store, sealer: Sealer, hooks: Hooks, *names: str) -> None:
    written = [{"id": n, "endpoint": {"url": f"http://127.0.0.1:{hooks.port}/{n}", "secret": SECRET}} for n in names]
    file = SubscriptionFile.model_validate({"subscriptions": written})
    async with store.unit() as unit:
        await subscriptions.provision(unit, file.provisioned({}), sealer, now())


async def publish(store: Store, count: int = 1, claim: str | None = None, event: str = "statement.new") -> None:
    async with store.unit() as unit:
        for number in range(count):
            await alert_store.raise_alerts(unit, occasion(page=str(number), claim=claim, event=event), now())


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[None]:
    task = asyncio.create_task(dispatcher.run())
    yield
    await dispatcher.stop()
    await task


async def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that must come; a test that waits in vain fails here."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


def terms(**more: object) -> Terms:
    return Terms("tests", LOOPBACK, **more)


async def test_an_alert_arrives_signed_once_and_is_logged(store: Store, sealer: Sealer, hooks: Hooks) -> None:
    await provide(store, sealer, hooks, "desk")
    await publish(store, 40)
    async with delivering(store, sealer, terms()) as dispatcher:
        await dispatcher.drain()
    assert sorted(hooks.times("desk").values()) == [1] * 40
    async with store.view() as view:
        assert {(r.state, r.attempts) for r in await view.scalars(select(DeliveryRow))} == {("delivered", 1)}
        assert {(r.status, r.answer) for r in await view.scalars(select(AttemptRow))} == {(200, "thanks")}


async def test_a_failure_is_tried_again_with_the_same_id(store: Store, sealer: Sealer, hooks: Hooks) -> None:
    later = timedelta()

    async def fail_once(request: web.Request) -> web.Response:
        return web.Response(status=500 if len(hooks.got) == 1 else 200)

    hooks.behaviour["desk"] = fail_once
    await provide(store, sealer, hooks, "desk")
    await publish(store)
    async with delivering(store, sealer, terms(clock=lambda: now() + later)) as dispatcher:
        await dispatcher.drain()
        async with store.view() as view:
            (row,) = await view.scalars(select(DeliveryRow))
        assert row.state == "pending"
        assert timedelta(seconds=4) < row.due - now() < timedelta(seconds=6)
        later = timedelta(seconds=6)
        await dispatcher.drain()
    assert list(hooks.times("desk").values()) == [2]


async def test_a_redirect_is_not_followed_and_410_disables(store: Store, sealer: Sealer, hooks: Hooks) -> None:
    async def elsewhere(request: web.Request) -> web.Response:
        raise web.HTTPFound(f"http://127.0.0.1:{hooks.port}/innocent")

    async def gone(request: web.Request) -> web.Response:
        return web.Response(status=410)

    hooks.behaviour |= {"mover": elsewhere, "gone": gone}
    await provide(store, sealer, hooks, "mover", "gone")
    await publish(store, 2)
    async with delivering(store, sealer, terms()) as dispatcher:
        await dispatcher.drain()
    assert not hooks.times("innocent")
    async with store.view() as view:
        states = {row.id: row.state for row in await view.scalars(select(EndpointRow))}
        outcomes = {row.outcome for row in await view.scalars(select(AttemptRow))}
    assert states == {"mover": "active", "gone": "disabled"}
    assert outcomes == {"redirected", "gone"}


async def test_an_address_that_is_not_opened_is_never_contacted(store: Store, sealer: Sealer, hooks: Hooks) -> None:
    await provide(store, sealer, hooks, "desk")
    await publish(store)
    async with delivering(store, sealer, Terms("tests")) as dispatcher:
        await dispatcher.drain()
    assert hooks.got == []
    async with store.view() as view:
        (attempt,) = await view.scalars(select(AttemptRow))
    assert attempt.outcome == "forbidden_address"
    assert "loopback" in attempt.error


async def test_an_endpoint_that_hangs_delays_no_other(store: Store, sealer: Sealer, hooks: Hooks) -> None:
    released = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    hanging = [f"hung-{n}" for n in range(20)]
    hooks.behaviour |= dict.fromkeys(hanging, hang)
    await provide(store, sealer, hooks, "desk", *hanging)
    await publish(store, 30)
    async with delivering(store, sealer, terms(timeout_s=30)) as dispatcher, running(dispatcher):
        await until(lambda: len(hooks.times("desk")) == 30)
        assert {len(hooks.times(name)) for name in hanging} <= {0, 1}
        released.set()


async def test_events_of_one_claim_arrive_in_order(store: Store, sealer: Sealer, hooks: Hooks) -> None:
    order: list[str] = []

    async def slow_at_first(request: web.Request) -> web.Response:
        order.append((await request.json())["type"])
        await asyncio.sleep(0.2 if len(order) == 1 else 0)
        return web.Response()

    hooks.behaviour["desk"] = slow_at_first
    await provide(store, sealer, hooks, "desk")
    await publish(store, claim="one")
    await publish(store, claim="one", event="statement.updated")
    async with delivering(store, sealer, terms()) as dispatcher:
        await dispatcher.drain()
    assert order == ["statement.new", "statement.updated"]


async def test_stopping_gives_back_what_was_not_sent(store: Store, sealer: Sealer, hooks: Hooks) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.1)
        return web.Response()

    hooks.behaviour["desk"] = slow
    await provide(store, sealer, hooks, "desk")
    await publish(store, 30)
    async with delivering(store, sealer, terms()) as dispatcher, running(dispatcher):
        await until(lambda: len(hooks.got) > 2)
    async with store.view() as view:
        rows = list(await view.scalars(select(DeliveryRow)))
    assert {row.owner for row in rows} == {None}
    assert sum(row.state == "delivered" for row in rows) == len(hooks.got) < 30
    async with delivering(store, sealer, terms()) as dispatcher:
        await dispatcher.drain()
    assert sorted(hooks.times("desk").values()) == [1] * 30
