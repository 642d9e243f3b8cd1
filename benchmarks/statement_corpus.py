"""The labelled articles of ``tests/quality/statements`` read from their mark-up, and how well they are read.


``docs/labelling-statements.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from processors.models import Article, Kind, Modality, Outlet, Span

FOLDER = Path(__file__).parents[1] / "tests" / "quality" / "statements"
HALVES = ("train", "held", "news")
"""Folders: ``train`` and ``held`` show a phenomenon an article; ``news`` has articles as a newsroom writes them."""
_MARK = re.compile(r"\{\{(\w+) |\[\[([\w,]+) |\}\}|\]\]")


class MarkupError(Exception):
    """What is wrong with an article's mark-up, with file and line."""


@dataclass(frozen=True, slots=True)
class Label:
    """One statement as a person marked it. ``spans`` and ``speaker_span`` are offsets into text or title."""

    name: str
    spans: tuple[Span, ...]
    speaker_span: Span | None
    kind: Kind
    figure_id: str | None
    modality: Modality = Modality.SAID
    said_on: date | None = None
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its labels. ``shows``: the phenomena it was written for."""

    id: str
    half: str
    day: date
    lang: str
    title: str
    text: str
    labels: tuple[Label, ...]
    shows: tuple[str, ...]

    def article(self) -> Article:
        """As the pipeline would see it, published at noon of its day."""
        when = datetime.combine(self.day, time(12), UTC)
        url = f"https://corpus.example/{self.id}"
        outlet = Outlet("corpus", "The corpus")
        return Article(self.id, 1, url, url, outlet, "corpus", self.title, self.text, self.id, when, when, when)


@dataclass(slots=True)
class _Marked:
    """Plain text with what was marked in it."""

    text: str = ""
    contents: dict[str, list[Span]] = field(default_factory=dict)
    speakers: dict[str, Span] = field(default_factory=dict)


def corpus(*halves: str) -> tuple[Labelled, ...]:
    """The articles of the halves asked for (``train``, ``held``, ``news``; all by default), in order of files."""
    wanted = halves or HALVES
    return tuple(
        one for half in wanted for path in sorted((FOLDER / half).glob("*.txt")) for one in read_file(path, half)
    )


def read_file(path: Path, half: str) -> Iterator[Labelled]:
    """The articles of one file: each begins with ``== date lang [+phenomenon …]``."""
    blocks = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for number, block in enumerate(blocks[1:], 1):
        name = f"{half}-{path.stem}-{number}"
        try:
            yield _article(name, half, path.stem, block)
        except (ValueError, KeyError, IndexError) as error:
            raise MarkupError(f"{path}: article {number}: {error}") from error


def _article(name: str, half: str, phenomenon: str, block: str) -> Labelled:
    head, _, rest = block.partition("\n")
    day, lang, *more = head.split()
    lines = [line for line in rest.splitlines() if line.strip()]
    labels = [line.removeprefix("-- ").split() for line in lines if line.startswith("-- ")]
    titles = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    body = [line for line in lines if not line.startswith(("-- ", "# "))]
    text, title = parse("\n".join(body)), parse(titles[0] if titles else "Untitled")
    found = tuple(_label(words, text, title) for words in labels)
    unlabelled = {*text.contents, *title.contents} - {one.name for one in found}
    if unlabelled:
        raise ValueError(f"{sorted(unlabelled)} marked but without a label line")
    shows = (phenomenon, *(one.removeprefix("+") for one in more))
    return Labelled(name, half, date.fromisoformat(day), lang, title.text, text.text, found, shows)


def _label(words: list[str], text: _Marked, title: _Marked) -> Label:
    """``-- q1 direct mark-rutte [denied] [on=2024-05-06]``; ``-`` for a speaker who is not tracked."""
    name, kind, figure, *more = words
    in_title = name in title.contents
    where = title if in_title else text
    dates = [date.fromisoformat(one.removeprefix("on=")) for one in more if one.startswith("on=")]
    modalities = [Modality(one) for one in more if not one.startswith("on=")]
    return Label(
        name,
        tuple(where.contents[name]),
        where.speakers.get(name),
        Kind(kind),
        None if figure == "-" else figure,
        modalities[0] if modalities else Modality.SAID,
        dates[0] if dates else None,
        in_title,
    )


def parse(marked: str) -> _Marked:
    """Takes ``{{q1 content}}`` and ``[[q1,q2 speaker]]`` out of a text; both may nest. Raises ValueError."""
    found = _Marked()
    pieces: list[str] = []
    opened: list[tuple[str, list[str], int]] = []
    at = length = 0
    for mark in _MARK.finditer(marked):
        pieces.append(marked[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        if mark[1] or mark[2]:
            opened.append(("}}" if mark[1] else "]]", (mark[1] or mark[2]).split(","), length))
            continue
        if not opened or opened[-1][0] != mark.group():
            raise ValueError(f"{mark.group()} closes nothing near {marked[max(0, at - 40) : at]!r}")
        _, names, start = opened.pop()
        for name in names:
            if mark.group() == "}}":
                found.contents.setdefault(name, []).append((start, length))
            else:
                found.speakers[name] = (start, length)
    if opened:
        raise ValueError(f"{opened[-1][1]} is not closed")
    found.text = "".join([*pieces, marked[at:]])
    return found
