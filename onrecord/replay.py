"""Replaying a manifest: its outlets as real feeds and pages on loopback, through the whole real pipeline.

Articles are published in order of time, each only when the one before has been read, decided and delivered, and their
addresses name no port, so a replay gives the same alerts with the same ids every time. Only the ports of the replay's
own servers are opened.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from alerts.models import EventType
from alerts.spec import SubscriptionFile
from config.manifest import Manifest, Publication
from ingest.models import IngestSettings, Source
from onrecord.app import App, Tuning, Wiring
from onrecord.delivery import Terms
from onrecord.outlets import Outlets, Page, Site
from onrecord.pipeline import Watcher
from onrecord.receiver import Received, Receiver
from onrecord.sealing import Sealer, key_from
from processors.addresses import parse_opening
from processors.models import Outlet

SECRET = "whsec_b25yZWNvcmQtcmVwbGF5LXNlY3JldC0wMQ=="  # noqa: S105 - of a receiver that lives as long as the replay
PASSPHRASE = "for a database that is thrown away afterwards"  # noqa: S105 - as it says

HOST = "outlets.example"
"""What a replay's outlets are called: a name that is nobody's (RFC 2606), so that ids never depend on a port."""

DEFAULT = Tuning()
EVENTS = (EventType.NEW, EventType.UPDATED, EventType.CORRECTED, EventType.RETRACTED)


def page_of(publication: Publication) -> Page:
    """A publication of a manifest as an outlet serves it."""
    return Page(
        publication.id,
        publication.title,
        publication.published,
        publication.file,
        publication.lang or "en",
        publication.updated,
        publication.page,
    )


def wiring_of(
    manifest: Manifest, outlets: Outlets, receiver: Receiver, folder: Path, tuning: Tuning = DEFAULT
) -> Wiring:
    """What a process is told so that it polls these outlets and alerts this receiver, and nothing else."""
    subscription = {
        "id": "replay",
        "figures": [figure.id for figure in manifest.figures],
        "topics": [topic.id for topic in manifest.topics],
        "events": [event.value for event in EVENTS],
        "endpoint": {"url": receiver.url, "secret": SECRET},
    }
    return Wiring(
        database_url=f"sqlite:///{folder / 'onrecord.db'}",
        sealer=Sealer([key_from(PASSPHRASE)]),
        delivery=Terms("replay", (parse_opening(f"127.0.0.1/32:{receiver.port}"),)),
        figures=manifest.figures,
        topics=manifest.topics,
        sources=tuple(
            Source(one.id, outlets.feed_url(one.id), Outlet(one.id, one.name, one.lang), lang=one.lang)
            for one in manifest.outlets
        ),
        provision=SubscriptionFile.model_validate({"subscriptions": [subscription]}).provisioned({}),
        fetch_allow=(parse_opening(f"127.0.0.1/32:{outlets.port}"),),
        fetch_names=outlets.names,
        user_agent="onrecord-replay",
        ingest=IngestSettings(page_gap=0.0, robots=False),
        tuning=tuning,
    )


async def replay(
    manifest: Manifest,
    tuning: Tuning,
    watch: Watcher = lambda _: None,
    progress: Callable[[Publication], None] = lambda _: None,
    keep: Path | None = None,
) -> list[dict[str, Any]]:
    """Run ``manifest`` to its end; the bodies that the receiver verified, in the order in which they came.

    ``keep``: a folder that the database is left in, for ``explain`` and a closer look; thrown away if None.
    """
    return [alert.body for alert in await replayed(manifest, tuning, watch, progress, keep)]


async def replayed(
    manifest: Manifest,
    tuning: Tuning,
    watch: Watcher = lambda _: None,
    progress: Callable[[Publication], None] = lambda _: None,
    keep: Path | None = None,
) -> list[Received]:
    """As ``replay``, with the ids that the alerts came under."""
    sites = [Site(outlet.id, outlet.name, outlet.feed, outlet.fails) for outlet in manifest.outlets]
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(prefix="onrecord-replay-") as folder:
        async with Outlets(sites, HOST) as outlets, Receiver(SECRET) as receiver:
            async with App(wiring_of(manifest, outlets, receiver, Path(folder), tuning), watch=watch) as app:
                for publication in manifest.publications:
                    progress(publication)
                    outlets.publish(publication.outlet_id, page_of(publication))
                    await app.catch_up()
            return [one for one in receiver.received if not one.copy]
