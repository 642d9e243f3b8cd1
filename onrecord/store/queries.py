"""Lists of decided statements and of claims, for the API and the console. Reads only; pages by cursor.

The order is that of deciding (``seq``), newest first, so a list never shifts while it is read. One filter drives
the database through an index ordered by ``seq`` that holds the other filters too, so that what does not fit is passed
over in the index. Several values of the driving filter are so many short ranges, merged: no list sorts the archive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
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
from onrecord.store.tables.record import NOT_HELD, ClaimRow, UtteranceRow, UtteranceTopicRow
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
    """A decided statement as lists show it. ``speaker``, ``cue``, ``confidence``: as the archive has them.

    ``decision`` counts: the verdict's, or ``disowned``, ``gone``, or what an editor's word made of it.
    """

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
    decision: str
    verdict: Verdict
    topics: tuple[str, ...]
    speaker: str | None
    cue: str | None
    confidence: float


_DRIVERS: tuple[tuple[str, Any], ...] = (
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

_WORDS = table("utterance_words", column("rowid", Integer))
"""The FTS5 index of SQLite; its rowid is ``seq``."""

Bound = tuple[str, int]
"""A comparison with ``seq``: its sign, and the position."""

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
    seqs = await _found(view, asked, bounds, limit + 1)
    page = page_of(seqs, limit, [encode(seq) for seq in seqs])
    return Page(tuple(await lines(view, page.entries)), page.next)


_LOOKED_THROUGH = 2_000
"""Newest statements that a search reads one by one before it asks the index of words for all of them.

Words that are frequent are found among the newest at once, while the index would first gather each statement with
them; words that are rare are few in the index (PostgreSQL; FTS5 walks its index backwards itself).
"""

_LOOKED_FURTHER = 4
"""So many times as many are read where as often a hit would fill the page; else the index has less to gather."""


async def _found(view: AsyncSession, asked: StatementFilter, bounds: Sequence[Bound], limit: int) -> list[int]:
    dialect = view.get_bind().dialect.name
    query = words.sought(asked.words)
    if not query:
        return list(await view.scalars(_sequence(asked, bounds, limit, dialect)))
    if dialect == "sqlite":
        return list(await view.scalars(_by_fts5(asked, query, bounds, limit)))
    found: list[int] = []
    for number in (_LOOKED_THROUGH, _LOOKED_THROUGH * _LOOKED_FURTHER):
        found = list(await view.scalars(_by_reading(asked, query, bounds, (limit, number))))
        if len(found) >= limit:
            return found
        if len(found) * _LOOKED_FURTHER < limit:
            break
    return list(await view.scalars(_by_index(asked, query, bounds, limit)))


STARTS_A_CLAIM = ("new", "update")
ON_RECORD = (*STARTS_A_CLAIM, "repeat")
"""Decisions of all that is in a record: what an editor has taken out of it is not."""


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


async def _bounds(view: AsyncSession, asked: StatementFilter, cursor: str | None, after: int | None) -> list[Bound]:
    """Times and cursor as bounds of ``seq``: deciding and numbering run in the same order."""
    bounds: list[Bound] = []
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


def _bounded(column: Any, bounds: Sequence[Bound]) -> list[ColumnElement[bool]]:
    comparisons = {"<": column.__lt__, ">": column.__gt__, ">=": column.__ge__}
    return [comparisons[sign](bound) for sign, bound in bounds]


def _sequence(asked: StatementFilter, bounds: Sequence[Bound], limit: int, dialect: str) -> Any:
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
    driver = next((name for name, _ in _DRIVERS if 0 < len(getattr(asked, name)) <= _MOST_RANGES), None)
    return [{driver: value} for value in dict.fromkeys(getattr(asked, driver))] if driver else [{}]


def _range(asked: StatementFilter, driving: Driving, bounds: Sequence[Bound], limit: int, dialect: str) -> Any:
    by_topic = "topics" in driving
    order = UtteranceTopicRow.seq if by_topic else UtteranceRow.seq
    columns = {**dict(_DRIVERS), **({"figures": UtteranceTopicRow.figure_id} if by_topic else {})}
    query = select(order.label("seq")).where(*_bounded(order, bounds))
    query = query.where(*(columns[name] == value for name, value in driving.items()))
    others = _others(asked, frozenset(driving), dialect)
    if by_topic and others:
        query = query.join(UtteranceRow, UtteranceRow.seq == UtteranceTopicRow.seq)
    return query.where(*others).order_by(order.desc()).limit(limit)


def _others(asked: StatementFilter, driving: AbstractSet[str], dialect: str) -> list[ColumnElement[bool]]:
    """The filters that do not drive, so written that SQLite does not try to let them drive."""
    conditions: list[ColumnElement[bool]] = []
    for name, filtered in _DRIVERS:
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


def _by_reading(asked: StatementFilter, query: words.Sought, bounds: Sequence[Bound], numbers: tuple[int, int]) -> Any:
    """At most so many with the words, among so many of the newest that fit otherwise."""
    limit, number = numbers
    found = text("utterances.words @@ to_tsquery('simple', :sought)").bindparams(sought=words.tsquery(query))
    near = _sequence(asked, bounds, number, "").subquery()
    base = select(UtteranceRow.seq).join(near, near.c.seq == UtteranceRow.seq).where(found)
    return base.order_by(UtteranceRow.seq.desc()).limit(limit)


def _by_index(asked: StatementFilter, query: words.Sought, bounds: Sequence[Bound], limit: int) -> Any:
    """By the index of words, whatever the planner thinks of it: it guesses badly how often a beginning occurs."""
    found = text("utterances.words @@ to_tsquery('simple', :sought)").bindparams(sought=words.tsquery(query))
    hits = select(UtteranceRow.seq).where(found, *_others(asked, set(), "")).cte("hits").prefix_with("MATERIALIZED")
    return select(hits.c.seq).where(*_bounded(hits.c.seq, bounds)).order_by(hits.c.seq.desc()).limit(limit)


def _by_fts5(asked: StatementFilter, query: words.Sought, bounds: Sequence[Bound], limit: int) -> Any:
    rowid = _WORDS.c.rowid
    found = text("utterance_words MATCH :sought").bindparams(sought=words.fts5(query))
    base = select(rowid.label("seq")).where(found, *_bounded(rowid, bounds))
    if _others(asked, set(), "sqlite"):
        base = base.where(_looked_up(asked, rowid).exists())
    return base.order_by(rowid.desc()).limit(limit)


def _looked_up(asked: StatementFilter, rowid: Any) -> Any:
    """The statement at ``rowid`` if it fits otherwise, from the list index of its figure or outlet.

    As a range of one, since SQLite takes an equality to the wide row itself.
    """
    for name in ("figures", "outlets"):
        if getattr(asked, name):
            column, others = dict(_DRIVERS)[name], _others(asked, {name}, "sqlite")
            fits = (UtteranceRow.seq.between(rowid, rowid), column.in_(getattr(asked, name)), *others)
            return select(UtteranceRow.seq).where(*fits)
    return select(UtteranceRow.seq).where(UtteranceRow.seq == rowid, *_others(asked, set(), "sqlite"))


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
        "outlet_id", "outlet_name", "article_id", "article_url", "revision", "story_id", "decision",
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


async def statements_by_claim(view: AsyncSession, claims: Sequence[ClaimState]) -> dict[str, StatementLine]:
    """The statement that began each claim, by claim id."""
    began = select(UtteranceRow.seq).where(UtteranceRow.id.in_([one.first_utterance for one in claims]))
    return {line.claim_id: line for line in await lines(view, list(await view.scalars(began)))}


async def newest(view: AsyncSession) -> int:
    """The position of the statement decided last; 0 before the first."""
    return await view.scalar(select(func.max(UtteranceRow.seq))) or 0


async def claims(view: AsyncSession, claim_ids: Sequence[str]) -> dict[str, ClaimState]:
    """Claims by id."""
    rows = await view.scalars(select(ClaimRow).where(ClaimRow.id.in_(claim_ids))) if claim_ids else ()
    return {row.id: claim_of(row) for row in rows}


async def folded(view: AsyncSession, claim_ids: Sequence[str], most: int = 6) -> dict[str, list[StatementLine]]:
    """The newest repeats of each claim, at most ``most``, for lists that fold them under it."""
    if not claim_ids:
        return {}
    newest_of = [
        select(UtteranceRow.seq)
        .where(UtteranceRow.claim_id == claim_id, UtteranceRow.decision == "repeat")
        .order_by(UtteranceRow.seq.desc())
        .limit(most)
        for claim_id in claim_ids
    ]
    seqs = list(await view.scalars(union_all(*[select(one.subquery().c.seq) for one in newest_of])))
    by_claim: dict[str, list[StatementLine]] = {}
    for line in await lines(view, sorted(seqs, reverse=True)):
        by_claim.setdefault(line.claim_id, []).append(line)
    return by_claim


MOST_WORDINGS = 60
"""Wordings of a claim on its page: more than anybody reads side by side."""


async def wordings(view: AsyncSession, claim_id: str, most: int = MOST_WORDINGS) -> list[StatementLine]:
    """The utterances of a claim, the first one first; those that an editor took out of the record come last."""
    query = select(UtteranceRow.seq).where(UtteranceRow.claim_id == claim_id).order_by(UtteranceRow.seq).limit(most)
    found = await lines(view, list(await view.scalars(query)))
    return sorted(found, key=lambda line: line.decision in NOT_HELD)


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
