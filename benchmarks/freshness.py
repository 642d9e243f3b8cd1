"""How old news is when its alert arrives, while a third of the sources misbehave: issue 5's last figure.

The whole product in one process: polling, reading, novelty, signed webhooks to a receiver on loopback.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import structlog

from alerts.spec import SubscriptionFile
from benchmarks.report import Figure
from benchmarks.rough_web import WAYS, Plan
from ingest.models import HealthStatus, IngestSettings, Source
from onrecord.app import App, Tuning, Wiring
from onrecord.delivery import Terms
from onrecord.receiver import Receiver
from onrecord.sealing import Sealer, key_from
from onrecord.store import sources as remembered
from processors.addresses import parse_opening
from processors.models import Figure as Tracked
from processors.models import Outlet

SECRET = "whsec_YmVuY2htYXJrLXJlY2VpdmVyLXNlY3JldA=="
INTERVAL = 10.0
"""Seconds between two polls of a source in this measurement."""

_GIVEN = ("Anna", "Karel", "Mira", "Tomas", "Elin", "Jonas", "Vera", "Pavel", "Ines", "Marek")
_FAMILY = ("Bergström", "Novotny", "Lindqvist", "Kowalska", "Harju", "Petrauskas", "Ozola", "Dvorak")


def _plan(healthy: int, rough: int, articles: int, begin: float, span: float) -> Plan:
    draw = random.Random(7)
    names = [f"{given} {family}" for family in _FAMILY for given in _GIVEN][:articles]
    return Plan(names, [begin + draw.random() * span for _ in names], healthy, rough)


@contextmanager
def _site(plan: Plan) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.rough_web", json.dumps(asdict(plan))]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, text=True) as server:
        assert server.stdout
        assert server.stdin
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()
            server.wait(20)


def _wiring(plan: Plan, port: int, receiver: Receiver, folder: str) -> Wiring:
    figures = tuple(Tracked(name.lower().replace(" ", "-"), name) for name in plan.names)
    subscription = {
        "id": "all",
        "figures": [figure.id for figure in figures],
        "endpoint": {"url": receiver.url, "secret": SECRET},
    }
    return Wiring(
        database_url=f"sqlite:///{Path(folder) / 'onrecord.db'}",
        sealer=Sealer([key_from("of a benchmark")]),
        delivery=Terms("benchmark", (parse_opening(f"127.0.0.1/32:{receiver.port}"),)),
        figures=figures,
        sources=tuple(
            Source(
                f"s{at}",
                f"http://127.0.0.1:{port}/feed/{at}",
                Outlet(f"s{at}", f"Outlet {at}"),
                lang="en",
                shortest=INTERVAL,
                longest=INTERVAL,
            )
            for at in range(plan.healthy + plan.rough)
        ),
        provision=SubscriptionFile.model_validate({"subscriptions": [subscription]}).provisioned({}),
        fetch_allow=(parse_opening(f"127.0.0.1/32:{port}"),),
        # all outlets share one address here, so the limits per host are lifted
        ingest=IngestSettings(page_gap=0.0, requests_per_host=400, polls_at_once=400, robots=False),
        tuning=Tuning(embedder="none"),
    )


async def _ages(receiver: Receiver, expected: int, until: float) -> list[float]:
    """Seconds from publication to arrival, of each alert as it comes."""
    ages: list[float] = []
    seen = 0
    while len(ages) < expected and time.time() < until:
        await asyncio.sleep(0.02)
        bodies = receiver.alerts()
        titles = [body["data"]["article"]["title"] for body in bodies[seen:]]
        ages.extend(time.time() - float(title.rpartition(", ")[2]) for title in titles)
        seen = len(bodies)
    return ages


async def _measure(plan: Plan, last: float) -> tuple[list[float], int]:
    with _site(plan) as port, tempfile.TemporaryDirectory() as folder:
        async with Receiver(SECRET) as receiver, App(_wiring(plan, port, receiver, folder)) as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            ages = await _ages(receiver, len(plan.names), time.time() + last + 60)
            async with app.store.view() as view:
                states = await remembered.all_states(view)
            stop.set()
            await running
    healthy = {HealthStatus.HEALTHY, HealthStatus.NEW, HealthStatus.QUIET}
    named = sum(state.health.status not in healthy for state in states)
    return ages, named


def run(quick: bool) -> dict[str, Figure]:
    """p95 of the age of an alert with a third of the sources misbehaving."""
    healthy, rough, articles, begin, span = (20, 10, 5, 8.0, 10.0) if quick else (200, 100, 60, 30.0, 60.0)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    plan = _plan(healthy, rough, articles, begin, span)
    ages, named = asyncio.run(_measure(plan, begin + span))
    p95 = statistics.quantiles(ages, n=20)[-1] if len(ages) > 1 else float("inf")
    return {
        "alerts that arrived": Figure(len(ages), f"of {articles}", f">= {articles}"),
        "age of an alert, p95": Figure(p95, "s", f"<= {INTERVAL + 2:g}", f"polled every {INTERVAL:g} s"),
        "age of an alert, median": Figure(statistics.median(ages) if ages else float("inf"), "s"),
        "misbehaving sources named": Figure(named, f"of {rough}, {WAYS} ways, one survived", f">= {rough * 9 // 10}"),
    }
