"""The archive of occasions: read back as facts for backtests, and with their evidence for examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from alerts.backtest import Backtest, backtest
from alerts.models import Facts, Subscription
from onrecord.store.alerts import silences
from onrecord.store.base import Unit
from onrecord.store.tables.alerts import EvidenceRow, OccasionRow

_FACTS = (
    OccasionRow.event,
    OccasionRow.figure_id,
    OccasionRow.claim_id,
    OccasionRow.statement_id,
    OccasionRow.article_id,
    OccasionRow.revision,
    OccasionRow.story_id,
    OccasionRow.outlet_id,
    OccasionRow.lang,
    OccasionRow.kind,
    OccasionRow.modality,
    OccasionRow.confidence,
    OccasionRow.same,
    OccasionRow.outlets,
    OccasionRow.topics,
    OccasionRow.decided,
    OccasionRow.corrects,
)
_TOPICS = 14
"""Place of the topics among ``_FACTS``, which stand in the order of the fields of ``Facts``."""

PARAMETERS = 500
"""Ids in one query, far below SQLite's limit."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A backtest with the evidence of its examples, by statement id, as alerts show it."""

    result: Backtest
    evidence: dict[str, dict[str, Any]]


def _facts(rows: Iterable[Any]) -> Iterable[Facts]:
    """Rows as facts. Kinds stay plain strings: they compare as the enums do, and a year of them is read in one go."""
    for row in rows:
        values = list(row)
        values[_TOPICS] = frozenset(values[_TOPICS].split())
        yield Facts(*values)


async def facts_between(
    unit: Unit, since: datetime, until: datetime, figures: frozenset[str] = frozenset()
) -> list[Facts]:
    """Facts decided in [since, until), in order; of ``figures`` only, where any are given."""
    wanted = select(*_FACTS).where(OccasionRow.decided >= since, OccasionRow.decided < until)
    if figures:
        wanted = wanted.where(OccasionRow.figure_id.in_(figures))
    connection = await unit.connection()
    return list(_facts(await connection.execute(wanted.order_by(OccasionRow.decided, OccasionRow.id))))


async def facts_of_statement(unit: Unit, statement_id: str) -> list[Facts]:
    """All occasions of one statement, in order."""
    wanted = select(*_FACTS).where(OccasionRow.statement_id == statement_id)
    return list(_facts(await unit.execute(wanted.order_by(OccasionRow.decided, OccasionRow.id))))


async def evidence_of(unit: Unit, statements: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What alerts of these statements show, by statement id."""
    found: dict[str, dict[str, Any]] = {}
    for first in range(0, len(statements), PARAMETERS):
        part = statements[first : first + PARAMETERS]
        rows = await unit.execute(
            select(EvidenceRow.statement_id, EvidenceRow.content).where(EvidenceRow.statement_id.in_(part))
        )
        found.update({row[0]: row[1] for row in rows})
    return found


async def try_on_archive(unit: Unit, subscription: Subscription, since: datetime, until: datetime) -> Tried:
    """What ``subscription`` would have sent between ``since`` and ``until``; it need not be stored or enabled."""
    archive = await facts_between(unit, since, until, subscription.figures)
    result = backtest(subscription, archive, await silences(unit, since))
    shown = [fired.facts.statement_id for fired in result.examples] + [
        miss.facts.statement_id for miss in result.near_misses
    ]
    return Tried(result, await evidence_of(unit, list(dict.fromkeys(shown))))
