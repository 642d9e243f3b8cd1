"""The batch form of the extractor."""

from __future__ import annotations

import pytest

from onrecord.batch.statements import convert

ROW = {
    "doc_id": "a",
    "published": "2025-03-04",
    "text": "Mark Rutte said that the bridge was safe. Maria Holt said that it was not.",
}


def test_everyone_counts() -> None:
    (row,) = convert([ROW], {})
    assert row["doc_id"] == "a"
    assert [one["speaker"] for one in row["statements"]] == ["Mark Rutte", "Maria Holt"]
    first = row["statements"][0]
    assert ROW["text"][first["start"] : first["end"]] == "that the bridge was safe", "the place holds every word"
    assert first["text"] == "the bridge was safe", "the text is the claim alone"


def test_figures_only_is_what_the_pipeline_keeps() -> None:
    (row,) = convert([ROW], {"figures_only": True})
    assert [one["figure"] for one in row["statements"]] == ["mark-rutte"]


@pytest.mark.parametrize("published", [None, "", "soon", "2025-99-99"])
def test_a_day_that_cannot_be_read_is_no_error(published: str | None) -> None:
    (row,) = convert([ROW | {"published": published}], {"figures_only": True})
    assert row["doc_id"] == "a"


def test_an_empty_text_has_no_statements() -> None:
    assert list(convert([{"doc_id": "b", "text": ""}], {})) == [{"doc_id": "b", "statements": []}]
