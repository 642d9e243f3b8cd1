"""An editor's word on a decision moves the statement: under the claim it repeats, to its own, or out of the record.

The verdict stays as it was made, for the trail; what counts from then on is the utterance's ``decision`` and claim. A
word can be taken back: it remembers where every statement that it moved had been (``Moved``). Alerts that went out
stay sent. An outlet's own word, that it takes a statement back, is followed in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from onrecord.store import record as record_store
from onrecord.store.base import Unit
from onrecord.store.tables.accounts import FeedbackRow
from onrecord.store.tables.record import DISOWNED, NOT_HELD, RETRACTED, ClaimRow, UtteranceRow
from processors.claims import Decision
from processors.ids import claim_id

WORDS = {"new": Decision.NEW, "not_new": Decision.REPEAT}
"""What an editor may say of novelty, as the decision that it wishes for."""

SAYINGS = (*WORDS, "wrong_speaker")
"""Everything that an editor may say of a decision."""

_STARTS = frozenset({Decision.NEW.value, Decision.UPDATE.value})


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an editor says about a decision: ``not_new``, ``new`` or ``wrong_speaker``. ``claim_id``: as it was then."""

    actor: str
    statement_id: str
    claim_id: str
    says: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: its claim, and its decision."""

    claim: str
    decision: str


@dataclass(slots=True)
class Moved:
    """What a word changed: each statement's place before and after, and the claims that others were changes of."""

    figure_id: str
    statements: dict[str, tuple[Place, Place]] = field(default_factory=dict)
    updates: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As ``FeedbackRow.moved`` keeps it."""
        places = {
            id_: [before.claim, before.decision, after.claim, after.decision]
            for id_, (before, after) in self.statements.items()
        }
        return {
            "figure": self.figure_id,
            "statements": places,
            "updates": {k: list(v) for k, v in self.updates.items()},
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Moved:
        """What ``as_json`` made. A word that is older than moving has an empty one."""
        places = {id_: (Place(a, b), Place(c, d)) for id_, (a, b, c, d) in kept.get("statements", {}).items()}
        changed = {one: (before, after) for one, (before, after) in kept.get("updates", {}).items()}
        return cls(kept.get("figure", ""), places, changed)


async def say(unit: Unit, tenant: str, word: Feedback) -> str | None:
    """Keep an editor's word and follow it; a second one on the same statement takes the first back.

    The claim that the statement belongs to now; None where nobody decided such a statement.
    """
    await take_back(unit, tenant, word.actor, word.statement_id)
    moved = await move(unit, word.statement_id, word.says)
    if moved is None:
        return None
    kept = {name: getattr(word, name) for name in ("actor", "statement_id", "claim_id", "says", "at")}
    unit.add(FeedbackRow(tenant=tenant, moved=moved.as_json(), **kept))
    await unit.flush()
    return await _claim_now(unit, word.statement_id)


async def take_back(unit: Unit, tenant: str, actor: str, statement_id: str) -> str | None:
    """Take an editor's own word back: what it moved, and nobody has moved since, returns. The word; None: none."""
    mine = (FeedbackRow.tenant == tenant, FeedbackRow.actor == actor, FeedbackRow.statement_id == statement_id)
    row = (await unit.scalars(select(FeedbackRow).where(*mine))).first()
    if row is None:
        return None
    await _restore(unit, Moved.of_json(row.moved))
    await unit.execute(delete(FeedbackRow).where(FeedbackRow.seq == row.seq))
    return row.says


async def _restore(unit: Unit, moved: Moved) -> None:
    claims: set[str] = set()
    for statement_id, (before, after) in moved.statements.items():
        stands = (UtteranceRow.claim_id == after.claim, UtteranceRow.decision == after.decision)
        where = (UtteranceRow.id == statement_id, *stands)
        await unit.execute(update(UtteranceRow).where(*where).values(claim_id=before.claim, decision=before.decision))
        claims |= {before.claim, after.claim}
        if before.claim != after.claim:
            await _follow(unit, statement_id, after.claim, before.claim)
    for claim, (before_, after_) in moved.updates.items():
        await unit.execute(update(ClaimRow).where(ClaimRow.id == claim, ClaimRow.updates.is_(after_)
            if after_ is None else ClaimRow.updates == after_).values(updates=before_))  # fmt: skip
    await _count(unit, claims | set(moved.updates))
    if moved.statements:
        await record_store.changed(unit, moved.figure_id)


async def _follow(unit: Unit, statement_id: str, left: str, claim: str) -> None:
    """What was decided since as a repeat of a statement goes where that statement goes back to."""
    for one in await _of_claim(unit, left):
        closest = record_store.VERDICT.validate_python(one.verdict).closest
        if one.decision == Decision.REPEAT and closest is not None and closest.id == statement_id:
            one.claim_id = claim
    await unit.flush()


async def move(unit: Unit, statement_id: str, says: str) -> Moved | None:
    """Follow an editor's word on a statement; what that changed. None where nobody decided it."""
    row = (await unit.scalars(select(UtteranceRow).where(UtteranceRow.id == statement_id))).first()
    if row is None:
        return None
    moved = Moved(row.figure_id)
    if says == "not_new":
        await _not_new(unit, row, moved)
    elif says == "new":
        await _new(unit, row, moved)
    else:
        await _leave(unit, row, DISOWNED, moved)
    await _settle(unit, moved)
    return moved


async def _settle(unit: Unit, moved: Moved) -> None:
    await _count(unit, {place.claim for pair in moved.statements.values() for place in pair} | set(moved.updates))
    if moved.statements:
        await record_store.changed(unit, moved.figure_id)


async def retract(unit: Unit, statement_id: str) -> None:
    """The outlet took a statement back: it leaves the figure's record, and what it says again is news again.

    Nothing else that carries the claim moves. Doing it again changes nothing.
    """
    row = (await unit.scalars(select(UtteranceRow).where(UtteranceRow.id == statement_id))).first()
    if row is not None and row.decision not in NOT_HELD:
        moved = Moved(row.figure_id)
        await _leave(unit, row, RETRACTED, moved)
        await _settle(unit, moved)


async def stand_again(unit: Unit, statement_id: str, revision: int) -> None:
    """A later ``revision`` shows again a statement that was taken back: it stands where it stood, nobody is told.

    A replay of the revision in which it was first read brings nothing back.
    """
    row = (await unit.scalars(select(UtteranceRow).where(UtteranceRow.id == statement_id))).first()
    if row is not None and row.decision == RETRACTED and row.revision < revision:
        moved = Moved(row.figure_id)
        held = [one for one in await _of_claim(unit, row.claim_id) if one.decision not in NOT_HELD]
        verdict = record_store.VERDICT.validate_python(row.verdict)
        _put(row, row.claim_id, (Decision.REPEAT if held else verdict.decision).value, moved)
        await unit.flush()
        await _settle(unit, moved)


async def _not_new(unit: Unit, row: UtteranceRow, moved: Moved) -> None:
    """Whoever began a claim joins the closest one, with all that repeats it; without a closest one it stays, known."""
    if row.decision == Decision.REPEAT:
        return
    closest = record_store.VERDICT.validate_python(row.verdict).closest
    target = (await _claim_now(unit, closest.id) if closest else None) or row.claim_id
    began = row.decision in _STARTS and target != row.claim_id
    rows = await _of_claim(unit, row.claim_id) if began else [row]
    if began:
        await _changes_of(unit, row.claim_id, target, moved)
    for one in rows:
        _put(one, target, Decision.REPEAT.value if one.id == row.id else one.decision, moved)
    await unit.flush()


async def _new(unit: Unit, row: UtteranceRow, moved: Moved) -> None:
    if row.decision in _STARTS:
        return
    own = claim_id(row.figure_id, row.id)
    if await unit.get(ClaimRow, own) is None:
        unit.add(_claim(own, row))
    _put(row, own, Decision.NEW.value, moved)
    await unit.flush()


async def _leave(unit: Unit, row: UtteranceRow, decision: str, moved: Moved) -> None:
    """Out of the figure's record; where it began a claim that others carry too, the next of them begins it."""
    began = row.decision in _STARTS
    _put(row, row.claim_id, decision, moved)
    await unit.flush()
    others = [one for one in await _of_claim(unit, row.claim_id) if one.decision not in NOT_HELD]
    if began and others and not any(one.decision in _STARTS for one in others):
        _put(others[0], row.claim_id, Decision.NEW.value, moved)
        await unit.flush()


async def _changes_of(unit: Unit, old: str, target: str, moved: Moved) -> None:
    """A claim that goes up in another is no longer a change, and what changed it changes the other."""
    for one in await unit.scalars(select(ClaimRow).where(or_(ClaimRow.id == old, ClaimRow.updates == old))):
        now = None if one.id in {old, target} else target
        if one.updates != now:
            moved.updates[one.id] = (one.updates, now)
            one.updates = now
    await unit.flush()


def _put(row: UtteranceRow, claim: str, decision: str, moved: Moved) -> None:
    before, after = Place(row.claim_id, row.decision), Place(claim, decision)
    if before != after:
        row.claim_id, row.decision = claim, decision
        moved.statements[row.id] = (before, after)


async def _of_claim(unit: Unit, claim: str) -> Sequence[UtteranceRow]:
    return (
        await unit.scalars(select(UtteranceRow).where(UtteranceRow.claim_id == claim).order_by(UtteranceRow.seq))
    ).all()


async def _claim_now(unit: Unit, statement_id: str) -> str | None:
    claim: str | None = await unit.scalar(select(UtteranceRow.claim_id).where(UtteranceRow.id == statement_id))
    return claim


def _claim(identity: str, row: UtteranceRow) -> ClaimRow:
    return ClaimRow(
        id=identity, figure_id=row.figure_id, first_seen=row.time, last_seen=row.time, first_utterance=row.id,
        text=row.text, outlets=[], stories=[], variants=0, updates=None,
    )  # fmt: skip


async def _count(unit: Unit, claims: Iterable[str]) -> None:
    """What claims are carried by, from the statements that they have now."""
    for identity in sorted(claims):
        claim = await unit.get(ClaimRow, identity)
        rows = [one for one in await _of_claim(unit, identity) if one.decision not in NOT_HELD]
        if claim is None:
            continue
        outlets: dict[str, None] = {}
        stories: dict[str, None] = {}
        for one in rows:
            story = one.story_id or one.article_id or one.id
            if story not in stories:  # a copy of a story that was counted adds no independent outlet
                stories[story] = outlets[one.outlet_id] = None
        claim.outlets, claim.stories, claim.variants = list(outlets), list(stories), len(rows)
        if rows:
            claim.first_utterance, claim.text = rows[0].id, rows[0].text
            claim.first_seen, claim.last_seen = min(one.time for one in rows), max(one.time for one in rows)
        newer = select(ClaimRow.id).where(ClaimRow.updates == identity).order_by(ClaimRow.first_seen.desc()).limit(1)
        claim.updated_by = await unit.scalar(newer)
    await unit.flush()


async def feedback_on(view: AsyncSession, tenant: str, claim: str) -> list[Feedback]:
    """What a newsroom's editors said about the statements that are, or were, under a claim; oldest first."""
    query = (
        select(FeedbackRow)
        .join(UtteranceRow, UtteranceRow.id == FeedbackRow.statement_id)
        .where(or_(FeedbackRow.claim_id == claim, UtteranceRow.claim_id == claim), FeedbackRow.tenant == tenant)
    )
    rows = await view.scalars(query.order_by(FeedbackRow.seq))
    return [Feedback(r.actor, r.statement_id, r.claim_id, r.says, r.at) for r in rows]


async def words_on(unit: AsyncSession, figures: Collection[str]) -> dict[str, str]:
    """What editors said of the statements of ``figures`` (of all, where there are none), by id; the latest counts."""
    query = select(FeedbackRow.statement_id, FeedbackRow.says).order_by(FeedbackRow.seq)
    if figures:
        # Looked up word by word: there are few of them, and a loud figure has hundreds of thousands of statements.
        of_them = (UtteranceRow.id == FeedbackRow.statement_id, UtteranceRow.figure_id.in_(figures))
        query = query.where(select(UtteranceRow.seq).where(*of_them).exists())
    return {row[0]: row[1] for row in await unit.execute(query)}


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
