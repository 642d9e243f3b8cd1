"""The fit of the novelty weights: small networks by gradient descent (Adam, Kingma and Ba 2015), in numpy, seeded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from processors.weights import FARTHEST, Layer, Network

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """``hidden`` units; ``decay``: squared penalty; ``dropout``: share of hidden units left out at a step.

    ``share``: the log odds are moved so that this probability becomes one half; a repeat is rare among candidates, and
    an alert that never comes costs an editor more than one too many.
    """

    hidden: int
    epochs: int
    share: float
    decay: float = 3e-4
    dropout: float = 0.1
    rate: float = 2e-3


@dataclass(frozen=True, slots=True)
class Recipe:
    """``pairs`` and ``claims``: the shapes of the two networks; ``members``: of how many beginnings each is the mean.

    ``shares``: how much all examples of a source count together, by the beginning of its name, however many there are:
    the project's own, written to defeat word overlap, real quotations with labels by hand, and translations.
    """

    pairs: Shape = field(default_factory=lambda: Shape(hidden=32, epochs=18, share=0.4))
    claims: Shape = field(default_factory=lambda: Shape(hidden=8, epochs=16, share=0.44))
    members: int = 4
    shares: tuple[tuple[str, float], ...] = (("own", 0.78), ("factopolis", 0.11), ("ntrex", 0.11))
    seed: int = 0


BATCH = 256
FADE, FADE_SQUARED, TINY = 0.9, 0.999, 1e-8
"""Adam's usual constants."""


class _Adam:
    """One array of parameters, changed in place against its slope."""

    def __init__(self, part: Array) -> None:
        self._part = part
        self._average, self._square = np.zeros_like(part), np.zeros_like(part)
        self._steps = 0

    def step(self, slope: Array, rate: float) -> None:
        self._steps += 1
        self._average += (1 - FADE) * (slope - self._average)
        self._square += (1 - FADE_SQUARED) * (slope * slope - self._square)
        sure = np.sqrt(self._square / (1 - FADE_SQUARED**self._steps)) + TINY
        self._part -= np.float32(rate) * (self._average / (1 - FADE**self._steps)) / sure


def weighed(sources: NDArray[np.str_], recipe: Recipe) -> Array:
    """How much each example counts, 1 on average; sources that the recipe does not name count as the last one does."""
    names = [
        next((n for n, _ in recipe.shares if str(source).startswith(n)), recipe.shares[-1][0]) for source in sources
    ]
    sizes, shares = Counter(names), dict(recipe.shares)
    found = np.array([shares[name] / sizes[name] for name in names], dtype=np.float32)
    return found / (found.mean() or 1.0)


def fit(rows: NDArray[np.float64], labels: NDArray[np.float64], counts: Array, shape: Shape, recipe: Recipe) -> Network:
    """The network of ``rows`` (n, features) with ``labels`` 0 or 1, each counted as ``counts`` says."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    inputs = np.clip((rows - mean) / scale, -FARTHEST, FARTHEST).astype(np.float32)
    moved = float(np.log((1 - shape.share) / shape.share))
    layers = [
        _layer(inputs, labels.astype(np.float32), counts, shape, np.random.default_rng([recipe.seed, member]))
        for member in range(recipe.members)
    ]
    return Network(mean, scale, tuple(Layer(a, b, c, d + moved) for a, b, c, d in layers))


def _layer(
    inputs: Array, labels: Array, counts: Array, shape: Shape, random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    width = inputs.shape[1]
    usual = float(np.clip(labels.mean(), 1e-3, 1 - 1e-3))
    parts = [
        random.normal(0, width**-0.5, (width, shape.hidden)).astype(np.float32),
        np.zeros(shape.hidden, dtype=np.float32),
        random.normal(0, shape.hidden**-0.5, shape.hidden).astype(np.float32),
        np.full(1, np.log(usual / (1 - usual)), dtype=np.float32),
    ]
    adam = [_Adam(part) for part in parts]
    for rate, batch in _batches(len(labels), shape, random):
        found = _slopes(parts, inputs[batch], labels[batch], counts[batch], shape, random)
        for one, slope in zip(adam, found, strict=True):
            one.step(slope, rate)
    inner, inner_bias, output, bias = (part.astype(np.float64) for part in parts)
    return inner, inner_bias, output, float(bias[0])


def _batches(count: int, shape: Shape, random: np.random.Generator) -> Iterator[tuple[float, NDArray[np.int64]]]:
    """The rate (falling as a cosine does) and the examples of each step."""
    for epoch in range(shape.epochs):
        rate = shape.rate * 0.5 * (1 + np.cos(np.pi * epoch / shape.epochs))
        order = random.permutation(count)
        for first in range(0, count, BATCH):
            yield float(rate), order[first : first + BATCH]


def _slopes(
    parts: list[Array], rows: Array, labels: Array, counts: Array, shape: Shape, random: np.random.Generator
) -> list[Array]:
    inner, inner_bias, output, bias = parts
    hidden = np.tanh(rows @ inner + inner_bias)
    kept = (random.random(hidden.shape) > shape.dropout).astype(np.float32) / np.float32(1 - shape.dropout)
    chance = 1 / (1 + np.exp(-np.clip((hidden * kept) @ output + bias, -30, 30)))
    wrong = (counts * (chance - labels) / len(labels)).astype(np.float32)
    back = np.outer(wrong, output) * kept * (1 - hidden * hidden)
    decay = np.float32(shape.decay)
    return [
        rows.T @ back + decay * inner,
        back.sum(axis=0),
        (hidden * kept).T @ wrong + decay * output,
        wrong.sum(keepdims=True),
    ]
