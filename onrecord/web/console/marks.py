"""Texts cut into pieces with marks, and what differs between two wordings. Pure."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from processors.models import Statement

_WORDS = re.compile(r"\w+|[^\w\s]+|\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text with a name (``said``, ``speaker``, ``cue``); ``link``: where it leads."""

    start: int
    end: int
    name: str
    link: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text with the marks on it."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def names(self) -> str:
        """The names of the marks, as classes."""
        return " ".join(dict.fromkeys(mark.name for mark in self.marks))

    @property
    def link(self) -> str:
        """Where the innermost mark leads."""
        return next((mark.link for mark in reversed(self.marks) if mark.link), "")

    @property
    def title(self) -> str:
        """What the marks say about the stretch."""
        return next((mark.title for mark in reversed(self.marks) if mark.title), "")


def of_statement(statement: Statement, link: str = "", name: str = "said") -> list[Mark]:
    """Where a statement, its speaker and its cue stand in the article's text; ``name`` marks the statement itself."""
    title = f"{statement.speaker or 'somebody'}: {statement.kind.value}, {statement.confidence:.0%}"
    found = [Mark(start, end, name, link, title) for start, end in statement.spans]
    if statement.speaker_span:
        found.append(Mark(*statement.speaker_span, "speaker"))
    if statement.cue_span:
        found.append(Mark(*statement.cue_span, "cue"))
    return found


def cut(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> list[Piece]:
    """``text[start:end]`` in pieces, cut where a mark begins or ends; marks count in the whole text."""
    end = len(text) if end is None else end
    inside = [mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end]
    edges = sorted({start, end, *(max(start, m.start) for m in inside), *(min(end, m.end) for m in inside)})
    return [
        Piece(text[a:b], tuple(mark for mark in inside if mark.start <= a and b <= mark.end))
        for a, b in itertools.pairwise(edges)
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of two texts held together. ``kind``: ``same``, ``came`` (only in the later) or ``left``.

    Across languages also ``met``: something that both name.
    """

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    """What it takes from ``before`` to ``after``, word by word; case and quotation marks don't count."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = difflib.SequenceMatcher(None, [_plain(w) for w in old], [_plain(w) for w in new], autojunk=False)
    found: list[Change] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Change("same", "".join(new[c:d])))
            continue
        if b > a:
            found.append(Change("left", "".join(old[a:b])))
        if d > c:
            found.append(Change("came", "".join(new[c:d])))
    return [one for one in found if one.text]


_QUOTES = str.maketrans(dict.fromkeys("“”„«»‘’‚'", '"'))


def _plain(word: str) -> str:
    return " " if word.isspace() else word.casefold().translate(_QUOTES)


def came(found: Iterable[Change]) -> list[Change]:
    """The later text, with the words marked that the earlier one does not have."""
    return [one for one in found if one.kind != "left"]


def left(found: Iterable[Change]) -> list[str]:
    """The stretches that the later text left out, those with a word in them."""
    return [one.text.strip() for one in found if one.kind == "left" and any(map(str.isalnum, one.text))]


def paragraphs(text: str) -> Sequence[tuple[int, int]]:
    """The paragraphs of an article's text as spans."""
    return [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
