"""Floors under the quality of the novelty decision with the shipped weights; they only rise."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord import embedders
from onrecord.training import crossval, measure, streams
from processors import weights

SEALED = Path(__file__).parent / "novelty"
MACRO_F1, B_CUBED, FALSE_ALARM = 0.76, 0.78, 0.2


@pytest.mark.slow
def test_sealed_streams_in_five_languages() -> None:
    embedder = embedders.load()
    statements = streams.read([SEALED])
    decided = crossval.decide(statements, weights.shipped(), embedder)
    scores = measure.score(statements, {s.id: crossval.as_row(s.id, verdict) for s, verdict in decided})
    assert scores.macro_f1 >= MACRO_F1
    assert scores.b_cubed >= B_CUBED
    assert scores.false_alarm <= FALSE_ALARM
    assert weights.shipped().embedder == embedder.id if embedder else True, "weights of another embedder"
