"""Backup and restore as docs/operations.md says, on both databases: everything comes back."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from onrecord.engines.base import ARTICLES, Message
from onrecord.store import log, members, migrate
from onrecord.store.base import Store
from onrecord.store.tables import Base

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


async def _fill(store: Store) -> None:
    await migrate.upgrade(store)
    async with store.unit() as unit:
        await log.append(
            unit, [Message(ARTICLES, "k", str(n), {"v": 1, "text": "Рютте – «так»"}) for n in range(50)], NOW
        )
        await log.move(unit, "read", 20, NOW)
        await log.bury(unit, "read", Message(ARTICLES, "k", "bad", {"v": 1}), "PermanentError: no", NOW)
        await members.renew(unit, "fetch", "a", NOW)


async def _counts(url: str) -> dict[str, int]:
    store = Store(url)
    try:
        async with store.view() as view:
            counts = {
                name: await view.scalar(select(func.count()).select_from(table)) or 0
                for name, table in Base.metadata.tables.items()
            }
            assert [m.body["text"] for _, m in await log.read(view, ARTICLES, 49, 1)] == ["Рютте – «так»"]
        return counts | {"revision": int(await migrate.current(store) == migrate.head())}
    finally:
        await store.close()


def _back_up(folder: Path) -> None:
    source, copy = sqlite3.connect(folder / "onrecord.db"), sqlite3.connect(folder / "backup.db")
    source.backup(copy)
    copy.close()
    source.close()


def _put_back(folder: Path) -> None:
    for file in folder.glob("onrecord.db*"):
        file.unlink()
    shutil.copy(folder / "backup.db", folder / "onrecord.db")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


async def test_sqlite_is_backed_up_while_it_runs_and_restored(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'onrecord.db'}")
    await _fill(store)
    _back_up(tmp_path)
    await store.close()
    before = await _counts(f"sqlite:///{tmp_path / 'onrecord.db'}")
    _put_back(tmp_path)
    assert await _counts(f"sqlite:///{tmp_path / 'onrecord.db'}") == before
    assert before["log"] == 50


@pytest.mark.postgres
async def test_postgresql_is_dumped_and_restored(postgres_url: str, tmp_path: Path) -> None:
    store = Store(postgres_url)
    await _fill(store)
    await store.close()
    before = await _counts(postgres_url)
    dump = tmp_path / "onrecord.dump"
    _run("pg_dump", "-Fc", "-f", str(dump), postgres_url)
    _run("psql", "-qX", postgres_url, "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    _run("pg_restore", "-d", postgres_url, "--clean", "--if-exists", str(dump))
    assert await _counts(postgres_url) == before
    assert before["dead_letters"] == before["members"] == 1
