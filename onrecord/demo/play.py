"""Playing the demonstration: the replay's outlets, receiver and pipeline, at a pace that people can follow."""

from __future__ import annotations

import asyncio
import signal
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console
from rich.text import Text

from config.load import FIGURES, TOPICS, load_figures, load_topics
from config.manifest import Manifest, Publication, load_manifest
from config.settings import SHIPPED
from onrecord.app import App
from onrecord.demo import view
from onrecord.outlets import Outlets, Site
from onrecord.pipeline import Decided
from onrecord.receiver import Received, Receiver
from onrecord.replay import SECRET, page_of, wiring_of
from onrecord.web.beside import Listening, console

PLAY_S = 60.0
"""How long the articles take to appear when somebody watches."""


def demo_manifest() -> Manifest:
    """The demonstration's articles, with figures and topics as they ship: a folder of one's own changes nothing."""
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


async def play(manifest: Manifest, audience: Audience, seconds: float, *, stay: bool = False) -> None:
    """Publish ``manifest`` over ``seconds`` (0: as fast as it goes) through real feeds, pages and webhooks.

    ``stay``: go on polling, delivering and serving the console afterwards, until interrupted.
    """
    names = {outlet.id: outlet.name for outlet in manifest.outlets}
    sites = [Site(outlet.id, outlet.name, outlet.feed) for outlet in manifest.outlets]
    pace = seconds / max(1, len(manifest.publications))
    with tempfile.TemporaryDirectory(prefix="onrecord-demo-") as folder:
        async with Outlets(sites) as outlets, Receiver(SECRET, audience.alert) as receiver:
            audience.console.print(_where(outlets, receiver))
            wiring = wiring_of(manifest, outlets, receiver, Path(folder))
            async with (
                App(wiring, watch=audience.decision) as app,
                console(app.store, wiring, Listening(open_to_all=True)) as served,
            ):
                audience.console.print(f"The console: {served.url} (nobody has to sign in)\n")
                for publication in manifest.publications:
                    until = time.monotonic() + pace
                    audience.publication(publication, names[publication.outlet_id])
                    outlets.publish(publication.outlet_id, page_of(publication))
                    await app.catch_up()
                    await asyncio.sleep(max(0.0, until - time.monotonic()))
                if stay:
                    audience.console.print(
                        f"\nAll is published. The console stays open on {served.url}; Ctrl-C ends it."
                    )
                    await app.run(interrupted())


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
