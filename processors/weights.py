"""The trained part of the decision: small networks over pair and claim features, as plain numbers.

Made by ``onrecord novelty train``; ``docs/models.md`` says from what. Two sets belong together: one for pairs with
vectors, one for pairs without (lexical-only mode). Each holds a network that tells whether two statements assert the
same, and one that weighs what a claim's utterances say together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.claim_rows import CLAIM_NAMES
from processors.errors import ConfigError
from processors.similarity import NAMES

SHIPPED = "novelty.json"
FORMAT = 2

FARTHEST = 6.0
"""Standard deviations to which a feature is held: one that was never seen in training must not decide alone."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layer:
    """One hidden layer and its output: log odds = output · tanh(inner · features + inner_bias) + output_bias.

    ``inner`` has a row a feature and a column a hidden unit.
    """

    inner: Floats
    inner_bias: Floats
    output: Floats
    output_bias: float

    def odds(self, rows: Floats) -> Floats:
        """Log odds of each row of standardised features, shape ``(n,)``."""
        return np.asarray(np.tanh(rows @ self.inner + self.inner_bias) @ self.output + self.output_bias)


@dataclass(frozen=True, slots=True)
class Network:
    """Layers of one shape, trained from different beginnings; their log odds are averaged."""

    mean: Floats
    scale: Floats
    layers: tuple[Layer, ...]

    def probabilities(self, rows: Sequence[Sequence[float]] | Floats) -> Floats:
        """Probability of each row of features, shape ``(n,)``."""
        scaled = np.clip((np.asarray(rows, dtype=np.float64) - self.mean) / self.scale, -FARTHEST, FARTHEST)
        odds = np.mean([layer.odds(scaled) for layer in self.layers], axis=0)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30.0, 30.0))))


@dataclass(frozen=True, slots=True)
class Stages:
    """``pairs``: that two statements assert the same; ``claims``: that a statement makes a claim."""

    pairs: Network
    claims: Network


@dataclass(frozen=True, slots=True)
class Weights:
    """``embedder``: id of the embedder that the first set was trained with; ``made``: from what, in words."""

    semantic: Stages
    lexical: Stages
    embedder: str
    made: str

    def of(self, *, vectors: bool) -> Stages:
        """The set for pairs with or without vectors."""
        return self.semantic if vectors else self.lexical


def dumps(weights: Weights) -> str:
    """The weights as JSON, a feature a line: its mean and scale, and its weight for each unit of each layer."""
    sets = {
        name: {"pairs": _dumped(stages.pairs, NAMES), "claims": _dumped(stages.claims, CLAIM_NAMES)}
        for name, stages in (("semantic", weights.semantic), ("lexical", weights.lexical))
    }
    head = {"format": FORMAT, "embedder": weights.embedder, "made": weights.made}
    return _compact(json.dumps(head | sets, indent=1, ensure_ascii=False))


def _dumped(network: Network, names: Sequence[str] | Mapping[str, int]) -> dict[str, Any]:
    table = np.concatenate([layer.inner for layer in network.layers], axis=1)
    rows = zip(names, network.mean, network.scale, table, strict=True)
    return {
        "layers": len(network.layers),
        "features": {name: _numbers([mean, scale, *row]) for name, mean, scale, row in rows},
        "inner_bias": _numbers(np.concatenate([layer.inner_bias for layer in network.layers])),
        "output": _numbers(np.concatenate([layer.output for layer in network.layers])),
        "output_bias": _numbers([layer.output_bias for layer in network.layers]),
    }


def _numbers(values: Sequence[float] | Floats) -> list[float]:
    return [float(f"{value:.4g}") for value in values]


def _compact(text: str) -> str:
    """Lists of numbers in one line each."""
    lines: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if lines and lines[-1].endswith(("[", ",")) and bare[:1] in "-0123456789]" and "[" in lines[-1]:
            lines[-1] += bare if bare[0] == "]" or lines[-1].endswith("[") else " " + bare
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def loads(text: str, name: str = SHIPPED) -> Weights:
    """Weights from JSON. Raises ConfigError for a file that is none, or was made for other features."""
    try:
        parsed = json.loads(text)
        return Weights(_stages(parsed["semantic"]), _stages(parsed["lexical"]), parsed["embedder"], parsed["made"])
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"not novelty weights of this version ({error!r}): run 'onrecord novelty train'", file=name
        ) from error


def blank() -> Weights:
    """Weights that know nothing: every probability is one half. For whoever only wants the features."""
    nothing = Stages(_blank(len(NAMES)), _blank(len(CLAIM_NAMES)))
    return Weights(nothing, nothing, "", "")


def _blank(size: int) -> Network:
    return Network(np.zeros(size), np.ones(size), (Layer(np.zeros((size, 1)), np.zeros(1), np.zeros(1), 0.0),))


def shipped() -> Weights:
    """The weights that come with the package."""
    return loads(resources.files("processors").joinpath("trained", SHIPPED).read_text(encoding="utf-8"))


def _stages(parsed: dict[str, dict[str, Any]]) -> Stages:
    return Stages(_network(parsed["pairs"], tuple(NAMES)), _network(parsed["claims"], CLAIM_NAMES))


def _network(parsed: dict[str, Any], names: Sequence[str]) -> Network:
    rows = np.array([parsed["features"][name] for name in names], dtype=np.float64)
    count = int(parsed["layers"])
    parts = [
        np.split(np.asarray(block, dtype=np.float64), count, axis=-1)
        for block in (rows[:, 2:], parsed["inner_bias"], parsed["output"])
    ]
    layers = zip(*parts, parsed["output_bias"], strict=True)
    return Network(rows[:, 0], rows[:, 1], tuple(Layer(a, b, c, float(d)) for a, b, c, d in layers))
