"""Laws that hold for every text, however broken: true offsets, no exception, no overlap where there should be none."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processors.models import Article, Figure, Outlet, Topic
from processors.reading import Reader

NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)
DROPPED = 1
"""Words that the wording may leave out of the content at its beginning: *that*."""
WORDS = (
    "Rutte|Mark Rutte|NATO|the NATO chief|the secretary general|Rutte's|Selenskyj|Зеленського|генсек НАТО"
    "|Zelens\u00adky|said|says|told|added|denied|sagte|erklärte|a déclaré|заявив|сказал|that|dass|que|що|что"
    "|according to|laut|selon"
    "|за словами|he|she|er|elle|він|former|spokesman for|Photo:|Comments|Related|©|Read more|20 March 2025|in March"
    "|U.S.|Mr.|İ|ß|🙂|\u0301|0"
)
MARKS = "“ ” \" ' ‘ ’ „ « » , . ? ! : ; — - ( )"
PIECES = st.sampled_from([*WORDS.split("|"), *MARKS.split(), "\n", "\n\n", " ", "\u00a0", "\u200b"])
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("".join)
)
LANGUAGES = st.sampled_from([None, "en", "de", "fr", "uk", "ru", "en-GB", "nl", "xx", ""])


@pytest.fixture(scope="module")
def reader(figures: tuple[Figure, ...], topics: tuple[Topic, ...]) -> Reader:
    return Reader(figures, topics)


def article(text: str, title: str, lang: str | None) -> Article:
    url = "https://laws.example/a"
    return Article("a", 1, url, url, Outlet("o", "O"), "s", title, text, "h", NOW, NOW, lang=lang)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(text=TEXTS, title=TEXTS, lang=LANGUAGES)
def test_every_offset_is_true(reader: Reader, text: str, title: str, lang: str | None) -> None:
    reading = reader.read(article(text, title, lang))
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.surface != ""
    for entity in reading.entities:
        assert text[entity.start : entity.end] == entity.text != ""
    for hit in reading.keywords:
        assert text[hit.start : hit.end] == hit.surface != ""
    for statement in reading.statements:
        where = title if statement.in_title else text
        assert statement.spans[0][0] == statement.start < statement.end == statement.spans[-1][1]
        assert all(0 <= first < last <= len(where) for first, last in statement.spans)
        assert 0.0 <= statement.confidence <= 1.0
        if not statement.in_title:
            whole = " … ".join(text[first:last] for first, last in statement.spans)
            assert whole.endswith(statement.text)
            assert len(re.findall(r"\w+", whole.removesuffix(statement.text))) <= DROPPED
        if statement.speaker_span is not None:
            assert where[slice(*statement.speaker_span)]


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(text=TEXTS, lang=LANGUAGES)
def test_mentions_and_entities_do_not_overlap(reader: Reader, text: str, lang: str | None) -> None:
    reading = reader.read(article(text, "", lang))
    for found in (reading.mentions, reading.entities):
        assert all(first.end <= second.start for first, second in pairwise(found))


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(text=TEXTS, lang=LANGUAGES)
def test_whoever_is_mentioned_passed_the_gate(reader: Reader, text: str, lang: str | None) -> None:
    """A gate that misses is a lost story."""
    reading = reader.read(article(text, "", lang))
    assert {one.figure_id for one in reading.mentions} <= set(reading.named)
    assert {one.figure_id for one in reading.statements if one.figure_id} <= set(reading.named)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(text=TEXTS, lang=LANGUAGES)
def test_reading_is_a_function(reader: Reader, text: str, lang: str | None) -> None:
    assert reader.read(article(text, text, lang)) == reader.read(article(text, text, lang))
