"""``onrecord move``: from one SQLite file to PostgreSQL, and to Kafka where the engine is to be that."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from onrecord import bootstrap
from onrecord.engines.base import ARTICLES, STATEMENTS
from onrecord.engines.broker import Broker, Sender, make_topics
from onrecord.lock import single_instance
from onrecord.store import migrate, moving
from onrecord.store.base import Store

STAGES = {"read": ARTICLES, "decide": STATEMENTS}


def move(
    to: Annotated[str, typer.Option(metavar="URL", help="postgresql://user:password@host/name, an empty database.")],
    kafka: Annotated[bool, typer.Option(help="Send what was not read yet to the broker (ONRECORD_KAFKA_…).")] = False,
) -> None:
    """Take this installation to another database: stop `onrecord run` first, and start from there afterwards.

    Nothing is lost or told twice: ids, records, deliveries and positions go along. Take ONRECORD_SECRET_KEY (or the
    data folder's sealing.key) along too: endpoints' secrets are encrypted with it. The old file stays as it is.
    """
    settings = bootstrap.read_settings()
    broker = bootstrap.broker_of(settings) if kafka else None
    with single_instance(settings.data_dir / "onrecord.lock"):
        sent = asyncio.run(_move(settings.database_url, to, broker))
    print(f"moved; {sent} messages sent to the broker" if kafka else "moved")


async def _move(source_url: str, target_url: str, broker: Broker | None) -> int:
    source, target = Store(source_url), Store(target_url)
    try:
        await migrate.upgrade(source)
        await migrate.upgrade(target)
        await moving.copy(source, target, lambda table, rows: print(f"{table}: {rows}"))
        return await _send(source, broker) if broker else 0
    finally:
        await source.close()
        await target.close()


async def _send(source: Store, broker: Broker) -> int:
    messages = await moving.unread(source, STAGES)
    await make_topics(broker)
    sender = Sender(broker)
    try:
        await sender.send(messages)
    finally:
        await sender.close()
    return len(messages)
