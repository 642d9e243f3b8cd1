"""The decision new, update or repeat: CPU a statement at 10,000 and 100,000 known, memory, and what stands beside it.

Statements are composed from word lists (no outside text), so that a record has near-copies, paraphrases of one pattern
and unrelated ones. The quality figures are of the sealed streams in ``tests/quality/novelty``.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import Figure
from onrecord import embedders
from onrecord.training import crossval, measure, pairs, streams
from processors import weights
from processors.claims import Utterance
from processors.embedding import Embedder, Vector, VectorCache
from processors.novelty import Judge
from processors.record import Record

SEALED = Path(__file__).parent.parent / "tests" / "quality" / "novelty"
JUDGED = 200
START = datetime(2026, 1, 1, tzinfo=UTC)
PATTERN = (
    ("the ministry", "the alliance", "our government", "the central bank", "the union", "parliament", "the agency",
     "the army", "the court", "the city"),
    ("will pay", "has promised", "refused", "plans to send", "must not cut", "supports", "rejects", "wants to double",
     "opened", "closed"),
    ("military aid", "pensions", "the railway", "new schools", "the gas contract", "a customs union", "the treaty",
     "air defence", "hospitals", "the tax"),
    ("for Ukraine", "in Poland", "in the north", "for farmers", "with Japan", "near the border", "for students",
     "in Vienna", "with Canada", "at sea"),
    ("this year", "by 2030", "in March", "next week", "before the election", "after the summit", "from January",
     "at once", "in spring", "for ten years"),
)  # fmt: skip


def sentences() -> Iterator[str]:
    """Up to 100,000 different statements, in an order that mixes them."""
    found = [" ".join(parts) for parts in itertools.product(*PATTERN)]
    random.Random(7).shuffle(found)
    yield from found


def run(quick: bool) -> dict[str, Figure]:
    """CPU, memory and quality; ``quick`` takes a record of 2,000 and skips the large one."""
    embedder = embedders.load()
    assert embedder is not None, "the benchmark needs the default embedder"
    figures: dict[str, Figure] = {}
    for known, target in ((2_000, 15), (10_000, 15), (100_000, 30)):
        if quick == (known == 2_000):
            figures |= _speed(embedder, known, f"<= {target}")
    return figures | _quality(embedder)


def _speed(embedder: Embedder, known: int, target: str) -> dict[str, Figure]:
    texts = list(itertools.islice(sentences(), known))
    record = _filled(embedder, texts)
    judge = Judge(vectors=VectorCache(embedder))
    asked = [f"{text}, said {number} people" for number, text in enumerate(texts[:: max(1, known // JUDGED)][:JUDGED])]
    for text in asked[:20]:  # loads the weights, and the words that every statement shares
        _judged(judge, embedder, record, text)
    began = time.process_time()
    for text in asked:
        _judged(judge, embedder, record, text)
    each = (time.process_time() - began) * 1000 / len(asked)
    vector = embedder.embed(asked[:1])[0]
    began = time.process_time()
    for text in asked:
        record.shortlist(text, vector)
    search = (time.process_time() - began) * 1000 / len(asked)
    name = f"{known:,} known"
    return {
        f"CPU a statement, {name}": Figure(round(each, 2), "ms", target, f"search alone {search:.2f} ms"),
        f"search, {name}": Figure(round(search, 2), "ms", "<= 10" if known <= 10_000 else None),
        f"memory a figure, {name}": Figure(round(record.memory() / 1e6, 1), "MB"),
    }


def _filled(embedder: Embedder, texts: list[str]) -> Record:
    record = Record("figure")
    vectors = _vectors(embedder, texts)
    for number, (text, vector) in enumerate(zip(texts, vectors, strict=True)):
        time_of = START + timedelta(minutes=number)
        record.add(Utterance(f"u{number}", "figure", text, time_of, lang="en", claim_id=f"c{number // 3}"), vector)
    return record


def _vectors(embedder: Embedder, texts: list[str]) -> Iterator[Vector]:
    """Vectors of the first ones embedded; of the rest (where embedding would take minutes) those with noise added."""
    real = embedder.embed(texts[:5_000])
    noise = np.random.default_rng(3)
    for number in range(len(texts)):
        vector = real[number % len(real)]
        if number >= len(real):
            vector = vector + noise.normal(0, 0.03, len(vector)).astype(np.float32)
        yield vector / np.linalg.norm(vector)


def _judged(judge: Judge, embedder: Embedder, record: Record, text: str) -> None:
    judge.judge(Utterance("asked", "figure", text, START, lang="en"), embedder.embed([text])[0], record)


def _quality(embedder: Embedder) -> dict[str, Figure]:
    """Macro-F1 on the sealed streams, beside a threshold on one similarity, chosen on these very streams."""
    statements = streams.read([SEALED])
    decided = crossval.decide(statements, weights.shipped(), embedder)
    ours = measure.score(statements, {s.id: crossval.as_row(s.id, verdict) for s, verdict in decided})
    cosine = _best_of_one(statements, embedder, lexical=False)
    overlap = _best_of_one(statements, embedder, lexical=True)
    beside = f"cosine {cosine:.3f}, TF-IDF {overlap:.3f}, each at its best threshold"
    return {
        "macro-F1, sealed streams": Figure(round(ours.macro_f1, 3), "", ">= 0.70", beside),
        "B-cubed F1, sealed streams": Figure(round(ours.b_cubed, 3), ""),
    }


def _best_of_one(statements: list[streams.Labelled], embedder: Embedder, *, lexical: bool) -> float:
    near = list(_nearest(statements, embedder, lexical=lexical))
    best = 0.0
    for threshold in np.arange(0.1, 0.95, 0.05):
        rows: dict[str, dict[str, Any]] = {
            s.id: {"decision": "repeat" if value >= threshold else "new", "matched_id": match}
            for s, (value, match) in zip(statements, near, strict=True)
        }
        best = max(best, measure.score(statements, rows).macro_f1)
    return best


def _nearest(
    statements: list[streams.Labelled], embedder: Embedder, *, lexical: bool
) -> Iterator[tuple[float, str | None]]:
    """The nearest earlier statement of the stream by cosine, or by shared rare words, with its similarity."""
    records: dict[str, Record] = {}
    for statement in statements:
        record = records.setdefault(statement.stream, Record(statement.stream))
        vector = embedder.embed([statement.text])[0]
        candidates = record.shortlist(statement.text, None if lexical else vector, 12)
        scores = [(c.overlap if lexical else c.cosine or 0.0, c.utterance.id) for c in candidates]
        yield max(scores, default=(0.0, None), key=lambda pair: pair[0])
        utterance = replace(pairs.utterance_of(statement), claim_id=statement.cluster)
        record.add(utterance, vector)
