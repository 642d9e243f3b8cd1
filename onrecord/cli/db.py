"""``onrecord db``: the database's schema."""

from __future__ import annotations

import asyncio

import typer

app = typer.Typer(
    name="db", help="The database: bring its schema up to date, or say how it stands.", no_args_is_help=True
)


@app.command()
def upgrade() -> None:
    """Bring the database to the schema of this version. Running it again changes nothing."""
    from onrecord import bootstrap  # noqa: PLC0415
    from onrecord.store import migrate  # noqa: PLC0415
    from onrecord.store.base import Store  # noqa: PLC0415

    async def work() -> str | None:
        store = Store(bootstrap.read_settings().database_url)
        try:
            await migrate.upgrade(store)
            return await migrate.current(store)
        finally:
            await store.close()

    print(f"database is at revision {asyncio.run(work())}")


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
