"""The same manifest through both engines: the same alerts, with the same ids and payloads, times aside.

What other systems read in ``onrecord.alerts.v1`` is the same again, and every record is valid by its schema.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest

from config.manifest import Manifest
from onrecord import clock
from onrecord.app import Tuning, polling_parts, stages
from onrecord.delivery import delivering
from onrecord.demo.play import demo_manifest
from onrecord.engines.base import ALERTS, ARTICLES, DEAD_LETTERS, STATEMENTS, Message
from onrecord.engines.broker import Broker, Sender, administration, make_topics
from onrecord.engines.distributed import KafkaEngine
from onrecord.message_schemas import schema
from onrecord.outlets import Outlets, Site
from onrecord.receiver import Received, Receiver
from onrecord.replay import HOST, SECRET, page_of, replayed, wiring_of
from onrecord.roles import KafkaIntake
from onrecord.store import migrate, subscriptions
from onrecord.store.base import Store
from tests.contract.conftest import KafkaBench

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]

WORDS_ONLY = Tuning(embedder="none")
TIMES = frozenset({"decided", "fetched", "seen", "timestamp"})
"""Parts of a payload that tell when something happened in this run."""


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _timeless(v) for k, v in value.items() if k not in TIMES}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


def _by_id(received: Sequence[Received]) -> dict[str, Any]:
    """Payloads by ``webhook-id``, which is the alert's id."""
    assert len({one.id for one in received}) == len(received), "an alert came twice"
    return {one.id: _timeless(one.body) for one in received}


async def _on_kafka(
    manifest: Manifest, url: str, broker: Broker, runner: Literal["faust", "aiokafka"], folder: Path
) -> tuple[list[Received], list[Message]]:
    sites = [Site(outlet.id, outlet.name, outlet.feed) for outlet in manifest.outlets]
    store, sender = Store(url), Sender(broker)
    await migrate.upgrade(store)
    made = await make_topics(broker)
    async with Outlets(sites, HOST) as outlets, Receiver(SECRET) as receiver:
        wiring = replace(wiring_of(manifest, outlets, receiver, folder, WORDS_ONLY), database_url=url)
        assert wiring.provision is not None
        async with store.unit() as unit:
            await subscriptions.provision(unit, wiring.provision, wiring.sealer, clock.now())
        engine, stop = KafkaEngine(broker, store, await stages(wiring, clock.now), clock.now, runner), asyncio.Event()
        running = asyncio.create_task(engine.run(stop))
        async with (
            polling_parts(wiring, KafkaIntake(store, sender, clock.now), clock.now) as polling,
            delivering(store, wiring.sealer, wiring.delivery) as dispatcher,
        ):
            supervisor = polling.supervisor(wiring.sources)
            for publication in manifest.publications:
                outlets.publish(publication.outlet_id, page_of(publication))
                await supervisor.once()
                await _settled(engine, running)
                await dispatcher.drain()
        stop.set()
        await running
        received = receiver.received
    await sender.close()
    channels = (ARTICLES, STATEMENTS, ALERTS, DEAD_LETTERS)
    carried = [one for channel in channels for one in await KafkaBench(store, broker, runner).messages(channel)]
    await store.close()
    async with administration(broker) as admin:
        await admin.delete_topics(list(made))
    return [one for one in received if not one.copy], carried


async def _settled(engine: KafkaEngine, running: asyncio.Task[None]) -> None:
    quiet = 0
    while quiet < 2:
        assert not running.done(), running.exception()
        quiet = 0 if any((await engine.lag()).values()) else quiet + 1
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("runner", ["faust", "aiokafka"])
async def test_the_engines_raise_the_same_alerts(
    runner: Literal["faust", "aiokafka"], postgres_url: str, kafka_bootstrap: str, kafka_prefix: str, tmp_path: Path
) -> None:
    whole = demo_manifest()
    manifest = replace(whole, publications=whole.publications[:10])
    embedded = _by_id(await replayed(manifest, WORDS_ONLY))
    broker = Broker(kafka_bootstrap, kafka_prefix, partitions=3)
    received, carried = await _on_kafka(manifest, postgres_url, broker, runner, tmp_path)
    assert len(embedded) >= 5
    assert _by_id(received) == embedded
    for message in carried:
        jsonschema.validate({"id": message.id, **message.body}, schema(message.channel))
    told = {one.id: _timeless(one.body["body"]) for one in carried if one.channel == ALERTS}
    assert told == embedded
    assert {one.channel for one in carried} == {ARTICLES, STATEMENTS, ALERTS}, "and nothing was given up on"
