"""The dead letter on every engine: what is given up on can be listed and sent again, and then goes its way."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from onrecord.engines.base import ARTICLES, DEAD_LETTERS, STATEMENTS, Message
from onrecord.engines.broker import Broker, Sender
from onrecord.message_schemas import schema
from processors.errors import PermanentError
from tests.contract.conftest import KafkaBench
from tests.contract.test_engine import Relay, publish


def commanded(url: str, broker: Broker | None, folder: Path, *words: str) -> str:
    """What ``onrecord dlq`` prints, in this engine's environment."""
    told = {"ONRECORD_DATABASE_URL": url, "ONRECORD_DATA_DIR": str(folder), "ONRECORD_ENGINE": "embedded"}
    if broker is not None:
        told |= {"ONRECORD_ENGINE": "kafka", "ONRECORD_KAFKA_BOOTSTRAP": broker.bootstrap}
        told |= {"ONRECORD_KAFKA_PREFIX": broker.prefix}
    command = [Path(sys.executable).with_name("onrecord"), "dlq", *words]
    done = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(240)
async def test_a_buried_message_is_listed_and_goes_its_way_when_it_is_sent_again(
    bench: Any, engine_url: str, engine_broker: Broker | None, tmp_path: Path
) -> None:
    await publish(bench, 3)
    fault = [PermanentError("no such thing")] * 2  # with its batch, and alone
    await bench.engine(Relay("one", ARTICLES, STATEMENTS, {"1": fault})).drain()
    assert await bench.ids(STATEMENTS) == ["0+", "2+"]

    async def dlq(*words: str) -> str:
        return await asyncio.to_thread(commanded, engine_url, engine_broker, tmp_path, *words)

    (line,) = (await dlq("list", "--json")).splitlines()
    listed = json.loads(line)
    assert (listed["stage"], listed["error"]) == ("one", "PermanentError: no such thing")
    assert listed["message"] == {"channel": ARTICLES, "key": "k", "id": "1", "body": {"v": 1}}

    assert "sent again: 1" in await dlq("replay", str(listed["id"]))
    assert await dlq("list") == ""
    await bench.engine(Relay("one", ARTICLES, STATEMENTS)).drain()
    assert len(await bench.ids(STATEMENTS)) == 3


@pytest.mark.postgres
@pytest.mark.kafka
@pytest.mark.parametrize("engine_kind", ["faust", "aiokafka"], indirect=True)
@pytest.mark.timeout(240)
async def test_other_systems_are_told_on_the_topic_and_a_strange_record_stays_buried(
    bench: KafkaBench, engine_url: str, engine_broker: Broker, tmp_path: Path
) -> None:
    await publish(bench, 1)
    sender = Sender(engine_broker)
    await sender.start()
    assert sender._producer is not None
    await sender._producer.send_and_wait(engine_broker.topic(ARTICLES), b"not ours", b"k")
    await sender.close()
    fault = [PermanentError("no such thing")] * 2
    await bench.engine(Relay("one", ARTICLES, STATEMENTS, {"0": fault})).drain()
    told: list[Message] = await bench.messages(DEAD_LETTERS)
    assert len(told) == 2
    for one in told:
        jsonschema.validate({"id": one.id, **one.body}, schema(DEAD_LETTERS))
    strange = next(one for one in told if one.body["body"].get("raw") == "not ours")
    assert "not a record of onrecord" in strange.body["error"]
    listed = await asyncio.to_thread(commanded, engine_url, engine_broker, tmp_path, "list")
    assert len(listed.splitlines()) == 2
