"""What was altered between two revisions of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.alterations import Alteration, Edit, Run, alterations

ONE = "The minister said that 300 soldiers would go to the east in the spring."
TWO = "Parliament votes on Thursday."


def test_the_same_text_has_none() -> None:
    assert alterations(f"{ONE}\n{TWO}", f"{ONE}\n{TWO}") == ()


def test_a_changed_number_is_shown_in_its_paragraph() -> None:
    after = ONE.replace("300", "500")
    (found,) = alterations(f"{ONE}\n{TWO}", f"{after}\n{TWO}")
    assert (found.edit, found.before, found.after) == (Edit.CHANGED, ONE, after)
    assert [run for run in found.runs if run.edit is not Edit.KEPT] == [
        Run(Edit.REMOVED, "300"),
        Run(Edit.ADDED, "500"),
    ]


def test_paragraphs_come_and_go() -> None:
    assert alterations(ONE, f"{ONE}\n{TWO}") == (Alteration(Edit.ADDED, None, TWO),)
    assert alterations(f"{ONE}\n{TWO}", ONE) == (Alteration(Edit.REMOVED, TWO, None),)


def test_an_article_taken_down_loses_every_paragraph() -> None:
    assert [one.edit for one in alterations(f"{ONE}\n{TWO}", "")] == [Edit.REMOVED, Edit.REMOVED]


def test_a_paragraph_that_went_in_front_of_a_changed_one_is_told_apart() -> None:
    after = ONE.replace("spring", "summer")
    assert [one.edit for one in alterations(f"{TWO}\n{ONE}", after)] == [Edit.REMOVED, Edit.CHANGED]


WORDS = st.lists(st.sampled_from(["peace", "war", "in", "Kyiv", "1", "2"]), min_size=1, max_size=6).map(" ".join)
TEXTS = st.lists(WORDS, max_size=5).map("\n".join)


@given(before=TEXTS, after=TEXTS)
def test_nothing_is_lost_and_nothing_made_up(before: str, after: str) -> None:
    found = alterations(before, after)
    gone = [one.before for one in found if one.before is not None]
    come = [one.after for one in found if one.after is not None]
    left = before.splitlines()
    for paragraph in gone:
        left.remove(paragraph)
    kept = after.splitlines()
    for paragraph in come:
        kept.remove(paragraph)
    assert sorted(left) == sorted(kept)
    for one in found:
        if one.edit is Edit.CHANGED:
            assert " ".join(run.text for run in one.runs if run.edit is not Edit.REMOVED) == one.after
            assert " ".join(run.text for run in one.runs if run.edit is not Edit.ADDED) == one.before
