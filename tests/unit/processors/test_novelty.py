"""New, update or repeat: what the rules decide, without an embedder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from processors.claims import Decision, Utterance, Verdict
from processors.novelty import Judge, NoveltySettings
from processors.record import Record

START = datetime(2026, 1, 1, tzinfo=UTC)


class Figure:
    """A figure who speaks: each sentence is judged and kept."""

    def __init__(self) -> None:
        self.record = Record("f")
        self.judge = Judge()
        self.count = 0

    def says(self, text: str, day: int, said_on: date | None = None) -> Verdict:
        self.count += 1
        utterance = Utterance(f"u{self.count}", "f", text, START + timedelta(days=day), lang="en", said_on=said_on)
        verdict = self.judge.judge(utterance, None, self.record)
        self.record.add(replace(utterance, claim_id=verdict.claim_id), None, verdict.updates)
        return verdict


@pytest.fixture
def figure() -> Figure:
    return Figure()


def test_first_words_are_new_and_the_record_says_that_it_is_small(figure: Figure) -> None:
    verdict = figure.says("We will send 40 billion euros to Kyiv this year.", 0)
    assert verdict.decision is Decision.NEW
    assert "holds only 0 earlier" in verdict.notes[0]


def test_same_words_are_a_repeat_whatever_the_marks(figure: Figure) -> None:
    first = figure.says("We will send 40 billion euros to Kyiv this year.", 0)
    again = figure.says("“we will send 40 billion euros to Kyiv this year”", 3)
    assert (again.decision, again.rule, again.claim_id) == (Decision.REPEAT, "exact", first.claim_id)


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ("We will send 50 billion euros to Kyiv this year.", "40 billion euros → 50 billion euros"),
        ("We will not send 40 billion euros to Kyiv this year.", "will → will not"),
        ("We will send 40 billion euros to Warsaw this year.", "Kyiv → Warsaw"),
    ],
)
def test_a_near_copy_that_differs_is_an_update_and_says_in_what(figure: Figure, changed: str, difference: str) -> None:
    first = figure.says("We will send 40 billion euros to Kyiv this year.", 0)
    verdict = figure.says(changed, 1)
    assert verdict.decision is Decision.UPDATE
    assert verdict.updates == first.claim_id
    assert difference in [str(d) for d in verdict.differs]


def test_a_number_in_words_is_the_same_number(figure: Figure) -> None:
    first = figure.says("We will spend five percent of our income on defence.", 0)
    again = figure.says("We will spend 5 % of our income on defence.", 1)
    assert (again.decision, again.claim_id) == (Decision.REPEAT, first.claim_id)


def test_the_latest_form_is_repeated_and_going_back_is_an_update(figure: Figure) -> None:
    forty = "We will send 40 billion euros to Kyiv this year."
    fifty = "We will send 50 billion euros to Kyiv this year."
    figure.says(forty, 0)
    raised = figure.says(fifty, 60)
    assert figure.says("We will send 50 billion euros to Kyiv this year, she said.", 61).claim_id == raised.claim_id
    back = figure.says(forty, 90)
    assert (back.decision, back.updates, back.rule) == (Decision.UPDATE, raised.claim_id, "returned")
    assert figure.says(forty + " Again.", 91).claim_id == back.claim_id


def test_other_words_alone_do_not_take_back_a_later_form(figure: Figure) -> None:
    plain = "The tunnel will be finished before winter."
    first = figure.says(plain, 0)
    figure.says("The tunnel must be finished before winter.", 60)
    figure.says("The tunnel must be finished before winter, he said.", 61)
    again = figure.says(plain + " Really.", 90)
    assert again.decision is Decision.REPEAT, (again.rule, first.claim_id)


def test_a_late_report_of_the_old_form_is_no_return(figure: Figure) -> None:
    forty = "We will send 40 billion euros to Kyiv this year."
    first = figure.says(forty, 0)
    figure.says("We will send 50 billion euros to Kyiv this year.", 60)
    figure.says("We will send 50 billion euros to Kyiv this year!", 61)
    old = figure.says(forty, 90, said_on=date(2026, 1, 3))
    assert (old.decision, old.claim_id) == (Decision.REPEAT, first.claim_id)


def test_a_threshold_can_be_given_for_one_decision(figure: Figure) -> None:
    figure.says("The harbour will be closed to all traffic on Monday.", 0)
    utterance = Utterance("x", "f", "On Monday the harbour will be closed to all traffic.", START, lang="en")
    assert figure.judge.judge(utterance, None, figure.record, threshold=0.999).decision is not Decision.REPEAT
    assert figure.judge.judge(utterance, None, figure.record, threshold=0.01).decision is Decision.REPEAT


def test_judging_leaves_the_record_as_it_is_and_gives_the_same_answer(figure: Figure) -> None:
    figure.says("The harbour will be closed on Monday.", 0)
    utterance = Utterance("x", "f", "Nobody may fish in the lake.", START, lang="en")
    assert figure.judge.judge(utterance, None, figure.record) == figure.judge.judge(utterance, None, figure.record)
    assert len(figure.record) == 1


def test_no_note_on_a_full_record() -> None:
    record = Record("f")
    for number in range(5):
        record.add(Utterance(f"u{number}", "f", f"topic {number}", START, claim_id=f"c{number}"))
    judge = Judge(settings=NoveltySettings(enough=5))
    assert judge.judge(Utterance("x", "f", "Something else.", START), None, record).notes == ()
