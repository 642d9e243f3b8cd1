"""Parts of speech where finding who said what hangs on them."""

from __future__ import annotations

import pytest

from processors.languages import load
from processors.tagger import tag
from processors.text import read


def tags(text: str) -> dict[str, str]:
    tokens = read(text, load("en"))
    tag(tokens)
    return dict(zip(tokens.form, tokens.tag, strict=True))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The mayor claims that the bridge is safe.", "claims", "VBZ"),
        ("Her claims were wrong.", "claims", "NNS"),
        ("He wants to plan the works.", "plan", "VB"),
        ("The plan failed.", "plan", "NN"),
        ("The mayor has proposed a toll.", "proposed", "VBN"),
        ("The mayor, a lawyer, proposed a toll.", "proposed", "VBD"),
        ("A toll proposed by the mayor failed.", "proposed", "VBN"),
        ("Holt told us that the toll failed.", "that", "THAT"),
        ("The toll that failed was his.", "that", "WDT"),
        ("Holt's bridge is closed.", "'s", "POS"),
        ("He's closing it.", "'s", "BE"),
        ("This makes it harder.", "makes", "VBZ"),
        ("Three in ten say it works.", "say", "VB"),
        ("Ursula von der Leyen said so.", "von", "NNP"),
    ],
)
def test_words_in_their_sentence(text: str, word: str, expected: str) -> None:
    assert tags(text)[word] == expected


def test_a_headline_in_capitals_is_read_by_its_words() -> None:
    assert tags("Mayor Vows To Close The Bridge Before Winter")["Vows"] == "VBZ"
