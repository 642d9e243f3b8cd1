"""Opening the database and working in it: a **unit** is one transaction, a **view** only reads.

SQLite (the default) runs in WAL mode with one writer at a time, so a unit takes the write lock when it begins
(``BEGIN IMMEDIATE``) and never fails half way for want of it. ``synchronous=NORMAL``: a killed process loses
nothing; a power cut may roll back the last units, each whole, and what they held is fetched again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from onrecord.store import availability

BUSY_TIMEOUT_MS = 30_000
"""How long SQLite waits for another process's write (a backup, the command line), in milliseconds."""

READERS = 4
"""Connections for reading on SQLite; each is a thread."""

Unit = AsyncSession
"""A session inside a running transaction; several repositories write through one unit and commit together."""


def async_url(url: str) -> str:
    """``sqlite:///file`` and ``postgresql://…`` with the drivers that this project uses."""
    parsed = make_url(url)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    name = parsed.get_backend_name() if parsed.drivername != "postgres" else "postgres"
    return parsed.set(drivername=driver.get(name, parsed.drivername)).render_as_string(hide_password=False)


def _sqlite_engine(url: str, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=size, max_overflow=0, pool_timeout=60)

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late to take the write lock
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


class Store:
    """The open database. ``unit()`` writes, ``view()`` reads; close it when done."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.dialect = make_url(self.url).get_backend_name()
        if self.dialect == "sqlite":
            file = make_url(self.url).database
            if file and file != ":memory:":
                Path(file).parent.mkdir(parents=True, exist_ok=True)
            self.writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE", 1)
            self.reader = _sqlite_engine(self.url, "BEGIN", READERS)
        else:
            self.writer = self.reader = create_async_engine(self.url, pool_size=10, max_overflow=10, pool_pre_ping=True)
        self._units = async_sessionmaker(self.writer, expire_on_commit=False)
        self._views = async_sessionmaker(self.reader, expire_on_commit=False)
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """One transaction: committed at the end of the block, rolled back whole when the block raises.

        Raises TemporaryError when the database cannot be reached, is locked or full.
        """
        lock = self._one_writer if self.dialect == "sqlite" else nullcontext()
        with availability.told():
            async with lock, self._units.begin() as session:
                yield session

    @asynccontextmanager
    async def view(self) -> AsyncIterator[AsyncSession]:
        """A consistent look at what is committed; never blocks a unit on SQLite. Raises as ``unit``."""
        with availability.told():
            async with self._views() as session:
                yield session

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """A bare connection in a transaction, for migrations and backups. Raises as ``unit``."""
        with availability.told():
            async with self.writer.begin() as connection:
                yield connection

    async def close(self) -> None:
        """Give all connections back."""
        await self.writer.dispose()
        await self.reader.dispose()
