"""Quoted regions, whatever the marks."""

from __future__ import annotations

import pytest

from processors.quotes import find


def quoted(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("He said “yes” and left.", ["“yes”"]),
        ('He said "yes" and left.', ['"yes"']),
        ("He said ''yes'' and left.", ["''yes''"]),
        ("He said ‘yes, of course’ and left.", ["‘yes, of course’"]),
        ("He said 'yes, of course' and left.", ["'yes, of course'"]),
        ("Er sagte „ja“ und ging.", ["„ja“"]),
        ("Er sagte »ja« und ging.", ["»ja«"]),
        ("Il a dit «oui» et est parti.", ["«oui»"]),
        ("“Outer ‘inner’ outer,” he said.", ["“Outer ‘inner’ outer,”"]),
        ('“Mixed marks," he said.', ['“Mixed marks,"']),
        ('""Doubled marks," he said.', ['"Doubled marks,"']),
        ("It isn't the states' fault.", []),
        ("The '90s weren't the dogs' years.", []),
        ("Nothing here.", []),
    ],
)
def test_marks(text: str, regions: list[str]) -> None:
    assert quoted(text) == regions


def test_a_quote_left_open_goes_on_where_the_next_paragraph_opens_again() -> None:
    first, second = find("“One.\n“Two,” he said.")
    assert (first.closed, second.closed, second.continues) == (False, True, True)


def test_a_quote_left_open_ends_with_its_paragraph() -> None:
    text = "“One and no more.\nThe audience rose."
    (only,) = find(text)
    assert not only.closed
    assert text[only.start : only.end] == "“One and no more."


def test_a_mark_stuck_to_the_comma_before_it_opens_all_the_same() -> None:
    assert quoted('Holt said," The bridge stays". She left.') == ['" The bridge stays"']


def test_the_time_grows_with_the_length_only() -> None:
    marks = "'a \"b “c " * 4000
    assert len(find(marks)) <= len(marks)
