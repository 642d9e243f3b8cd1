"""Floors under the quality of the novelty decision with the shipped weights; they only rise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import novelty_scores
from onrecord import embedders
from onrecord.training import crossval, measure, streams
from processors import weights

SEALED = Path(__file__).parent / "novelty"
TRAINING = Path(__file__).parents[2] / "training" / "novelty"
MACRO_F1, B_CUBED, MISS, FALSE_ALARM = 0.80, 0.83, 0.24, 0.15
HELD_MACRO_F1, HELD_B_CUBED, HELD_MISS, HELD_FALSE_ALARM = 0.71, 0.80, 0.18, 0.40
"""Of the streams that follow one event in many wordings: harder, because all their claims share their words."""


@pytest.mark.slow
def test_sealed_streams_in_five_languages() -> None:
    embedder = embedders.load()
    statements = streams.read([SEALED])
    decided = crossval.decide(statements, weights.shipped(), embedder)
    scores = measure.score(statements, {s.id: crossval.as_row(s.id, verdict) for s, verdict in decided})
    assert scores.macro_f1 >= MACRO_F1
    assert scores.b_cubed >= B_CUBED
    assert scores.miss <= MISS
    assert scores.false_alarm <= FALSE_ALARM
    assert weights.shipped().embedder == embedder.id if embedder else True, "weights of another embedder"


@pytest.mark.slow
def test_held_streams_of_one_event_in_many_wordings() -> None:
    embedder = embedders.load()
    assert embedder is not None
    scores = novelty_scores.scores(novelty_scores.decided([novelty_scores.HELD], embedder, weights.shipped()))
    assert scores.count >= 740
    assert scores.macro_f1 >= HELD_MACRO_F1
    assert scores.b_cubed >= HELD_B_CUBED
    assert scores.miss <= HELD_MISS
    assert scores.false_alarm <= HELD_FALSE_ALARM


def test_no_held_statement_stands_in_the_training_streams() -> None:
    trained = {s.text for s in streams.read([TRAINING])}
    assert trained.isdisjoint(s.text for s in streams.read([SEALED, novelty_scores.HELD]))


def test_no_statement_stands_twice_in_a_stream() -> None:
    told = Counter((s.stream, s.text.casefold()) for s in streams.read([TRAINING, SEALED, novelty_scores.HELD]))
    assert [one for one, times in told.items() if times > 1] == []
