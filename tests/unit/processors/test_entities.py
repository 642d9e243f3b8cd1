"""Entities by gazetteer, by mention and by pattern."""

from __future__ import annotations

from datetime import date

import pytest

from processors import entities, mentions
from processors.models import Entity, EntityKind, Figure


def found(text: str, lang: str = "en") -> set[tuple[str, str, str | None]]:
    return {(one.kind.value, one.text, one.wikidata) for one in entities.find(text, lang=lang)}


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("The envoys met in The Hague.", "en", ("place", "The Hague", "Q36600")),
        ("Estonia’s foreign minister", "en", ("place", "Estonia", "Q191")),
        ("Die NATO-Staaten und die Türkei", "de", ("place", "Türkei", "Q43")),
        ("au Conseil de sécurité", "fr", ("organisation", "Conseil de sécurité", "Q37470")),
        ("переговори в Стамбулі", "uk", ("place", "Стамбулі", "Q406")),
        ("из Москвы", "ru", ("place", "Москвы", "Q649")),
        ("said Oksana Kovalenko, a nurse", "en", ("person", "Oksana Kovalenko", None)),
        ("Johann van der Berg left.", "en", ("person", "Johann van der Berg", None)),
    ],
)
def test_what_is_found(text: str, lang: str, expected: tuple[str, str, str | None]) -> None:
    assert expected in found(text, lang)


@pytest.mark.parametrize("text", ["turkey for dinner", "the rise of prices", "Nothing Happened Today"])
def test_what_is_not(text: str) -> None:
    assert found(text) == set()


def test_a_mention_brings_the_figures_id(figures: tuple[Figure, ...]) -> None:
    text = "Mark Rutte met Emmanuel Macron in Paris."
    by_id = {figure.id: figure for figure in figures}
    people = entities.find(text, mentions.find(text, figures, date(2025, 1, 1), "en"), by_id, "en")
    assert [(one.text, one.wikidata) for one in people] == [
        ("Mark Rutte", "Q57792"),
        ("Emmanuel Macron", "Q3052772"),
        ("Paris", "Q90"),
    ]


def test_another_recogniser_adds_and_never_overrides() -> None:
    text = "Mirela Quintanova spoke in Riga."

    def more(_: str, __: str | None) -> list[Entity]:
        return [Entity(EntityKind.PERSON, 0, 17, text[0:17]), Entity(EntityKind.PERSON, 27, 31, text[27:31])]

    assert {(one.kind, one.text) for one in entities.find(text, more=more)} == {
        (EntityKind.PERSON, "Mirela Quintanova"),
        (EntityKind.PLACE, "Riga"),
    }
