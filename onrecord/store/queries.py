"""Lists of decided statements and of claims, for the API and the console. Reads only; pages by cursor.

The order is that of deciding (``seq``), newest first, so a list never shifts while it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from onrecord.store import search, words
from onrecord.store.filters import Bound, StatementFilter, sequence
from onrecord.store.pages import PAGE, Page, decode, encode, page_of
from onrecord.store.record import VERDICT, claim_of
from onrecord.store.tables.articles import ArticleRow, StatementRow
from onrecord.store.tables.record import NOT_HELD, ClaimRow, UtteranceRow
from processors.claims import ClaimState, Verdict


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
    sought = words.sought(asked.words)
    if sought:
        seqs = await search.found(view, asked, sought, bounds, limit + 1)
    else:
        seqs = list(await view.scalars(sequence(asked, bounds, limit + 1, view.get_bind().dialect.name)))
    page = page_of(seqs, limit, [encode(seq) for seq in seqs])
    return Page(tuple(await lines(view, page.entries)), page.next)


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


@dataclass(frozen=True, slots=True)
class FoldedLine:
    """A repeat as it stands folded under its claim."""

    claim_id: str
    text: str
    lang: str | None
    outlet_name: str
    time: datetime


async def folded(view: AsyncSession, claim_ids: Sequence[str], most: int = 6) -> dict[str, list[FoldedLine]]:
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
    row = UtteranceRow
    shown = select(row.claim_id, row.text, row.lang, row.outlet_name, row.time).where(row.seq.in_(seqs))
    by_claim: dict[str, list[FoldedLine]] = {}
    for line in await view.execute(shown.order_by(row.seq.desc())):
        by_claim.setdefault(line.claim_id, []).append(FoldedLine(*line))
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
