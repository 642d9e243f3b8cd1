"""Migrations by Alembic: the schema of this version, and whether a database has it.

Alembic is only loaded where something is to be done: it takes as long as the rest of most commands (0.4 s of CPU).
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from onrecord.store.base import Store
from processors.errors import ConfigError

UPGRADE_LOCK = 0x6F6E7265636F7265
"""Key of PostgreSQL's advisory lock for upgrading: of several processes that start at once, one does it."""

_KEPT_IN = "alembic_version"
_SCRIPTS = Path(__file__).parent / "migrations"


def head() -> str:
    """The revision that this version of the program needs: its newest migration's, whose file begins with it."""
    return max(file.name.partition("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def upgrade(store: Store) -> None:
    """Bring the database to ``head()``; running it again changes nothing. Raises ConfigError where it is not UTF-8."""
    async with store.connection() as connection:
        if store.dialect == "postgresql":
            _in_utf8(await connection.scalar(text("SHOW server_encoding")))
        if await _revision(connection) == head():
            return
        if store.dialect == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        await connection.run_sync(_upgrade)


def _in_utf8(encoding: str | None) -> None:
    """Any other encoding would refuse articles one by one, at their first quotation mark."""
    if encoding != "UTF8":
        raise ConfigError(
            f"the database is in {encoding}, and articles need UTF8; make one with "
            "`createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 NAME`",
            key="ONRECORD_DATABASE_URL",
        )


async def current(store: Store) -> str | None:
    """The revision that the database has; None for one that is empty."""
    async with store.connection() as connection:
        return await _revision(connection)


async def _revision(connection: AsyncConnection) -> str | None:
    """What Alembic keeps in its table."""
    if not await connection.run_sync(lambda c: inspect(c).has_table(_KEPT_IN)):
        return None
    kept: str | None = await connection.scalar(text(f"SELECT version_num FROM {_KEPT_IN}"))  # noqa: S608 - our own name
    return kept
