"""Two revisions of an article, and what the later one did to what was said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alerts.corrections import Told, compare
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


def test_what_still_stands_was_not_touched_wherever_it_moved() -> None:
    assert compare([THREE, OTHER], [OTHER, THREE, told("Something new altogether happens here.")], 1) == ()


def test_a_changed_number_is_a_correction_with_the_difference() -> None:
    (change,) = compare([THREE, OTHER], [FIVE, OTHER], 1)
    assert (change.event, change.correction.reason) == (EventType.CORRECTED, CorrectionReason.CORRECTED)
    assert [str(d) for d in change.correction.differs] == ["three → five"]
    assert change.after == FIVE
    assert change.correction.statement_id == THREE.id


def test_what_is_gone_is_retracted() -> None:
    (change,) = compare([THREE, OTHER], [OTHER], 3)
    assert (change.event, change.correction.reason) == (EventType.RETRACTED, CorrectionReason.RETRACTED)
    assert (change.correction.after, change.correction.revision_before) == (None, 3)


def test_the_same_words_by_another_speaker_are_a_changed_attribution() -> None:
    (change,) = compare([THREE], [told(THREE.statement.text, "john-roe", "John Roe")], 1)
    assert (change.event, change.correction.reason) == (EventType.RETRACTED, CorrectionReason.ATTRIBUTION_CHANGED)
    assert (change.correction.speaker_before, change.correction.speaker_after) == ("Jane Doe", "John Roe")


def test_one_new_sentence_is_the_partner_of_one_old_one_only() -> None:
    changes = compare([THREE, told("We will build four hundred kilometres of track.")], [FIVE], 1)
    assert [change.event for change in changes] == [EventType.CORRECTED, EventType.RETRACTED]


texts = st.lists(st.sampled_from([THREE, FIVE, OTHER, told("No.")]), unique=True)


@given(texts, texts)
def test_every_statement_that_no_longer_stands_is_told_of_exactly_once(before: list[Told], after: list[Told]) -> None:
    gone = [one.id for one in before if one.id not in {other.id for other in after}]
    assert [change.correction.statement_id for change in compare(before, after, 1)] == gone
