"""Rates, cursors, passwords and keys: the pure parts of the guards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.store.accounts import Role
from onrecord.store.pages import CursorError, decode, encode
from onrecord.web import secrets
from onrecord.web.guards import Buckets, Rate


def test_a_burst_passes_then_one_waits_and_others_do_not() -> None:
    time = [0.0]
    buckets = Buckets(Rate(burst=3, per_second=2), lambda: time[0])
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.wait("a") == pytest.approx(0.5)
    assert buckets.wait("b") == 0
    time[0] = 0.5
    assert buckets.wait("a") == 0


def test_the_longest_silent_is_forgotten_first() -> None:
    buckets = Buckets(Rate(1, 0.001), lambda: 0.0, most=2)
    for who in ("a", "b", "a", "c"):
        buckets.wait(who)
    assert buckets.wait("a") > 0
    assert buckets.wait("b") == 0


@given(st.integers(0, 2**62 - 1), st.text(max_size=40))
def test_a_cursor_comes_back(number: int, word: str) -> None:
    assert decode(encode(number, word), int, str) == (number, word)


@pytest.mark.parametrize(
    "cursor", ["", "x", "W10", "WzFd!", "bnVsbA", "WyJhIl0", "WzE4NDQ2NzQ0MDczNzA5NTUxNjE2XQ", "é"]
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        decode(cursor, int)


def test_roles_cover_those_below() -> None:
    assert Role.OPERATOR.covers(Role.READER)
    assert Role.EDITOR.covers(Role.EDITOR)
    assert not Role.READER.covers(Role.EDITOR)


def test_a_password_fits_only_its_own_hash() -> None:
    stored = secrets.hash_password("correct horse battery")
    assert secrets.password_fits(stored, "correct horse battery")
    assert not secrets.password_fits(stored, "correct horse batter")
    assert not secrets.password_fits(None, "anything")


def test_a_key_has_the_shape_that_scanners_look_for() -> None:
    key_id, key = secrets.new_key()
    assert secrets.KEY.fullmatch(key)
    assert key_id in key
