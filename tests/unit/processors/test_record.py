"""A figure's record: what it finds again, what it keeps, what it drops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from processors.claims import Utterance
from processors.record import Record

START = datetime(2026, 1, 1, tzinfo=UTC)


def said(number: int, text: str, claim: str = "") -> Utterance:
    return Utterance(f"u{number}", "f", text, START + timedelta(hours=number), claim_id=claim or f"c{number}")


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_finds_nearest_by_vector_without_a_shared_word() -> None:
    record = Record("f")
    record.add(said(1, "the harbour will be closed"), unit(1, 0, 0, 0.1))
    record.add(said(2, "pensions rise in spring"), unit(0, 1, 0, 0))
    nearest = record.shortlist("Hafen zu", unit(0.9, 0.1, 0, 0), 1)
    assert [c.utterance.id for c in nearest] == ["u1"]
    assert nearest[0].cosine is not None
    assert nearest[0].cosine > 0.9


def test_finds_by_words_without_vectors() -> None:
    record = Record("f")
    record.add(said(1, "the harbour will be closed"))
    record.add(said(2, "pensions rise in spring"))
    assert record.shortlist("closing the harbours", None, 1)[0].utterance.id == "u1"


def test_same_wording_ignores_case_marks_and_spacing() -> None:
    record = Record("f")
    record.add(said(1, "“We will NOT yield,”"))
    found = record.same_wording("we will not  yield")
    assert found is not None
    assert found.id == "u1"
    assert record.same_wording("we will yield") is None


def test_adding_twice_keeps_one_and_renews_its_claim() -> None:
    record = Record("f")
    record.add(said(1, "one", claim="a"))
    record.add(replace(said(1, "one"), claim_id="b"))
    assert len(record) == 1
    assert record.of_claim("a") == ()
    assert [u.id for u in record.of_claim("b")] == ["u1"]


def test_stays_within_its_limit_and_keeps_the_ends_of_claims() -> None:
    record = Record("f", limit=40)
    for number in range(100):
        claim = "long" if number % 2 else f"c{number // 20}"
        record.add(said(number, f"wording {number} of it", claim), unit(1, number, 3, 4))
    assert len(record) <= 40
    assert record.get("u99") is not None
    assert record.get("u1") is not None, "the first wording of a claim goes last"
    assert record.shortlist("wording 99 of it", unit(1, 99, 3, 4), 1)[0].utterance.id == "u99"
