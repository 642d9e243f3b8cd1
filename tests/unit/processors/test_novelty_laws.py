"""Order does not matter where it should not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from processors.claims import Utterance
from processors.novelty import Judge
from processors.record import Record

JUDGE = Judge()
START = datetime(2026, 1, 1, tzinfo=UTC)
SAID = (
    "We will send 40 billion euros to Kyiv this year.",
    "We will send 50 billion euros to Kyiv this year.",
    "The harbour will be closed on Monday.",
    "Nobody may fish in the lake.",
    "Pensions rise by five percent in January.",
    "The court cleared the former mayor.",
)


def partition(utterances: Sequence[Utterance], record: Record) -> frozenset[frozenset[str]]:
    """What is grouped together, by text."""
    for utterance in utterances:
        verdict = JUDGE.judge(utterance, None, record)
        record.add(replace(utterance, claim_id=verdict.claim_id), None, verdict.updates)
    groups: dict[str, set[str]] = {}
    for utterance in record:
        groups.setdefault(utterance.claim_id, set()).add(utterance.text)
    return frozenset(frozenset(texts) for texts in groups.values())


def utterance(text: str, number: int, outlet: str = "a") -> Utterance:
    return Utterance(f"{outlet}{number}", "f", text, START + timedelta(hours=number), lang="en", outlet_id=outlet)


streams = st.lists(st.sampled_from(SAID), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(streams)
def test_replaying_a_stream_twice_gives_the_same_claims(texts: list[str]) -> None:
    stream = [utterance(text, number) for number, text in enumerate(texts)]
    record = Record("f")
    once = partition(stream, record)
    assert partition([replace(u, claim_id="") for u in stream], record) == once


@settings(max_examples=25, deadline=None)
@given(st.permutations(SAID), st.integers(0, 2**12 - 1))
def test_the_copies_of_two_outlets_may_come_in_either_order(texts: list[str], which: int) -> None:
    pairs = [(utterance(text, n, "a"), utterance(text, n, "b")) for n, text in enumerate(texts)]
    one_way = [u for pair in pairs for u in pair]
    other_way = [u for n, pair in enumerate(pairs) for u in (pair if which >> n & 1 else pair[::-1])]
    assert partition(one_way, Record("f")) == partition(other_way, Record("f"))
