"""Two statements as a row of features: how alike they are, and in what they differ.

Features are plain numbers with fixed names; a trained model (``processors.weights``) turns them into the probability
that both assert the same. ``new`` is the statement to judge, ``old`` an earlier one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from processors.alignment import ANSWERED, Alignment, align, length
from processors.embedding import Vector, VectorCache
from processors.quantities import Quantity
from processors.wordings import Wording

NEAR_COPY_LEAST = 0.4
"""Below this share of common words, order aside, the word-level difference says nothing."""

TOGETHER = 2
"""Content words apart at which two words still stand together: "grain from Ukraine", "Ukrainian grain"."""

AXES = (
    ("up", "down"), ("for", "against"), ("begin", "end"), ("win", "lose"), ("allow", "forbid"), ("good", "bad"),
    ("before", "after"), ("past", "future"), ("all", "some"), ("floor", "cap"), ("publicly", "privately"),
    ("first", "last"), ("certain", "possible"), ("must", "possible"), ("all", "few"), ("most", "few"), ("only", "all"),
)  # fmt: skip
"""Pairs of tags that contradict each other."""

MODALITY = ("possible", "must", "should", "wish", "if")
EXTENT = ("all", "most", "some", "few", "only", "floor", "cap")

BEHIND = {
    "behind_cosine": "cosine",
    "behind_centred": "centred",
    "behind_cover": "cover_least",
    "behind_rare": "rare_least",
}
"""Features of how far a pair stands behind the nearest one of the same statement, with what they are taken from."""

NAMES = {
    "cosine": 1, "lift": 0, "overlap": 1, "jaccard": 0, "held_most": 0, "letters": 0, "length": 0, "short": 0,
    "same_language": 0, "cover_least": 1, "cover_most": 1, "cover_new": 1, "worst_new": -1, "worst_old": -1,
    "left_new": 0, "left_old": 0,
    "names_shared": 1, "names_swapped": -1, "names_missing": -1,
    "numbers_shared": 1, "numbers_conflict": -1, "numbers_missing": -1, "dates_shared": 1, "dates_conflict": -1,
    "negation_odd": -1, "axes_against": -1, "axes_shared": 1, "modality": -1, "extent": -1, "contrast": -1,
    "order": 0, "names_order": -1, "sequence": 0, "changed": 0, "changed_likeness": 1, "near_conflict": -1,
    "part_cosine": 1, "part_mean": 1, "part_least": 0, "part_of_old": 1, "part_of_new": 1,
    "rare_new": 1, "rare_old": 1, "rare_least": 1, "rare_left": -1, "rare_cosine": 0, "rare_squared": 0, "rare_held": 1,
    "cosine_squared": 0, "cover_squared": 0, "cosine_cover": 0, "edit_likeness": 0, "near_unlike": 0, "near_hard": 0,
    "cosine_across": 0, "cover_across": 0, "cover_worst_new": 0, "cover_worst_old": 0, "short_cosine": 0,
    "short_worst": 0, "short_contrast": 0, "short_swapped": 0, "cosine_numbers": 0, "cosine_dates": 0,
    "short_numbers": 0, "worst_both": 0, "held_cosine": 0, "cosine_high": 0,
    "rest": 0, "exchanged": 0, "neighbours": 0, "centred": 0,
    "longest": 0, "shortest": 0, "behind_cosine": 0, "behind_centred": 0, "behind_cover": 0, "behind_rare": 0,
}  # fmt: skip
"""The features, each with the way it may move the probability: 1 only up, -1 only down, 0 either."""

COLUMNS = {name: place for place, name in enumerate(NAMES)}
"""The place of each feature in a row."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements compared, with what the visible rules need besides the features."""

    new: Wording
    old: Wording
    alignment: Alignment
    features: dict[str, float]
    left_new: tuple[Quantity, ...]
    left_old: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Nearness:
    """What the search already knows of a pair. ``cosine`` None: one of the two has no vector.

    ``usual``: cosine of the record's other near statements, so that talk of one topic is not taken for one claim.
    """

    cosine: float | None
    overlap: float
    usual: float = 0.0
    vector_new: Vector | None = None
    vector_old: Vector | None = None
    rarity: Callable[[str], float] = lambda _word: 1.0
    centre: Vector | None = None


@dataclass(frozen=True, slots=True)
class _Side:
    """What several features ask of one side of an alignment, worked out once: a decision compares a dozen pairs.

    ``capped``: likeness of each content word to its nearest, at most 1; ``share``: how far it is answered, in [0, 1];
    ``answered``: whether it is; ``left``: weight of those that are not.
    """

    words: Wording
    capped: NDArray[np.float32]
    share: NDArray[np.float32]
    answered: NDArray[np.bool_]
    left: float


def _side(words: Wording, best: NDArray[np.float32]) -> _Side:
    answered = best >= ANSWERED
    # Minimum and maximum are what np.clip does, at a third of its time on so few numbers.
    capped = np.minimum(best, 1.0)
    share = np.maximum(capped, 0.0)
    return _Side(words, capped, share, answered, float(words.weights[~answered].sum()))


def compare(new: Wording, old: Wording, near: Nearness, vectors: VectorCache | None) -> Pair:
    """The pair's features."""
    alignment = align(new, old, vectors)
    left_new, left_old = unmatched(new.quantities, old.quantities)
    sides = tuple(_side(words, best) for words, best in alignment.sides())
    features = _likeness(new, old, near) | _answers(sides) | _naming(sides)
    features |= _numbers(new, old, left_new, left_old) | _dates(new, old) | _meaning(new, old)
    features |= _order(alignment, sides[0]) | _edit(new, old, alignment) | _left_over(alignment, sides)
    features["centred"] = _centred(near)
    close = features["cover_least"]
    conflicts = (
        "numbers_conflict",
        "dates_conflict",
        "negation_odd",
        "axes_against",
        "modality",
        "extent",
        "names_swapped",
    )
    features["contrast"] = close * sum(features[name] for name in conflicts)
    hard = max(float(rivalling(left_new, left_old)), features["negation_odd"], min(1.0, features["axes_against"]))
    features["near_conflict"] = hard * max(0.0, features["sequence"] - 0.5) * 2
    features |= _by_rarity(sides, near)
    features |= _by_parts(new, old, near, vectors)
    features |= _together(features)
    features |= dict.fromkeys(BEHIND, 0.0)
    return Pair(new, old, alignment, features, left_new, left_old)


def beside(pairs: Sequence[Pair]) -> None:
    """Add to each pair of one statement how far it stands behind the nearest of them."""
    for name, source in BEHIND.items():
        most = max((pair.features[source] for pair in pairs), default=0.0)
        for pair in pairs:
            pair.features[name] = pair.features[source] - most


def row(features: dict[str, float]) -> list[float]:
    """The features in the order of ``NAMES``."""
    return [features[name] for name in NAMES]


def unmatched(
    new: tuple[Quantity, ...], old: tuple[Quantity, ...]
) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
    """Quantities of either side that the other does not have."""
    left_new = tuple(q for q in new if not any(q.same(other) for other in old))
    left_old = tuple(q for q in old if not any(q.same(other) for other in new))
    return left_new, left_old


def _likeness(new: Wording, old: Wording, near: Nearness) -> dict[str, float]:
    shared, grams = len(new.stems & old.stems), len(new.grams & old.grams)
    cosine = 0.0 if near.cosine is None else near.cosine
    return {
        "cosine": cosine,
        "lift": cosine - near.usual,
        "overlap": near.overlap,
        "jaccard": shared / (len(new.stems) + len(old.stems) - shared or 1),
        "held_most": shared / (min(len(new.stems), len(old.stems)) or 1),
        "letters": grams / (len(new.grams) + len(old.grams) - grams or 1),
        "length": math.log((len(new.words) + 1) / (len(old.words) + 1)),
        "short": float(min(len(new.content), len(old.content), 12)),
        "longest": math.log(1 + max(len(new.words), len(old.words))),
        "shortest": math.log(1 + min(len(new.words), len(old.words))),
        "same_language": float(new.lang == old.lang),
    }


def _answers(sides: Sequence[_Side]) -> dict[str, float]:
    found: dict[str, float] = {}
    covers = []
    for name, side in zip(("new", "old"), sides, strict=True):
        weights, total = side.words.weights, float(side.words.weights.sum()) or 1.0
        found[f"worst_{name}"] = float(((1 - side.capped) * weights).max(initial=0.0))
        found[f"left_{name}"] = side.left / total
        covers.append(float((weights * side.share).sum()) / total if len(weights) else 1.0)
    return found | {"cover_least": min(covers), "cover_most": max(covers), "cover_new": covers[0]}


def _naming(sides: Sequence[_Side]) -> dict[str, float]:
    left, shared = [], 0
    for side in sides:
        named = int(np.count_nonzero(side.words.named))
        answered = int(np.count_nonzero(side.words.named & side.answered))
        left.append(named - answered)
        shared += answered
    return {
        "names_shared": min(shared, 4) / 4,
        "names_swapped": float(left[0] > 0 and left[1] > 0),
        "names_missing": float(min(sum(left), 4)),
    }


def _numbers(
    new: Wording, old: Wording, left_new: tuple[Quantity, ...], left_old: tuple[Quantity, ...]
) -> dict[str, float]:
    rivals = rivalling(left_new, left_old)
    # A list of figures of which one agrees is less of a conflict than the one figure that does not.
    agree = min(len(new.quantities) - len(left_new), len(old.quantities) - len(left_old))
    return {
        "numbers_shared": float(min(max(agree, 0), 2)),
        "numbers_conflict": float(rivals) / (1 + max(agree, 0)),
        "numbers_missing": float(not rivals and bool(left_new or left_old)),
    }


def rivalling(left_new: tuple[Quantity, ...], left_old: tuple[Quantity, ...]) -> bool:
    """Whether an amount of either side may stand where the other side has another."""
    return any(a.comparable(b) for a in left_new for b in left_old)


def _dates(new: Wording, old: Wording) -> dict[str, float]:
    same = conflict = 0
    for kind in ("years", "months", "weekdays", "days"):
        a, b = getattr(new.dates, kind), getattr(old.dates, kind)
        same += bool(a & b)
        conflict += bool(a and b and not a & b)
    return {"dates_shared": float(same), "dates_conflict": float(bool(conflict))}


def _meaning(new: Wording, old: Wording) -> dict[str, float]:
    here, there = new.counts.keys(), old.counts.keys()
    only_new, only_old = here - there, there - here
    both, one_side = here & there, only_new | only_old
    against = (
        sum((a in only_new and b in only_old) or (b in only_new and a in only_old) for a, b in AXES)
        if only_new and only_old
        else 0
    )
    sizes = sorted((len(new.content), len(old.content)))
    # A text that says much more than the other has words of its own that contradict nothing.
    balance = (sizes[0] + 1) / (sizes[1] + 1)
    return {
        "negation_odd": balance * (negations(new) % 2 != negations(old) % 2),
        "axes_against": balance * against,
        "axes_shared": float(sum(tag in both for pair in AXES[:7] for tag in pair)),
        "modality": balance * sum(tag in one_side for tag in MODALITY),
        "extent": balance * sum(tag in one_side for tag in EXTENT),
    }


def negations(wording: Wording) -> int:
    """How often the text negates, its being denied counted; French "ne … pas" is one negation."""
    count = wording.counts.get("not", 0)
    if wording.lang == "fr":
        particles = sum(word.lower in {"ne", "n"} for word in wording.words)
        count = max(particles, count - particles)
    return count + wording.denied


def _left_over(alignment: Alignment, sides: Sequence[_Side]) -> dict[str, float]:
    """What neither side answers, and whether words that stood together stand together on the other side."""
    places, answered = alignment.to_b.tolist(), sides[0].answered.tolist()
    kept = [
        abs(places[i + 1] - places[i]) <= TOGETHER for i in range(len(places) - 1) if answered[i] and answered[i + 1]
    ]
    return {
        "rest": alignment.rest,
        "exchanged": min(*(side.left for side in sides), 6.0),
        "neighbours": sum(kept) / len(kept) if kept else 1.0,
    }


def _centred(near: Nearness) -> float:
    """The cosine without what all the figure's statements have in common."""
    if near.vector_new is None or near.vector_old is None:
        return 0.0
    if near.centre is None:
        return 0.0 if near.cosine is None else near.cosine
    one, other = near.vector_new - near.centre, near.vector_old - near.centre
    return float(one @ other / (length(one) * length(other) + 1e-9))


def _order(alignment: Alignment, side: _Side) -> dict[str, float]:
    """Share of matched words, and of matched names, that stand in the other order: who does what to whom."""
    back = alignment.to_a.tolist()
    matched = [
        (j, word.name)
        for i, (j, answered, word) in enumerate(
            zip(alignment.to_b.tolist(), side.answered.tolist(), side.words.content, strict=True)
        )
        if j >= 0 and answered and back[j] == i
    ]
    return {
        "order": _inversions([j for j, _ in matched]),
        "names_order": _inversions([j for j, name in matched if name]),
    }


def _inversions(places: list[int]) -> float:
    if len(places) < 2:
        return 0.0
    turned = sum(later < earlier for earlier, later in itertools.combinations(places, 2))
    return turned / (len(places) * (len(places) - 1) / 2)


def _edit(new: Wording, old: Wording, alignment: Alignment) -> dict[str, float]:
    """The word-level difference, which tells a near-copy that says something else from a paraphrase."""
    if new.lang != old.lang:
        return {"sequence": 0.0, "changed": 0.0, "changed_likeness": 1.0}
    before, after = [w.lower for w in old.words], [w.lower for w in new.words]
    sequence = Indel.normalized_similarity(before, after, score_cutoff=NEAR_COPY_LEAST)
    if not sequence:
        return {"sequence": 0.0, "changed": 0.0, "changed_likeness": 1.0}
    best: dict[str, float] = {}
    for words, answered in alignment.sides():
        for word, value in zip(words.content, answered.tolist(), strict=True):
            best[word.lower] = min(value, best.get(word.lower, 1.0))
    changed, likeness = 0.0, 1.0
    for edit in Indel.opcodes(before, after):
        if edit.tag == "equal":
            continue
        for word in (
            *old.words[edit.src_start : edit.src_end],
            *new.words[edit.dest_start : edit.dest_end],
        ):
            if word.weight:
                changed += 1
                likeness = min(likeness, best.get(word.lower, 1.0))
    return {"sequence": sequence, "changed": min(changed, 12.0), "changed_likeness": likeness}


def _by_rarity(sides: Sequence[_Side], near: Nearness) -> dict[str, float]:
    """How far each side's words are answered, each counted by how much it tells in this figure's record."""
    covers, left, held = [], 0.0, 0.0
    for side in sides:
        weights = side.words.weights * [near.rarity(word.lower) for word in side.words.content]
        total = float(weights.sum())
        covers.append(float((weights * side.share).sum()) / total if total else 0.5)
        left += float((weights * ~side.answered).sum())
        held = max(held, float((weights * side.answered).sum()))
    cosine = 0.0 if near.cosine is None else near.cosine
    least = min(covers)
    return {
        "rare_new": covers[0],
        "rare_old": covers[1],
        "rare_least": least,
        "rare_left": min(left, 12.0),
        "rare_cosine": least * cosine,
        "rare_squared": least**2,
        "rare_held": min(held, 6.0),
    }


def _by_parts(new: Wording, old: Wording, near: Nearness, vectors: VectorCache | None) -> dict[str, float]:
    """Cosines between sentences: a long statement repeats a claim with one of them."""
    plain = 0.0 if near.cosine is None else near.cosine
    names = ("part_cosine", "part_mean", "part_least", "part_of_old", "part_of_new")
    if vectors is None or near.vector_new is None or near.vector_old is None or not (new.parts or old.parts):
        return dict.fromkeys(names, plain)
    left = np.vstack([near.vector_new[None], vectors.of(new.parts)])
    right = np.vstack([near.vector_old[None], vectors.of(old.parts)])
    table = left @ right.T
    best = (table[1:] if new.parts else table).max(axis=1)
    values = (table.max(), best.mean(), best.min(), table[0].max(), table[:, 0].max())
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def _together(f: dict[str, float]) -> dict[str, float]:
    """Products that let a linear model say "close, but": a conflict counts by how close the rest is."""
    across = 1 - f["same_language"]
    near_copy = float(f["sequence"] > 0.75)
    return {
        "cosine_squared": f["cosine"] ** 2,
        "cover_squared": f["cover_least"] ** 2,
        "cosine_cover": f["cosine"] * f["cover_least"],
        "edit_likeness": f["sequence"] * f["changed_likeness"],
        "near_unlike": near_copy * (1 - f["changed_likeness"]),
        "near_hard": near_copy * f["near_conflict"],
        "cosine_across": across * f["cosine"],
        "cover_across": across * f["cover_least"],
        "cover_worst_new": f["cover_least"] * f["worst_new"],
        "cover_worst_old": f["cover_least"] * f["worst_old"],
        "short_cosine": f["short"] * f["cosine"],
        "short_worst": f["short"] * f["worst_new"],
        "short_contrast": f["short"] * f["contrast"],
        "short_swapped": f["short"] * f["names_swapped"],
        "cosine_numbers": f["cosine"] * f["numbers_conflict"],
        "cosine_dates": f["cosine"] * f["dates_conflict"],
        "short_numbers": f["short"] * f["numbers_conflict"],
        "worst_both": min(f["worst_new"], f["worst_old"]),
        "held_cosine": f["held_most"] * f["cosine"],
        "cosine_high": max(f["cosine"] - 0.7, 0.0),
    }


__all__ = ["AXES", "NAMES", "Nearness", "Pair", "Vector", "compare", "negations", "row", "unmatched"]
