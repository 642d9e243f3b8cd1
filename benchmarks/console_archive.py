"""Writing the archive of ``console_world`` into a database, fast, and once: rows in bulk, indexes afterwards.

On SQLite it is a file in the user's cache folder (``XDG_CACHE_HOME``), on PostgreSQL the database that is named; both
carry a stamp of schema and makers and are used again as long as it fits.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from alerts.spec import EndpointSpec, SubscriptionSpec, qualified
from benchmarks import console_world
from benchmarks.console_world import ENDPOINTS, NOW, World
from onrecord.sealing import Sealer
from onrecord.store import migrate, subscriptions
from onrecord.store.base import Store
from onrecord.store.tables.tallies import REBUILD

SEALER = Sealer(["k" * 40])
KEPT = 200_000
"""Archives of as many statements or more are worth keeping on disk."""


TOLD_EVERY = 5
"""Chunks between two lines of progress in a log."""


def say(words: str) -> None:
    """Progress, beside the figures."""
    print(words, file=sys.stderr, flush=True)


def _columns(row: type) -> list[str]:
    table: Any = row.__table__  # type: ignore[attr-defined]
    return [column.name for column in table.columns if column.computed is None]


def _chunks(world: World) -> Iterator[dict[type, list[Any]]]:
    """The rows of ``world``, telling how far it is: in place on a terminal, now and then in a log."""
    begun = time.monotonic()
    for number, rows in enumerate(world.chunks()):
        yield rows
        done = min(world.total, number * console_world.CHUNK)
        if sys.stderr.isatty():
            print(f"\r{done:,} of {world.total:,} statements", end="", file=sys.stderr, flush=True)
        elif done and number % TOLD_EVERY == 0:
            say(f"{done:,} of {world.total:,} statements in {time.monotonic() - begun:.0f} s")
    say(f"\n{world.total:,} statements written in {time.monotonic() - begun:.0f} s")


def stamp(total: int, schema: Iterable[str]) -> str:
    """What an archive was made from: another schema or another world makes another one."""
    world = Path(console_world.__file__).read_text(encoding="utf-8")
    text = "\n".join([str(total), *sorted(schema), world])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def cache_folder() -> Path:
    """Where archives are kept between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onrecord" / "bench"


def sqlite(total: int, folder: Path) -> str:
    """Address of an SQLite archive of ``total`` statements; small ones are made in ``folder``."""
    home = cache_folder() if total >= KEPT else folder
    home.mkdir(parents=True, exist_ok=True)
    empty = folder / "empty.db"
    asyncio.run(_migrated(f"sqlite:///{empty}"))
    with sqlite3.connect(empty) as connection:
        schema = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    connection.close()
    file = home / f"console-{total}-{stamp(total, schema)}.db"
    if not file.exists():
        for old in home.glob(f"console-{total}-*.db"):
            old.unlink()
        _write_sqlite(empty, total)
        asyncio.run(_desk(f"sqlite:///{empty}"))
        _analysed(empty)
        empty.replace(file) if home == folder else _moved(empty, file)
    return f"sqlite:///{file}"


def _moved(made: Path, file: Path) -> None:
    """Across file systems, whole or not at all."""
    part = file.with_suffix(".part")
    part.write_bytes(b"")
    with sqlite3.connect(made) as source, sqlite3.connect(part) as target:
        source.backup(target)
    part.replace(file)


def _analysed(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("ANALYZE")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _write_sqlite(file: Path, total: int) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    later = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in later:
        connection.execute(f"DROP {kind} {name}")
    connection.execute("BEGIN")

    def load(table: type, rows: list[Any]) -> None:
        columns = _columns(table)
        marks = ", ".join("?" * len(columns))
        names = ", ".join(f'"{name}"' for name in columns)
        connection.executemany(f"INSERT INTO {table.__tablename__} ({names}) VALUES ({marks})", rows)  # type: ignore[attr-defined]

    for rows in _chunks(World(total, _sqlite_time, date.isoformat)):
        for table, some in rows.items():
            load(table, list(map(itemgetter(*_columns(table)), some)))
    begun = time.monotonic()
    for kind, _, sql in sorted(later):  # indexes before triggers
        if kind == "index":
            connection.execute(sql)
    for statement in ("INSERT INTO utterance_words(utterance_words) VALUES ('rebuild')", *REBUILD):
        connection.execute(statement)
    connection.execute("COMMIT")
    for kind, _, sql in later:
        if kind == "trigger":
            connection.execute(sql)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    say(f"indexes made in {time.monotonic() - begun:.0f} s")


def _sqlite_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


async def _migrated(url: str) -> None:
    store = Store(url)
    try:
        await migrate.upgrade(store)
    finally:
        await store.close()


async def _desk(url: str) -> None:
    """A newsroom's subscriptions and endpoints, as the API writes them."""
    store = Store(url)
    try:
        async with store.unit() as unit:
            for number in range(ENDPOINTS):
                name = f"end-{number}"
                spec = EndpointSpec.model_validate({"id": name, "url": f"https://{name}.example/hook"})
                endpoint = spec.endpoint(qualified("default", name))
                await subscriptions.put_endpoint(unit, endpoint, SEALER, subscriptions.API, NOW)
            for number in range(20):
                values = {"id": f"sub-{number}", "figures": [f"figure-{number}"], "endpoints": ["end-0"]}
                wanted = SubscriptionSpec.model_validate({**values, "tenant": "default", "name": f"Desk {number}"})
                await subscriptions.put_subscription(unit, wanted, wanted.subscription({}), subscriptions.API, NOW)
    finally:
        await store.close()


def postgresql(total: int, url: str) -> str:
    """Fill the database at ``url`` (whatever it holds is dropped), where it does not hold this archive already."""
    plain = urlunsplit(urlsplit(url)._replace(scheme="postgresql"))
    asyncio.run(_fill_postgresql(total, plain))
    return plain


async def _fill_postgresql(total: int, url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        fresh = await _schema_of(connection, url)
        wanted = stamp(total, fresh)
        kept = await connection.fetchval("SELECT to_regclass('bench.made')")
        if kept and await connection.fetchval("SELECT stamp FROM bench.made") == wanted:
            return
        await connection.execute(
            "DROP SCHEMA IF EXISTS bench CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        )
        await _migrated(url)
        await _write_postgresql(connection, total)
        await _desk(url)
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CREATE SCHEMA bench; CREATE TABLE bench.made (stamp text)")
        await connection.execute("INSERT INTO bench.made VALUES ($1)", wanted)
    finally:
        await connection.close()


async def _schema_of(connection: Any, url: str) -> list[str]:
    """The schema of this version as PostgreSQL has it, from a database that is made for that and dropped."""
    name = f"onrecord_bench_schema_{os.getpid()}"
    await connection.execute(f"CREATE DATABASE {name}")
    try:
        other = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        await _migrated(other)
        fresh = await asyncpg.connect(other)
        try:
            found = await fresh.fetch(
                "SELECT indexdef AS one FROM pg_indexes WHERE schemaname = 'public' "
                "UNION ALL SELECT table_name || '.' || column_name || ' ' || data_type "
                "FROM information_schema.columns WHERE table_schema = 'public' "
                "UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            )
        finally:
            await fresh.close()
        return [row["one"] for row in found]
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def _write_postgresql(connection: Any, total: int) -> None:
    later = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)"
    )
    await connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
    await connection.execute("SET session_replication_role = replica")  # neither foreign keys nor triggers
    for row in later:
        await connection.execute(f"DROP INDEX {row['indexname']}")
    for rows in _chunks(World(total, _same, _same)):
        for table, some in rows.items():
            columns = _columns(table)
            records = list(map(itemgetter(*columns), some))
            await connection.copy_records_to_table(table.__tablename__, records=records, columns=columns)  # type: ignore[attr-defined]
    begun = time.monotonic()
    for row in later:
        await connection.execute(row["indexdef"])
    for statement in REBUILD:
        await connection.execute(statement)
    await connection.execute("SET session_replication_role = DEFAULT")
    say(f"indexes made in {time.monotonic() - begun:.0f} s")


def _same(moment: Any) -> Any:
    return moment
