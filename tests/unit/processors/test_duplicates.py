"""Near-duplicates by sketch."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from processors.duplicates import SKETCH, agency, containment, fingerprint, origin, story_of


def _text(seed: int, words: int) -> str:
    draw = random.Random(seed)
    return " ".join(f"word{draw.randrange(5000)}" for _ in range(words))


@dataclass
class Before:
    story_id: str
    fingerprint: tuple[str, ...]


def test_a_copy_cut_in_half_is_the_same_story() -> None:
    whole = _text(1, 600)
    half = " ".join(whole.split()[:300])
    assert containment(fingerprint(whole), fingerprint(half)) > 0.9
    assert (
        story_of(fingerprint(half), [Before("other", fingerprint(_text(2, 500))), Before("it", fingerprint(whole))])
        == "it"
    )


def test_a_lightly_edited_copy_is_the_same_story() -> None:
    words = _text(3, 500).split()
    words[::40] = ["changed"] * len(words[::40])
    assert story_of(fingerprint(" ".join(words)), [Before("it", fingerprint(_text(3, 500)))]) == "it"


def test_two_reports_that_share_one_quotation_are_two_stories() -> None:
    quotation = _text(4, 30)
    one, other = _text(5, 300) + " " + quotation, quotation + " " + _text(6, 300)
    assert story_of(fingerprint(one), [Before("other", fingerprint(other))]) is None


def test_short_texts_are_never_near() -> None:
    assert fingerprint("three words only") == ()
    assert containment(fingerprint("a b c d e f"), fingerprint("a b c d e f")) == 0.0


def test_the_origin_is_guessed_from_the_credit() -> None:
    assert agency("BRUSSELS, Nov 3 (Reuters) - The alliance said") == "Reuters"
    assert agency("A long text. The Associated Press contributed to this report.") == "Associated Press"
    assert agency("He told Reuters that he would come.") is None


@given(st.text(max_size=400))
def test_a_sketch_is_bounded_sorted_and_near_to_itself(text: str) -> None:
    prints = fingerprint(text)
    assert len(prints) <= SKETCH
    assert list(prints) == sorted(prints)
    assert containment(prints, prints) in (0.0, 1.0)


@dataclass
class Printed:
    outlet_name: str
    seen: datetime
    notes: tuple[str, ...] = ()


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_origin_of_a_story_is_the_agency_that_its_copies_credit() -> None:
    copies = [
        Printed("Gazette", NOON, ("credits dpa",)),
        Printed("Courier", NOON + timedelta(hours=1), ("a note", "credits Reuters")),
        Printed("Herald", NOON + timedelta(hours=2), ("credits Reuters",)),
    ]
    found = origin(copies)
    assert found is not None
    assert (found.name, found.reason) == ("Reuters", "2 of 3 copies credit it.")


def test_without_a_credit_it_is_the_outlet_that_was_first() -> None:
    found = origin([Printed("Courier", NOON + timedelta(hours=1)), Printed("Gazette", NOON)])
    assert found is not None
    assert found.name == "Gazette"
    assert origin([]) is None
