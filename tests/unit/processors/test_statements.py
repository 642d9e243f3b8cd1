"""Statements, form by form, in sentences written for this test."""

from __future__ import annotations

from datetime import date

import pytest

from processors.models import Kind, Mention, Modality, Statement
from processors.statements import extract

DAY = date(2026, 3, 4)
ALERTS = 0.5
"""Confidence from which a statement can alert, as subscriptions have it by default."""


def found(text: str, *mentions: Mention) -> tuple[Statement, ...]:
    return extract(text, lang="en", day=DAY, mentions=mentions)


def said(text: str) -> list[tuple[str, str | None]]:
    return [(each.text, each.speaker) for each in found(text)]


FORMS = [
    ("“The bridge stays closed,” Maria Holt said.", "“The bridge stays closed,”", "Maria Holt"),
    ("“The bridge stays closed,” said Maria Holt, the mayor.", "“The bridge stays closed,”", "Maria Holt"),
    ("“Is the bridge closed?” Maria Holt asked.", "“Is the bridge closed?”", "Maria Holt"),
    ("“The bridge stays closed,” Maria Holt thundered.", "“The bridge stays closed,”", "Maria Holt"),
    ('Maria Holt said: "The bridge stays closed."', '"The bridge stays closed."', "Maria Holt"),
    ("Maria Holt, the mayor: “The bridge stays closed.”", "“The bridge stays closed.”", "Maria Holt"),
    ("Said Maria Holt: “The bridge stays closed.”", "“The bridge stays closed.”", "Maria Holt"),
    ("“The bridge stays closed.” — Maria Holt", "“The bridge stays closed.”", "Maria Holt"),
    ("The agency replied:\n“The bridge stays closed.”", "“The bridge stays closed.”", "The agency"),
    ("Maria Holt said that the bridge would stay closed.", "the bridge would stay closed", "Maria Holt"),
    ("Maria Holt said the bridge would stay closed.", "the bridge would stay closed", "Maria Holt"),
    ("Maria Holt said on Monday that the bridge was safe.", "the bridge was safe", "Maria Holt"),
    ("Maria Holt said in a letter to the council that it fell.", "it fell", "Maria Holt"),
    ("The bridge stays closed, Maria Holt said.", "The bridge stays closed", "Maria Holt"),
    ("The bridge stays closed, said Maria Holt, who runs the city.", "The bridge stays closed", "Maria Holt"),
    (
        "In addition, the city plans to close the bridge, Maria Holt said.",
        "In addition, the city plans to close the bridge",
        "Maria Holt",
    ),
    ("Maria Holt's main message was that the bridge was safe.", "the bridge was safe", "Maria Holt"),
    ("A key focus of Maria Holt's speech was the need for a bridge.", "the need for a bridge", "Maria Holt"),
    (
        "According to Maria Holt, the bridge “should have been built in May”.",
        "the bridge “should have been built in May”",
        "Maria Holt",
    ),
    ("The bridge, which Maria Holt said was safe, was closed.", "was safe", "Maria Holt"),
    ("As Maria Holt noted, the bridge stays closed.", "the bridge stays closed", "Maria Holt"),
    ("As noted by Maria Holt on Monday, the bridge stays closed.", "the bridge stays closed", "Maria Holt"),
    ("The bridge stays closed, according to Maria Holt.", "The bridge stays closed", "Maria Holt"),
    ("According to Maria Holt, the bridge stays closed.", "the bridge stays closed", "Maria Holt"),
    ("Maria Holt told Peter Lang that the bridge was safe.", "the bridge was safe", "Maria Holt"),
    ("Maria Holt urged drivers to leave early.", "drivers to leave early", "Maria Holt"),
    ("Maria Holt vowed to rebuild the bridge.", "to rebuild the bridge", "Maria Holt"),
    ("Maria Holt condemned the closure of the bridge.", "the closure of the bridge", "Maria Holt"),
    ("Maria Holt called for a new bridge.", "a new bridge", "Maria Holt"),
    ("Maria Holt called the bridge “a wreck.”", "the bridge “a wreck.”", "Maria Holt"),
    ("Maria Holt asked whether the bridge was safe.", "whether the bridge was safe", "Maria Holt"),
    ("Maria Holt's call for a new bridge was heard.", "a new bridge", "Maria Holt"),
    ("Maria Holt, a lawyer who came late, said the bridge was safe.", "the bridge was safe", "Maria Holt"),
    ("Maria Holt, 45, mayor of the town, said the bridge was safe.", "the bridge was safe", "Maria Holt"),
    ("In Ulm, Maria Holt said the bridge was safe.", "the bridge was safe", "Maria Holt"),
    ("Maria Holt voiced the hope that the bridge would open.", "the bridge would open", "Maria Holt"),
    ("Maria Holt asked the court for more time.", "more time", "Maria Holt"),
    ("Drivers were told by Maria Holt to leave early.", "to leave early", "Maria Holt"),
    ("Maria Holt, the mayor, called on drivers to wait.", "drivers to wait", "Maria Holt"),
    ("It is up to 8 per cent of cars, according to Holt.", "It is up to 8 per cent of cars", "Holt"),
    (
        "Maria Holt pointed to estimates suggesting the bridge costs 5 million.",
        "the bridge costs 5 million",
        "Maria Holt",
    ),
    ("Maria Holt said the plan works.", "the plan works", "Maria Holt"),
]


@pytest.mark.parametrize(("text", "content", "speaker"), FORMS)
def test_a_form_of_reported_speech_gives_its_content_and_speaker(text: str, content: str, speaker: str) -> None:
    assert said(text) == [(content, speaker)]


def test_a_split_quote_is_one_statement_of_two_pieces() -> None:
    (only,) = found("“The bridge,” Maria Holt said, “stays closed.”")
    assert only.kind is Kind.DIRECT
    assert [only.spans[0][0], only.spans[1][1]] == [0, 46]


def test_an_interrupted_clause_is_one_statement_of_two_pieces() -> None:
    (only,) = found("The bridge, Maria Holt said, stays closed.")
    assert [only.text, only.kind] == ["The bridge … stays closed", Kind.INDIRECT]


def test_quoted_words_inside_reported_speech_are_mixed() -> None:
    (only,) = found("Maria Holt said the bridge was “a wreck” and had to go.")
    assert [only.text, only.kind] == ["the bridge was “a wreck” and had to go", Kind.MIXED]


def test_a_quote_goes_on_behind_its_attribution_and_over_paragraphs() -> None:
    text = "“The bridge is closed,” Maria Holt said. “It stays closed.\n“Nobody may cross it.”"
    assert [each.speaker for each in found(text)] == ["Maria Holt"] * 3


def test_who_said_the_last_paragraph_said_the_first() -> None:
    text = "“The bridge is closed. Nobody may cross it.\n“It stays closed,” Maria Holt said."
    assert {each.speaker for each in found(text)} == {"Maria Holt"}


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "Holt said the bridge was safe, adding that it would open soon.",
            ["the bridge was safe", "it would open soon"],
        ),
        ("Holt said the bridge was safe and urged drivers to wait.", ["the bridge was safe", "drivers to wait"]),
        ("Holt said the bridge was safe, but Lang said it was not.", ["the bridge was safe", "it was not"]),
        ("When Holt said the bridge was safe, drivers laughed.", ["the bridge was safe"]),
        ("Holt, who said the bridge was safe, left the room.", ["the bridge was safe"]),
        ("Saying the bridge was safe, Holt left the room.", ["the bridge was safe"]),
    ],
)
def test_where_content_ends(text: str, contents: list[str]) -> None:
    assert [each.text for each in found(text)] == contents


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “coalition” met again.",
        "They watched “The Long Bridge” on Sunday.",
        "Holt called Peter Lang on the way home.",
        "The bridge stays closed.",
        "",
    ],
)
def test_no_statement(text: str) -> None:
    assert [each for each in found(text) if each.confidence >= ALERTS] == []


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Holt said the bridge was safe.", Modality.SAID),
        ("Holt denied that the bridge was safe.", Modality.DENIED),
        ("Holt did not say that the bridge was safe.", Modality.DENIED),
        ("Holt would say that the bridge was safe.", Modality.CONDITIONAL),
        ("Holt will say on Monday that the bridge is safe.", Modality.ANNOUNCED),
        ("Holt is expected to say that the bridge is safe.", Modality.ANNOUNCED),
        ("Holt is to announce a new bridge.", Modality.ANNOUNCED),
        ("Holt asked whether the bridge was safe.", Modality.ASKED),
    ],
)
def test_modality(text: str, modality: Modality) -> None:
    assert [each.modality for each in found(text)] == [modality]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Holt said in May 2019 that the bridge was safe.", date(2019, 5, 28)),
        ("Holt said on 3 May 2019 that the bridge was safe.", date(2019, 5, 3)),
        ("Holt said in November that the bridge was safe.", date(2025, 11, 28)),
        ("Holt wrote in 2019 that the bridge was safe.", date(2019, 12, 31)),
        ("Holt said on March 2 that the bridge was safe.", None),
        ("Holt said on Monday that the bridge was safe.", None),
    ],
)
def test_an_old_quote_has_its_day(text: str, day: date | None) -> None:
    assert [each.said_on for each in found(text)] == [day]


def test_what_somebody_only_spoke_about_cannot_alert() -> None:
    assert [each.confidence < ALERTS for each in found("Maria Holt spoke about the bridge.")] == [True]


def test_every_statement_says_why() -> None:
    for text, _, _ in FORMS:
        (only,) = found(text)
        assert only.rule
        assert only.reasons
        assert only.cue


def test_who_was_asked_is_who_said() -> None:
    (*_, answer) = found("Maria Holt, asked about Peter Lang, said: “I agree with the plan.”")
    assert (answer.text, answer.speaker) == ("“I agree with the plan.”", "Maria Holt")


def test_a_topic_is_named_and_never_alerts() -> None:
    topics = ("highlighted the human cost of the war", "outlined the bloc's strategy", "mentioned the talks")
    for topic in topics:
        text = f"Maria Holt {topic}."
        (one,) = found(text, mention(text, "Maria Holt", "holt"))
        assert one.confidence < ALERTS, topic
        assert one.reasons[-1] == "the content only names its topic"
    for asserted in ("stressed the need for a new bridge", "described the plan as a mistake", "rejected the plan"):
        (one,) = found(f"Maria Holt {asserted}.")
        assert one.confidence >= ALERTS, asserted


def mention(text: str, surface: str, figure_id: str) -> Mention:
    start = text.index(surface)
    return Mention(figure_id, start, start + len(surface), surface, "name", 1.0, "m")


@pytest.mark.parametrize(
    "text",
    [
        "Peter Lang and Oskar Behr said the bridge was safe.",
        "“The bridge is safe,” said Maria Holt, Peter Lang and Oskar Behr.",
        "Peter Lang, the mayor, and Oskar Behr warned that the bridge was unsafe.",
    ],
)
def test_speakers_with_one_voice_each_made_the_statement(text: str) -> None:
    statements = found(text, mention(text, "Peter Lang", "lang"), mention(text, "Oskar Behr", "behr"))
    assert {"lang", "behr"} <= {one.figure_id for one in statements}
    assert len({one.text for one in statements}) == 1


def test_an_addressee_beside_another_is_no_speaker() -> None:
    text = "A letter to Peter Lang and Oskar Behr said the bridge was safe."
    statements = found(text, mention(text, "Peter Lang", "lang"), mention(text, "Oskar Behr", "behr"))
    assert [one.figure_id for one in statements] == [None]


def test_a_pronoun_in_a_new_paragraph_is_whoever_that_paragraph_is_about() -> None:
    text = "“Weapons help,” Peter Lang said.\nSpokesman Zdrawko Mirow rejected that. It changes nothing, he said."
    *_, last = found(text, mention(text, "Peter Lang", "lang"))
    assert (last.speaker, last.figure_id) == ("Zdrawko Mirow", None)


@pytest.mark.parametrize(
    "text",
    [
        "Maria Holt denied saying the bridge was safe.",
        "Maria Holt denied that she had said the bridge was safe.",
        "Maria Holt did not say that Peter Lang had promised that the bridge was safe.",
    ],
)
def test_what_is_inside_a_denial_was_not_said(text: str) -> None:
    holt = Mention("h", 0, len("Maria Holt"), "Maria Holt", "name", gender="f")
    lang = Mention("l", text.find("Peter Lang"), text.find("Peter Lang") + len("Peter Lang"), "Peter Lang", "name")
    mentions = (holt, lang) if "Peter Lang" in text else (holt,)
    assert {one.modality for one in found(text, *mentions)} == {Modality.DENIED}


def test_a_verb_inside_a_noun_s_clause_does_not_reach_beyond_it() -> None:
    text = "Maria Holt's claim that Peter Lang promised money was rejected by the city."
    lang = Mention("l", text.find("Peter Lang"), text.find("Peter Lang") + len("Peter Lang"), "Peter Lang", "name")
    assert [one.text for one in found(text, lang) if one.figure_id] == []
    assert "Peter Lang promised money" in [one.text for one in found(text, lang)]
