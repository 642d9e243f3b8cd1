"""New, update or repeat: one utterance held against everything its figure said before.

The way: the same wording; else the nearest by vector and by words (``processors.record``), each compared as a pair
(``processors.similarity``), with the probability that both assert the same (``processors.weights``); these are weighed
claim by claim, and visible differences (``processors.differences``) say whether what is not a repeat is an update.
Pure: what comes out depends only on what goes in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache, partial

import numpy as np

from processors import differences, evidence, similarity, weights, wordings
from processors.claims import Decision, Difference, Utterance, Verdict
from processors.embedding import Vector, VectorCache
from processors.evidence import NEAR_EXACT, SURE_COPY, Compared, Evidence, same_words
from processors.ids import claim_id
from processors.models import Modality
from processors.record import Candidate, Record
from processors.similarity import Nearness, Pair
from processors.weights import Weights
from processors.wordings import Wording

AS_LIKELY = 0.05
"""Of two forms of a claim that are as likely as each other, within this, the later one is repeated."""

TAKEN_BACK = frozenset(["quantity", "date", "polarity"])
"""Differences by which a return to an earlier form is news; another name or another verb alone is only other words."""

SETTLED = timedelta(days=1)
"""How long a changed form must have stood before going back to the old one is news; a day is one exchange."""

USUAL = 0.3
"""Cosine of two unrelated statements of one figure, taken where the record is too small to say."""


@dataclass(frozen=True, slots=True)
class NoveltySettings:
    """``threshold``: from which probability of asserting the same on it is a repeat.

    ``related``: from which likeness on something that is no repeat may be an update of what it resembles.
    ``enough``: statements that a record must hold before the absence of a match means much.
    """

    threshold: float = 0.5
    related: float = 0.6
    shortlist: int = 12
    enough: int = 30


class Judge:
    """Decides; keeps nothing between two decisions but texts taken apart and vectors of words, to save time."""

    def __init__(
        self,
        trained: Weights | None = None,
        settings: NoveltySettings | None = None,
        vectors: VectorCache | None = None,
    ) -> None:
        self.settings = settings or NoveltySettings()
        self._weights = trained or weights.shipped()
        self._vectors = vectors
        self._read = lru_cache(maxsize=20_000)(wordings.read)

    def judge(
        self, utterance: Utterance, vector: Vector | None, record: Record, threshold: float | None = None
    ) -> Verdict:
        """The verdict on ``utterance`` against ``record``, which is left as it is."""
        limit = self.settings.threshold if threshold is None else threshold
        known = _same_wording(utterance, record)
        if known is not None and not _came_back(record, known.claim_id, utterance):
            return self._noted(record, _exact(known, limit))
        compared = self.compare(utterance, vector, record)
        best = max(self._by_claim(compared), key=lambda one: one.same, default=None)
        if known is not None:
            return self._noted(record, self._went_back(utterance, known, record, limit, None))
        if best is not None and best.same >= limit:
            return self._noted(record, self._repeated(utterance, best, compared, record, limit))
        return self._noted(record, self._changed(utterance, best, compared, limit))

    def compare(self, utterance: Utterance, vector: Vector | None, record: Record) -> list[Compared]:
        """The record's nearest utterances, each compared with ``utterance``; nearest first."""
        candidates = record.shortlist(utterance.text, vector, self.settings.shortlist)
        if not candidates:
            return []
        new = self._wording(utterance)
        near = partial(
            Nearness, usual=_usual(candidates), vector_new=vector, rarity=cache(record.rarity),
            centre=record.centre(),
        )  # fmt: skip
        pairs = [self._pair(new, candidate, near) for candidate in candidates]
        similarity.beside(pairs)
        with_vectors = vector is not None and self._vectors is not None
        trained = self._weights.of(vectors=with_vectors).pairs
        chances = trained.probabilities([similarity.row(pair.features) for pair in pairs])
        return [
            Compared(c, p, NEAR_EXACT if same_words(p) else float(s))
            for c, p, s in zip(candidates, pairs, chances, strict=True)
        ]

    def _pair(self, new: Wording, candidate: Candidate, near: Callable[..., Nearness]) -> Pair:
        old = self._wording(candidate.utterance)
        nearness = near(candidate.cosine, candidate.overlap, vector_old=candidate.vector)
        return similarity.compare(new, old, nearness, self._vectors)

    def _wording(self, utterance: Utterance) -> Wording:
        return self._read(utterance.text, utterance.lang, denied=utterance.modality is Modality.DENIED)

    def _by_claim(self, compared: list[Compared]) -> list[Evidence]:
        return evidence.by_claim(compared, self._weights.of(vectors=self._with_vectors(compared)).claims)

    def _with_vectors(self, compared: list[Compared]) -> bool:
        return self._vectors is not None and any(one.candidate.cosine is not None for one in compared)

    def _repeated(
        self, utterance: Utterance, best: Evidence, compared: list[Compared], record: Record, limit: float
    ) -> Verdict:
        """A repeat of the claim, of its latest form, or a return to a form that was given up."""
        latest = record.latest(best.claim_id)
        newer = next((e for e in self._by_claim(compared) if e.claim_id == latest), best)
        if newer.same >= best.same - AS_LIKELY:
            best = newer
        if _came_back(record, best.claim_id, utterance) and self._takes_back(utterance, best.claim_id, record):
            return self._went_back(utterance, best.shown.utterance, record, limit, best.shown)
        shown = best.shown
        reason = f"Says again what {_source(shown.utterance)} had{_in_other_words(shown)}."
        return Verdict(
            Decision.REPEAT, best.claim_id, best.same, best.same, reason, "classifier", limit, shown.utterance,
            notes=_left_out(shown),
        )  # fmt: skip

    def _takes_back(self, utterance: Utterance, claim: str, record: Record) -> bool:
        """Whether ``utterance`` has another number, date or negation than the form that followed its claim."""
        forms = record.of_claim(record.latest(claim))
        found = differences.between(self._between(utterance, forms[-1]))
        return any(one.what in TAKEN_BACK for one in found)

    def _went_back(
        self, utterance: Utterance, old: Utterance, record: Record, limit: float, shown: Compared | None
    ) -> Verdict:
        latest = record.latest(old.claim_id)
        form = record.of_claim(latest)[-1]
        differs = shown and differences.between(self._between(utterance, form))
        reason = f"Goes back to what {_source(old)} had, after {_source(form)} had it otherwise."
        same = shown.same if shown else 1.0
        own = claim_id(utterance.figure_id, utterance.id)
        return Verdict(Decision.UPDATE, own, same, same, reason, "returned", limit, form, differs or (), latest)

    def _between(self, utterance: Utterance, form: Utterance) -> Pair:
        new, old = self._wording(utterance), self._wording(form)
        return similarity.compare(new, old, Nearness(None, 0.0), self._vectors)

    def _changed(self, utterance: Utterance, best: Evidence | None, compared: list[Compared], limit: float) -> Verdict:
        """Not a repeat: an update of what it resembles and visibly differs from, else new."""
        own = claim_id(utterance.figure_id, utterance.id)
        if best is None:
            return Verdict(Decision.NEW, own, 1.0, 0.0, "Nothing comparable was said before.", "none", limit)
        nearest = max(compared, key=_likeness)
        found = differences.between(nearest.pair)
        if found and _likeness(nearest) >= self.settings.related:
            reason = f"Like what {_source(nearest.utterance)} had, but {_in_words(found)}."
            return Verdict(
                Decision.UPDATE, own, 1 - best.same, best.same, reason, found[0].what, limit, nearest.utterance, found,
                nearest.utterance.claim_id,
            )  # fmt: skip
        reason = f"The closest earlier statement, {_source(best.shown.utterance)}, asserts something else."
        return Verdict(
            Decision.NEW, own, 1 - best.same, best.same, reason, best.rule, limit, best.shown.utterance,
            differences.between(best.shown.pair),
        )  # fmt: skip

    def _noted(self, record: Record, verdict: Verdict) -> Verdict:
        if len(record) >= self.settings.enough or verdict.decision is Decision.REPEAT:
            return verdict
        note = (
            f"The record holds only {len(record)} earlier statements of this figure: "
            "what is new to it may be old (onrecord record import loads past statements)."
        )
        return Verdict(
            verdict.decision, verdict.claim_id, verdict.probability, verdict.same, verdict.reason, verdict.rule,
            verdict.threshold, verdict.closest, verdict.differs, verdict.updates, (*verdict.notes, note),
        )  # fmt: skip


def _same_wording(utterance: Utterance, record: Record) -> Utterance | None:
    """The earlier statement of the same words, unless one of the two was denied and the other said."""
    known = record.same_wording(utterance.text)
    if known is None or (known.modality is Modality.DENIED) != (utterance.modality is Modality.DENIED):
        return None
    return known


def _exact(known: Utterance, limit: float) -> Verdict:
    reason = f"The same words as in {_source(known)}."
    return Verdict(Decision.REPEAT, known.claim_id, 1.0, 1.0, reason, "exact", limit, known)


def _usual(candidates: list[Candidate]) -> float:
    """The middle cosine of the shortlist without its best: what talk of this topic looks like."""
    cosines = sorted((c.cosine for c in candidates if c.cosine is not None), reverse=True)
    return float(np.median(cosines[1:])) if len(cosines) > 3 else USUAL


def _likeness(one: Compared) -> float:
    """How much two statements speak of the same, whether or not they assert the same."""
    f = one.pair.features
    return (
        max(f["sequence"], 0.5 * (f["cosine"] + f["cover_least"])) if f["cosine"] else max(f["sequence"], f["jaccard"])
    )


def _moment(utterance: Utterance) -> datetime:
    if utterance.said_on is not None:
        return datetime.combine(utterance.said_on, time(), tzinfo=UTC)
    return utterance.time


def _came_back(record: Record, claim: str, utterance: Utterance) -> bool:
    """Whether the claim was given up for another form that has stood a while and was confirmed by a second article."""
    latest = record.latest(claim)
    forms = record.of_claim(latest) if latest != claim else ()
    if len({one.story_id or one.article_id or one.id for one in forms}) < 2:
        return False
    return _moment(utterance) - min(map(_moment, forms)) >= SETTLED


def _source(utterance: Utterance) -> str:
    who = utterance.outlet_name or utterance.outlet_id or "an earlier statement"
    return f"{who} of {_moment(utterance):%d %B %Y}"


def _in_other_words(shown: Compared) -> str:
    f = shown.pair.features
    if not f["same_language"]:
        return ", in another language"
    return "" if f["sequence"] > SURE_COPY else ", in other words"


def _in_words(found: tuple[Difference, ...]) -> str:
    return "; ".join(f"{one.what} {one}" for one in found[:2])


def _left_out(shown: Compared) -> tuple[str, ...]:
    """What only one of the two has, where they are taken for the same: an editor may see it otherwise."""
    found = differences.between(shown.pair)
    return (f"Differs in {_in_words(found)}.",) if found else ()
