"""What holds for any text at all: no exception, true offsets, order, time that grows with the length only."""

from __future__ import annotations

import os
import re
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import fuzz_statements
from processors.models import Mention, Statement
from processors.statements import extract

DAY = date(2026, 3, 4)
DROPPED = 1
"""Words that the wording may leave out of the content at its beginning: *that*."""
PIECES = [
    "Maria",
    "Holt",
    "said",
    "that",
    "the",
    "bridge",
    "was",
    "safe",
    "Peter",
    "Lang",
    "told",
    "reporters",
    "in",
    "a",
    "statement",
    ",",
    ".",
    "?",
    "!",
    ":",
    ";",
    "-",
    "—",
    "–",
    "(",
    ")",
    "[",
    "]",
    "'",
    '"',
    "“",
    "”",
    "‘",
    "’",
    "„",
    "«",
    "»",
    "''",
    "``",
    "\n",
    "he",
    "she",
    "they",
    "who",
    "which",
    "according",
    "to",
    "as",
    "and",
    "but",
    "while",
    "adding",
    "saying",
    "warned",
    "against",
    "called",
    "for",
    "was",
    "expected",
    "to",
    "is",
    "U.S.",
    "Mr.",
    "'s",
    "n't",
    "May",
    "2019",
    "5.5",
    "%",
    "$",
    "é",
    "ї",
    "𝔘",
    "…",
    "...",
    "\t",
    "\xa0",
    "\u200b",
    "\ufeff",
    "\u2028",
    "said,",
    "asked",
    "quoted",
]
LANGUAGES = ("en", "de", "fr", "uk", "ru", "xx", None)


def check(text: str, statements: tuple[Statement, ...]) -> None:
    before = (0, 0)
    for one in statements:
        assert one.spans
        assert (one.start, one.end) == (one.spans[0][0], one.spans[-1][1])
        assert (one.start, one.end) >= before
        before = (one.start, one.end)
        for start, end in (
            (*one.spans, one.speaker_span, one.cue_span) if one.speaker_span and one.cue_span else one.spans
        ):
            assert 0 <= start < end <= len(text)
        whole = " … ".join(text[start:end] for start, end in one.spans)
        assert whole.endswith(one.text)
        assert len(re.findall(r"\w+", whole.removesuffix(one.text))) <= DROPPED
        if one.cue_span:
            assert text[slice(*one.cue_span)] == one.cue
        assert 0.0 <= one.confidence <= 1.0
        assert one.rule


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(LANGUAGES), st.sampled_from(["", " "]))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_words_of_speech_in_any_order(pieces: list[str], lang: str | None, glue: str) -> None:
    text = glue.join(pieces)
    check(text, extract(text, lang=lang, day=DAY))


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
@settings(max_examples=200, deadline=None)
def test_any_characters(text: str, lang: str | None) -> None:
    check(text, extract(text, lang=lang, day=DAY))


@given(
    st.lists(st.sampled_from(PIECES), max_size=40),
    st.lists(st.tuples(st.integers(0, 99), st.integers(1, 9)), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_mentions_anywhere(pieces: list[str], places: list[tuple[int, int]]) -> None:
    text = " ".join(pieces)
    mentions = [Mention("f", start, start + length, "x", "name") for start, length in places]
    check(text, extract(text, lang="en", day=DAY, mentions=mentions))


@pytest.mark.parametrize(
    "unit", ["“a ", "' b", "Holt said that ", "Holt, ", "who said ", "(", "“A,” Holt said. ", "said:\n", "and "]
)
def test_time_grows_with_the_length(unit: str) -> None:
    """Counted in calls, not in seconds: twice the text takes at most some more than twice the work."""
    short, long = _calls(unit * 400), _calls(unit * 1600)
    assert long < 4 * 1.6 * short + 20_000


def _calls(text: str) -> int:
    count = 0

    def tick(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(tick)
    try:
        extract(text, lang="en", day=DAY)
    finally:
        sys.setprofile(None)
    return count


FUZZ_SECONDS = float(os.environ.get("FUZZ_SECONDS", "3"))
"""CPU that the fuzz loop may use here; ``python -m benchmarks.fuzz_statements`` runs for longer."""


def test_fuzz() -> None:
    """Random and mutated texts for a bounded time; a failure names its seed."""
    outcome = fuzz_statements.run(FUZZ_SECONDS)
    assert outcome.texts > 0
    assert outcome.failures == []


@pytest.mark.parametrize(
    "text", ["Trump''s claim that talks would begin at once surprised diplomats.", "'s 's warning"]
)
def test_texts_that_once_broke_a_law(text: str) -> None:
    check(text, extract(text, lang="en", day=DAY))
