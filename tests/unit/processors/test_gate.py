"""The gate lets through whatever may name a figure, however a page writes it."""

from __future__ import annotations

from datetime import date

import pytest

from processors.gate import Gate
from processors.models import Figure


@pytest.fixture(scope="module")
def gate(figures: tuple[Figure, ...]) -> Gate:
    return Gate(figures)


@pytest.mark.parametrize(
    ("text", "figure_id"),
    [
        ("Mr Rutte left at noon.", "mark-rutte"),
        ("RUTTE: NO DELAY", "mark-rutte"),
        ("the Nato boss was asked", "mark-rutte"),
        ("NATO’s Secretary&nbsp;General", "mark-rutte"),
        ("NATO-\nSecretary\n  General", "mark-rutte"),
        ("<b>NATO</b> <i>chief</i>", "mark-rutte"),
        ("Zelens\u00adky", "volodymyr-zelensky"),
        ("Zelen\u200bskyy", "volodymyr-zelensky"),
        ('{"body": "Erdo\\u011fan"}', "recep-tayyip-erdogan"),
        ("Erdo&gbreve;an", "recep-tayyip-erdogan"),
        ("ORBÁN", "viktor-orban"),
        ("Orba\u0301n", "viktor-orban"),
        ("la cheffe de la diplomatie europ&eacute;enne", "kaja-kallas"),
        ("Selenskyjs Rede", "volodymyr-zelensky"),
        ("der russischen Präsidenten", "vladimir-putin"),
        ("із Зеле\u0301нським", "volodymyr-zelensky"),
        ("прем’єр Польщі", "donald-tusk"),
        ("Зеленскии\u0306 сказал", "volodymyr-zelensky"),
        ("генсеком НАТО", "mark-rutte"),
        ("президентом США", "donald-trump"),
        ("ursula von der leyen", "ursula-von-der-leyen"),
        ("the Rutte-led alliance", "mark-rutte"),
    ],
)
def test_names_however_a_page_writes_them(gate: Gate, text: str, figure_id: str) -> None:
    assert figure_id in gate.named(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a tusk of ivory",
        "Ruttenberg spoke",
        "the chief of the village",
        "Trumpet and merzbow",
        "a statement by NATO",
    ],
)
def test_a_text_that_names_nobody(gate: Gate, text: str) -> None:
    assert gate.named(text) == frozenset()


def test_a_role_counts_for_whoever_ever_held_it_unless_a_day_is_given(gate: Gate) -> None:
    assert gate.named("the NATO chief") == {"mark-rutte", "jens-stoltenberg"}
    assert gate.named("the NATO chief", date(2025, 3, 1)) == {"mark-rutte"}
    assert gate.named("the NATO chief", date(2024, 9, 30)) == {"jens-stoltenberg"}


def test_a_figure_with_nothing_but_a_name_is_found_by_surname() -> None:
    assert Gate([Figure("jane-doe", "Jane Doe")]).named("Doe said so") == {"jane-doe"}


def test_no_figures_no_names() -> None:
    assert Gate([]).named("Rutte") == frozenset()
