"""New, update or repeat: one utterance held against everything its figure said before.

The way: the same wording, else the nearest by vector and by words (``processors.record``), each
compared as a pair. Pure: what comes out depends only on what goes in.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors.claims import Decision, Utterance, Verdict
from processors.embedding import Vector
from processors.ids import claim_id
from processors.record import Candidate, Record


@dataclass(frozen=True, slots=True)
class NoveltySettings:
    """``threshold``: from which probability of asserting the same on it is a repeat.

    ``enough``: statements that a record must hold before the absence of a match means much.
    """

    threshold: float = 0.5
    shortlist: int = 12
    enough: int = 30


class Judge:
    """Decides; keeps nothing between two decisions."""

    def __init__(self, settings: NoveltySettings | None = None) -> None:
        self.settings = settings or NoveltySettings()

    def judge(
        self, utterance: Utterance, vector: Vector | None, record: Record, threshold: float | None = None
    ) -> Verdict:
        """The verdict on ``utterance`` against ``record``, which is left as it is."""
        limit = self.settings.threshold if threshold is None else threshold
        known = record.same_wording(utterance.text)
        if known is not None:
            return Verdict(
                Decision.REPEAT, known.claim_id, 1.0, 1.0, "The same words as before.", "exact", limit, known
            )
        candidates = record.shortlist(utterance.text, vector, self.settings.shortlist)
        best = max(candidates, key=_same, default=None)
        own = claim_id(utterance.figure_id, utterance.id)
        if best is None:
            return Verdict(Decision.NEW, own, 1.0, 0.0, "Nothing comparable was said before.", "none", limit)
        same = _same(best)
        if same >= limit:
            reason = "Asserts what was said before in other words."
            return Verdict(
                Decision.REPEAT, best.utterance.claim_id, same, same, reason, "classifier", limit, best.utterance
            )
        reason = "The closest earlier statement asserts something else."
        return Verdict(Decision.NEW, own, 1 - same, same, reason, "classifier", limit, best.utterance)


def _same(candidate: Candidate) -> float:
    return candidate.overlap if candidate.cosine is None else max(0.0, candidate.cosine)
