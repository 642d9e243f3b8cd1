"""Who speaks: names, surnames, roles, pronouns, and who does not."""

from __future__ import annotations

from datetime import date

import pytest

from processors.models import Mention
from processors.statements import extract

HOLT = "maria-holt"


def spoken(text: str, *named: str) -> list[tuple[str | None, str | None]]:
    """Speaker and figure of each statement; every place of a string in ``named`` is a mention of Maria Holt."""
    mentions = []
    for form in named:
        at = text.find(form)
        while at >= 0:
            mentions.append(Mention(HOLT, at, at + len(form), form, "name"))
            at = text.find(form, at + 1)
    return [(one.speaker, one.figure_id) for one in extract(text, lang="en", day=date(2026, 3, 4), mentions=mentions)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Maria Holt came. She said the bridge was safe.", "Maria Holt"),
        ("Maria Holt came. Holt said the bridge was safe.", "Maria Holt"),
        ("Mayor Maria Holt came. The mayor said the bridge was safe.", "Maria Holt"),
        ("Maria Holt, the mayor of Ulm, came. The mayor said the bridge was safe.", "Maria Holt"),
        ("Maria Holt met Peter Lang. He said the bridge was safe.", "Peter Lang"),
        ("Peter Lang met Maria Holt. She said the bridge was safe.", "Maria Holt"),
        ("Critics who know the plan said the bridge was safe.", "Critics"),
        ("The company issued a statement saying the bridge was safe.", "The company"),
        ("Drivers and Maria Holt's critics said the bridge was safe.", "Drivers and Maria Holt's critics"),
        ("Reached by phone, Maria Holt said the bridge was safe.", "Maria Holt"),
        ("Maria Holt won Ulm, slept for a day, and made it clear that the bridge was safe.", "Maria Holt"),
        ("Peter Lang and Maria Holt (Ulm) both condemned the plan for the bridge.", "Peter Lang"),
        ("Peter Lang thanked Maria Holt for saying the bridge was safe.", "Maria Holt"),
        ("The bridge was safe, Reuters quoted Maria Holt as saying.", "Maria Holt"),
        ("“The bridge was always safe,” Maria Holt was quoted by Reuters as saying.", "Maria Holt"),
        ("Maria Holt left no doubt that the bridge was safe.", "Maria Holt"),
        ("Maria Holt's message was clear: “The bridge was always safe.”", "Maria Holt"),
        ("The bridge, in Maria Holt's view, was safe.", "Maria Holt"),
        ("Critics share the view of Maria Holt, who said the bridge was safe.", "Maria Holt"),
        ("According to Reuters, Maria Holt said the bridge was safe.", "Maria Holt"),
        ("Maria Holtmann came. Holtman said the bridge was safe.", "Maria Holtmann"),
        ("Maria Holtmann and Peter Holtmans came. Holtman said the bridge was safe.", "Holtman"),
        ("Peter Lang left. His successor, Maria Holt, said the bridge was safe.", "Maria Holt"),
        ("Peter Lang left. His spokesman said the bridge was safe.", "His spokesman"),
        ("Peter Lang left. His statement said the bridge was safe.", "Peter Lang"),
        ("Peter Lang came. The new secretary of state, Maria Holt, said the bridge was safe.", "Maria Holt"),
    ],
)
def test_who_speaks(text: str, speaker: str) -> None:
    assert [name for name, _ in spoken(text)] == [speaker]


COUNTERPART = (
    "“The dam is sound,” Jon Weld told reporters.\n"
    "He and the other mayor, Bertil Ostrow, went up the hill. It is unpaved, so we hope for spring, Weld said.\n"
    "“It will be paved in May,” he said about the path."
)


def test_he_is_the_last_subject_and_not_whom_he_was_with() -> None:
    assert spoken(COUNTERPART)[-1] == ("Jon Weld", None)


@pytest.mark.parametrize(
    ("guests", "speaker"), [("Nobody", "Bertil Ostrow"), ("Jon Weld", "he"), ("Maria Holt", "Bertil Ostrow")]
)
def test_a_far_pronoun_is_the_only_person_it_fits(guests: str, speaker: str) -> None:
    text = (
        f"{guests} came early.\nBertil Ostrow came late.\nThe water rose.\nIt fell again.\n"
        "Roads were closed.\nThe bridge would open in May, he announced."
    )
    assert [name for name, _ in spoken(text)] == [speaker]


def test_two_of_a_surname_stay_apart() -> None:
    text = "Maria Holt met Peter Holt. Holt said the bridge was safe."
    assert [name for name, _ in spoken(text)] == ["Holt"]


@pytest.mark.parametrize(
    "text",
    [
        "Maria Holt said the bridge was safe.",
        "“The bridge is safe,” said Maria Holt.",
        "Maria Holt came. She said the bridge was safe.",
        "Mayor Maria Holt of Ulm said the bridge was safe.",
        "Maria Holt spoke. “The bridge is safe,” she said.",
    ],
)
def test_the_figure_speaks(text: str) -> None:
    figures = [figure for _, figure in spoken(text, "Maria Holt")]
    assert HOLT in figures


@pytest.mark.parametrize(
    "text",
    [
        "Maria Holt's spokesman said the bridge was safe.",
        "A spokesman for Maria Holt said the bridge was safe.",
        "Peter Lang told Maria Holt that the bridge was safe.",
        "Maria Holt's office said the bridge was safe.",
        "Maria Holt supporters said the bridge was safe.",
        "“The bridge is safe,” Peter Lang told Maria Holt.",
        "Maria Holt was told that the bridge was safe.",
        "Asked about Maria Holt, Peter Lang said the bridge was safe.",
        "Maria Holt said nothing. “The bridge is safe,” said Peter Lang.",
    ],
)
def test_somebody_else_speaks(text: str) -> None:
    figures = [figure for _, figure in spoken(text, "Maria Holt") if figure]
    assert figures == []


def test_the_outer_speaker_of_nested_speech() -> None:
    (only,) = spoken("Peter Lang said Maria Holt had promised a bridge.")
    assert only == ("Peter Lang", None)


def test_a_surname_alone_is_printed_as_it_stands() -> None:
    (only,) = spoken("Lang said the bridge was safe.")
    assert only == ("Lang", None)


def test_who_adds_is_who_said() -> None:
    text = "Maria Holt said Peter Lang had crossed the bridge, adding that it was safe."
    assert spoken(text, "Maria Holt") == [("Maria Holt", HOLT)] * 2


def test_a_demonym_in_a_role_is_no_second_person() -> None:
    gap = "A bridge is to be built. Nobody knows when.\n" * 4
    text = (
        f"Maria Holt came. The toll would fall, the Danish mayor announced.\n{gap}The bridge would be safe, she added."
    )
    assert spoken(text, "Maria Holt", "Danish mayor")[-1] == ("Maria Holt", HOLT)
