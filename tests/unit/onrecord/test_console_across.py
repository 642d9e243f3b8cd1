"""Wordings in two languages, held together by what they name."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.web.console import across

FIRST = ("We will send 40 billion euros to Kyiv by Friday.", "en")


def came(text: str, lang: str, first: tuple[str, str] = FIRST) -> tuple[list[str], list[str], list[str]]:
    """What is met in the first wording, what is only in this one, and what it lacks."""
    pieces, missing = across.held(across.facts(*first), text, lang)
    kinds = {kind: [piece.text for piece in pieces if piece.kind == kind] for kind in ("met", "came")}
    assert "".join(piece.text for piece in pieces) == text
    return kinds["met"], kinds["came"], missing


def test_the_same_sum_place_and_day_are_met_in_any_language() -> None:
    met, alone, missing = came("Wir schicken bis Freitag 40 Milliarden Euro nach Kiew.", "de")
    assert (met, alone, missing) == (["Freitag", "40 Milliarden", "Kiew"], [], [])
    met, alone, missing = came("Ми надішлемо Києву 40 мільярдів євро до п’ятниці.", "uk")
    assert "40 мільярдів" in met
    assert alone == []


def test_another_number_is_marked_and_the_first_one_is_missed() -> None:
    met, alone, missing = came("Wir schicken bis Freitag 50 Milliarden Euro nach Kiew.", "de")
    assert alone == ["50 Milliarden"]
    assert missing == ["40 billion euros"]
    assert met == ["Freitag", "Kiew"]


def test_a_place_that_only_one_of_them_names_is_told() -> None:
    _, alone, missing = came("Wir schicken bis Freitag 40 Milliarden Euro nach Warschau.", "de")
    assert (alone, missing) == (["Warschau"], ["Kyiv"])


def test_signs_that_are_read_as_others_do_not_shift_the_marks() -> None:
    met, alone, _ = came("„Also…\u00a0bis Freitag“, sagte er, „½ Stunde, 50\u202fMilliarden Euro“", "de")
    assert "Freitag" in met
    assert "50\u202fMilliarden" in alone


@settings(deadline=None)  # the first example reads the lexicons
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([None, "en", "de", "uk", "fr"]))
def test_any_text_comes_back_whole(first: str, text: str, lang: str | None) -> None:
    pieces, _ = across.held(across.facts(first, "en"), text, lang)
    assert "".join(piece.text for piece in pieces) == text
