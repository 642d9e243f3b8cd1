"""The trained part of the decision: a logistic regression over pair features, as plain numbers.

Made by ``onrecord novelty train``; ``docs/models.md`` says from what. Two sets belong together: one for pairs with
vectors, one for pairs without (lexical-only mode).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from processors.errors import ConfigError
from processors.similarity import NAMES

SHIPPED = "novelty.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """Log odds = intercept + coefficients · (features - mean) / scale."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    intercept: float

    def probabilities(self, rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Probability for each row that both statements assert the same, shape ``(n,)``."""
        scaled = (np.asarray(rows, dtype=np.float64) - self.mean) / self.scale
        odds = np.clip(scaled @ self.coefficients + self.intercept, -30.0, 30.0)
        return np.asarray(1 / (1 + np.exp(-odds)))


@dataclass(frozen=True, slots=True)
class Weights:
    """``embedder``: id of the embedder that the first set was trained with; ``made``: from what, in words."""

    semantic: Linear
    lexical: Linear
    embedder: str
    made: str

    def of(self, *, vectors: bool) -> Linear:
        """The set for pairs with or without vectors."""
        return self.semantic if vectors else self.lexical


def dumps(weights: Weights) -> str:
    """The weights as JSON, a feature a line."""
    sets = {}
    for name, linear in (("semantic", weights.semantic), ("lexical", weights.lexical)):
        columns = zip(NAMES, linear.mean, linear.scale, linear.coefficients, strict=True)
        features = {n: [float(f"{value:.6g}") for value in (m, s, c)] for n, m, s, c in columns}
        sets[name] = {"intercept": float(f"{linear.intercept:.6g}"), "features": features}
    head = {"format": 1, "embedder": weights.embedder, "made": weights.made}
    return json.dumps(head | sets, indent=1, ensure_ascii=False).replace("[\n    ", "[").replace(",\n    ", ", ") + "\n"


def loads(text: str, name: str = SHIPPED) -> Weights:
    """Weights from JSON. Raises ConfigError for a file that is none, or was made for other features."""
    try:
        parsed = json.loads(text)
        return Weights(_linear(parsed["semantic"]), _linear(parsed["lexical"]), parsed["embedder"], parsed["made"])
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"not novelty weights of this version ({error!r}): run 'onrecord novelty train'", file=name
        ) from error


def blank() -> Weights:
    """Weights that know nothing: every probability is one half. For whoever only wants the features."""
    size = len(NAMES)
    nothing = Linear(np.zeros(size), np.ones(size), np.zeros(size), 0.0)
    return Weights(nothing, nothing, "", "")


def shipped() -> Weights:
    """The weights that come with the package."""
    return loads(resources.files("processors").joinpath("trained", SHIPPED).read_text(encoding="utf-8"))


def _linear(parsed: dict[str, dict[str, list[float]]]) -> Linear:
    rows = np.array([parsed["features"][name] for name in NAMES], dtype=np.float64)
    return Linear(rows[:, 0], rows[:, 1], rows[:, 2], float(parsed["intercept"]))  # type: ignore[arg-type]
