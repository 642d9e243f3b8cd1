"""One text but for idle words, or another message in the same telling words."""

from __future__ import annotations

import pytest

from processors import word_for_word, wordings


def same(one: str, other: str, lang: str = "en") -> bool:
    return word_for_word.same(wordings.read(one, lang), wordings.read(other, lang))


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("He said the ferry runs again in May.", "The ferry runs in May, he said.", "en"),
        ("We shall keep the ferry.", "We'll keep a ferry", "en"),
        ("The ferry costs five percent of it all.", "The ferry costs 5 % of it all.", "en"),
        ("The ferry costs $5 million.", "The ferry costs five million dollars, she added.", "en"),
        ("Die Fähre fährt im Mai", "„Die Fähre fährt im Mai“, sagte sie", "de"),
        ("Пором ходитиме у травні", "Що пором ходитиме у травні, додав він", "uk"),
    ],
)
def test_idle_words_come_and_go(one: str, other: str, lang: str) -> None:
    assert same(one, other, lang)


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("We wait for them longer than they wait for us.", "They wait for us longer than we wait for them.", "en"),
        ("The ferry will run.", "The ferry did run.", "en"),
        ("The ferry runs twice a week.", "The ferry runs twice a month.", "en"),
        ("They have sold the ferry to us.", "We have sold the ferry to them.", "en"),
        ("Die Fähre wurde verkauft.", "Die Fähre wird verkauft.", "de"),
        ("Le bac sera vendu.", "Le bac a été vendu.", "fr"),
        ("Парома не будет.", "Парома не было.", "ru"),
    ],
)
def test_a_small_word_may_say_another_thing(one: str, other: str, lang: str) -> None:
    assert not same(one, other, lang)


def test_two_languages_are_never_one_text() -> None:
    assert not word_for_word.same(wordings.read("Taxi", "en"), wordings.read("Taxi", "de"))
