"""The language of a text without a model."""

from __future__ import annotations

import pytest

from processors.detection import detect

SAMPLES = {
    "en": "The ministers met for two hours and agreed that they would come back to it in the autumn.",
    "de": "Die Minister trafen sich für zwei Stunden und kamen überein, dass sie im Herbst darauf zurückkommen.",
    "fr": "Les ministres se sont réunis pendant deux heures et ont décidé qu'ils y reviendraient à l'automne.",
    "uk": "Міністри зустрілися на дві години й домовилися, що повернуться до цього восени.",
    "ru": "Министры встретились на два часа и договорились, что вернутся к этому осенью.",
}


@pytest.mark.parametrize(("lang", "text"), SAMPLES.items())
def test_by_the_text_alone(lang: str, text: str) -> None:
    assert detect(text).lang == lang


@pytest.mark.parametrize(("lang", "text"), SAMPLES.items())
def test_a_right_declaration_is_kept(lang: str, text: str) -> None:
    assert detect(text, f"{lang}-XX").lang == lang


def test_a_plainly_wrong_declaration_is_overruled() -> None:
    assert detect(SAMPLES["de"], "en").lang == "de"
    assert detect(SAMPLES["uk"], "ru").lang == "uk"


@pytest.mark.parametrize("text", ["", "12 345", "Rutte", "!!!"])
def test_too_little_text_keeps_what_is_declared(text: str) -> None:
    assert detect(text, "fr").lang == "fr"
    assert detect(text).lang is None


def test_a_language_without_a_folder_is_believed() -> None:
    assert detect("De ministers kwamen overeen dat zij in de herfst terugkomen.", "nl").lang == "nl"
