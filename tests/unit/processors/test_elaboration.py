"""A statement that goes on from the one beside it joins its claim; one that repeats something keeps its verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from processors.claims import Decision, Utterance, Verdict
from processors.elaboration import elaborates
from processors.passages import How

LEAD = Utterance("u1", "jane-doe", "We will build a second tunnel.", datetime(2026, 3, 1, tzinfo=UTC), claim_id="c1")
NEW = Verdict(Decision.NEW, "c2", 0.9, 0.1, "Nothing like it.", "classifier", 0.5)
REPEAT = replace(NEW, decision=Decision.REPEAT, claim_id="c0")


@pytest.mark.parametrize("how", list(How))
def test_what_goes_on_from_something_new_joins_its_claim(how: How) -> None:
    verdict = elaborates((LEAD, NEW), replace(NEW, claim_id="c3"), how, "this")
    assert (verdict.decision, verdict.claim_id, verdict.rule) == (Decision.REPEAT, "c1", "elaboration")
    assert verdict.closest == LEAD
    assert "this" in verdict.reason


def test_a_repeat_stays_a_repeat_of_what_it_repeats() -> None:
    assert elaborates((LEAD, NEW), REPEAT, How.POINTS_BACK, "this") is REPEAT


@pytest.mark.parametrize("how", [How.ONE_SENTENCE, How.SAME_MATTER])
def test_beside_something_old_the_rest_of_the_passage_may_be_what_is_new(how: How) -> None:
    assert elaborates((LEAD, REPEAT), NEW, how, "tunnel") is NEW


def test_what_only_points_back_joins_also_something_old() -> None:
    assert elaborates((LEAD, REPEAT), NEW, How.POINTS_BACK, "this").claim_id == "c1"


def test_what_goes_on_from_a_joined_statement_joins_too() -> None:
    joined = replace(REPEAT, rule="elaboration")
    assert elaborates((LEAD, joined), NEW, How.SAME_MATTER, "tunnel").claim_id == "c1"
