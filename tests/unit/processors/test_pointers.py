"""Words that point back, and those that only look like it."""

from __future__ import annotations

import pytest

from processors.pointers import points_back


@pytest.mark.parametrize(
    ("text", "lang", "word"),
    [
        ("“This makes the valley safer,”", "en", "this"),
        ("that such works were overdue", "en", "such"),
        ("„Das ist längst überfällig“", "de", "das"),
        ("que cela ne suffira pas", "fr", "cela"),
        ("«Это давно пора сделать»", "ru", "это"),
        ("що це давно треба було зробити", "uk", "це"),
        ("the council's stand against these floods", "en", "these floods"),
        ("die Geschlossenheit gegen solche Angriffe", "de", "solche angriffe"),
        ("готовность отвечать на эти угрозы", "ru", "эти угрозы"),
    ],
)
def test_pointing_back(text: str, lang: str, word: str) -> None:
    assert points_back(text, lang) == word


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("This year the tunnel opens", "en"),
        ("those who dig tunnels are brave", "en"),
        ("the tunnel opens in these weeks", "en"),
        ("It is time to close the old road.", "en"),
        ("a second tunnel for the country's north", "en"),
        ("Thistles grow there.", "en"),
        ("", "en"),
        ("“ ”", "en"),
    ],
)
def test_what_points_nowhere(text: str, lang: str) -> None:
    assert not points_back(text, lang)


@pytest.mark.parametrize(
    ("text", "lang", "word"),
    [
        ("it is vital for the valley", "en", "it"),
        ("support for the country's reforms", "en", "the country"),
        ("підтримку реформ країни", "uk", "реформ країни"),
        ("son soutien au pays", "fr", "au pays"),
    ],
)
def test_within_one_sentence_more_words_do(text: str, lang: str, word: str) -> None:
    assert points_back(text, lang, same_sentence=True) == word
    assert not points_back(text, lang)
