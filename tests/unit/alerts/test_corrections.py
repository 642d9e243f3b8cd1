"""Two revisions of an article, and what the later one did to what was said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alerts.corrections import Revision, Told, compare
from alerts.models import CorrectionReason, EventType
from processors.ids import statement_id
from processors.models import Kind, Statement


def told(text: str, figure: str = "jane-doe", speaker: str = "Jane Doe") -> Told:
    statement = Statement(
        0, len(text), ((0, len(text)),), text, Kind.DIRECT, 0.9, "quote", speaker=speaker, figure_id=figure
    )
    return Told(statement_id("article", figure, text), statement, "claim")


THREE = told("We will build three hundred kilometres of track.")
FIVE = told("We will build five hundred kilometres of track.")
OTHER = told("Nobody has asked me about the harbour.")


def revision(*statements: Told, number: int = 1, more: str = "") -> Revision:
    text = " ".join([*(one.statement.text for one in statements), more or "The rest of the article goes on and on."])
    return Revision(number, text, statements)


def test_what_still_stands_was_not_touched_wherever_it_moved() -> None:
    new = told("Something new altogether happens here.")
    assert compare(revision(THREE, OTHER), revision(OTHER, THREE, new)) == ()


def test_a_changed_number_is_a_correction_with_the_difference() -> None:
    (change,) = compare(revision(THREE, OTHER), revision(FIVE, OTHER))
    assert (change.event, change.correction.reason) == (EventType.CORRECTED, CorrectionReason.CORRECTED)
    assert [str(d) for d in change.correction.differs] == ["three → five"]
    assert change.after == FIVE
    assert change.correction.statement_id == THREE.id


def test_what_is_gone_is_retracted() -> None:
    (change,) = compare(revision(THREE, OTHER, number=3), revision(OTHER))
    assert (change.event, change.correction.reason) == (EventType.RETRACTED, CorrectionReason.RETRACTED)
    assert (change.correction.after, change.correction.revision_before) == (None, 3)


def test_the_same_words_by_another_speaker_are_a_changed_attribution() -> None:
    (change,) = compare(revision(THREE), revision(told(THREE.statement.text, "john-roe", "John Roe")))
    assert (change.event, change.correction.reason) == (EventType.RETRACTED, CorrectionReason.ATTRIBUTION_CHANGED)
    assert (change.correction.speaker_before, change.correction.speaker_after) == ("Jane Doe", "John Roe")
    assert change.after is None


def test_one_new_sentence_is_the_partner_of_one_old_one_only() -> None:
    four = told("We will build four hundred kilometres of track.")
    changes = compare(revision(THREE, four), revision(FIVE))
    assert [change.event for change in changes] == [EventType.CORRECTED, EventType.RETRACTED]


def test_what_the_reader_only_cut_differently_is_no_correction() -> None:
    longer = told("We will build three hundred kilometres of track. Nobody has asked me about the harbour.")
    assert compare(revision(THREE, OTHER), revision(longer)) == ()
    assert compare(revision(longer), revision(THREE, OTHER)) == ()


def test_a_page_that_shrank_to_a_stub_takes_nothing_back() -> None:
    assert compare(revision(THREE, OTHER, more="A long article. " * 20), revision(OTHER, more="Subscribe!")) == ()


texts = st.lists(st.sampled_from([THREE, FIVE, OTHER, told("No.")]), unique=True)


@given(texts, texts)
def test_every_statement_that_no_longer_stands_is_told_of_exactly_once(before: list[Told], after: list[Told]) -> None:
    filler = "The rest of the article stays the same, and is long enough to be more than half of it. " * 4
    gone = [one.id for one in before if one.id not in {other.id for other in after}]
    changes = compare(revision(*before, more=filler), revision(*after, more=filler))
    assert [change.correction.statement_id for change in changes] == gone
