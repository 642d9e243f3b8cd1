"""Statements that only go on from the one beside it: "This makes our support stronger" makes no claim of its own.

``processors.passages`` says which statements of an article belong together. Alone such a statement would be no use to
anybody, so it joins the claim of the one it goes on from.
"""

from __future__ import annotations

from dataclasses import replace

from processors.claims import Decision, Utterance, Verdict
from processors.passages import How

SURE = 0.8
"""Probability given to a statement's going on from the one beside it."""

REASONS = {
    How.POINTS_BACK: "Goes on from the statement before it in the same article (“{word} …”).",
    How.ONE_SENTENCE: "Goes on from the statement before it in the same sentence (“{word} …”).",
    How.SAME_MATTER: "Of one matter with the statement beside it in the same article (“{word}”).",
}


def elaborates(lead: tuple[Utterance, Verdict], judged: Verdict, how: How, word: str) -> Verdict:
    """The verdict on a statement that goes on from ``lead``, as ``word`` shows: ``judged``, or the lead's claim.

    A statement that was found to repeat something keeps its verdict. What only hangs on its lead, or shares its matter,
    joins it where the lead was told to the desk: beside something old it may be what is new in the passage.
    """
    before, verdict = lead
    old = verdict.decision is Decision.REPEAT and verdict.rule != "elaboration"
    if judged.decision is Decision.REPEAT or (old and how is not How.POINTS_BACK):
        return judged
    return replace(
        judged,
        decision=Decision.REPEAT,
        claim_id=before.claim_id,
        probability=SURE,
        reason=REASONS[how].format(word=word),
        rule="elaboration",
        closest=before,
        differs=(),
        updates=None,
    )
