"""Weights as JSON and back."""

from __future__ import annotations

import numpy as np
import pytest

from processors import weights
from processors.errors import ConfigError
from processors.similarity import NAMES


def test_weights_survive_being_written() -> None:
    shipped = weights.shipped()
    again = weights.loads(weights.dumps(shipped))
    rows = np.random.default_rng(1).normal(size=(5, len(NAMES)))
    for vectors in (True, False):
        before, after = shipped.of(vectors=vectors).pairs, again.of(vectors=vectors).pairs
        assert after.probabilities(rows) == pytest.approx(before.probabilities(rows), abs=1e-6)
    assert weights.dumps(again) == weights.dumps(shipped)


def test_blank_weights_say_nothing() -> None:
    assert list(weights.blank().semantic.pairs.probabilities(np.ones((2, len(NAMES))))) == [0.5, 0.5]


def test_a_feature_far_from_all_that_was_seen_decides_no_more_than_a_far_one() -> None:
    network = weights.shipped().semantic.pairs
    far, farther = np.zeros((2, len(NAMES)))
    far[0], farther[0] = 1e3, 1e6
    assert network.probabilities([far, farther])[0] == network.probabilities([far, farther])[1]


@pytest.mark.parametrize("text", ["", "[]", '{"semantic": {}}'])
def test_a_file_that_holds_no_weights_says_how_to_make_some(text: str) -> None:
    with pytest.raises(ConfigError, match="onrecord novelty train"):
        weights.loads(text, "w.json")
