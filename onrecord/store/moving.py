"""Taking an installation from one database to another: every row as it is, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Table, func, insert, select, text

from onrecord.engines.base import Message
from onrecord.store import log
from onrecord.store.base import Store, Unit
from onrecord.store.tables import Base
from processors.errors import PermanentError

AT_ONCE = 500
"""Rows in one statement: bounded memory, and below PostgreSQL's 32,767 parameters for the widest table."""


async def copy(source: Store, target: Store, progress: Callable[[str, int], None]) -> dict[str, int]:
    """Copy all rows of ``source`` into the empty, migrated ``target``; rows by table. All or nothing.

    Raises PermanentError where ``target`` holds anything, so that two installations are never mixed.
    """
    counts: dict[str, int] = {}
    async with source.view() as view, target.unit() as unit:
        for table in Base.metadata.sorted_tables:
            if await unit.scalar(select(func.count()).select_from(table)):
                raise PermanentError(f"the target is not empty: there are rows in {table.name}")
        for table in Base.metadata.sorted_tables:
            if table.info.get("kept"):  # the target's triggers have counted what was copied before
                continue
            counts[table.name] = await _table(view, unit, table)
            progress(table.name, counts[table.name])
        await _continue_sequences(unit)
    return counts


async def _table(view: Unit, unit: Unit, table: Table) -> int:
    columns = [column for column in table.columns if column.computed is None]
    rows = await view.stream(select(*columns).execution_options(yield_per=AT_ONCE))
    count = 0
    async for part in rows.mappings().partitions(AT_ONCE):
        await unit.execute(insert(table), [dict(row) for row in part])
        count += len(part)
    return count


async def _continue_sequences(unit: Unit) -> None:
    """PostgreSQL's counters go on behind the highest number that was copied."""
    if unit.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        for column in table.primary_key.columns:
            sequence = await unit.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            )
            if sequence and (highest := await unit.scalar(select(func.max(column)))):
                await unit.execute(
                    text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
                )


async def unread(store: Store, channels: Mapping[str, str]) -> list[Message]:
    """What the stages (name: channel) of an embedded engine have still to read, in order."""
    async with store.view() as view:
        messages: list[Message] = []
        for stage, channel in channels.items():
            after = await log.position(view, stage)
            while waiting := await log.read(view, channel, after, AT_ONCE):
                messages += [message for _, message in waiting]
                after = waiting[-1][0]
        return messages
