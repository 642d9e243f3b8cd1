"""Source state, entries seen and source events; everything inside the caller's unit."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.models import EventType
from ingest.models import Health, HealthChange, HealthStatus, KnownEntry, PollRecord, SeenEntry, SourceState
from ingest.numbering import Newest
from ingest.ports import Watched
from onrecord.outages import notice_of
from onrecord.store.alerts import raise_notice
from onrecord.store.base import Unit
from onrecord.store.log import insert_ignore
from onrecord.store.tables.alerts import OccasionRow
from onrecord.store.tables.articles import ArticleRow
from onrecord.store.tables.sources import EntryRow, SourceEventRow, SourceRow

_NEWS = tuple(event.value for event in (EventType.NEW, EventType.UPDATED, EventType.CORRECTED))
_AT_ONCE = 500
"""Keys asked for in one query: SQLite allows 32,766 parameters, and plans for fewer are kept."""


def _hashed(key: str) -> str:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _packed(value) for name, value in values.items()}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _state_from(row: SourceRow) -> SourceState:
    values = dict(row.state)
    health = dict(values.pop("health"))
    health |= {
        "status": HealthStatus(health["status"]),
        "since": _moment(health["since"]),
        "last_success": _moment(health["last_success"]),
    }
    moments = {name: _moment(values[name]) for name in ("polled", "moved_since", "lease_until")}
    bodies = {name: base64.b64decode(values[name]) for name in ("body_hash", "fragments")}
    return SourceState(
        **values | moments | bodies | {"rhythm": tuple(values["rhythm"]), "due": row.due, "health": Health(**health)}
    )


def _row_of(state: SourceState) -> dict[str, Any]:
    values = asdict(state)
    values["health"] = _as_json(values["health"])
    return {
        "id": state.source_id,
        "url": state.url,
        "status": state.health.status.value,
        "reason": state.health.reason,
        "since": state.health.since,
        "due": state.due,
        "polled": state.polled,
        "last_success": state.health.last_success,
        "failures": state.health.failures,
        "state": _as_json(values),
    }


async def load(view: AsyncSession, source_id: str) -> SourceState | None:
    """The state as last committed, None for a source never polled."""
    row = await view.get(SourceRow, source_id)
    return _state_from(row) if row else None


async def known(view: AsyncSession, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownEntry]:  # noqa: ARG001
    """Entries remembered under any of ``keys``, by key. The keys carry their own scope."""
    by_hash = {_hashed(key): key for key in keys}
    hashes, found = list(by_hash), {}
    for start in range(0, len(hashes), _AT_ONCE):
        rows = await view.scalars(select(EntryRow).where(EntryRow.key.in_(hashes[start : start + _AT_ONCE])))
        for row in rows:
            key = by_hash[row.key]
            found[key] = KnownEntry(key, row.article_id, row.entry_hash, row.content_hash, row.revision)
    return found


async def commit(unit: Unit, record: PollRecord) -> None:
    """Store a poll's state, entries and events, and tell operators of these.

    The articles go into the log, by the caller, in the same unit.
    """
    await _upsert(unit, SourceRow, [_row_of(record.state)], "id")
    await _upsert(unit, EntryRow, list(_entry_rows(record.state.source_id, record.seen)), "key")
    if record.changes:
        await unit.execute(insert_ignore(unit, SourceEventRow, [_event_row(change) for change in record.changes]))
    for notice in filter(None, map(notice_of, record.changes)):
        await raise_notice(unit, notice)


def _entry_rows(source_id: str, seen: Iterable[SeenEntry]) -> Iterable[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for one in seen:
        for key in one.keys:
            rows[_hashed(key)] = {
                "key": _hashed(key),
                "source_id": source_id,
                "article_id": one.article_id,
                "entry_hash": one.entry_hash,
                "content_hash": one.content_hash,
                "revision": one.revision,
                "url": one.url,
                "verdict": one.verdict,
                "seen": one.seen,
            }
    return rows.values()


def _event_row(change: HealthChange) -> dict[str, Any]:
    return asdict(change) | {"before": change.before.value, "after": change.after.value}


async def _upsert(unit: Unit, table: Any, rows: Sequence[dict[str, Any]], key: str) -> None:
    """Insert or replace by primary key, on both databases. ``seen`` of an entry keeps its first value."""
    if not rows:
        return
    dialect = postgresql if unit.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(list(rows))
    kept = {key, "seen"}
    changed = {name: statement.excluded[name] for name in rows[0] if name not in kept}
    await unit.execute(statement.on_conflict_do_update(index_elements=[key], set_=changed))


async def amend(unit: Unit, seen: SeenEntry) -> None:
    """Remember what a later look at an article found, under every key that leads to it.

    The article goes into the log, by the caller, in the same unit.
    """
    found = {"content_hash": seen.content_hash, "revision": seen.revision, "verdict": seen.verdict}
    await unit.execute(update(EntryRow).where(EntryRow.article_id == seen.article_id).values(**found))


async def newest(unit: Unit, articles: Sequence[str]) -> dict[str, Newest]:
    """The newest revision of each of ``articles`` that is remembered; nobody else numbers them until the unit ends."""
    found: dict[str, Newest] = {}
    for start in range(0, len(articles), _AT_ONCE):
        query = (
            select(EntryRow.article_id, EntryRow.revision, EntryRow.content_hash)
            .where(EntryRow.article_id.in_(articles[start : start + _AT_ONCE]))
            .order_by(EntryRow.key)
            .with_for_update()
        )
        for article_id, revision, content_hash in await unit.execute(query):
            if article_id not in found or found[article_id].revision < revision:
                found[article_id] = Newest(revision, content_hash)
    return found


async def alerted(view: AsyncSession, since: datetime) -> list[Watched]:
    """Articles with a statement that was news at ``since`` or later, the latest first."""
    latest = func.max(OccasionRow.decided)
    query = (
        select(OccasionRow.article_id, ArticleRow.source_id, latest)
        .join(ArticleRow, (ArticleRow.id == OccasionRow.article_id) & (ArticleRow.revision == OccasionRow.revision))
        .where(OccasionRow.decided >= since, OccasionRow.event.in_(_NEWS))
        .group_by(OccasionRow.article_id, ArticleRow.source_id)
        .order_by(latest.desc())
    )
    return [Watched(*row) for row in (await view.execute(query)).all()]


async def all_states(view: AsyncSession) -> list[SourceState]:
    """Every source that was ever polled, by id."""
    return [_state_from(row) for row in await view.scalars(select(SourceRow).order_by(SourceRow.id))]


async def events(view: AsyncSession, source_id: str | None = None, limit: int = 100) -> list[HealthChange]:
    """The latest operator events, newest first; of one source, or of all."""
    query = select(SourceEventRow).order_by(SourceEventRow.at.desc(), SourceEventRow.id.desc()).limit(limit)
    if source_id is not None:
        query = query.where(SourceEventRow.source_id == source_id)
    return [
        HealthChange(row.source_id, row.outlet, HealthStatus(row.before), HealthStatus(row.after), row.reason, row.at)
        for row in await view.scalars(query)
    ]
