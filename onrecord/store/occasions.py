"""The archive of occasions: read back as facts for backtests, and with their evidence for examples."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, select, type_coerce

from alerts.backtest import Backtest, Play
from alerts.models import Facts, Subscription
from onrecord.store import feedback
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
    type_coerce(OccasionRow.decided, String),
    OccasionRow.corrects,
)
"""In the order of the fields of ``Facts``."""

PORTION = 2_000
"""Occasions read at a time: some two megabytes, and another request has its turn after a few milliseconds."""

PARAMETERS = 500
"""Ids in one query, far below SQLite's limit."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A backtest with the evidence of its examples, by statement id, as alerts show it."""

    result: Backtest
    evidence: dict[str, dict[str, Any]]


def _facts(rows: Iterable[Any]) -> Iterable[Facts]:
    """Rows as facts, each as cheaply as can be, for a year of them is read in one go.

    Kinds stay plain strings, which compare as the enums do; few different sets of topics stand in many rows, so each
    is made once; and moments come as the driver has them, past the layers that convert one at a time.
    """
    sets: dict[str, frozenset[str]] = {}
    for *values, topics, decided, corrects in rows:
        chosen = sets.get(topics)
        if chosen is None:
            chosen = sets[topics] = frozenset(topics.split())
        yield Facts._make((*values, chosen, _moment(decided), corrects))


def _moment(kept: str | datetime) -> datetime:
    """SQLite keeps the UTC value as text, PostgreSQL's driver gives an aware moment."""
    return datetime.fromisoformat(f"{kept}+00:00") if isinstance(kept, str) else kept.astimezone(UTC)


async def portions_between(
    unit: Unit, since: datetime, until: datetime, figures: frozenset[str] = frozenset()
) -> AsyncIterator[list[Facts]]:
    """What was decided in [since, until), in order; of ``figures`` only, where any are given.

    A portion at a time: a year of them would not fit into memory.
    """
    wanted = select(*_FACTS).where(OccasionRow.decided >= since, OccasionRow.decided < until)
    if figures:
        wanted = wanted.where(OccasionRow.figure_id.in_(figures))
    connection = await unit.connection()
    async with connection.stream(wanted.order_by(OccasionRow.decided, OccasionRow.id)) as rows:
        async for portion in rows.partitions(PORTION):
            yield list(_facts(portion))


async def facts_between(
    unit: Unit, since: datetime, until: datetime, figures: frozenset[str] = frozenset()
) -> list[Facts]:
    """Facts decided in [since, until), in order; of ``figures`` only, where any are given."""
    return [facts async for portion in portions_between(unit, since, until, figures) for facts in portion]


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
    """What ``subscription`` would have sent between ``since`` and ``until``, as editors see it now.

    It need not be stored or enabled.
    """
    play = Play(subscription, await silences(unit, since), await feedback.words_on(unit, subscription.figures))
    async for portion in portions_between(unit, since, until, subscription.figures):
        for facts in portion:
            play.hear(facts)
    result = play.ended()
    shown = [fired.facts.statement_id for fired in result.examples] + [
        miss.facts.statement_id for miss in result.near_misses
    ]
    return Tried(result, await evidence_of(unit, list(dict.fromkeys(shown))))
