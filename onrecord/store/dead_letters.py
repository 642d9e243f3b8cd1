"""The dead letter: messages that a stage gave up on, until somebody sends them again. Inside the caller's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from onrecord.engines.base import Message
from onrecord.store.base import Unit
from onrecord.store.tables.log import DeadLetterRow


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message with why and when it was given up on. ``replayed``: when it was sent again, None while it waits."""

    id: int
    stage: str
    message: Message
    error: str
    failed: datetime
    replayed: datetime | None


async def dead_letters(view: AsyncSession, everything: bool = False, limit: int = 100) -> list[DeadLetter]:
    """The newest first; those that were replayed only with ``everything``."""
    asked = select(DeadLetterRow).order_by(DeadLetterRow.id.desc()).limit(limit)
    if not everything:
        asked = asked.where(DeadLetterRow.replayed.is_(None))
    return [_of(row) for row in await view.scalars(asked)]


async def chosen(view: AsyncSession, ids: Sequence[int]) -> list[DeadLetter]:
    """Those with ``ids``, or all that wait where none are given, oldest first."""
    asked = select(DeadLetterRow).order_by(DeadLetterRow.id)
    asked = asked.where(DeadLetterRow.id.in_(ids)) if ids else asked.where(DeadLetterRow.replayed.is_(None))
    return [_of(row) for row in await view.scalars(asked)]


async def replayed(unit: Unit, ids: Sequence[int], now: datetime) -> None:
    """Note that these were sent again."""
    await unit.execute(update(DeadLetterRow).where(DeadLetterRow.id.in_(ids)).values(replayed=now))


def _of(row: DeadLetterRow) -> DeadLetter:
    message = Message(row.channel, row.key, row.message_id, row.body)
    return DeadLetter(row.id, row.stage, message, row.error, row.failed, row.replayed)
