"""The schema's revision is what Alembic says it is, before and after an upgrade."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from onrecord.store import migrate
from onrecord.store.base import Store


def _run(program: str) -> str:
    run = [sys.executable, "-c", program]
    return subprocess.run(run, capture_output=True, text=True, check=True, timeout=110).stdout


SCRIPTS = Path(migrate.__file__).parent / "migrations"


def test_the_newest_migration_is_the_one_that_this_version_needs() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert migrate.head() == ScriptDirectory.from_config(config).get_current_head()


async def test_a_database_knows_its_revision(database_url: str) -> None:
    store = Store(database_url)
    assert await migrate.current(store) is None
    await migrate.upgrade(store)
    async with store.connection() as connection:
        kept = await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    assert await migrate.current(store) == kept == migrate.head()
    await migrate.upgrade(store)
    assert await migrate.current(store) == kept
    await store.close()


async def test_a_start_on_a_current_database_does_without_alembic(database_url: str) -> None:
    store = Store(database_url)
    await migrate.upgrade(store)
    await store.close()
    program = (
        "import asyncio, sys; from onrecord.store import migrate; from onrecord.store.base import Store\n"
        f"asyncio.run(migrate.upgrade(Store({database_url!r}))); print('alembic' in sys.modules)"
    )
    done = await asyncio.to_thread(_run, program)
    assert done.strip() == "False"
