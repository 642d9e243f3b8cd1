"""A worker on faust-streaming with the settings that the product uses; behaviour by environment."""

from __future__ import annotations

import asyncio
import os
import sys

import faust
from effects import PREFIX, SESSION_S, Behaviour, figure_of, write_effect

behaviour = Behaviour.from_environment()
app = faust.App(
    f"{PREFIX}workers",
    broker=f"kafka://{os.environ['PROBE_BOOTSTRAP']}",
    processing_guarantee="at_least_once",
    broker_session_timeout=SESSION_S,
    broker_heartbeat_interval=3,
    broker_max_poll_records=50,
    stream_buffer_maxsize=64,
    broker_commit_interval=1,
    producer_acks=-1,
    consumer_auto_offset_reset="earliest",
    topic_disable_leader=True,
    topic_allow_declare=False,
    table_standby_replicas=0,
    web_enabled=False,
    worker_redirect_stdouts=False,
)
_raw = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
articles = app.topic(f"{PREFIX}articles", **_raw)
statements = app.topic(f"{PREFIX}statements", **_raw)


@app.agent(articles, concurrency=behaviour.concurrency)
async def extract(stream: faust.Stream) -> None:
    """The first step: one statement for each article."""
    async for event in stream.events():
        number = int(event.value)
        await behaviour.act(number)
        await statements.send(key=figure_of(number), value=event.value)


@app.agent(statements, concurrency=behaviour.concurrency)
async def decide(stream: faust.Stream) -> None:
    """The second step: the effect that is counted."""
    async for event in stream.events():
        write_effect(int(event.value))


if __name__ == "__main__":
    asyncio.set_event_loop(asyncio.new_event_loop())
    sys.argv = ["worker"]
    faust.Worker(app, loglevel=os.environ.get("PROBE_LOG", "WARN"), redirect_stdouts=False).execute_from_commandline()
