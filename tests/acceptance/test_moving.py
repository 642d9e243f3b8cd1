"""``onrecord move``: an installation with work under way goes to PostgreSQL and Kafka, and no alert is missed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord import clock
from onrecord.app import App, Tuning, stages
from onrecord.delivery import delivering
from onrecord.demo.play import demo_manifest
from onrecord.engines.broker import Broker, administration, make_topics
from onrecord.engines.distributed import KafkaEngine
from onrecord.outlets import Outlets, Site
from onrecord.receiver import Receiver
from onrecord.replay import HOST, SECRET, page_of, replayed, wiring_of
from onrecord.store.base import Store

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]

WORDS_ONLY = Tuning(embedder="none")
WHOLLY, READ = 5, 9
"""Publications that are finished before the move, and those that have been fetched by then."""


def move(folder: Path, url: str, broker: Broker) -> str:
    """What the command prints."""
    told = {
        "ONRECORD_DATA_DIR": str(folder),
        "ONRECORD_KAFKA_BOOTSTRAP": broker.bootstrap,
        "ONRECORD_KAFKA_PREFIX": broker.prefix,
        "ONRECORD_KAFKA_PARTITIONS": str(broker.partitions),
    }
    command = [Path(sys.executable).with_name("onrecord"), "move", "--to", url, "--kafka"]
    done = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_what_was_under_way_goes_on_and_nobody_is_told_twice(
    postgres_url: str, kafka_bootstrap: str, kafka_prefix: str, tmp_path: Path
) -> None:
    whole = demo_manifest()
    manifest = replace(whole, publications=whole.publications[:READ])
    expected = [one.id for one in await replayed(manifest, WORDS_ONLY)]
    # One partition: between several the order is open, and with it which outlet's article makes a claim first.
    broker = Broker(kafka_bootstrap, kafka_prefix, partitions=1)
    sites = [Site(outlet.id, outlet.name, outlet.feed) for outlet in manifest.outlets]
    async with Outlets(sites, HOST) as outlets, Receiver(SECRET) as receiver:
        wiring = wiring_of(manifest, outlets, receiver, tmp_path, WORDS_ONLY)
        async with App(wiring) as app:
            for number, publication in enumerate(manifest.publications):
                outlets.publish(publication.outlet_id, page_of(publication))
                await app.supervisor.once()
                if number < WHOLLY:
                    await app.settle()
        before = [one.id for one in receiver.received]
        printed = await asyncio.to_thread(move, tmp_path, postgres_url, broker)
        assert f"moved; {READ - WHOLLY} messages sent to the broker" in printed

        store = Store(postgres_url)
        engine = KafkaEngine(broker, store, await stages(wiring, clock.now), clock.now)
        await engine.drain()
        async with delivering(store, wiring.sealer, wiring.delivery) as dispatcher:
            await dispatcher.drain()
        await store.close()
    async with administration(broker) as admin:
        await admin.delete_topics(list(await make_topics(broker)))
    assert 0 < len(before) < len(expected)
    assert not any(one.copy for one in receiver.received)
    assert sorted(one.id for one in receiver.received) == sorted(expected)
