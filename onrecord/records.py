"""Figures' records kept in memory between decisions, each valid only at the version that the store has."""

from __future__ import annotations

from collections import OrderedDict

from onrecord.store import record as record_store
from onrecord.store.base import Unit
from processors.claims import Utterance
from processors.embedding import Vector
from processors.record import Record

FIGURES_KEPT = 64
"""Records in memory at once; the figure heard of longest ago goes first and is loaded again when it speaks."""


class Records:
    """A cache of records. Another process, an editor's correction or a roll-back makes an entry stale, never wrong."""

    def __init__(self, embedder_id: str) -> None:
        self.embedder_id = embedder_id
        self._kept: OrderedDict[str, tuple[int, Record]] = OrderedDict()

    async def of(self, unit: Unit, figure_id: str) -> Record:
        """The figure's record as it stands inside ``unit``."""
        version = await record_store.version(unit, figure_id)
        kept = self._kept.get(figure_id)
        if kept is not None and kept[0] == version:
            self._kept.move_to_end(figure_id)
            return kept[1]
        record = Record(figure_id)
        updates = await record_store.updates(unit, figure_id)
        for utterance, vector in await record_store.load(unit, figure_id, self.embedder_id):
            record.add(utterance, vector, updates.get(utterance.claim_id))
        self._keep(figure_id, version, record)
        return record

    def add(self, utterance: Utterance, vector: Vector | None, updates: str | None = None) -> None:
        """Follow a ``write`` of the same utterance, which raises the version by one."""
        version, record = self._kept[utterance.figure_id]
        record.add(utterance, vector, updates)
        self._keep(utterance.figure_id, version + 1, record)

    def forget(self) -> None:
        """Drop everything: what was added may have been rolled back."""
        self._kept.clear()

    def _keep(self, figure_id: str, version: int, record: Record) -> None:
        self._kept[figure_id] = (version, record)
        self._kept.move_to_end(figure_id)
        while len(self._kept) > FIGURES_KEPT:
            self._kept.popitem(last=False)
