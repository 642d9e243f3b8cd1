"""Tokens and sentences."""

from __future__ import annotations

import pytest

from processors.languages import load
from processors.text import read


def sentences(text: str) -> list[str]:
    tokens = read(text, load("en"))
    return [tokens.slice(first, last) for first, last in tokens.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Gen. Holt and Mrs. Lang met. They left.", ["Gen. Holt and Mrs. Lang met.", "They left."]),
        ("J. R. Holt met them.", ["J. R. Holt met them."]),
        ("He lives in the U.S. But she does not.", ["He lives in the U.S.", "But she does not."]),
        ("Rep. Ann Holt (D-Md.) said so.", ["Rep. Ann Holt (D-Md.) said so."]),
        ("“Stop.” He left.", ["“Stop.”", "He left."]),
        ("“Stop,” he said.", ["“Stop,” he said."]),
        ("He said “stop”. She left.", ["He said “stop”.", "She left."]),
        ("No full stop\nNext line", ["No full stop", "Next line"]),
        ("Prices rose 2.5 percent. Wages fell.", ["Prices rose 2.5 percent.", "Wages fell."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_every_token_is_a_slice_of_the_text() -> None:
    text = "Maria Holt’s aide said: “We don’t know.” It’s $2.5 million, isn't it?"
    tokens = read(text, load("en"))
    for start, end, form in zip(tokens.start, tokens.end, tokens.form, strict=True):
        assert form in ("Q", text[start:end])


def test_an_unclosed_quote_ends_before_its_attribution() -> None:
    tokens = read("“We are ready and waiting, Maria Holt said on Monday.", load("en"))
    assert tokens.slice(0, 1) == "“We are ready and waiting,"
