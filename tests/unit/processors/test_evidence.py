"""What a claim's utterances say together, and the rules that overrule it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from processors import evidence, similarity, weights, wordings
from processors.claim_rows import CLAIM_NAMES, NO_RIVAL, claim_rows, copy_share
from processors.claims import Utterance
from processors.evidence import Compared
from processors.record import Candidate
from processors.similarity import NAMES, Nearness

ROOM = weights.blank().semantic.claims
"""A model that gives every claim one half, so that only the rules tell them apart."""


def compared(new: str, old: str, claim: str, same: float = 0.9) -> Compared:
    pair = similarity.compare(wordings.read(new, "en"), wordings.read(old, "en"), Nearness(None, 0.0), None)
    said = Utterance(old, "f", old, datetime(2026, 1, 1, tzinfo=UTC), claim_id=claim)
    return Compared(Candidate(said, None, 0.0), pair, same)


def test_each_claim_is_weighed_once() -> None:
    new = "Schools open in May."
    found = evidence.by_claim([compared(new, "A", "x"), compared(new, "B", "y"), compared(new, "C", "x")], ROOM)
    assert [one.claim_id for one in found] == ["x", "y"]
    assert evidence.by_claim([], ROOM) == []


@pytest.mark.parametrize(
    "new", ["We will send 50 billion euros to Kyiv this year.", "We will not send 40 billion euros to Kyiv this year."]
)
def test_a_deliberate_change_of_a_copy_speaks_against_its_claim_and_the_others(new: str) -> None:
    copied = compared(new, "We will send 40 billion euros to Kyiv this year.", "forty")
    loose = compared(new, "Money for Ukraine is on its way.", "loose")
    found = {one.claim_id: one for one in evidence.by_claim([loose, copied], ROOM)}
    assert found["forty"].same == found["loose"].same == evidence.OVERRULED
    assert found["loose"].rule == "near copy"


def test_a_claim_that_has_the_changed_number_is_not_overruled() -> None:
    new = "We will send 50 billion euros to Kyiv this year."
    copied = compared(new, "We will send 40 billion euros to Kyiv this year.", "forty")
    other = compared(new, "Kyiv gets 50 billion euros.", "fifty")
    found = {one.claim_id: one for one in evidence.by_claim([copied, other], ROOM)}
    assert found["fifty"].same == 0.5


def test_a_number_that_stands_elsewhere_in_a_copy_is_changed_too() -> None:
    old = "We have 40 billion euros coming this year, and it could have been more than 30 billion euros of them."
    new = "We have 30 billion euros coming this year, and it could have been more than 30 billion euros of them."
    [found] = evidence.by_claim([compared(new, old, "forty")], ROOM)
    assert (found.same, found.rule) == (evidence.OVERRULED, "near copy")


def test_amounts_far_apart_are_never_one_amount() -> None:
    new = "The enemy loses some 20,000 men a month."
    [found] = evidence.by_claim([compared(new, "Their losses stand at 700,000 men by now.", "all")], ROOM)
    assert (found.same, found.rule) == (evidence.OVERRULED, "other amount")
    [near] = evidence.by_claim([compared(new, "Nearly 19,000 men are lost each month.", "monthly")], ROOM)
    assert near.rule == "classifier"
    [shared] = evidence.by_claim([compared(new, "Of 700,000 men 20,000 were lost.", "both")], ROOM)
    assert shared.rule == "classifier"


def test_a_text_that_differs_in_nothing_that_tells_is_nearly_exact() -> None:
    new = "He said the schools will open again in May."
    [found] = evidence.by_claim([compared(new, "The schools will open again in May, he said.", "x")], ROOM)
    assert found.same == evidence.NEAR_EXACT


def test_a_row_names_the_best_rival() -> None:
    rows = np.zeros((3, len(NAMES)))
    first, second = claim_rows(np.array([0.9, 0.5, 0.2]), rows, ["x", "y", "x"])
    column = dict(zip(CLAIM_NAMES, first, strict=True))
    assert column["rival"] == pytest.approx(0.0)
    assert column["best"] > column["second"] == column["least"]
    assert dict(zip(CLAIM_NAMES, second, strict=True))["alone"] == 1.0
    assert claim_rows(np.array([0.9]), rows[:1], ["x"])[0][CLAIM_NAMES.index("rival")] == NO_RIVAL


def test_a_copy_counts_from_none_to_all() -> None:
    assert [copy_share(value) for value in (0.2, 0.6, 0.75, 0.9, 1.0)] == pytest.approx([0, 0, 0.5, 1, 1])
