"""``onrecord kafka``: the topics."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import typer

app = typer.Typer(name="kafka", help="Kafka's topics: make them, or say how far the workers are.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Kafka's topics."""


@app.command()
def init(
    wait: Annotated[float, typer.Option(help="Seconds to wait for the broker before giving up.")] = 0.0,
) -> None:
    """Make the topics that are missing. Running it again changes nothing."""
    from onrecord import bootstrap  # noqa: PLC0415
    from onrecord.engines.broker import make_topics  # noqa: PLC0415
    from processors.errors import TemporaryError  # noqa: PLC0415

    broker = bootstrap.broker_of(bootstrap.read_settings())
    end = time.monotonic() + wait
    while True:
        try:
            made = asyncio.run(make_topics(broker))
        except TemporaryError:
            if time.monotonic() > end:
                raise
            time.sleep(1.0)
        else:
            break
    for topic, outcome in made.items():
        print(f"{topic}: {outcome}")


@app.command()
def lag() -> None:
    """Say how many messages each topic's readers have still to read, and where they stand."""
    from onrecord import bootstrap  # noqa: PLC0415
    from onrecord.engines.base import ARTICLES, STATEMENTS  # noqa: PLC0415
    from onrecord.engines.watch import Watch  # noqa: PLC0415

    async def look() -> None:
        watch = Watch(bootstrap.broker_of(bootstrap.read_settings()), [ARTICLES, STATEMENTS])
        try:
            for name, reach in (await watch.look()).items():
                print(f"{name}: at {reach.position} of {reach.end}, lag {reach.lag}")
        finally:
            await watch.close()

    asyncio.run(look())
