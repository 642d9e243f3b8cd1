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

    ``doubled``: beginnings of the sources whose pairs count twice: the project's own, and real quotations with labels
    by hand. ``share``: the log odds are moved so that this probability becomes one half; a repeat is rare among
    candidates, and an alert that never comes costs an editor more than one too many.
    """

    penalty: float = 30.0
    doubled: tuple[str, ...] = ("own", "factopolis")
    share: float = 0.33


def fit(pairs: Pairs, recipe: Recipe) -> Linear:
    """The linear model of ``pairs``."""
    weights = np.array([2.0 if source.startswith(recipe.doubled) else 1.0 for source in pairs.sources])
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
