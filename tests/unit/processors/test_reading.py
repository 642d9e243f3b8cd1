"""An article read end to end, on text written for this test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from processors.models import Article, Figure, Kind, Outlet, Topic
from processors.reading import Reader

NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)
TEXT = (
    "“We will not be late,” Rutte told reporters in Vilnius on Tuesday.\n"
    "Mark Rutte and the Lithuanian president. Photo: Egle Vaitkute\n"
    "The NATO chief said that the alliance would send two more batteries to Ukraine.\n"
    "Comments (1)\n"
    "“Too little,” said Putin."
)


def article(text: str = TEXT, title: str = "Batteries for Ukraine", lang: str | None = "en") -> Article:
    outlet = Outlet("courier", "The Courier")
    return Article(
        "a", 1, "https://c.example/a", "https://c.example/a", outlet, "s", title, text, "h", NOW, NOW, lang=lang
    )


@pytest.fixture(scope="module")
def reader(figures: tuple[Figure, ...], topics: tuple[Topic, ...]) -> Reader:
    return Reader(figures, topics)


def test_reads_statements_of_the_figure_and_leaves_the_comments(reader: Reader) -> None:
    reading = reader.read(article())
    said = [(one.figure_id, one.kind, one.text) for one in reading.statements if one.figure_id]
    assert said[0] == ("mark-rutte", Kind.DIRECT, "“We will not be late,”")
    assert said[1][0] == "mark-rutte"
    assert "two more batteries" in said[1][2]
    assert {one.figure_id for one in reading.statements} == {"mark-rutte"}
    assert any(note.startswith("skipped") and "comments" in note for note in reading.notes)


def test_offsets_are_into_the_article(reader: Reader) -> None:
    reading = reader.read(article())
    for mention in reading.mentions:
        assert TEXT[mention.start : mention.end] == mention.surface
    for entity in reading.entities:
        assert TEXT[entity.start : entity.end] == entity.text
    for hit in reading.keywords:
        assert TEXT[hit.start : hit.end] == hit.surface
    for statement in reading.statements:
        assert " … ".join(TEXT[first:last] for first, last in statement.spans).endswith(statement.text)


def test_an_article_that_names_nobody_costs_no_extraction(figures: tuple[Figure, ...]) -> None:
    def refuse(*_: object, **__: object) -> tuple[()]:
        raise AssertionError("extracted behind a closed gate")

    reading = Reader(figures, extract=refuse).read(article("The baker said that bread would cost more.", "Bread"))
    assert (reading.named, reading.statements, reading.mentions) == ((), (), ())


def test_keywords_and_entities_are_kept(reader: Reader) -> None:
    reading = reader.read(article())
    assert {hit.topic_id for hit in reading.keywords} == {"nato", "ukraine"}
    assert ("Ukraine", "Q212") in {(one.text, one.wikidata) for one in reading.entities}


def test_the_headline_counts_only_where_the_body_does_not_repeat_it(reader: Reader) -> None:
    repeated = reader.read(article(title="Rutte: two more batteries for Ukraine"))
    assert not any(one.in_title for one in repeated.statements)
    alone = reader.read(article("The meeting in Vilnius went on until late in the night.", "Rutte: no more delays"))
    (headline,) = alone.statements
    assert (headline.in_title, headline.figure_id, headline.text) == (True, "mark-rutte", "no more delays")


def test_a_contested_title_makes_the_statement_doubtful(reader: Reader) -> None:
    text = (
        "UN Secretary-General António Guterres met NATO Secretary General Mark Rutte.\n"
        "The secretary general said that the truce would hold."
    )
    (statement,) = [one for one in reader.read(article(text)).statements if "truce" in one.text]
    assert statement.figure_id == "mark-rutte"
    assert statement.confidence <= 0.6
    assert any("doubtful" in reason for reason in statement.reasons)


def test_a_declared_language_that_is_plainly_wrong_is_overruled(reader: Reader) -> None:
    german = replace(article(), text="Das ist nicht der Weg, den wir mit der Ukraine gehen, sagte Rutte am Dienstag.")
    assert any("reads as de" in note for note in reader.read(german).notes)
