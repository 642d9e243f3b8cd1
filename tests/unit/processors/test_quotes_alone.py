"""Quotes without a cue in their sentence: who speaks by the sentences around them."""

from __future__ import annotations

from datetime import date

import pytest

from processors.mentions import find
from processors.models import Figure, Statement
from processors.statements import extract

DAY = date(2025, 11, 3)
REVIEW = 0.5
"""Below it a statement is kept for review."""


def found(figures: tuple[Figure, ...], text: str, lang: str) -> list[Statement]:
    return list(extract(text, lang=lang, day=DAY, mentions=find(text, figures, DAY, lang)))


@pytest.mark.parametrize(
    ("lang", "text", "figure"),
    [
        ("en", "“We have tea.” With these words Donald Tusk opened the talks.", "donald-tusk"),
        ("de", "„Wir haben Tee.“ Mit diesem Satz begann Donald Tusk seine Rede.", "donald-tusk"),
        ("de", "„Wir haben Tee.“ Das sagte Donald Tusk am Abend.", "donald-tusk"),
        ("fr", "« Nous avons du thé. » Par ces mots, Donald Tusk a ouvert la séance.", "donald-tusk"),
        ("uk", "«Ми маємо чай». Такими словами Дональд Туск відкрив зустріч.", "donald-tusk"),
        ("ru", "«Мы готовы ждать», — сказал Сергей Лавров. «Ждать мы умеем».", "sergei-lavrov"),
        ("en", "Not so, replied Steve Witkoff, the envoy. “Past aid counts too. All of it.”", "steve-witkoff"),
    ],
)
def test_the_speaker_beside_a_quote(figures: tuple[Figure, ...], lang: str, text: str, figure: str) -> None:
    last = found(figures, text, lang)[-1]
    assert last.figure_id == figure
    assert last.confidence >= REVIEW


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "“We pay,” said Donald Tusk. Friedrich Merz nodded. “We are ready to pay as well.”"),
        ("de", "„Wir zahlen“, sagte Donald Tusk. Friedrich Merz nickte. „Wir sind auch bereit.“"),
    ],
)
def test_somebody_else_between_ends_the_first_ones_speech(figures: tuple[Figure, ...], lang: str, text: str) -> None:
    last = found(figures, text, lang)[-1]
    assert last.figure_id == "friedrich-merz"
    assert "subject of the sentence before the quote" in last.reasons


@pytest.mark.parametrize(
    ("lang", "text", "speaker"),
    [
        ("de", "„Alles ruhig“, hieß es aus dem Kreml.", "Kreml"),
        ("de", "Der Kanzler nickte und nannte Merkels Plan „mutig und klug zugleich“.", "Kanzler"),
        ("de", "Boris Pistorius kam. Den Plan von Angela Merkel nannte er einen „mutigen Schritt“.", "Boris Pistorius"),
    ],
)
def test_german_subjects(figures: tuple[Figure, ...], lang: str, text: str, speaker: str) -> None:
    assert [one.speaker for one in found(figures, text, lang)] == [speaker]


def test_a_lower_case_quote_is_no_title(figures: tuple[Figure, ...]) -> None:
    assert found(figures, "Boris Pistorius nannte das Programm „überfällig“.", "de")
    assert not found(figures, "Boris Pistorius lobte das Programm „Junges Theater“.", "de")


def test_a_relative_clause_is_no_reported_speech(figures: tuple[Figure, ...]) -> None:
    assert not found(figures, "Володимир Зеленський відповів тим, хто сумнівається у витримці країни.", "uk")


@pytest.mark.parametrize(
    ("lang", "text", "content"),
    [
        ("ru", "Марк Рютте призвал не верить «красивым картинкам».", "не верить «красивым картинкам»"),
        ("fr", "Emmanuel Macron a appelé les alliés à « tenir bon ».", "les alliés à « tenir bon »"),
        ("de", "Friedrich Merz hat die Länder aufgefordert, „endlich“ zu handeln.", "„endlich“ zu handeln"),
    ],
)
def test_a_fragment_of_what_is_urged_keeps_what_it_belongs_to(
    figures: tuple[Figure, ...], lang: str, text: str, content: str
) -> None:
    assert [one.text for one in found(figures, text, lang)] == [content]
