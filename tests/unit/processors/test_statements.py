"""Statements, form by form, in sentences written for this test."""

from __future__ import annotations

from datetime import date

import pytest

from processors.models import Kind
from processors.statements import extract

DAY = date(2026, 3, 4)


def said(text: str) -> list[tuple[str, str | None]]:
    return [(each.text, each.speaker) for each in extract(text, lang="en", day=DAY)]


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("“The bridge stays closed,” Maria Holt said.", "“The bridge stays closed,”", "Maria Holt"),
        ("“The bridge stays closed,” said Maria Holt, the mayor.", "“The bridge stays closed,”", "Maria Holt"),
        ('Maria Holt said: "The bridge stays closed."', '"The bridge stays closed."', "Maria Holt"),
        ("Maria Holt said that the bridge would stay closed.", "that the bridge would stay closed", "Maria Holt"),
        ("Maria Holt said the bridge would stay closed.", "the bridge would stay closed", "Maria Holt"),
        ("The bridge stays closed, Maria Holt said.", "The bridge stays closed", "Maria Holt"),
        ("The bridge stays closed, according to Maria Holt.", "The bridge stays closed", "Maria Holt"),
        ("According to Maria Holt, the bridge stays closed.", "the bridge stays closed", "Maria Holt"),
    ],
)
def test_a_form_of_reported_speech_gives_its_content_and_speaker(text: str, content: str, speaker: str) -> None:
    assert said(text) == [(content, speaker)]


def test_a_split_quote_is_one_statement_of_two_pieces() -> None:
    (found,) = extract("“The bridge,” Maria Holt said, “stays closed.”", lang="en", day=DAY)
    assert found.kind is Kind.DIRECT
    assert [found.spans[0][0], found.spans[1][1]] == [0, 46]


def test_the_addressee_is_not_the_speaker() -> None:
    assert said("Maria Holt told Peter Lang that the bridge was safe.") == [("that the bridge was safe", "Maria Holt")]
