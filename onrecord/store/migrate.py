"""Migrations by Alembic: the schema of this version, and whether a database has it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from onrecord.store.base import Store
from processors.errors import ConfigError

UPGRADE_LOCK = 0x6F6E7265636F7265
"""Key of PostgreSQL's advisory lock for upgrading: of several processes that start at once, one does it."""

_SCRIPTS = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config


def head() -> str:
    """The revision that this version of the program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def upgrade(store: Store) -> None:
    """Bring the database to ``head()``; running it again changes nothing. Raises ConfigError where it is not UTF-8."""
    async with store.connection() as connection:
        if store.dialect == "postgresql":
            _in_utf8(await connection.scalar(text("SHOW server_encoding")))
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
        return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
