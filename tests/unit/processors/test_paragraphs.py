"""The paragraph around a place holds that place and crosses no newline outside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from processors.paragraphs import around


@given(st.text(alphabet="ab\n", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_it_holds_the_span_and_ends_at_newlines(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = around(text, start, end)
    assert first <= start
    assert end <= last or text[last : last + 1] == "\n"
    assert first == 0 or text[first - 1] == "\n"
    assert last == len(text) or text[last] == "\n"
    assert "\n" not in text[first:start]
    assert "\n" not in text[end:last]


def test_a_span_over_two_paragraphs_gives_both() -> None:
    assert around("one\ntwo\nthree\nfour", 5, 10) == (4, 13)
