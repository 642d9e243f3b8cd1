"""Gradient-boosted trees for a yes or no, in numpy (Friedman 2001), with monotonic features.

Small on purpose: some thousand rows, some thirty features, depth three. Deterministic: no sampling.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BINS = 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """``shrink``: of the leaf values, per squared unit of curvature. ``monotone``: -1, 0 or 1 a feature."""

    trees: int = 120
    depth: int = 3
    rate: float = 0.08
    leaf: float = 4.0
    shrink: float = 4.0
    monotone: tuple[int, ...] = ()


@dataclass(slots=True)
class Tree:
    """Nodes as parallel lists; ``feature`` -1 marks a leaf. Left is ``value <= threshold``."""

    feature: list[int] = field(default_factory=list)
    threshold: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def open(self) -> int:
        for column, empty in ((self.feature, -1), (self.left, -1), (self.right, -1)):
            column.append(empty)
        self.threshold.append(0.0)
        self.value.append(0.0)
        return len(self.feature) - 1

    def predict(self, rows: Array) -> Array:
        place = np.zeros(len(rows), dtype=np.int64)
        feature, threshold = np.array(self.feature), np.array(self.threshold)
        left, right = np.array(self.left), np.array(self.right)
        for _ in range(len(self.feature)):
            inner = feature[place] >= 0
            if not inner.any():
                break
            column = feature[place[inner]]
            goes_left = rows[inner, column] <= threshold[place[inner]]
            place[inner] = np.where(goes_left, left[place[inner]], right[place[inner]])
        return np.array(self.value)[place]


@dataclass(frozen=True, slots=True)
class Split:
    gain: float
    feature: int
    bin: int
    left: float
    right: float


class Boost:
    """The fit. ``base`` is the log odds that the trees add to."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.base = 0.0
        self.trees: list[Tree] = []

    def fit(self, rows: Array, labels: Array, weights: Array) -> Boost:
        """Fit to ``rows`` (n, features), ``labels`` 0/1 and ``weights`` of the rows."""
        edges = [np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])) for column in rows.T]
        bins = np.stack(
            [np.searchsorted(e, column, side="left") for e, column in zip(edges, rows.T, strict=True)], axis=1
        )
        share = float((labels * weights).sum() / weights.sum())
        self.base = float(np.log(share / (1 - share)))
        raw = np.full(len(rows), self.base)
        for _ in range(self.recipe.trees):
            chance = 1 / (1 + np.exp(-raw))
            tree = Tree()
            self._grow(
                tree, bins, edges, np.arange(len(rows)), (labels - chance) * weights, chance * (1 - chance) * weights
            )
            self.trees.append(tree)
            raw += tree.predict(rows)
        return self

    def predict(self, rows: Array) -> Array:
        """Probabilities, shape ``(n,)``."""
        raw = np.full(len(rows), self.base)
        for tree in self.trees:
            raw += tree.predict(rows)
        return np.asarray(1 / (1 + np.exp(-raw)))

    def _grow(
        self, tree: Tree, bins: NDArray[np.int64], edges: list[Array], which: NDArray[np.int64], up: Array, curve: Array
    ) -> None:
        waiting = [(tree.open(), which, 0, -np.inf, np.inf)]
        while waiting:
            node, rows, depth, low, high = waiting.pop()
            tree.value[node] = self.recipe.rate * float(
                np.clip(self._leaf(up[rows].sum(), curve[rows].sum()), low, high)
            )
            split = self._best(bins[rows], edges, up[rows], curve[rows]) if depth < self.recipe.depth else None
            if split is None:
                continue
            goes_left = bins[rows, split.feature] <= split.bin
            tree.feature[node], tree.threshold[node] = split.feature, float(edges[split.feature][split.bin])
            middle = float(np.clip((split.left + split.right) / 2, low, high))
            way = self.recipe.monotone[split.feature] if self.recipe.monotone else 0
            left, right = tree.open(), tree.open()
            tree.left[node], tree.right[node] = left, right
            waiting.append((left, rows[goes_left], depth + 1, middle if way < 0 else low, middle if way > 0 else high))
            waiting.append(
                (right, rows[~goes_left], depth + 1, middle if way > 0 else low, middle if way < 0 else high)
            )

    def _leaf(self, up: float, curve: float) -> float:
        return float(up) / (float(curve) + self.recipe.shrink)

    def _best(self, bins: NDArray[np.int64], edges: list[Array], up: Array, curve: Array) -> Split | None:
        best: Split | None = None
        total_up, total_curve = up.sum(), curve.sum()
        shrink = self.recipe.shrink
        whole = total_up**2 / (total_curve + shrink)
        for feature, edge in enumerate(edges):
            if not len(edge):
                continue
            size = len(edge) + 1
            left_up = np.cumsum(np.bincount(bins[:, feature], up, size))[:-1]
            left_curve = np.cumsum(np.bincount(bins[:, feature], curve, size))[:-1]
            right_up, right_curve = total_up - left_up, total_curve - left_curve
            gain = left_up**2 / (left_curve + shrink) + right_up**2 / (right_curve + shrink) - whole
            left, right = left_up / (left_curve + shrink), right_up / (right_curve + shrink)
            way = self.recipe.monotone[feature] if self.recipe.monotone else 0
            allowed = (np.minimum(left_curve, right_curve) >= self.recipe.leaf * 0.1) & (way * (right - left) >= 0)
            gain = np.where(allowed, gain, -1.0)
            place = int(gain.argmax())
            if gain[place] > 1e-6 and (best is None or gain[place] > best.gain):
                best = Split(float(gain[place]), feature, place, float(left[place]), float(right[place]))
        return best
