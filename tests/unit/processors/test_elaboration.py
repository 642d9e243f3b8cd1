"""A statement that only points back joins the one before it; one that says something of its own does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from processors.claims import Decision, Utterance, Verdict
from processors.elaboration import NOUN_PHRASE, attached, elaborates, points_back
from processors.models import Kind, Statement

BEFORE = Utterance("u1", "jane-doe", "We will build a second tunnel.", datetime(2026, 3, 1, tzinfo=UTC), claim_id="c1")
NEW = Verdict(Decision.NEW, "c2", 0.9, 0.1, "Nothing like it.", "classifier", 0.5)


def after(text: str, lang: str = "en") -> Utterance:
    return replace(BEFORE, id="u2", text=text, lang=lang, claim_id="")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("“This makes the valley safer,”", "en"),
        ("that such works were overdue", "en"),
        ("„Das ist längst überfällig“", "de"),
        ("que cela ne suffira pas", "fr"),
        ("«Это давно пора сделать»", "ru"),
        ("що це давно треба було зробити", "uk"),
    ],
)
def test_pointing_back_joins_the_claim_before(text: str, lang: str) -> None:
    verdict = elaborates(after(text, lang), BEFORE, NEW)
    assert (verdict.decision, verdict.claim_id, verdict.rule) == (Decision.REPEAT, "c1", "elaboration")
    assert points_back(text, lang) in verdict.reason


@pytest.mark.parametrize(
    "text",
    ["It is time to close the old road.", "This will cost 40 million euros.", "Thistles grow there.", "", "“ ”"],
)
def test_what_makes_a_claim_of_its_own_keeps_its_verdict(text: str) -> None:
    assert elaborates(after(text), BEFORE, NEW) is NEW


def test_a_repeat_stays_a_repeat_of_what_it_repeats() -> None:
    repeat = replace(NEW, decision=Decision.REPEAT, claim_id="c0")
    assert elaborates(after("This is what I said."), BEFORE, repeat) is repeat


def said(text: str, rule: str, cue: str) -> Statement:
    return Statement(0, len(text), ((0, len(text)),), text, Kind.INDIRECT, 0.9, rule, cue=cue)


MATTER = said("concern about the northern road", NOUN_PHRASE, "voiced")
DEMAND = said("the county to close it", "addressee and infinitive", "urging")


def test_a_clause_in_the_same_sentence_as_its_matter_is_one_statement_with_it() -> None:
    assert attached(DEMAND, MATTER, ", urging ")
    assert elaborates(after(DEMAND.text), BEFORE, NEW, hangs_on_it=True).claim_id == "c1"


@pytest.mark.parametrize(
    ("statement", "before", "between"),
    [
        (DEMAND, MATTER, ". Later that day he spoke again, urging "),
        (DEMAND, said("that the road is old", "that-clause", "said"), ", urging "),
        (said("smugglers", NOUN_PHRASE, "warning"), MATTER, ", warning of "),
        (said("that it must close", "that-clause", "said"), MATTER, " and said "),
    ],
)
def test_another_sentence_clause_or_matter_is_not(statement: Statement, before: Statement, between: str) -> None:
    assert not attached(statement, before, between)
