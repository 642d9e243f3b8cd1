"""Labelled streams of statements: JSON lines, or the text format of ``training/novelty``.

The text format: ``## name`` opens a stream (one invented figure), ``@ key`` a claim, ``= lang text`` asserts it,
``! kind lang text`` is a near-copy of it that asserts something else. ``@ key < base`` opens a claim that is a changed
form of claim ``base`` of the same stream: the chain 40 -> 50 -> 60, each form with its own repeats. ``#`` begins a
comment.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from processors.errors import ConfigError

START = datetime(2026, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(minutes=7)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement and the claim it makes.

    ``family``: near-copies and their original share one; whether two near-copies of one original assert the same is not
    labelled. ``kind``: what a near-copy changed, empty for others.
    """

    id: str
    stream: str
    time: str
    text: str
    cluster: str
    relation: str
    lang: str | None = None
    source: str = ""
    kind: str = ""
    family: str = ""

    def row(self) -> dict[str, Any]:
        """As a line of a labelled JSON lines file."""
        names = ("id", "stream", "time", "lang", "text", "cluster", "relation", "source")
        return {name: getattr(self, name) for name in names} | ({"edit": self.kind} if self.kind else {})


def read(paths: Iterable[Path], seed: int = 0) -> list[Labelled]:
    """All streams of ``paths`` (files, or folders of ``.txt``), each stream in the order of time."""
    found: list[Labelled] = []
    for path in paths:
        files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        for file in files:
            found += _from_json(file) if file.suffix == ".jsonl" else _from_text(file, seed)
    return sorted(found, key=lambda s: (s.stream, s.time, s.id))


def _from_json(path: Path) -> Iterator[Labelled]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            family = row.get("parent") or row["cluster"]
            yield Labelled(
                str(row["id"]), str(row["stream"]), str(row["time"]), row["text"], str(row["cluster"]), row["relation"],
                row.get("lang"), row.get("source", ""), row.get("edit", ""), str(family),
            )  # fmt: skip
        except (ValueError, KeyError) as error:
            raise ConfigError(f"not a labelled statement ({error!r})", file=str(path), line=number) from error


def _from_text(path: Path, seed: int) -> list[Labelled]:
    streams: dict[str, list[tuple[str, str, str, str, str]]] = {}
    bases: dict[str, str] = {}
    stream = claim = family = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, _, rest = line.partition(" ")
        if line.startswith("## "):
            stream, claim, bases = f"{path.stem}:{line[3:].strip()}", "", {}
        elif mark == "@":
            claim, _, base = (part.strip() for part in rest.partition("<"))
            if base and base not in bases:
                raise ConfigError(f"no claim {base!r} before this one in the stream", file=str(path), line=number)
            family = bases[claim] = bases.get(base, claim)
        elif mark in {"=", "!"} and stream and claim:
            kind, text = rest.split(" ", 1) if mark == "!" else ("", rest)
            lang, text = text.split(" ", 1)
            cluster = claim if mark == "=" else f"{claim}~{kind}{number}"
            streams.setdefault(stream, []).append((family, cluster, kind, lang, text.strip()))
        elif line.strip() and mark != "#":
            raise ConfigError(
                "expected '## stream', '@ claim', '= lang text' or '! kind lang text'", file=str(path), line=number
            )
    return [s for name, rows in streams.items() for s in _in_time(name, rows, seed)]


def _in_time(stream: str, rows: list[tuple[str, str, str, str, str]], seed: int) -> Iterator[Labelled]:
    """The statements in an order that ``seed`` gives: what was seen of a claim before decides the relation."""
    order = list(rows)
    random.Random(f"{seed}:{stream}").shuffle(order)  # noqa: S311
    seen: set[str] = set()
    families: set[str] = set()
    for number, (family, cluster, kind, lang, text) in enumerate(order):
        relation = "repeat" if cluster in seen else "update" if family in families else "new"
        seen.add(cluster)
        families.add(family)
        time = (START + number * BETWEEN).isoformat().replace("+00:00", "Z")
        yield Labelled(f"{stream}#{number:03d}", stream, time, text, cluster, relation, lang, "own", kind, family)
