"""Which decided statements a list asks for, as queries of their positions (``seq``), newest first.

One filter drives the database through an index ordered by ``seq`` that holds the other filters too, so that what does
not fit is passed over in the index. Several values of the driving filter are so many short ranges, merged: no list
sorts the archive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, union_all
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from onrecord.store.tables.record import UtteranceRow, UtteranceTopicRow


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """What a list of statements is narrowed to; empty parts ask nothing. ``since``/``until``: when it was decided."""

    figures: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


DRIVERS: tuple[tuple[str, Any], ...] = (
    ("claims", UtteranceRow.claim_id),
    ("figures", UtteranceRow.figure_id),
    ("outlets", UtteranceRow.outlet_id),
    ("topics", UtteranceTopicRow.topic_id),
    ("languages", UtteranceRow.lang),
    ("decisions", UtteranceRow.decision),
    ("kinds", UtteranceRow.kind),
)
"""Filters in the order in which they may drive: the narrowest as a rule first, and indexes that hold all others."""

_BESIDE_A_PAIR = ("claims", "outlets", "languages", "kinds")
"""With one of these, figures drive alone; else figure and topic have an index together."""

Bound = tuple[str, int]
"""A comparison with ``seq``: its sign, and the position."""

_MOST_RANGES = 24
"""Ranges merged in one query; a filter of more values is checked row by row."""


def bounded(column: Any, bounds: Sequence[Bound]) -> list[ColumnElement[bool]]:
    """``bounds`` as conditions on a column of positions."""
    comparisons = {"<": column.__lt__, ">": column.__gt__, ">=": column.__ge__}
    return [comparisons[sign](bound) for sign, bound in bounds]


def sequence(asked: StatementFilter, bounds: Sequence[Bound], limit: int, dialect: str) -> Any:
    """The ``seq`` of matching statements, newest first, at most ``limit``."""
    ranges = [_range(asked, driving, bounds, limit, dialect) for driving in _driving(asked)]
    if len(ranges) == 1:
        return ranges[0]
    merged = union_all(*[select(one.subquery().c.seq) for one in ranges]).subquery()
    return select(merged.c.seq).distinct().order_by(merged.c.seq.desc()).limit(limit)


Driving = Mapping[str, str]
"""The value of each filter that drives a range; empty where none does."""


def _driving(asked: StatementFilter) -> list[Driving]:
    pairs: list[Driving] = [{"figures": f, "topics": t} for f in asked.figures for t in asked.topics]
    if 0 < len(pairs) <= _MOST_RANGES and not any(getattr(asked, name) for name in _BESIDE_A_PAIR):
        return pairs
    driver = next((name for name, _ in DRIVERS if 0 < len(getattr(asked, name)) <= _MOST_RANGES), None)
    return [{driver: value} for value in dict.fromkeys(getattr(asked, driver))] if driver else [{}]


def _range(asked: StatementFilter, driving: Driving, bounds: Sequence[Bound], limit: int, dialect: str) -> Any:
    by_topic = "topics" in driving
    order = UtteranceTopicRow.seq if by_topic else UtteranceRow.seq
    columns = {**dict(DRIVERS), **({"figures": UtteranceTopicRow.figure_id} if by_topic else {})}
    query = select(order.label("seq")).where(*bounded(order, bounds))
    query = query.where(*(columns[name] == value for name, value in driving.items()))
    rest = others(asked, frozenset(driving), dialect)
    if by_topic and rest:
        query = query.join(UtteranceRow, UtteranceRow.seq == UtteranceTopicRow.seq)
    return query.where(*rest).order_by(order.desc()).limit(limit)


def others(asked: StatementFilter, driving: AbstractSet[str], dialect: str) -> list[ColumnElement[bool]]:
    """The filters that do not drive, so written that SQLite does not try to let them drive."""
    conditions: list[ColumnElement[bool]] = []
    for name, filtered in DRIVERS:
        values = getattr(asked, name)
        if not values or name in driving:
            continue
        if name == "topics":
            named = select(UtteranceTopicRow.seq).where(
                UtteranceTopicRow.topic_id.in_(values), UtteranceTopicRow.seq == UtteranceRow.seq
            )
            conditions.append(named.exists())
        else:
            conditions.append(_undriven(filtered, dialect).in_(values))
    return conditions


def _undriven(column: Any, dialect: str) -> Any:
    """``+column``: SQLite's documented way to keep a term from choosing the index; PostgreSQL has statistics."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type) if dialect == "sqlite" else column
