"""Lists of decided statements and of claims, for the API and the console. Reads only; pages by cursor.

The order is that of deciding (``seq``), newest first, so a list never shifts while it is read. One filter drives
the database through an index that ends in ``seq``; the others are checked on what it yields. Several values of the
driving filter are so many short ranges, merged: no list ever sorts the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, column, func, select, table, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from onrecord.store import words
from onrecord.store.pages import PAGE, Page, decode, encode, page_of
from onrecord.store.record import VERDICT, claim_of
from onrecord.store.tables.articles import ArticleRow, StatementRow
from onrecord.store.tables.record import ClaimRow, UtteranceRow, UtteranceTopicRow
from processors.claims import ClaimState, Verdict


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


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A decided statement as lists show it. ``speaker``, ``cue``, ``confidence``: as the archive has them."""

    seq: int
    id: str
    figure_id: str
    claim_id: str
    text: str
    time: datetime
    decided: datetime
    lang: str | None
    kind: str
    modality: str
    said_on: date | None
    outlet_id: str
    outlet_name: str
    article_id: str
    article_url: str
    article_title: str
    revision: int
    story_id: str
    verdict: Verdict
    topics: tuple[str, ...]
    speaker: str | None
    cue: str | None
    confidence: float


_DRIVERS: tuple[tuple[str, Any], ...] = (
    ("claims", UtteranceRow.claim_id),
    ("topics", UtteranceTopicRow.topic_id),
    ("figures", UtteranceRow.figure_id),
    ("outlets", UtteranceRow.outlet_id),
    ("languages", UtteranceRow.lang),
    ("decisions", UtteranceRow.decision),
    ("kinds", UtteranceRow.kind),
)
"""Filters in the order in which they may drive: the narrowest as a rule first."""

_WORDS = table("utterance_words", column("rowid", Integer))
"""The FTS5 index of SQLite; its rowid is ``seq``."""

_MOST_RANGES = 24
"""Ranges merged in one query; a filter of more values is checked row by row."""


async def statements(
    view: AsyncSession,
    asked: StatementFilter,
    *,
    limit: int = PAGE,
    cursor: str | None = None,
    after: int | None = None,
) -> Page[StatementLine]:
    """Decided statements, newest first. ``after``: only those past this ``seq`` (for who follows the wire)."""
    bounds = await _bounds(view, asked, cursor, after)
    seqs = list(await view.scalars(_sequence(asked, bounds, limit + 1, view.get_bind().dialect.name)))
    page = page_of(seqs, limit, [encode(seq) for seq in seqs])
    return Page(tuple(await lines(view, page.entries)), page.next)


STARTS_A_CLAIM = ("new", "update")


async def claim_starts(
    view: AsyncSession,
    asked: StatementFilter,
    *,
    limit: int = PAGE,
    cursor: str | None = None,
    after: int | None = None,
) -> Page[StatementLine]:
    """The statements that made a claim, newest first: a list of claims. A filter on repeats finds none."""
    decisions = tuple(one for one in STARTS_A_CLAIM if not asked.decisions or one in asked.decisions)
    if not decisions:
        return Page(())
    return await statements(view, replace(asked, decisions=decisions), limit=limit, cursor=cursor, after=after)


async def _bounds(
    view: AsyncSession, asked: StatementFilter, cursor: str | None, after: int | None
) -> list[tuple[str, int]]:
    """Times and cursor as bounds of ``seq``: deciding and numbering run in the same order."""
    bounds: list[tuple[str, int]] = []
    if cursor is not None:
        bounds.append(("<", int(decode(cursor, int)[0])))
    if after is not None:
        bounds.append((">", after))
    for sign, moment in ((">=", asked.since), ("<", asked.until)):
        if moment is not None:
            first = select(UtteranceRow.seq).where(UtteranceRow.decided >= moment)
            found = await view.scalar(first.order_by(UtteranceRow.decided, UtteranceRow.seq).limit(1))
            bounds.append((sign, found if found is not None else 2**62))
    return bounds


def _bounded(column: Any, bounds: Sequence[tuple[str, int]]) -> list[ColumnElement[bool]]:
    comparisons = {"<": column.__lt__, ">": column.__gt__, ">=": column.__ge__}
    return [comparisons[sign](bound) for sign, bound in bounds]


def _sequence(asked: StatementFilter, bounds: Sequence[tuple[str, int]], limit: int, dialect: str) -> Any:
    """The ``seq`` of matching statements, newest first, at most ``limit``."""
    query = words.sought(asked.words)
    if query:
        return _by_words(asked, query, bounds, limit, dialect)
    driver = next((name for name, _ in _DRIVERS if 0 < len(getattr(asked, name)) <= _MOST_RANGES), None)
    if driver is None:
        return _range(asked, None, None, bounds, limit, dialect)
    ranges = [_range(asked, driver, value, bounds, limit, dialect) for value in dict.fromkeys(getattr(asked, driver))]
    if len(ranges) == 1:
        return ranges[0]
    merged = union_all(*[select(one.subquery().c.seq) for one in ranges]).subquery()
    return select(merged.c.seq).distinct().order_by(merged.c.seq.desc()).limit(limit)


def _range(
    asked: StatementFilter,
    driver: str | None,
    value: str | None,
    bounds: Sequence[tuple[str, int]],
    limit: int,
    dialect: str,
) -> Any:
    by_topic = driver == "topics"
    order = UtteranceTopicRow.seq if by_topic else UtteranceRow.seq
    query = select(order.label("seq")).where(*_bounded(order, bounds))
    if driver is not None:
        query = query.where(dict(_DRIVERS)[driver] == value)
    others = _others(asked, driver, dialect)
    if by_topic and others:
        query = query.join(UtteranceRow, UtteranceRow.seq == UtteranceTopicRow.seq)
    return query.where(*others).order_by(order.desc()).limit(limit)


def _others(asked: StatementFilter, driver: str | None, dialect: str) -> list[ColumnElement[bool]]:
    """The filters that do not drive, so written that SQLite does not try to let them drive."""
    conditions: list[ColumnElement[bool]] = []
    for name, filtered in _DRIVERS:
        values = getattr(asked, name)
        if not values or name == driver:
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


def _by_words(
    asked: StatementFilter, query: words.Sought, bounds: Sequence[tuple[str, int]], limit: int, dialect: str
) -> Any:
    others = _others(asked, None, dialect)
    if dialect != "sqlite":
        found = text("utterances.words @@ to_tsquery('simple', :sought)").bindparams(sought=words.tsquery(query))
        base = select(UtteranceRow.seq).where(found, *_bounded(UtteranceRow.seq, bounds), *others)
        return base.order_by(UtteranceRow.seq.desc()).limit(limit)
    rowid = _WORDS.c.rowid
    found = text("utterance_words MATCH :sought").bindparams(sought=words.fts5(query))
    base = select(rowid.label("seq")).where(found, *_bounded(rowid, bounds))
    if others:
        inside = select(UtteranceRow.seq).where(UtteranceRow.seq == rowid, and_(*others))
        base = base.where(inside.exists())
    return base.order_by(rowid.desc()).limit(limit)


async def lines(view: AsyncSession, seqs: Sequence[int]) -> list[StatementLine]:
    """The statements with these positions, in this order, with what the archive knows of them."""
    if not seqs:
        return []
    joined = (
        select(
            UtteranceRow,
            ArticleRow.title,
            StatementRow.topics,
            StatementRow.speaker,
            StatementRow.trail,
            StatementRow.confidence,
        )
        .outerjoin(
            StatementRow,
            and_(
                StatementRow.id == UtteranceRow.id,
                StatementRow.article_id == UtteranceRow.article_id,
                StatementRow.revision == UtteranceRow.revision,
            ),
        )
        .outerjoin(
            ArticleRow,
            and_(ArticleRow.id == UtteranceRow.article_id, ArticleRow.revision == UtteranceRow.revision),
        )
        .where(UtteranceRow.seq.in_(seqs))
    )
    found = {row[0].seq: _line(*row) for row in (await view.execute(joined)).all()}
    return [found[seq] for seq in seqs if seq in found]


def _line(
    row: UtteranceRow, title: str | None, topics: Any, speaker: str | None, trail: Any, confidence: float | None
) -> StatementLine:
    same = (
        "seq", "id", "figure_id", "claim_id", "text", "time", "decided", "lang", "kind", "modality", "said_on",
        "outlet_id", "outlet_name", "article_id", "article_url", "revision", "story_id",
    )  # fmt: skip
    return StatementLine(
        **{name: getattr(row, name) for name in same},
        article_title=title or "",
        verdict=VERDICT.validate_python(row.verdict),
        topics=tuple(topics or ()),
        speaker=speaker,
        cue=(trail or {}).get("cue"),
        confidence=confidence if confidence is not None else 0.0,
    )


async def statement(view: AsyncSession, statement_id: str) -> StatementLine | None:
    """One decided statement."""
    seq = await view.scalar(select(UtteranceRow.seq).where(UtteranceRow.id == statement_id))
    return (await lines(view, [seq]))[0] if seq is not None else None


async def newest(view: AsyncSession) -> int:
    """The position of the statement decided last; 0 before the first."""
    return await view.scalar(select(func.max(UtteranceRow.seq))) or 0


async def claims(view: AsyncSession, claim_ids: Sequence[str]) -> dict[str, ClaimState]:
    """Claims by id."""
    rows = await view.scalars(select(ClaimRow).where(ClaimRow.id.in_(claim_ids))) if claim_ids else ()
    return {row.id: claim_of(row) for row in rows}


async def folded(view: AsyncSession, claim_ids: Sequence[str], most: int = 6) -> dict[str, list[StatementLine]]:
    """The newest repeats of each claim, at most ``most``, for lists that fold them under it."""
    seqs: list[int] = []
    for claim_id in claim_ids:
        query = select(UtteranceRow.seq).where(UtteranceRow.claim_id == claim_id, UtteranceRow.decision == "repeat")
        seqs += list(await view.scalars(query.order_by(UtteranceRow.seq.desc()).limit(most)))
    by_claim: dict[str, list[StatementLine]] = {}
    for line in await lines(view, seqs):
        by_claim.setdefault(line.claim_id, []).append(line)
    return by_claim


async def wordings(view: AsyncSession, claim_id: str, most: int = 200) -> list[StatementLine]:
    """The utterances of a claim, the first one first."""
    query = select(UtteranceRow.seq).where(UtteranceRow.claim_id == claim_id).order_by(UtteranceRow.seq).limit(most)
    return await lines(view, list(await view.scalars(query)))


async def history(view: AsyncSession, claim: ClaimState, most: int = 50) -> list[ClaimState]:
    """The claim with those it changed and those that changed it, oldest first (40 → 50 → 60)."""
    known = {claim.id: claim}
    frontier = [claim.id]
    while frontier and len(known) < most:
        linked = select(ClaimRow).where(ClaimRow.updates.in_(frontier))
        parents = [known[one].updates for one in frontier if known[one].updates]
        rows = list(await view.scalars(linked))
        if parents:
            rows += await view.scalars(select(ClaimRow).where(ClaimRow.id.in_(parents)))
        frontier = [row.id for row in rows if row.id not in known]
        known |= {row.id: claim_of(row) for row in rows if row.id not in known}
    return sorted(known.values(), key=lambda one: (one.first_seen, one.id))
