"""What a later revision of an article did to the statements of the one before: corrected, retracted, re-attributed.

Pure. A statement that stands in both revisions is untouched, wherever it moved. The rest is paired by likeness:
what has a partner was corrected, what has none was retracted, and new words without a partner are no correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from alerts.models import Correction, CorrectionReason, EventType
from processors.claims import Difference
from processors.ids import wording
from processors.models import Statement

LIKENESS = 0.6
"""Share of words in common, in order, from which a changed sentence counts as the same one corrected: a changed
number in a sentence of six words leaves 0.83, two unrelated sentences of one speaker rarely reach 0.5."""

MAX_PHRASE = 12
"""Words of one difference; longer ones are a rewrite, shown whole by before and after."""


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of an article revision, as a correction needs it. ``claim_id``: where the verdict put it."""

    id: str
    statement: Statement
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A correction and its event; ``after`` is the statement that stands there now, None when none does."""

    event: EventType
    correction: Correction
    after: Told | None = None


def compare(before: Sequence[Told], after: Sequence[Told], revision_before: int) -> tuple[Change, ...]:
    """What became of each statement of ``before``, in its order; those that still stand are left out."""
    standing = {one.id for one in after}
    fresh = [one for one in after if one.id not in {old.id for old in before}]
    changes = []
    for old in before:
        if old.id in standing:
            continue
        partner = _partner(old, fresh)
        if partner is not None:
            fresh.remove(partner)
        changes.append(_change(old, partner, revision_before))
    return tuple(changes)


def _partner(old: Told, fresh: Sequence[Told]) -> Told | None:
    """The likest of the new statements; the same words by another speaker are the likest of all."""
    scored = [(_likeness(old.statement.text, one.statement.text), -place, one) for place, one in enumerate(fresh)]
    best = max(scored, default=None, key=lambda pair: pair[:2])
    return best[2] if best is not None and best[0] >= LIKENESS else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, wording(one).split(), wording(other).split(), autojunk=False).ratio()


def _change(old: Told, new: Told | None, revision_before: int) -> Change:
    moved = new is not None and not _same_speaker(old.statement, new.statement)
    if new is None or moved:
        event = EventType.RETRACTED
        reason = CorrectionReason.ATTRIBUTION_CHANGED if moved else CorrectionReason.RETRACTED
    else:
        event, reason = EventType.CORRECTED, CorrectionReason.CORRECTED
    correction = Correction(
        reason=reason,
        statement_id=old.id,
        claim_id=old.claim_id,
        before=old.statement.text,
        after=new.statement.text if new else None,
        revision_before=revision_before,
        differs=differences(old.statement.text, new.statement.text) if new else (),
        speaker_before=old.statement.speaker,
        speaker_after=new.statement.speaker if new else None,
    )
    return Change(event, correction, None if moved else new)


def _same_speaker(one: Statement, other: Statement) -> bool:
    """By figure; where neither is tracked, by the name as printed."""
    if one.figure_id or other.figure_id:
        return one.figure_id == other.figure_id
    return wording(one.speaker or "") == wording(other.speaker or "")


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """The words that changed, phrase by phrase in order."""
    old, new = before.split(), after.split()
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        Difference("wording", " ".join(old[a:b][:MAX_PHRASE]), " ".join(new[c:d][:MAX_PHRASE]))
        for kind, a, b, c, d in blocks
        if kind != "equal"
    )
