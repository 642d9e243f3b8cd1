"""Figures' records as rows: load one whole, write what was decided, move a claim on. All in the caller's unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy import func, select, text, update

from onrecord.store.base import Unit
from onrecord.store.log import insert_ignore
from onrecord.store.tables.articles import StatementRow
from onrecord.store.tables.record import NOT_HELD, ClaimRow, RecordRow, UtteranceRow, UtteranceTopicRow
from processors.claims import ClaimState, Utterance, Verdict
from processors.embedding import Vector
from processors.models import Kind, Modality
from processors.record import Record

VERDICT = TypeAdapter(Verdict)


async def lock(unit: Unit, figure_id: str) -> None:
    """Nobody else decides for this figure until the unit ends. On SQLite a unit is alone anyway."""
    if unit.get_bind().dialect.name == "postgresql":
        await unit.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:figure, 0))"), {"figure": figure_id})


async def version(unit: Unit, figure_id: str) -> int:
    """How often the record has changed; 0 before its first utterance."""
    return await unit.scalar(select(RecordRow.version).where(RecordRow.figure_id == figure_id)) or 0


async def load(unit: Unit, figure_id: str, embedder_id: str) -> list[tuple[Utterance, Vector | None]]:
    """The record in the order of adding; the vector is None where it is another embedder's.

    A statement of which an editor said that somebody else made it is left out, and one that its outlet took back.
    """
    columns = select(UtteranceRow, UtteranceRow.vector).where(UtteranceRow.figure_id == figure_id)
    columns = columns.where(UtteranceRow.decision.not_in(NOT_HELD))
    rows = (await unit.execute(columns.order_by(UtteranceRow.seq))).all()
    return [(utterance_of(row), _vector(row, packed, embedder_id)) for row, packed in rows]


async def updates(unit: Unit, figure_id: str) -> dict[str, str]:
    """Which claim each claim of the figure changed, for those that changed one."""
    query = select(ClaimRow.id, ClaimRow.updates).where(ClaimRow.figure_id == figure_id, ClaimRow.updates.is_not(None))
    return {claim: changed for claim, changed in (await unit.execute(query)).all() if changed is not None}


def _vector(row: UtteranceRow, packed: bytes | None, embedder_id: str) -> Vector | None:
    if packed is None or row.embedder_id != embedder_id:
        return None
    return np.frombuffer(packed, dtype=np.float16).astype(np.float32)


def utterance_of(row: UtteranceRow) -> Utterance:
    """The utterance that a row holds."""
    return Utterance(
        id=row.id,
        figure_id=row.figure_id,
        text=row.text,
        time=row.time,
        lang=row.lang,
        kind=Kind(row.kind),
        modality=Modality(row.modality),
        said_on=row.said_on,
        outlet_id=row.outlet_id,
        outlet_name=row.outlet_name,
        article_id=row.article_id,
        article_url=row.article_url,
        revision=row.revision,
        story_id=row.story_id,
        claim_id=row.claim_id,
    )


async def decided(unit: Unit, utterance_id: str) -> tuple[Utterance, Verdict] | None:
    """A statement that was decided before, with its verdict; None for a new one."""
    row = (await unit.scalars(select(UtteranceRow).where(UtteranceRow.id == utterance_id))).first()
    return (utterance_of(row), VERDICT.validate_python(row.verdict)) if row else None


async def write(
    unit: Unit, utterance: Utterance, vector: Vector | None, embedder_id: str, verdict: Verdict, now: datetime
) -> None:
    """Keep an utterance with its verdict, move its claim on and raise the record's version by one.

    Writing it again changes nothing.
    """
    utterance = replace(utterance, claim_id=verdict.claim_id)
    row = _row(utterance, verdict, now) | {
        "embedder_id": embedder_id if vector is not None else "",
        "vector": vector.astype(np.float16).tobytes() if vector is not None else None,
    }
    seq = await unit.scalar(insert_ignore(unit, UtteranceRow, [row]).returning(UtteranceRow.seq))
    if seq is None:
        return
    await _file_topics(unit, utterance, seq)
    await _move_claim(unit, utterance, verdict)
    await changed(unit, utterance.figure_id)


def _row(utterance: Utterance, verdict: Verdict, now: datetime) -> dict[str, Any]:
    names = (
        "id", "figure_id", "claim_id", "text", "time", "lang", "said_on", "outlet_id", "outlet_name", "article_id",
        "article_url", "revision", "story_id",
    )  # fmt: skip
    return {name: getattr(utterance, name) for name in names} | {
        "kind": utterance.kind.value,
        "modality": utterance.modality.value,
        "decision": verdict.decision.value,
        "day": utterance.time.date(),
        "probability": verdict.probability,
        "same": verdict.same,
        "verdict": VERDICT.dump_python(verdict, mode="json"),
        "decided": now,
    }


async def _file_topics(unit: Unit, utterance: Utterance, seq: int) -> None:
    """Topics as the archive filed them with the statement: lists by topic need them where the order is."""
    of_statement = (
        StatementRow.id == utterance.id,
        StatementRow.article_id == utterance.article_id,
        StatementRow.revision == utterance.revision,
    )
    topics = await unit.scalar(select(StatementRow.topics).where(*of_statement))
    rows = [{"topic_id": topic, "seq": seq, "figure_id": utterance.figure_id} for topic in sorted(set(topics or ()))]
    if rows:
        await unit.execute(insert_ignore(unit, UtteranceTopicRow, rows))


async def _move_claim(unit: Unit, utterance: Utterance, verdict: Verdict) -> None:
    row = await unit.get(ClaimRow, verdict.claim_id)
    if row is not None:
        _carried_again(row, utterance)
        return
    story = utterance.story_id or utterance.article_id or utterance.id
    unit.add(
        ClaimRow(
            id=verdict.claim_id,
            figure_id=utterance.figure_id,
            first_seen=utterance.time,
            last_seen=utterance.time,
            first_utterance=utterance.id,
            text=utterance.text,
            outlets=[utterance.outlet_id],
            stories=[story],
            variants=1,
            updates=verdict.updates,
        )
    )
    if verdict.updates:
        await unit.execute(update(ClaimRow).where(ClaimRow.id == verdict.updates).values(updated_by=verdict.claim_id))
    await unit.flush()


def _carried_again(row: ClaimRow, utterance: Utterance) -> None:
    """One more utterance of a claim. A copy of a story that was counted adds no independent outlet."""
    story = utterance.story_id or utterance.article_id or utterance.id
    if story not in row.stories:
        row.stories = [*row.stories, story]
        if utterance.outlet_id not in row.outlets:
            row.outlets = [*row.outlets, utterance.outlet_id]
    row.first_seen = min(row.first_seen, utterance.time)
    row.last_seen = max(row.last_seen, utterance.time)
    row.variants += 1


async def changed(unit: Unit, figure_id: str) -> None:
    """Raise the version of a record by one."""
    raised = insert_ignore(unit, RecordRow, [{"figure_id": figure_id, "version": 0}])
    await unit.execute(raised)
    await unit.execute(update(RecordRow).where(RecordRow.figure_id == figure_id).values(version=RecordRow.version + 1))


async def claim(unit: Unit, claim_id: str) -> ClaimState:
    """The claim as it stands inside the unit. Raises LookupError where there is none."""
    await unit.flush()
    row = await unit.get(ClaimRow, claim_id)
    if row is None:
        raise LookupError(f"no such claim: {claim_id}")
    return claim_of(row)


def claim_of(row: ClaimRow) -> ClaimState:
    """The claim that a row holds."""
    return ClaimState(
        id=row.id,
        figure_id=row.figure_id,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        first_utterance=row.first_utterance,
        text=row.text,
        outlets=tuple(row.outlets),
        variants=row.variants,
        updates=row.updates,
        updated_by=row.updated_by,
    )


async def count(unit: Unit, figure_id: str) -> int:
    """How many utterances a record holds."""
    query = select(func.count()).select_from(UtteranceRow).where(UtteranceRow.figure_id == figure_id)
    return await unit.scalar(query) or 0


async def record(unit: Unit, figure_id: str, embedder_id: str) -> Record:
    """The figure's record as it stands inside the unit, with the vectors of that embedder."""
    found = Record(figure_id)
    changed_claims = await updates(unit, figure_id)
    for utterance, vector in await load(unit, figure_id, embedder_id):
        found.add(utterance, vector, changed_claims.get(utterance.claim_id))
    return found


async def archive(unit: Unit, figure_id: str, embedder_id: str) -> list[tuple[Utterance, Vector | None, Verdict]]:
    """All that was decided for a figure, with the verdicts, in the order of deciding."""
    columns = select(UtteranceRow, UtteranceRow.vector).where(UtteranceRow.figure_id == figure_id)
    rows = (await unit.execute(columns.order_by(UtteranceRow.seq))).all()
    return [
        (utterance_of(row), _vector(row, packed, embedder_id), VERDICT.validate_python(row.verdict))
        for row, packed in rows
    ]


async def figures(unit: Unit) -> list[str]:
    """Ids of all figures that have a record."""
    return list(await unit.scalars(select(RecordRow.figure_id).order_by(RecordRow.figure_id)))


async def sizes(unit: Unit) -> list[tuple[str, int, int]]:
    """Statements and claims of each figure, the largest record first."""
    statements = func.count(UtteranceRow.id)
    claims = func.count(func.distinct(UtteranceRow.claim_id))
    query = select(UtteranceRow.figure_id, statements, claims).group_by(UtteranceRow.figure_id)
    return [(row[0], row[1], row[2]) for row in (await unit.execute(query.order_by(statements.desc()))).all()]


async def stale_vectors(unit: Unit, embedder_id: str) -> int:
    """How many utterances have no vector of that embedder."""
    query = select(func.count()).select_from(UtteranceRow).where(UtteranceRow.embedder_id != embedder_id)
    return await unit.scalar(query) or 0


async def stale_texts(unit: Unit, embedder_id: str, most: int) -> list[tuple[str, str]]:
    """Ids and texts of utterances without a vector of that embedder, the newest first: they match soonest."""
    query = select(UtteranceRow.id, UtteranceRow.text).where(UtteranceRow.embedder_id != embedder_id)
    return [(row[0], row[1]) for row in (await unit.execute(query.order_by(UtteranceRow.seq.desc()).limit(most))).all()]


async def renew_vectors(unit: Unit, vectors: dict[str, Vector], embedder_id: str) -> None:
    """Keep vectors made anew; the versions of the records they belong to are raised."""
    for identity, vector in vectors.items():
        values = {"vector": vector.astype(np.float16).tobytes(), "embedder_id": embedder_id}
        await unit.execute(update(UtteranceRow).where(UtteranceRow.id == identity).values(**values))
    owners = select(UtteranceRow.figure_id).where(UtteranceRow.id.in_(vectors)).distinct()
    for figure_id in (await unit.scalars(owners)).all():
        await changed(unit, figure_id)
