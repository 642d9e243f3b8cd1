"""The fit of the novelty weights: logistic regression by Newton's method, in numpy, deterministic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.training.pairs import Pairs
from processors.weights import Linear

STEPS = 15


@dataclass(frozen=True, slots=True)
class Recipe:
    """``penalty``: squared, on standardised coefficients.

    ``counted``: how often a pair of a source counts, by the beginning of its name: more for the project's own, written
    to defeat word overlap, and for real quotations with labels by hand. ``share``: the log odds are moved so that this
    probability becomes one half; a repeat is rare among candidates, and an alert that never comes costs an editor more
    than one too many.
    """

    penalty: float = 30.0
    counted: tuple[tuple[str, float], ...] = (("own", 4.0), ("factopolis", 2.0))
    share: float = 0.37


def fit(pairs: Pairs, recipe: Recipe) -> Linear:
    """The linear model of ``pairs``."""
    weights = np.array([_count(source, recipe) for source in pairs.sources])
    mean, scale = pairs.rows.mean(axis=0), pairs.rows.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    inputs = np.c_[(pairs.rows - mean) / scale, np.ones(len(pairs.rows))]
    penalty = np.eye(inputs.shape[1]) * recipe.penalty
    penalty[-1, -1] = 1e-6
    found = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ found, -30, 30)))
        slope = inputs.T @ (weights * (pairs.labels - chance)) - penalty @ found
        curve = (inputs * (weights * chance * (1 - chance))[:, None]).T @ inputs + penalty
        found = found + np.linalg.solve(curve, slope)
    moved = float(np.log((1 - recipe.share) / recipe.share))
    return Linear(mean, scale, found[:-1], float(found[-1]) + moved)


def _count(source: str, recipe: Recipe) -> float:
    return next((count for name, count in recipe.counted if source.startswith(name)), 1.0)
