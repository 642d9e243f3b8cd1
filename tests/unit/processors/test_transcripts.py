"""Transcripts and interviews: who speaks in lines that open with a name or a letter."""

from __future__ import annotations

from datetime import date

import pytest

from processors.mentions import find
from processors.models import Figure, Kind, Modality, Statement
from processors.statements import extract

DAY = date(2025, 11, 3)


def turns(figures: tuple[Figure, ...], text: str, lang: str = "en") -> list[Statement]:
    found = extract(text, lang=lang, day=DAY, mentions=find(text, figures, DAY, lang))
    return [one for one in found if one.rule in ("transcript line", "interview answer", "transcript goes on")]


def said(figures: tuple[Figure, ...], text: str, lang: str = "en") -> list[tuple[str | None, str]]:
    return [(one.figure_id, one.text) for one in turns(figures, text, lang)]


def test_lines_with_names(figures: tuple[Figure, ...]) -> None:
    text = (
        "Lindqvist: Minister, how many bridges hold?\nBoris Pistorius: Fewer than half.\n"
        "We know which ones.\nLindqvist: And who pays?\nPistorius: The railway does."
    )
    assert said(figures, text) == [
        ("boris-pistorius", "Fewer than half."),
        ("boris-pistorius", "We know which ones."),
        ("boris-pistorius", "The railway does."),
    ]


def test_they_are_speech_word_for_word_and_questions_are_asked(figures: tuple[Figure, ...]) -> None:
    text = "SECRETARY GENERAL RUTTE: We are late.\nModerator: Why?\nRUTTE (smiles): Who would know?"
    first, second = turns(figures, text)
    assert (first.kind, first.modality, first.text) == (Kind.DIRECT, Modality.SAID, "We are late.")
    assert second.modality is Modality.ASKED
    assert "named before the colon" in first.reasons


def test_what_follows_another_label_is_not_the_figures(figures: tuple[Figure, ...]) -> None:
    text = "Mark Rutte: We are late.\nVoice: Why?\nAnd how late?\nMark Rutte: A year."
    assert [one for _, one in said(figures, text)] == ["We are late.", "A year."]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Kaja Kallas spoke to us.\nQ: How late is Europe?\nA: Two winters late.\nQ: Why?\nA: Arithmetic."),
        ("de", "Kaja Kallas im Gespräch.\nFrage: Wie spät ist es?\nAntwort: Zwei Winter zu spät.\nFrage: Warum?"),
    ],
)
def test_an_answer_is_of_the_one_figure_whom_the_lead_names(figures: tuple[Figure, ...], lang: str, text: str) -> None:
    answers = turns(figures, text, lang)
    assert answers
    assert {one.figure_id for one in answers} == {"kaja-kallas"}
    assert all(0.5 <= one.confidence < 0.8 for one in answers)


def test_an_answer_after_two_names_is_nobodys(figures: tuple[Figure, ...]) -> None:
    text = "Kaja Kallas and Donald Tusk spoke to us.\nQ: How late?\nA: Two winters.\nQ: Why?\nA: Arithmetic."
    assert said(figures, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Mark Rutte was in Kyiv.\nRutte: The winter will be long.",
        "Mark Rutte was in Kyiv.\nDead: 3 people.\nWounded: 7 people.",
        "Mark Rutte was in Kyiv.\nRutte: no discount\nStubb: ready for winter",
        "Mark Rutte was in Kyiv.\nRutte: “The winter will be long.”\nStubb: “We are ready.”",
    ],
)
def test_what_is_no_transcript(figures: tuple[Figure, ...], text: str) -> None:
    assert said(figures, text) == []


def test_what_is_said_inside_a_turn_is_its_speakers(figures: tuple[Figure, ...]) -> None:
    text = "Moderator: What now?\nMark Rutte: Trump said he would pay. We will see.\nModerator: When?\nRutte: Soon."
    found = extract(text, lang="en", day=DAY, mentions=find(text, figures, DAY, "en"))
    inner = [one for one in found if one.figure_id == "donald-trump"]
    assert all("inside a turn of a transcript" in one.reasons for one in inner)
    assert ("mark-rutte", "Trump said he would pay. We will see.") in said(figures, text)
