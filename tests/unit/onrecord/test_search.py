"""How far a search reads before it asks the index of words."""

from __future__ import annotations

import pytest

from onrecord.store.search import Read, to_read


@pytest.mark.parametrize(
    ("hits", "near", "further"),
    [
        (0, 0, 0),  # rare words: the index has few
        (0, 900, 0),  # words that never stand together
        (1, 1, 0),  # 500 in a million: quicker gathered than 153,000 read
        (12, 90, 12_750),  # a phrase of frequent words: 45,000 would have to be looked up
        (30, 30, 5_100),  # words of one in seventy statements
    ],
)
def test_the_cheaper_way_is_taken(hits: int, near: int, further: int) -> None:
    assert to_read(Read(2_000, list(range(hits)), near), 51, 1_000_000) == further


def test_a_small_archive_is_left_to_the_index() -> None:
    assert to_read(Read(2_000, list(range(12)), 12), 51, 5_000) == 0
