"""How a source stands, state by state: reached over real HTTP, kept as an event, sent to operators by webhook, once."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from alerts import signing
from alerts.dispatcher import Dispatcher
from alerts.spec import SubscriptionFile
from ingest.models import HealthChange, HealthStatus, IngestSettings, Source
from ingest.pagework import Deps
from ingest.run import Supervisor
from onrecord.clock import now as present
from onrecord.delivery import Terms, delivering
from onrecord.intake import Intake
from onrecord.outages import notice_of
from onrecord.receiver import Receiver
from onrecord.sealing import Sealer
from onrecord.store import migrate, sources, subscriptions
from onrecord.store.base import Store
from processors import models
from processors.addresses import parse_allow
from tests.fakes.outlet import Outlet, item, page

SECRET = signing.new_secret(secrets.token_bytes(32))
EVENTS = ["source.silent", "source.failing", "source.moved", "source.recovered"]
HOUR = timedelta(hours=1)
SAID = "“We will support Ukraine for as long as it takes, and we mean it,” Mark Rutte said in Brussels on Tuesday."
LONG = [f"{SAID} {'The talks in the building went on until late in the evening. ' * 4}" for _ in range(6)]
SHORT = ["Mark Rutte spoke in Brussels on Tuesday, and several ministers from elsewhere listened to what he said."]


@dataclass
class Newsroom:
    """Sources polled when a test says so, at the time that it says; operators told through a real receiver."""

    site: Outlet
    store: Store
    dispatcher: Dispatcher
    receiver: Receiver
    deps: Deps
    sealer: Sealer
    time: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC))
    supervisor: Supervisor | None = None

    def watch(self, *names: str) -> None:
        """Poll the feeds ``/NAME`` from now on."""
        known = [Source(name, self.site.url(f"/{name}"), models.Outlet(name, name.title(), "en")) for name in names]
        deps = replace(self.deps, store=Intake(self.store, self.clock), clock=self.clock)
        self.supervisor = Supervisor(known, deps, IngestSettings(page_gap=0.0), lambda: 0.0)

    def clock(self) -> datetime:
        return self.time

    async def poll(self, times: int = 1, apart: timedelta = HOUR) -> None:
        for _ in range(times):
            self.time += apart
            assert self.supervisor
            await self.supervisor.once()
        await self.dispatcher.drain()

    async def status(self, name: str) -> tuple[HealthStatus, str]:
        async with self.store.view() as view:
            found = await sources.load(view, name)
        assert found
        return found.health.status, found.health.reason

    async def events(self) -> list[HealthChange]:
        async with self.store.view() as view:
            return (await sources.events(view))[::-1]

    def told(self) -> list[tuple[str, str]]:
        """Type and reason of each operator event that arrived."""
        return [(got.body["type"], got.body["data"]["reason"]) for got in self.receiver.received]

    def news(self, name: str, hours: range, paragraphs: list[str]) -> None:
        """Show a feed with an article for each of these hours before now."""
        entries = []
        for hour in hours:
            day = format_datetime(self.time - hour * HOUR)
            path = f"/{name}/{day[5:22].replace(' ', '-').replace(':', '')}"
            entries.append(item(self.site.url(path), f"Rutte, {day}", day=day))
            self.site.show(path, page(f"Rutte, {day}", *paragraphs))
        self.site.feed(f"/{name}", *entries)


@pytest.fixture
async def newsroom(outlet: Outlet, deps: Deps, tmp_path: Path) -> AsyncIterator[Newsroom]:
    store, sealer = Store(f"sqlite:///{tmp_path / 'onrecord.db'}"), Sealer([secrets.token_urlsafe(32)])
    await migrate.upgrade(store)
    async with Receiver(SECRET) as receiver:
        written = [{"id": "ops", "events": EVENTS, "endpoint": {"url": receiver.url, "secret": SECRET}}]
        file = SubscriptionFile.model_validate({"subscriptions": written})
        async with store.unit() as unit:
            await subscriptions.provision(unit, file.provisioned({}), sealer, present())
        terms = Terms("test", parse_allow([f"127.0.0.1/32:{receiver.port}"]))
        async with delivering(store, sealer, terms) as dispatcher:
            yield Newsroom(outlet, store, dispatcher, receiver, deps, sealer)
    await store.close()


def refuse(newsroom: Newsroom, status: int, **headers: str) -> None:
    newsroom.site.show("/a", "no", status=status, **headers)


async def quiet(newsroom: Newsroom) -> None:
    await newsroom.poll(apart=60 * HOUR)


async def empty(newsroom: Newsroom) -> None:
    newsroom.site.feed("/a")
    await newsroom.poll()


async def failing(newsroom: Newsroom) -> None:
    refuse(newsroom, 500)
    await newsroom.poll(3)


async def blocked(newsroom: Newsroom) -> None:
    refuse(newsroom, 403, Server="cloudflare")
    await newsroom.poll()


async def gone(newsroom: Newsroom) -> None:
    refuse(newsroom, 410)
    await newsroom.poll()


async def moved(newsroom: Newsroom) -> None:
    refuse(newsroom, 301, Location=newsroom.site.url("/elsewhere"))
    for _ in range(3):
        newsroom.time += 13 * HOUR
        newsroom.news("elsewhere", range(0, 13, 3), LONG)
        await newsroom.poll(apart=0 * HOUR)


async def degraded(newsroom: Newsroom) -> None:
    newsroom.time += 5 * HOUR
    newsroom.news("a", range(5), SHORT)
    await newsroom.poll(apart=0 * HOUR)


async def unreachable(newsroom: Newsroom) -> None:
    await newsroom.site.stop()
    await newsroom.poll(3)


@pytest.mark.parametrize(
    ("happen", "status", "words", "event"),
    [
        (quiet, HealthStatus.QUIET, "nothing new for", "source.silent"),
        (empty, HealthStatus.EMPTY, "without entries", "source.silent"),
        (failing, HealthStatus.FAILING, "500: the server failed (3 in a row)", "source.failing"),
        (blocked, HealthStatus.BLOCKED, "kept out by cloudflare", "source.failing"),
        (gone, HealthStatus.GONE, "gone for good", "source.failing"),
        (moved, HealthStatus.MOVED, "answers from http", "source.moved"),
        (degraded, HealthStatus.DEGRADED, "articles in a row far shorter", "source.failing"),
    ],
)
async def test_a_healthy_source_comes_to_stand_otherwise_and_operators_hear_of_it_once(
    newsroom: Newsroom,
    happen: Callable[[Newsroom], Awaitable[None]],
    status: HealthStatus,
    words: str,
    event: str,
) -> None:
    newsroom.news("a", range(9), LONG)
    newsroom.watch("a")
    await newsroom.poll()
    assert await newsroom.status("a") == (HealthStatus.HEALTHY, "9 entries")
    assert newsroom.told() == []
    await happen(newsroom)
    stands, reason = await newsroom.status("a")
    assert (stands, words in reason) == (status, True), reason
    await newsroom.poll(apart=timedelta(minutes=1))
    assert [(change.before, change.after) for change in await newsroom.events()] == [
        (HealthStatus.NEW, HealthStatus.HEALTHY),
        (HealthStatus.HEALTHY, status),
    ]
    ((kind, said),) = newsroom.told()
    assert (kind, words in said) == (event, True), said
    assert said.startswith(f"{status.value} (was healthy): ")


async def test_a_network_of_ours_that_is_down_is_not_called_the_sites_fault(newsroom: Newsroom) -> None:
    names = ("a", "b", "c", "d")
    for name in names:
        newsroom.news(name, range(9), LONG)
    newsroom.watch(*names)
    await newsroom.poll()
    await unreachable(newsroom)
    stands, reason = await newsroom.status("a")
    assert (stands, "other sources do not answer either" in reason) == (HealthStatus.UNREACHABLE, True), reason


async def test_a_source_that_is_back_is_told_of_too(newsroom: Newsroom) -> None:
    newsroom.news("a", range(9), LONG)
    newsroom.watch("a")
    await newsroom.poll()
    await failing(newsroom)
    newsroom.news("a", range(9), LONG)
    await newsroom.poll()
    assert [kind for kind, _ in newsroom.told()] == ["source.failing", "source.recovered"]
    subject = newsroom.receiver.received[0].body["data"]["subject"]
    assert subject == {"kind": "source", "id": "a", "name": "A"}


def test_every_state_but_the_first_is_an_event() -> None:
    def told(status: HealthStatus) -> bool:
        change = HealthChange("a", "A", HealthStatus.FAILING, status, "why", present())
        return notice_of(change) is not None

    assert {status for status in HealthStatus if not told(status)} == {HealthStatus.NEW}


async def test_who_did_not_ask_for_a_sources_events_does_not_get_them(newsroom: Newsroom) -> None:
    written = [{"id": "ops", "events": ["source.silent"], "endpoint": {"url": newsroom.receiver.url, "secret": SECRET}}]
    async with newsroom.store.unit() as unit:
        provisioned = SubscriptionFile.model_validate({"subscriptions": written}).provisioned({})
        await subscriptions.provision(unit, provisioned, newsroom.sealer, present())
    newsroom.news("a", range(9), LONG)
    newsroom.watch("a")
    await newsroom.poll()
    await gone(newsroom)
    assert newsroom.told() == []
    assert (await newsroom.events())[-1].after is HealthStatus.GONE
