"""An earlier claim as a row of numbers: what the pairs of its utterances with a new one look like together.

A trained model (``processors.weights``) turns a row into the probability that the new statement makes that claim.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from processors.similarity import COLUMNS

NEAR_COPY = (0.6, 0.9)
"""Between these shares of common words in order, the near-copy speaks for its claim rather than the claim's best match:
"… 50 billion" beside "… 40 billion" is told by that pair, whatever a loose translation of it looks like."""

NO_RIVAL = -9.0
"""Log odds of the best other claim where there is none."""

OF_BEST = (
    "cosine", "cover_new", "cover_least", "worst_new", "rare_new", "rare_least", "rare_left", "names_swapped",
    "names_missing", "numbers_conflict", "same_language", "lift", "centred", "sequence", "short", "length",
)  # fmt: skip
"""Features of the claim's best pair that are weighed again beside the whole claim: the same log odds mean less between
long texts of one theme than between a quotation and its translation."""

CLAIM_NAMES = (
    "best", "second", "mean", "least", "by_copy", "copy_share", "alone", "wordings", "rival", "longest", "languages",
    "cosine", "cosine_mean", *(f"best_{name}" for name in OF_BEST),
)  # fmt: skip
"""The numbers of a row: log odds of the claim's best pair, of its second (the best where it is alone), of all, of the
worst, and the best drawn towards the near-copy's; how many wordings there are; log odds of the best other claim; words
of the longer text; whether the wordings are in several languages; cosines; then ``OF_BEST``."""

_COSINE, _SEQUENCE, _LANGUAGE, _LONGEST = (COLUMNS[name] for name in ("cosine", "sequence", "same_language", "longest"))
_OF_BEST = [COLUMNS[name] for name in OF_BEST]


def claim_rows(chances: NDArray[np.float64], rows: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.float64]:
    """A row of ``CLAIM_NAMES`` for each claim, in the order of first appearance.

    ``chances`` and ``rows``: probability and features of each pair of one statement; ``names``: the claim of each.
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    odds = _odds(chances)
    best = {name: max(odds[members]) for name, members in places.items()}
    return np.array([
        _claim_row(odds[members], rows[members], max((v for n, v in best.items() if n != name), default=NO_RIVAL))
        for name, members in places.items()
    ])  # fmt: skip


def _claim_row(odds: NDArray[np.float64], rows: NDArray[np.float64], rival: float) -> list[float]:
    ordered = sorted(odds.tolist(), reverse=True)
    cosines = rows[:, _COSINE]
    copy = int(np.argmax(rows[:, _SEQUENCE]))
    share = copy_share(float(rows[copy, _SEQUENCE]))
    return [
        ordered[0],
        ordered[1] if len(ordered) > 1 else ordered[0],
        float(odds.mean()),
        ordered[-1],
        share * odds[copy] + (1 - share) * ordered[0],
        share,
        float(len(odds) == 1),
        float(np.log(len(odds))),
        rival,
        float(rows[0, _LONGEST]),
        float(len(set(rows[:, _LANGUAGE].tolist())) > 1),
        float(cosines.max()),
        float(cosines.mean()),
        *rows[int(np.argmax(odds)), _OF_BEST].tolist(),
    ]


def _odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    held = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(held / (1 - held)))


def copy_share(sequence: float) -> float:
    """How far a pair with this share of common words counts as a near-copy, in [0, 1]."""
    low, high = NEAR_COPY
    return min(1.0, max(0.0, (sequence - low) / (high - low)))
