"""An editor's word on a decision moves the statement: to the claim it repeats, to its own, or out of the record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from onrecord.store import record as record_store
from onrecord.store.base import Unit
from onrecord.store.tables.accounts import FeedbackRow
from onrecord.store.tables.record import ClaimRow, UtteranceRow
from processors.claims import Decision
from processors.ids import claim_id

WORDS = {"new": Decision.NEW, "not_new": Decision.REPEAT}
"""What an editor may say of novelty, as the decision that it wishes for."""


async def move(unit: Unit, statement_id: str, says: str) -> str | None:
    """Follow an editor's word; the claim that the statement belongs to now, None for one that nobody decided.

    ``wrong_speaker`` leaves claims as they are: the statement is no longer loaded into the figure's record.
    """
    row = (await unit.scalars(select(UtteranceRow).where(UtteranceRow.id == statement_id))).first()
    if row is None:
        return None
    target = await _target(unit, row, says)
    if target != row.claim_id:
        await _to_claim(unit, row, target)
    await record_store.changed(unit, row.figure_id)
    return target


async def _target(unit: Unit, row: UtteranceRow, says: str) -> str:
    if says == "new":
        return claim_id(row.figure_id, row.id)
    closest = record_store.VERDICT.validate_python(row.verdict).closest
    if says == "not_new" and closest is not None:
        query = select(UtteranceRow.claim_id).where(UtteranceRow.id == closest.id)
        return await unit.scalar(query) or row.claim_id
    return row.claim_id


async def _to_claim(unit: Unit, row: UtteranceRow, target: str) -> None:
    left = await unit.get(ClaimRow, row.claim_id)
    if left is not None:
        left.variants = max(0, left.variants - 1)
    found = await unit.get(ClaimRow, target)
    if found is None:
        story = row.story_id or row.article_id
        unit.add(
            ClaimRow(
                id=target, figure_id=row.figure_id, first_seen=row.time, last_seen=row.time, first_utterance=row.id,
                text=row.text, outlets=[row.outlet_id], stories=[story], variants=1, updates=None,
            )
        )  # fmt: skip
    else:
        found.variants += 1
        found.first_seen, found.last_seen = min(found.first_seen, row.time), max(found.last_seen, row.time)
    await unit.execute(update(UtteranceRow).where(UtteranceRow.id == row.id).values(claim_id=target))
    await unit.flush()


async def wishes(unit: Unit, figure_id: str) -> dict[str, Decision]:
    """What editors said of the novelty of a figure's statements; the latest word counts."""
    query = (
        select(FeedbackRow.statement_id, FeedbackRow.says)
        .join(UtteranceRow, UtteranceRow.id == FeedbackRow.statement_id)
        .where(UtteranceRow.figure_id == figure_id)
        .order_by(FeedbackRow.seq)
    )
    rows: Sequence[tuple[str, str]] = [(row[0], row[1]) for row in (await unit.execute(query)).all()]
    return {statement: WORDS[says] for statement, says in rows if says in WORDS}
