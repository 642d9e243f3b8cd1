"""The log of the embedded engine: append, read from a position, move on, bury. All inside the caller's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.engines.base import Message
from onrecord.store.base import Unit
from onrecord.store.tables.log import DeadLetterRow, LogRow, PositionRow


def insert_ignore(unit: Unit, table: Any, rows: Sequence[dict[str, Any]]) -> Any:
    """``INSERT … ON CONFLICT DO NOTHING``: how unique keys absorb a replay, on both databases."""
    dialect = postgresql if unit.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table).values(list(rows)).on_conflict_do_nothing()


APPEND_LOCK = 0x6F6E7265636F7264
"""Key of PostgreSQL's advisory lock for appending: the word onrecord in ASCII."""


async def append(unit: Unit, messages: Sequence[Message], now: datetime) -> None:
    """Put messages at the end of their channels; one that is there already is left as it is."""
    rows = [{"channel": m.channel, "key": m.key, "message_id": m.id, "body": m.body, "created": now} for m in messages]
    if rows:
        await _in_order(unit)
        await unit.execute(insert_ignore(unit, LogRow, rows))


async def _in_order(unit: Unit) -> None:
    """One unit at a time appends: else a lower position could be committed after a reader has passed it."""
    if unit.get_bind().dialect.name == "postgresql":
        await unit.execute(select(func.pg_advisory_xact_lock(APPEND_LOCK)))


async def position(unit: Unit, stage: str) -> int:
    """Where ``stage`` stands in its channel; 0 before its first message."""
    return await unit.scalar(select(PositionRow.position).where(PositionRow.stage == stage)) or 0


async def read(unit: Unit, channel: str, after: int, limit: int) -> list[tuple[int, Message]]:
    """Up to ``limit`` messages of ``channel`` after a position, in order."""
    query = (
        select(LogRow).where(LogRow.channel == channel, LogRow.position > after).order_by(LogRow.position).limit(limit)
    )
    rows = (await unit.scalars(query)).all()
    return [(row.position, Message(row.channel, row.key, row.message_id, row.body)) for row in rows]


async def move(unit: Unit, stage: str, to: int, now: datetime) -> None:
    """Say that ``stage`` has finished everything up to ``to``."""
    moved = await unit.execute(update(PositionRow).where(PositionRow.stage == stage).values(position=to, moved=now))
    if not moved.rowcount:  # type: ignore[attr-defined]
        unit.add(PositionRow(stage=stage, position=to, moved=now))
        await unit.flush()


async def bury(unit: Unit, stage: str, message: Message, error: str, now: datetime) -> None:
    """Put a message that cannot be processed into the dead letter, once."""
    row = {**asdict(message), "stage": stage, "error": error, "failed": now}
    row["message_id"] = row.pop("id")
    await unit.execute(insert_ignore(unit, DeadLetterRow, [row]))


async def lag(unit: Unit, channel: str, stage: str) -> int:
    """How many messages of ``channel`` ``stage`` has still to read."""
    after = await position(unit, stage)
    query = select(func.count()).select_from(LogRow).where(LogRow.channel == channel, LogRow.position > after)
    return await unit.scalar(query) or 0


async def prune(unit: Unit, channel: str, stages: Sequence[str], before: datetime) -> int:
    """Drop messages that every stage has finished and that are older than ``before``; how many."""
    done = min([await position(unit, stage) for stage in stages], default=0)
    gone = await unit.execute(
        delete(LogRow).where(LogRow.channel == channel, LogRow.position <= done, LogRow.created < before)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
