"""Playing the demonstration: the replay's outlets, receiver and pipeline, at a pace that people can follow."""

from __future__ import annotations

import asyncio
import signal
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from secrets import token_urlsafe

from rich.console import Console
from rich.text import Text

from alerts.spec import Provisioned, SubscriptionFile
from config.load import FIGURES, TOPICS, load_figures, load_topics
from config.manifest import Manifest, Publication, load_manifest
from config.settings import SHIPPED
from onrecord.app import App
from onrecord.demo import view
from onrecord.outlets import Outlets, Site
from onrecord.pipeline import Decided
from onrecord.receiver import Received, Receiver
from onrecord.replay import EVENTS, SECRET, page_of, wiring_of
from onrecord.store import accounts as account_store
from onrecord.store.accounts import Role
from onrecord.store.base import Store
from onrecord.web import secrets
from onrecord.web.beside import Listening, console

PLAY_S = 60.0
"""How long the articles take to appear when somebody watches."""


def demo_manifest(own: Path | None = None) -> Manifest:
    """The demonstration's articles, or one's own, with figures and topics as they ship."""
    if own is not None:
        return load_manifest(own, figures=load_figures(SHIPPED / FIGURES), topics=load_topics(SHIPPED / TOPICS))
    with as_file(files("onrecord.demo") / "manifest.yaml") as path:
        return load_manifest(path, figures=load_figures(SHIPPED / FIGURES), topics=load_topics(SHIPPED / TOPICS))


@dataclass(slots=True)
class Audience:
    """Shows what happens as it happens, and counts it."""

    console: Console
    published: int = 0
    decided: int = 0
    held: int = 0
    alerts: int = 0
    copies: int = 0
    started: float = field(default_factory=time.monotonic)
    first_alert: float | None = None

    def publication(self, publication: Publication, outlet: str) -> None:
        """An article is about to appear."""
        self.published += 1
        revised = publication.updated is not None
        self.console.print()
        self.console.print(view.published_line(publication.at, outlet, publication.title, revised))

    def decision(self, made: Decided) -> None:
        """A statement of a tracked figure has been held against the record."""
        self.decided += 1
        if not made.plan.alerts:
            self.held += 1
            self.console.print(view.held_line(made.occasion))

    def alert(self, received: Received) -> None:
        """The receiver has verified a webhook."""
        if received.copy:
            self.copies += 1
            return
        self.alerts += 1
        if self.first_alert is None:
            self.first_alert = time.monotonic() - self.started
        self.console.print(view.alert_panel(received.body, received.id, _seconds_since_seen(received)))


def _seconds_since_seen(received: Received) -> float | None:
    times = received.body["data"].get("times")
    if times is None:
        return None
    return (datetime.now(UTC) - datetime.fromisoformat(times["seen"])).total_seconds()


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in to the demonstration's console."""

    login: str
    name: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True)
class Staging:
    """How a demonstration is given. ``seconds``: over how long the articles appear (0: as fast as it goes).

    ``stay``: go on polling, delivering and serving the console afterwards, until interrupted. ``port``: of the
    console, 0 for any. ``accounts``: people sign in with these; none: nobody has to.
    """

    seconds: float = PLAY_S
    stay: bool = False
    port: int = 0
    accounts: tuple[Account, ...] = ()


def cast() -> tuple[Account, ...]:
    """An editor and somebody who runs the place, with passwords of this once."""
    people = (("editor", "Edith Stone", Role.EDITOR), ("ops", "Oscar Lane", Role.OPERATOR))
    return tuple(Account(f"{login}@example.org", name, role, token_urlsafe(9)) for login, name, role in people)


async def play(manifest: Manifest, audience: Audience, staging: Staging) -> None:
    """Publish ``manifest`` through real feeds, pages and webhooks, and serve the console beside it."""
    names = {outlet.id: outlet.name for outlet in manifest.outlets}
    sites = [Site(outlet.id, outlet.name, outlet.feed, outlet.fails) for outlet in manifest.outlets]
    pace = staging.seconds / max(1, len(manifest.publications))
    with tempfile.TemporaryDirectory(prefix="onrecord-demo-") as folder:
        async with Outlets(sites) as outlets, Receiver(SECRET, audience.alert) as receiver:
            audience.console.print(_where(outlets, receiver))
            wiring = replace(
                wiring_of(manifest, outlets, receiver, Path(folder)),
                provision=_desk(manifest, receiver),
                topics=manifest.topics or load_topics(SHIPPED / TOPICS),
            )
            listening = Listening(port=staging.port, open_to_all=not staging.accounts)
            async with App(wiring, watch=audience.decision) as app, console(app.store, wiring, listening) as served:
                await _seat(app.store, staging.accounts)
                audience.console.print(_doors(served.url, staging.accounts))
                for publication in manifest.publications:
                    until = time.monotonic() + pace
                    audience.publication(publication, names[publication.outlet_id])
                    outlets.publish(publication.outlet_id, page_of(publication))
                    await app.catch_up()
                    await asyncio.sleep(max(0.0, until - time.monotonic()))
                if staging.stay:
                    audience.console.print(
                        f"\nAll is published. The console stays open on {served.url}; Ctrl-C ends it."
                    )
                    await app.run(interrupted())


def _desk(manifest: Manifest, receiver: Receiver) -> Provisioned:
    """The newsroom's one subscription, to everything, and the endpoint that it is sent to."""
    endpoint = {"id": "desk", "name": "The demonstration's receiver", "url": receiver.url, "secret": SECRET}
    subscription = {
        "id": "everything",
        "name": "All that they say",
        "figures": [figure.id for figure in manifest.figures],
        "topics": [topic.id for topic in manifest.topics],
        "events": [event.value for event in EVENTS],
        "endpoints": ["desk"],
    }
    return SubscriptionFile.model_validate({"endpoints": [endpoint], "subscriptions": [subscription]}).provisioned({})


async def _seat(store: Store, accounts: Sequence[Account]) -> None:
    for one in accounts:
        row = {
            "id": one.login, "tenant": "default", "login": one.login, "name": one.name, "role": one.role.value,
            "password": secrets.hash_password(one.password),
        }  # fmt: skip
        async with store.unit() as unit:
            await account_store.put_user(unit, row, datetime.now(UTC))


def _doors(url: str, accounts: Sequence[Account]) -> str:
    if not accounts:
        return f"The console: {url} (nobody has to sign in)\n"
    return "\n".join([f"The console: {url}", *(f"  sign in as {one.login}  {one.password}" for one in accounts), ""])


def interrupted() -> asyncio.Event:
    """An event that Ctrl-C or SIGTERM sets."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _where(outlets: Outlets, receiver: Receiver) -> Text:
    return Text.assemble(
        f"{len(outlets.sites)} outlets on {outlets.base}, a receiver on {receiver.url}; ",
        "nothing leaves this machine.\n",
        ("The articles were written for this demonstration; do not quote them.", "dim"),
    )


def closing(audience: Audience) -> Text:
    """What it all came to, in two lines."""
    first = f", the first after {audience.first_alert:.1f} s" if audience.first_alert is not None else ""
    return Text.assemble(
        (f"\n{audience.alerts} alerts", "bold green" if audience.alerts else "bold red"),
        f" from {audience.published} publications{first}; every signature verified.\n",
        f"{audience.decided} statements of tracked figures were decided, {audience.held} of them held back as repeats.",
    )
