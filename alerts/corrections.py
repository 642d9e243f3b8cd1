"""What a later revision of an article did to the statements of the one before: corrected, retracted, re-attributed.

Pure. A statement that stands in both revisions is untouched, wherever it moved. The rest is paired by likeness:
what has a partner was corrected, what has none was retracted, and new words without a partner are no correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


MIN_KEPT = 0.5
"""A revision with less than half of the text is taken for a page that could not be read (a wall, a stub): nothing is
called retracted on its word."""


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of an article revision, with its id. ``claim_id``: where the verdict put it, where that is known."""

    id: str
    statement: Statement
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of an article: its text (title and body) and the statements read in it."""

    number: int
    text: str
    statements: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A correction and its event; ``after`` is the same speaker's statement that stands there now, if one does."""

    event: EventType
    correction: Correction
    after: Told | None = None


def compare(before: Revision, after: Revision) -> tuple[Change, ...]:
    """What became of each statement of ``before``, in its order; those that still stand are left out.

    A reader may cut the same text differently twice, so the texts have the last word: what still stands in the later
    text was not taken back, and what stood in the earlier one is no correction. Only a speaker can change in place.
    """
    if len(after.text) < MIN_KEPT * len(before.text):
        return ()
    old_words, new_words = _padded(before.text), _padded(after.text)
    standing = {one.id for one in after.statements}
    fresh = [one for one in after.statements if one.id not in {old.id for old in before.statements}]
    changes = []
    for old in before.statements:
        if old.id in standing:
            continue
        kept = _padded(old.statement.text) in new_words
        open_to = [one for one in fresh if kept or _padded(one.statement.text) not in old_words or _moved(old, one)]
        partner = _partner(old, open_to)
        if kept and (partner is None or not _moved(old, partner)):
            continue
        if partner is not None:
            fresh.remove(partner)
        changes.append(_change(old, partner, before.number))
    return tuple(changes)


def taken_down(before: Revision) -> tuple[Change, ...]:
    """The outlet shows the article no more: every statement of it is taken back."""
    gone = (_change(old, None, before.number) for old in before.statements)
    return tuple(replace(one, correction=replace(one.correction, reason=CorrectionReason.TAKEN_DOWN)) for one in gone)


def _padded(text: str) -> str:
    """The words of ``text`` between spaces, so that words are found whole."""
    return f" {wording(text)} "


def _moved(old: Told, new: Told) -> bool:
    """Whether ``new`` gives the words of ``old`` to another speaker."""
    same_words = wording(old.statement.text) == wording(new.statement.text)
    return same_words and not _same_speaker(old.statement, new.statement)


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
