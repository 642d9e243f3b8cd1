"""The whole path on one machine: from an article in a feed to a verified webhook, over loopback HTTP.

Beside it, in the same run, the plain stack that a user would write by hand: feedparser on each poll, trafilatura on
each new page, a search for the figure's name and one unsigned POST, with no statements, novelty, store or retries.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import feedparser
import trafilatura

from benchmarks.report import Figure
from config.manifest import Manifest, ManifestOutlet, Publication
from onrecord import logs
from onrecord.app import App, Tuning
from onrecord.outlets import Outlets, Page, Site
from onrecord.receiver import Received, Receiver
from onrecord.replay import SECRET, page_of, wiring_of
from processors.models import Figure as Person

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NAMED_EVERY = 10
"""One article in ten names the tracked figure."""

WAIT_S = 120
"""Seconds that the last alert may take before the measurement fails."""

PERSON = Person("ada-marlow", "Ada Marlow", ("Marlow",), gender="f")
FILLER = (
    "The regional council met for the third time this month and heard reports from the offices for water, schools and "
    "roads, none of which had been able to spend what it was given in the year before. Visitors had come by bus from "
    "the valley, and the session went on until the evening without a vote on any of the open questions.\n"
)


def _articles(folder: Path, count: int) -> list[Publication]:
    made = []
    for number in range(count):
        file = folder / f"story-{number}.txt"
        said = f"Ada Marlow said on Monday that depot number {number} would be closed before the winter.\n"
        file.write_text((said if number % NAMED_EVERY == 0 else "") + FILLER * 4, encoding="utf-8")
        at = START + timedelta(minutes=number)
        made.append(Publication(at, f"desk-{number % 4}", f"story-{number}", f"Council meets, {number}", file, at))
    return made


async def _ours(manifest: Manifest) -> dict[str, float]:
    arrived: dict[str, float] = {}
    shown: dict[str, float] = {}
    expected = len(manifest.publications[::NAMED_EVERY])
    complete = asyncio.Event()

    def note(received: Received) -> None:
        arrived[received.body["data"]["article"]["url"].rsplit("/", 1)[1]] = time.monotonic()
        if len(arrived) == expected:
            complete.set()

    sites = [Site(outlet.id, outlet.name, outlet.feed) for outlet in manifest.outlets]
    with tempfile.TemporaryDirectory() as folder:
        async with Outlets(sites) as outlets, Receiver(SECRET, note) as receiver:
            wiring = wiring_of(manifest, outlets, receiver, Path(folder), Tuning(novelty_threshold=1.0))
            fast = tuple(replace(source, shortest=0.2, longest=0.2) for source in wiring.sources)
            async with App(replace(wiring, sources=fast)) as app:
                stop = asyncio.Event()
                running = asyncio.create_task(app.run(stop))
                begun = time.process_time()
                for publication in manifest.publications:
                    shown[f"{publication.id}.html"] = time.monotonic()
                    outlets.publish(publication.outlet_id, page_of(publication))
                    await asyncio.sleep(0.05)
                await asyncio.wait_for(complete.wait(), WAIT_S)
                cpu = time.process_time() - begun
                stop.set()
                await running
    waits = sorted(arrived[name] - shown[name] for name in arrived)
    return {
        "p50": statistics.median(waits),
        "p95": waits[int(len(waits) * 0.95) - 1],
        "per_cpu": len(manifest.publications) / cpu,
    }


async def _plain(manifest: Manifest) -> float:
    """Articles per CPU-second of the stack written by hand."""
    site = Site("desk-0", "Desk 0", "rss")
    posted: list[dict[str, Any]] = []
    async with Outlets([site]) as outlets, Receiver(SECRET) as receiver, aiohttp.ClientSession() as web:
        known: set[str] = set()
        begun = time.process_time()
        for publication in manifest.publications:
            outlets.publish("desk-0", Page(publication.id, publication.title, publication.published, publication.file))
            async with web.get(outlets.feed_url("desk-0")) as answer:
                entries = feedparser.parse(await answer.read()).entries
            for entry in entries:
                if entry.link in known:
                    continue
                known.add(entry.link)
                async with web.get(entry.link) as answer:
                    text = trafilatura.extract(await answer.text()) or ""
                if PERSON.name in text:
                    posted.append({"url": entry.link})
                    await (await web.post(receiver.url, json=posted[-1])).release()
        return len(manifest.publications) / (time.process_time() - begun)


def run(quick: bool) -> dict[str, Figure]:
    """Seconds from a feed's showing an article to the verified webhook, and articles per CPU-second."""
    logs.set_up("console", "warning")
    count = 60 if quick else 400
    with tempfile.TemporaryDirectory() as folder:
        outlets = tuple(ManifestOutlet(f"desk-{n}", f"Desk {n}", "rss") for n in range(4))
        manifest = Manifest(Path(folder), (PERSON,), (), outlets, tuple(_articles(Path(folder), count)))
        ours = asyncio.run(_ours(manifest))
        plain = asyncio.run(_plain(manifest))
    return {
        "from feed to webhook, median": Figure(round(ours["p50"], 3), "s", None, "feeds polled every 0.2 s"),
        "from feed to webhook, p95": Figure(round(ours["p95"], 3), "s", "<= 2.2", "poll interval + 2 s"),
        "articles": Figure(round(ours["per_cpu"], 1), "a CPU-second", None, f"plain stack {plain:.1f}, one feed"),
    }
