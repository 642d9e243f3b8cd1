"""``onrecord db``: the database's schema."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

app = typer.Typer(
    name="db", help="The database: bring its schema up to date, or say how it stands.", no_args_is_help=True
)


@app.command()
def upgrade(
    wait: Annotated[float, typer.Option(help="Seconds to wait for the database before giving up.")] = 0.0,
) -> None:
    """Bring the database to the schema of this version. Running it again changes nothing."""
    from onrecord import bootstrap  # noqa: PLC0415
    from onrecord.store import migrate  # noqa: PLC0415
    from onrecord.store.base import Store  # noqa: PLC0415

    async def work() -> str | None:
        store = Store(bootstrap.read_settings().database_url)
        try:
            await _patiently(lambda: migrate.upgrade(store), time.monotonic() + wait)
            return await migrate.current(store)
        finally:
            await store.close()

    print(f"database is at revision {asyncio.run(work())}")


async def _patiently(attempt: Callable[[], Awaitable[None]], until: float) -> None:
    """``attempt``, again each second while the database is away. Raises what the last try raised."""
    from processors.errors import TemporaryError  # noqa: PLC0415

    while True:
        try:
            return await attempt()
        except TemporaryError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(1.0)


@app.command()
def current() -> None:
    """Say which revision the database has and which one this version needs."""
    from onrecord import bootstrap  # noqa: PLC0415
    from onrecord.store import migrate  # noqa: PLC0415
    from onrecord.store.base import Store  # noqa: PLC0415

    async def work() -> str | None:
        store = Store(bootstrap.read_settings().database_url)
        try:
            return await migrate.current(store)
        finally:
            await store.close()

    print(f"database: {asyncio.run(work()) or 'empty'}, needed: {migrate.head()}")
