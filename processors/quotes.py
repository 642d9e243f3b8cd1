"""Quotation marks: where quoted speech begins and ends, whatever the marks and however broken.

A state machine over the marks of one paragraph at a time. A quote left open at the end of a paragraph goes on in the
next one if that begins with an opening mark (the re-opened marks of newspapers); otherwise it ends with its paragraph
and is said to be unclosed. Never raises; linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

MARK = re.compile("[\"“”„‟«»‹›‘’‚'`]")
DECADE = re.compile(r"\d0s\b")
BREAK = re.compile(r"\n+")
CLOSER = {
    "“": '”"“',
    "„": '“”‟"',
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    '"': '"”',
    "''": "''",
    "``": "''",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "”": "”",
}
DOUBLE = frozenset(["“", "”", "„", "‟", "«", "»", '"', "''", "``", "‹", "›"])
INDENT = 12
"""Characters of white space before a paragraph's first mark, at most."""
SINGLE_REACH = 600
"""Characters within which a single quotation mark must close; beyond it the mark was an apostrophe."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted region, marks included. ``continues``: re-opened from the paragraph before."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    start: int
    end: int
    opens: bool
    closes: bool
    misplaced: bool = False


def find(text: str) -> tuple[Quote, ...]:
    """The outermost quoted regions of a text, in order, never overlapping."""
    found: list[Quote] = []
    carried: str | None = None
    start = 0
    for gap in [*BREAK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end > start:
            carried = _paragraph(text, start, end, carried, found)
        start = gap.end() if gap else end
    return tuple(found)


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    """The marks of a paragraph, with what each could do where it stands."""
    marks: list[_Mark] = []
    skip = -1
    for match in MARK.finditer(text, start, end):
        at = match.start()
        if at < skip:
            continue
        mark, extra = match.group(), False
        if mark == '"' and text[at + 1 : at + 2] in ("“", '"'):
            continue
        if mark in "'`’" and text[at + 1 : at + 2] == mark:
            mark = "``" if mark == "`" else "''"
            extra = text[at + 2 : at + 3] == "'"
        skip = at + len(mark) + extra
        before = text[at - 1] if at > start else " "
        after = text[skip] if skip < end else " "
        opens = not after.isspace() and (before.isspace() or before in "([{—–-―/…\"“„«'‘" or at == start)
        closes = not before.isspace()
        if mark in "'’" and ((before.isalnum() and after.isalnum()) or DECADE.match(text, skip)):
            continue
        misplaced = before in ",:" and after.isspace() and mark in ('"', "''")
        marks.append(_Mark(mark, at, skip, opens, closes, misplaced))
    return marks


def _paragraph(text: str, start: int, end: int, carried: str | None, found: list[Quote]) -> str | None:
    """Adds a paragraph's quotes; returns the opening mark of one that may go on in the next paragraph."""
    marks = _marks(text, start, end)
    last_curly = max((m.start for m in marks if m.text == "”"), default=-1)
    singles = [m.start for m in marks if m.text in "'’" and m.closes and not text[m.end : m.end + 1].isalnum()]
    opened: _Mark | None = None
    continues = False
    for mark in marks:
        if opened is None:
            if _may_open(mark, singles, start):
                opened = mark
                first = mark.start - start <= INDENT and not text[start : mark.start].strip()
                continues = carried is not None and first and mark.text in DOUBLE
        elif _may_close(opened, mark, text, end) and (
            mark.text in CLOSER[opened.text][:1] or mark.start > last_curly or opened.text != "“"
        ):
            found.append(Quote(opened.start, mark.end, opened.end, mark.start, True, continues))
            opened = None
        elif mark.text == opened.text == "“" and mark.opens:
            # A second opening mark: the first was never closed, its quote ends here.
            stop = opened.end + len(text[opened.end : mark.start].rstrip())
            if stop > opened.end:
                found.append(Quote(opened.start, stop, opened.end, stop, False, continues))
            opened, continues = mark, False
    if opened is None:
        return None
    stop = opened.end + len(text[opened.end : end].rstrip())
    if stop > opened.end and opened.text in DOUBLE:
        found.append(Quote(opened.start, stop, opened.end, stop, False, continues))
        return opened.text
    return None


def _may_open(mark: _Mark, singles: list[int], start: int) -> bool:
    if mark.text in ("“", "„", "‟", "``"):
        return True
    if mark.text in ("«", "»", "‹", "›", '"', "''"):
        # « Non », with spaces inside, as in French
        return mark.opens or mark.misplaced or (mark.text == "«" and not mark.closes)
    if mark.text == "”":
        return mark.opens and mark.start == start
    if mark.text in ("‘", "'", "‚") and mark.opens:
        at = bisect_left(singles, mark.end + 1)
        return at < len(singles) and singles[at] - mark.start < SINGLE_REACH
    return False


def _may_close(opened: _Mark, mark: _Mark, text: str, end: int) -> bool:
    if mark.text not in CLOSER[opened.text] or (len(mark.text) > 1) != (
        len(CLOSER[opened.text]) > 1 and opened.text in ("''", "``")
    ):
        return False
    if mark.text in "'’":
        # "states' rights": a plural's apostrophe has a word after it, a closing mark as a rule punctuation before.
        return mark.closes and not text[mark.end : mark.end + 1].isalnum()
    if (opened.text, mark.text) == ("«", "»"):
        return True
    if mark.text == "“" or {mark.text, opened.text} in ({'"', "“"}, {'"', "”"}):
        return mark.closes and not mark.opens
    if mark.text in ('"', "''"):
        return mark.closes or not mark.opens or mark.end >= end
    return mark.end <= mark.start or mark.closes or not mark.opens
