"""What people type into the search field."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from onrecord.store.words import fts5, sought, tsquery


def test_words_are_beginnings_and_quotes_are_phrases() -> None:
    query = sought('negotiat "40 billion crowns" Brücke')
    assert query.loose == ("negotiat", "Brücke")
    assert query.phrases == (("40", "billion", "crowns"),)
    assert fts5(query) == '"negotiat"* "Brücke"* "40 billion crowns"'
    assert tsquery(query) == "negotiat:* & Brücke:* & (40 <-> billion <-> crowns)"


def test_nothing_to_search_for_is_no_search() -> None:
    assert not sought(' -- "" ** ')


@given(st.text(max_size=60))
def test_sqlite_takes_whatever_is_typed(typed: str) -> None:
    query = sought(typed)
    if query:
        database = sqlite3.connect(":memory:")
        database.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        database.execute("SELECT * FROM t WHERE t MATCH ?", (fts5(query),)).fetchall()
        database.close()
