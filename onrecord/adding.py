"""Writing a source down: its YAML entry and a recorded test case."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.inspection import Inspection
from ingest.models import KnownEntry, PollRecord, SourceKind, SourceState
from ingest.quotations import marks
from processors.errors import ConfigError


class Forgetful:
    """An IngestStore for commands that look and keep nothing."""

    async def load(self, source_id: str) -> SourceState | None:  # noqa: ARG002
        return None

    async def known(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownEntry]:  # noqa: ARG002
        return {}

    async def commit(self, record: PollRecord) -> None:
        """Nothing is kept."""


def plain_entry(source_id: str, name: str, url: str, extra: Mapping[str, str] | None = None) -> str:
    """The lines of a source in sources.yaml. Strings are quoted as JSON, which YAML contains."""
    fields = {"name": json.dumps(name, ensure_ascii=False), "url": json.dumps(url)} | dict(extra or {})
    lines = [f"  - id: {source_id}", *(f"    {key}: {value}" for key, value in fields.items())]
    return "\n".join(lines) + "\n"


def entry_of(found: Inspection) -> str:
    """The lines of an inspected source; ``verified`` if nothing about it is bad."""
    source = found.source
    extra = {"kind": source.kind.value} if source.kind is not SourceKind.FEED else {}
    lang = source.outlet.lang or (found.page.lang if found.page else None)
    extra |= {"lang": lang[:2].lower()} if lang else {}
    extra |= {"verified": "true" if found.passed else "false"}
    return plain_entry(source.id, source.outlet.name, source.url, extra)


def write_entry(file: Path, source_id: str, text: str) -> None:
    """Append an entry to the list in ``file``. Raises ConfigError for an id that is taken."""
    before = file.read_text(encoding="utf-8") if file.exists() else "sources:\n"
    if re.search(rf"\bid:\s*[\"']?{re.escape(source_id)}[\"']?\s*(?:[,}}#]|$)", before, re.MULTILINE):
        raise ConfigError(f"the id {source_id!r} is taken: choose another with --id", file=str(file))
    file.write_text(before.rstrip("\n") + "\n" + text, encoding="utf-8")


def record_case(folder: Path, found: Inspection) -> Path:
    """Keep the feed, one page and what was read in them, so that a test shows when reading them changes."""
    case = folder / found.source.id
    case.mkdir(parents=True, exist_ok=True)
    (case / "feed.gz").write_bytes(gzip.compress(found.feed_body, mtime=0))
    expected: dict[str, object] = {
        "feed_url": found.source.url,
        "version": found.feed.version if found.feed else "",
        "entries": [[entry.title, entry.url] for entry in found.entries[:5]],
    }
    if found.page and found.page_entry:
        (case / "page.gz").write_bytes(gzip.compress(found.page_body, mtime=0))
        expected["page"] = {
            "url": found.page_entry.url,
            "verdict": found.page.verdict.value,
            "words": len(found.page.text.split()),
            "quotation_marks": marks(found.page.text),
            "begins": found.page.text[:80],
        }
    (case / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return case
