"""An IngestStore in memory; passes tests/contract/test_ingest_store.py like the real one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.models import KnownEntry, PollRecord, SeenEntry, SourceState
from processors.models import Article


class MemoryIngestStore:
    """All that was committed, in plain collections."""

    def __init__(self) -> None:
        self.states: dict[str, SourceState] = {}
        self.entries: dict[str, KnownEntry] = {}
        self.articles: dict[tuple[str, int], Article] = {}
        self.records: list[PollRecord] = []

    async def load(self, source_id: str) -> SourceState | None:
        return self.states.get(source_id)

    async def known(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownEntry]:
        return {key: self.entries[key] for key in keys if key in self.entries}

    async def commit(self, record: PollRecord) -> None:
        self.records.append(record)
        self.states[record.state.source_id] = record.state
        for seen in record.seen:
            for key in seen.keys:
                self.entries[key] = KnownEntry(key, seen.article_id, seen.entry_hash, seen.content_hash, seen.revision)
        for article in record.articles:
            self.articles.setdefault((article.id, article.revision), article)

    def amend(self, seen: SeenEntry) -> None:
        """As ``onrecord.store.sources.amend``: every key of the article leads to its later revision."""
        for key, entry in self.entries.items():
            if entry.article_id == seen.article_id:
                later = replace(entry, content_hash=seen.content_hash, revision=seen.revision)
                self.entries[key] = later
