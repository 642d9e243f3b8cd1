"""What commands on the database share: settings, the open store, and rows that are asked for by id."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import typer
import yaml

from config.settings import Settings
from onrecord import bootstrap
from onrecord.store import migrate
from onrecord.store.base import Store
from processors.errors import ConfigError

T = TypeVar("T")


def with_store(work: Callable[[Store, Settings], Awaitable[T]]) -> T:
    """Run ``work`` on the configured database. Raises ConfigError when its schema is not this version's."""
    settings = bootstrap.read_settings()

    async def run() -> T:
        store = Store(settings.database_url)
        try:
            if await migrate.current(store) != migrate.head():
                raise ConfigError("the database is not at the schema of this version; run `onrecord db upgrade`")
            return await work(store, settings)
        finally:
            await store.close()

    return asyncio.run(run())


def moment(text: str | None, default: datetime) -> datetime:
    """``2026-03-01``, ``2026-03-01T12:00Z`` or ``7d``/``12h`` ago as a moment in UTC. Raises ConfigError."""
    if text is None:
        return default
    ago = {"m": "minutes", "h": "hours", "d": "days"}.get(text[-1:])
    if ago and text[:-1].isdigit():
        return datetime.now(UTC) - timedelta(**{ago: int(text[:-1])})
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{text!r} is no time: write 2026-03-01, 2026-03-01T12:00Z, or 7d, 12h, 30m for ago"
        ) from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def read_yaml(file: Path) -> Any:
    """What a YAML (or JSON) file holds. Raises ConfigError with file and line."""
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ConfigError(f"not YAML: {error.problem}", file=str(file), line=line) from error


def confirm(question: str, yes: bool) -> None:
    """Ask before something that cannot be called back; ``yes`` answers it."""
    if not yes and not typer.confirm(question):
        raise typer.Exit(1)


def ago(then: datetime | None) -> str:
    """How long ago, roughly, in words; empty for None."""
    if then is None:
        return ""
    seconds = int((datetime.now(UTC) - then).total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{max(0, seconds)} s ago"
