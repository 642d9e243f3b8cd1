"""What an earlier claim's utterances say together of a new one: one probability a claim, out of those of its pairs.

A claim with three wordings of which one looks alike and two do not is another matter than a claim with one wording that
looks alike; and the best claim counts for more where no other comes near. A small trained model weighs that; where the
new statement copies an earlier one with a deliberate change, a visible rule decides instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from processors import similarity, word_for_word
from processors.claim_rows import NEAR_COPY, claim_rows, copy_share
from processors.claims import Utterance
from processors.quantities import Quantity
from processors.record import Candidate
from processors.similarity import Pair
from processors.weights import Network

SURE_COPY = 0.8
"""From here on a differing number or negation is a deliberate one: the rule decides, whatever the model says."""

CERTAIN_COPY = 0.9
"""From here on such a deliberate change also speaks against every other claim that does not have it."""

OVERRULED = 0.1
"""Probability left to a claim that a deliberate change speaks against."""

OTHER_MAGNITUDE = 3.0
"""From this ratio of two amounts on they are not one amount: 20,000 a month beside 700,000 in all."""

LONG = math.log(1 + 40)
"""Logarithm of the words from which on a text names several amounts of several things."""

NEAR_EXACT = 0.97
"""Probability given to a pair that is one text but for articles, fillers, "he said" and how numbers are written."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A candidate with its comparison. ``same``: probability that it asserts the same."""

    candidate: Candidate
    pair: Pair
    same: float

    @property
    def utterance(self) -> Utterance:
        return self.candidate.utterance


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim's nearest utterances say together: ``shown`` is the one to show."""

    claim_id: str
    same: float
    shown: Compared
    rule: str


def by_claim(compared: Sequence[Compared], trained: Network) -> list[Evidence]:
    """The evidence for each claim of the compared utterances, in the order in which the claims come first."""
    claims: dict[str, list[Compared]] = {}
    for one in compared:
        claims.setdefault(one.utterance.claim_id, []).append(one)
    if not claims:
        return []
    chances = np.array([one.same for one in compared])
    rows = np.array([similarity.row(one.pair.features) for one in compared])
    names = [one.utterance.claim_id for one in compared]
    weighed = trained.probabilities(claim_rows(chances, rows, names))
    changed = changed_copy(compared)
    return [
        _ruled(claim, members, float(same), changed)
        for (claim, members), same in zip(claims.items(), weighed, strict=True)
    ]


def _ruled(claim: str, members: list[Compared], same: float, changed: Compared | None) -> Evidence:
    """A claim's probability under the visible rules.

    ``changed``: an earlier statement, of whichever claim, that the new one copies with a deliberate change.
    """
    best = max(members, key=lambda one: one.same)
    copy = max(members, key=lambda one: one.pair.features["sequence"])
    if copy.pair.features["sequence"] >= SURE_COPY and deliberate(copy.pair):
        return Evidence(claim, min(same, OVERRULED), copy, "near copy")
    if other_magnitude(best.pair):
        return Evidence(claim, min(same, OVERRULED), best, "other amount")
    if changed is not None and not any(has_change(one.pair, changed.pair) for one in members):
        return Evidence(claim, min(same, OVERRULED), best, "near copy")
    if any(same_words(one.pair) for one in members):
        return Evidence(claim, max(same, NEAR_EXACT), best, "near exact")
    return Evidence(claim, same, copy if copy_share(copy.pair.features["sequence"]) > 0.5 else best, "classifier")


def changed_copy(compared: Sequence[Compared]) -> Compared | None:
    """The earlier statement that the new one repeats word for word but for another number or negation, if there is."""
    nearest = max(compared, key=lambda one: one.pair.features["sequence"], default=None)
    if nearest is None or nearest.pair.features["sequence"] < CERTAIN_COPY or not deliberate(nearest.pair):
        return None
    return nearest


def has_change(pair: Pair, copied: Pair) -> bool:
    """Whether an earlier statement has what the new one changed in the one it copied: that number, that negation."""
    fresh, given_up = exchanged_quantities(copied)
    if similarity.rivalling(fresh, given_up):
        return not any(q in pair.left_new for q in fresh)
    if pair.new.lang == pair.old.lang and pair.features["sequence"] < NEAR_COPY[0]:
        return False
    return not pair.features["negation_odd"]


def deliberate(pair: Pair) -> bool:
    """Whether a near-copy has another number or another negation."""
    return similarity.rivalling(*exchanged_quantities(pair)) or bool(pair.features["negation_odd"])


def exchanged_quantities(pair: Pair) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
    """Quantities that only one side has. In a copy each counts as often as it stands there.

    "$4 bn now, $3 bn before" made into "$3 bn now, $3 bn before" holds no new number and still says something else.
    """
    if pair.features["sequence"] < CERTAIN_COPY:
        return pair.left_new, pair.left_old
    left_old = list(pair.old.quantities)
    left_new = []
    for quantity in pair.new.quantities:
        twin = next((old for old in left_old if quantity.same(old)), None)
        if twin is None:
            left_new.append(quantity)
        else:
            left_old.remove(twin)
    return tuple(left_new), tuple(left_old)


def other_magnitude(pair: Pair) -> bool:
    """Whether the two name amounts of one kind so far apart that no rounding and no later count explains it.

    Of 870 such pairs in labelled streams 5 asserted the same, all of them long and about several things.
    """
    agree = min(len(pair.new.quantities) - len(pair.left_new), len(pair.old.quantities) - len(pair.left_old))
    if agree > 0 or pair.features["longest"] > LONG:
        return False
    ratios = [_ratio(a, b) for a in pair.left_new for b in pair.left_old if a.comparable(b)]
    return bool(ratios) and min(ratios) >= OTHER_MAGNITUDE


def _ratio(one: Quantity, other: Quantity) -> float:
    small, large = sorted((abs(one.value), abs(other.value)))
    return large / small if small else float("inf")


def same_words(pair: Pair) -> bool:
    """Whether two texts of one language differ in nothing that tells: "said", articles, a filler."""
    if pair.features["sequence"] < NEAR_COPY[0] or pair.left_new or pair.left_old or pair.new.dates != pair.old.dates:
        return False
    return bool(pair.new.content) and pair.new.denied == pair.old.denied and word_for_word.same(pair.new, pair.old)
