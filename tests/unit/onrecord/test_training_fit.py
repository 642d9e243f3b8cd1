"""The fit learns what the features tell, and gives the same weights for the same seed."""

from __future__ import annotations

import numpy as np

from onrecord.training.fit import Recipe, Shape, fit, weighed
from onrecord.training.pairs import Examples, claims_of
from processors.similarity import NAMES

SHAPE = Shape(hidden=4, epochs=40, share=0.5)


def test_a_network_learns_what_no_straight_line_parts() -> None:
    rows = np.random.default_rng(2).uniform(-1, 1, (600, 2))
    labels = (rows[:, 0] * rows[:, 1] > 0).astype(np.float64)
    counts = np.ones(600, dtype=np.float32)
    network = fit(rows, labels, counts, Shape(hidden=8, epochs=150, share=0.5, rate=1e-2), Recipe())
    right = (network.probabilities(rows) > 0.5) == (labels > 0.5)
    assert right.mean() > 0.9


def test_the_same_seed_gives_the_same_network_and_another_seed_another() -> None:
    rows = np.random.default_rng(3).normal(size=(100, 3))
    labels = (rows[:, 0] > 0).astype(np.float64)
    counts = np.ones(100, dtype=np.float32)
    one, same, other = (fit(rows, labels, counts, SHAPE, Recipe(seed=seed)).probabilities(rows) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_a_source_counts_by_its_share_however_many_examples_it_has() -> None:
    sources = np.array(["own"] * 90 + ["ntrex"] * 10)
    counts = weighed(sources, Recipe(shares=(("own", 0.5), ("ntrex", 0.5))))
    assert np.isclose(counts[:90].sum(), counts[90:].sum())
    assert np.isclose(counts.mean(), 1.0)


def test_claims_are_those_that_playing_the_stream_through_makes() -> None:
    """Statement 2 joins 0 by its probability, so that 3 meets them as one claim and 1 as another."""
    owners, others = np.array([1, 2, 2, 3, 3, 3]), np.array([0, 0, 1, 0, 1, 2])
    chances = np.array([0.1, 0.9, 0.1, 0.8, 0.2, 0.7])
    labels = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    names, none = np.array(["s"] * 6), np.zeros(6, dtype=np.bool_)
    pairs = Examples(np.zeros((6, len(NAMES))), labels, names, names, owners, others, none, none)
    claims = claims_of(pairs, chances)
    assert list(claims.owners) == [1, 2, 2, 3, 3]
    assert list(claims.labels) == [0.0, 1.0, 0.0, 1.0, 0.0]
    ruled = Examples(pairs.rows, labels, names, names, owners, others, owners == 3, none)
    assert list(claims_of(ruled, chances).owners) == [1, 2, 2]
