"""What is configured, reachable, migrated and writable: each thing checked by itself, and said in words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from config.environment import load_settings
from config.settings import Settings
from onrecord import bootstrap, embedders, recognisers
from onrecord.store import migrate
from onrecord.store.base import Store
from processors.errors import OnrecordError

FREE_BYTES = 500 * 1024 * 1024
"""Less free disk than this is worth a warning: a busy year of articles and attempts is a few hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. ``todo`` says what to do where it is not ``ok``."""

    name: str
    ok: bool
    words: str
    todo: str = ""


async def examine() -> list[Finding]:
    """All findings, in the order in which things depend on each other."""
    try:
        settings = load_settings(os.environ)
    except OnrecordError as error:
        return [Finding("settings", False, str(error), "mend the environment variables named above")]
    checks: tuple[tuple[str, Callable[[Settings], Awaitable[str]], str], ...] = (
        ("configuration", _configuration, "mend the files; `onrecord config check` names every mistake"),
        ("data folder", _folder, "let this user write there, or set ONRECORD_DATA_DIR"),
        ("database", _database, "start it, or mend ONRECORD_DATABASE_URL"),
        ("schema", _schema, "run `onrecord db upgrade`"),
        ("embedder", _embedder, "install its package, or set ONRECORD_NOVELTY_EMBEDDER"),
        ("entities", _entities, "install the package, or set ONRECORD_STATEMENTS_SPACY"),
    )
    findings = [Finding("settings", True, "read from the environment")]
    for name, check, todo in checks:
        try:
            findings.append(Finding(name, True, await check(settings)))
        except (OnrecordError, OSError) as error:
            findings.append(Finding(name, False, str(error), todo))
    return findings


async def _configuration(settings: Settings) -> str:
    found = bootstrap.read_configuration(settings)
    subscriptions = len(found.subscriptions.subscriptions) if found.subscriptions else 0
    unverified = sum(not source.verified for source in found.sources)
    return (
        f"{settings.config_dir}: {len(found.figures)} figures, {len(found.topics)} topics, "
        f"{len(found.sources)} sources ({unverified} not verified), {subscriptions} subscriptions"
    )


async def _folder(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    probe = settings.data_dir / ".writable"
    probe.write_text("", encoding="utf-8")
    probe.unlink()
    free = shutil.disk_usage(settings.data_dir).free
    if free < FREE_BYTES:
        raise OSError(f"only {free // 2**20} MB free on {settings.data_dir}")
    return f"{settings.data_dir} is writable, {free // 2**30} GB free"


async def _database(settings: Settings) -> str:
    store = Store(settings.database_url)
    try:
        async with store.connection():
            return f"{store.dialect} answers"
    finally:
        await store.close()


async def _schema(settings: Settings) -> str:
    store = Store(settings.database_url)
    try:
        has = await migrate.current(store)
    finally:
        await store.close()
    if has != migrate.head():
        raise OSError(f"the database is at {has or 'nothing'}, this version needs {migrate.head()}")
    return f"at revision {has}"


async def _entities(settings: Settings) -> str:
    package = settings.statements.spacy
    if recognisers.load(package) is None:
        return f"gazetteer only, no spaCy model: {recognisers.LOST}"
    return f"gazetteer and {package}"


async def _embedder(settings: Settings) -> str:
    embedder = embedders.load(settings.novelty.embedder)
    if embedder is None:
        return "none: words alone decide, so a repeat in other words or another language passes for new"
    return f"{embedder.id}, {embedder.dimensions} dimensions"
