"""Folding keeps the way back to the original text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.folding import fold, squeeze

NASTY = st.text(alphabet=st.sampled_from("aZé İßиИй\u0306\u0301\u00ad\u200b\u00a0’-‑\n ї\u0308œ"), max_size=80)


@given(st.one_of(st.text(max_size=80), NASTY))
def test_every_character_leads_back_to_where_it_came_from(text: str) -> None:
    folded = fold(text)
    for at, char in enumerate(folded.text):
        original = folded.original(at)
        assert 0 <= original < len(text)
        if char.isalnum() and text[original] != char:
            assert fold(text[original : original + 2]).text[:1] == char
    assert folded.text.count("\n") == text.count("\n")


@given(st.one_of(st.text(max_size=80), NASTY))
def test_lower_case_keeps_the_length(text: str) -> None:
    for folded in (fold(text).text, squeeze(text)):
        assert len(folded.lower()) == len(folded)


def test_one_name_however_it_is_written() -> None:
    forms = ["Erdoğan", "Erdogan", "Erdog\u0306an", "Er\u00addoğan", "Erdoğ\u200ban"]
    assert {fold(form).text for form in forms} == {"Erdogan"}


def test_letters_of_their_own_stay() -> None:
    assert fold("Яна Ґалаґан щось є").text == "Яна Ґалаґан щось є"


def test_one_letter_written_as_one_character_or_two() -> None:
    assert fold("Зеленськии\u0306").text == fold("Зеленський").text
    assert fold("Украі\u0308на").text == fold("Україна").text


def test_squeeze_reads_pages() -> None:
    assert squeeze("<p>Mark&nbsp;<b>Rut<wbr>te</b></p>\n<p>NATO&#8217;s") == "Mark Rutte NATO's"
