"""Past statements into the record, re-embedding, and what another threshold would have decided: whole records at once.

Writing goes in units of a batch, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from onrecord.store import record as record_store
from onrecord.store.base import Store
from processors.claims import Decision, Utterance, Verdict
from processors.embedding import Embedder, Vector
from processors.errors import ConfigError
from processors.ids import statement_id
from processors.novelty import Judge
from processors.record import Record

BATCH = 100
"""Statements a transaction: short enough not to hold up a running pipeline, long enough to be quick."""

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


def utterance_of(row: dict[str, Any], number: int, file: str) -> Utterance:
    """A past statement ``{figure, text, time, lang?, said_on?, outlet?, url?}``. Raises ConfigError with the line."""
    missing = [key for key in ("figure", "text", "time") if not row.get(key)]
    if missing:
        raise ConfigError(f"needs {', '.join(missing)}", file=file, line=number)
    try:
        time = datetime.fromisoformat(str(row["time"]))
        said_on = date.fromisoformat(row["said_on"]) if row.get("said_on") else None
    except ValueError as error:
        raise ConfigError(f"no date: {error}; write 2026-03-01 or 2026-03-01T12:00Z", file=file, line=number) from error
    where = str(row.get("url") or row.get("outlet") or "import")
    figure, text = str(row["figure"]), str(row["text"])
    return Utterance(
        id=statement_id(where, figure, text),
        figure_id=figure,
        text=text,
        time=time if time.tzinfo else time.replace(tzinfo=UTC),
        lang=row.get("lang"),
        said_on=said_on,
        outlet_id=str(row.get("outlet") or "import"),
        outlet_name=str(row.get("outlet") or "import"),
        article_url=str(row.get("url") or ""),
    )


@dataclass(slots=True)
class Imported:
    """What an import did. ``known``: statements that the record held already."""

    added: int = 0
    known: int = 0
    claims: int = 0


async def import_statements(
    store: Store, utterances: Iterable[Utterance], judge: Judge, embedder: Embedder | None, progress: Progress
) -> Imported:
    """Judge and keep past statements in order of time; nobody is alerted. Running it again changes nothing."""
    ordered = sorted(utterances, key=lambda u: (u.figure_id, u.time, u.id))
    done = Imported()
    records: dict[str, Record] = {}
    for first in range(0, len(ordered), BATCH):
        await _import_batch(store, ordered[first : first + BATCH], records, (judge, embedder), done)
        progress(min(first + BATCH, len(ordered)), len(ordered))
    return done


async def _import_batch(
    store: Store,
    batch: list[Utterance],
    records: dict[str, Record],
    judging: tuple[Judge, Embedder | None],
    done: Imported,
) -> None:
    judge, embedder = judging
    vectors: list[Vector | None] = list(embedder.embed([u.text for u in batch])) if embedder else [None] * len(batch)
    async with store.unit() as unit:
        for utterance, vector in zip(batch, vectors, strict=True):
            figure = utterance.figure_id
            if figure not in records:
                await record_store.lock(unit, figure)
                records[figure] = await record_store.record(unit, figure, embedder.id if embedder else "")
            record = records[figure]
            if utterance.id in record:
                done.known += 1
                continue
            verdict = judge.judge(utterance, vector, record)
            decided = replace(utterance, claim_id=verdict.claim_id)
            await record_store.write(unit, decided, vector, embedder.id if embedder else "", verdict, utterance.time)
            record.add(decided, vector, verdict.updates)
            done.added += 1
            done.claims += verdict.decision is not Decision.REPEAT


async def re_embed(store: Store, embedder: Embedder, progress: Progress) -> int:
    """Make anew the vectors that another embedder made, or that are missing; how many. May run beside the pipeline.

    Embedding goes on in a thread and outside of any transaction, so that nothing waits for it.
    """
    async with store.view() as view:
        total = await record_store.stale_vectors(view, embedder.id)
    done = 0
    while True:
        async with store.view() as view:
            texts = await record_store.stale_texts(view, embedder.id, BATCH)
        if not texts:
            return done
        vectors = await asyncio.to_thread(embedder.embed, [text for _, text in texts])
        made = {identity: vector for (identity, _), vector in zip(texts, vectors, strict=True)}
        async with store.unit() as unit:
            await record_store.renew_vectors(unit, made, embedder.id)
        done += len(texts)
        progress(done, max(total, done))


@dataclass(frozen=True, slots=True)
class Redecided:
    """One statement under another threshold, beside what was decided. ``wanted``: an editor's word, if there is one."""

    utterance: Utterance
    before: Decision
    verdict: Verdict
    wanted: Decision | None = None

    @property
    def changed(self) -> bool:
        """Whether an alert would have become none, or the other way round."""
        return (self.before is Decision.REPEAT) != (self.verdict.decision is Decision.REPEAT)


def redecide(
    decided: Iterable[tuple[Utterance, Vector | None, Verdict]],
    judge: Judge,
    threshold: float,
    wanted: dict[str, Decision],
) -> Iterator[Redecided]:
    """Decide a figure's archive again under ``threshold``, from an empty record on, in the order of deciding."""
    record: Record | None = None
    for utterance, vector, before in decided:
        record = record or Record(utterance.figure_id)
        verdict = judge.judge(utterance, vector, record, threshold)
        record.add(replace(utterance, claim_id=verdict.claim_id), vector, verdict.updates)
        yield Redecided(utterance, before.decision, verdict, wanted.get(utterance.id))


def labelled(utterance: Utterance, seen: set[str]) -> dict[str, Any]:
    """The utterance as a line of a labelled set; ``seen`` holds the claims so far and is added to."""
    relation = "repeat" if utterance.claim_id in seen else "new"
    seen.add(utterance.claim_id)
    return {
        "id": utterance.id,
        "stream": utterance.figure_id,
        "time": utterance.time.isoformat(),
        "lang": utterance.lang,
        "text": utterance.text,
        "cluster": utterance.claim_id,
        "relation": relation,
        "source": "newsroom",
    }
