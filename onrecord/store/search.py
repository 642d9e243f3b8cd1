"""Searching the words of decided statements: their positions (``seq``), newest first.

FTS5 (SQLite) walks its index backwards and stops at a full page. PostgreSQL's index of words first gathers every
statement with them, and looks each up where words must stand together. So the newest statements are read one by one
first, and how many of them fit says what comes next: reading on where a full page is near, else the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, column, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from onrecord.store import words
from onrecord.store.filters import DRIVERS, Bound, StatementFilter, bounded, others, sequence
from onrecord.store.tables.record import UtteranceRow

_WORDS = table("utterance_words", column("rowid", Integer))
"""The FTS5 index of SQLite; its rowid is ``seq``."""

_READ_FIRST = 2_000
"""Newest statements that PostgreSQL reads for every search: about 5 ms."""

_READ_MOST = 24_000
"""Statements that are read one by one at most: about 60 ms."""

_MARGIN = 1.5
"""How much further is read than the first ones promise: hits come in bunches."""


async def found(
    view: AsyncSession, asked: StatementFilter, query: words.Sought, bounds: Sequence[Bound], limit: int
) -> list[int]:
    """At most ``limit`` positions of statements with the words that fit otherwise too."""
    if view.get_bind().dialect.name == "sqlite":
        return list(await view.scalars(_by_fts5(asked, query, bounds, limit)))
    read = await _read(view, asked, query, bounds, _READ_FIRST)
    archive = await view.scalar(select(func.max(UtteranceRow.seq))) or 0
    while len(read.hits) < limit:
        further = to_read(read, limit, archive)
        if not further:
            return list(await view.scalars(_by_index(asked, query, bounds, limit)))
        read = await _read(view, asked, query, bounds, further)
    return read.hits[:limit]


@dataclass(frozen=True, slots=True)
class Read:
    """What reading so many (``number``) statements found. ``near``: how many have all words, also apart."""

    number: int
    hits: list[int]
    near: int


def to_read(read: Read, limit: int, archive: int) -> int:
    """How many statements to read for a full page; 0 where the index of an archive of so many has less to gather."""
    if not read.hits:
        return 0
    needed = int(read.number * limit / len(read.hits) * _MARGIN)
    gathered = archive * read.near // read.number
    return needed if needed <= min(_READ_MOST, gathered) else 0


async def _read(
    view: AsyncSession, asked: StatementFilter, query: words.Sought, bounds: Sequence[Bound], number: int
) -> Read:
    """Look for the words among ``number`` of the newest that fit otherwise."""
    # Inside of coalesce() the planner cannot take the index of words, whose hits it counts badly beforehand.
    fits = "coalesce(utterances.words @@ to_tsquery('simple', :{0}), false)"
    strict = text(fits.format("strict")).bindparams(strict=words.tsquery(query))
    apart = text(fits.format("apart")).bindparams(apart=words.tsquery(query.apart()))
    near = sequence(asked, bounds, number, "").subquery()
    rows = select(UtteranceRow.seq, strict).join(near, near.c.seq == UtteranceRow.seq).where(apart)
    answers = (await view.execute(rows.order_by(UtteranceRow.seq.desc()))).all()
    return Read(number, [seq for seq, together in answers if together], len(answers))


def _by_index(asked: StatementFilter, query: words.Sought, bounds: Sequence[Bound], limit: int) -> Any:
    """By the index of words, whatever the planner thinks of it: it guesses badly how often a beginning occurs."""
    found = text("utterances.words @@ to_tsquery('simple', :sought)").bindparams(sought=words.tsquery(query))
    hits = select(UtteranceRow.seq).where(found, *others(asked, set(), "")).cte("hits").prefix_with("MATERIALIZED")
    return select(hits.c.seq).where(*bounded(hits.c.seq, bounds)).order_by(hits.c.seq.desc()).limit(limit)


def _by_fts5(asked: StatementFilter, query: words.Sought, bounds: Sequence[Bound], limit: int) -> Any:
    rowid = _WORDS.c.rowid
    found = text("utterance_words MATCH :sought").bindparams(sought=words.fts5(query))
    base = select(rowid.label("seq")).where(found, *bounded(rowid, bounds))
    if others(asked, set(), "sqlite"):
        base = base.where(_looked_up(asked, rowid).exists())
    return base.order_by(rowid.desc()).limit(limit)


def _looked_up(asked: StatementFilter, rowid: Any) -> Any:
    """The statement at ``rowid`` if it fits otherwise, from the list index of its figure or outlet.

    As a range of one, since SQLite takes an equality to the wide row itself.
    """
    for name in ("figures", "outlets"):
        if getattr(asked, name):
            driver, rest = dict(DRIVERS)[name], others(asked, {name}, "sqlite")
            fits = (UtteranceRow.seq.between(rowid, rowid), driver.in_(getattr(asked, name)), *rest)
            return select(UtteranceRow.seq).where(*fits)
    return select(UtteranceRow.seq).where(UtteranceRow.seq == rowid, *others(asked, set(), "sqlite"))
