"""Text as a name matcher wants it: one apostrophe, one space, no invisible characters, no accents, no hyphens.

Outlets write one name in many ways: ``Zelens\u00adkyj``, ``O&#8217;Brien``, ``Erdoğan``, ``Erdogan``, ``NATO‑Chef``.
Folding leaves one of them. Case is kept, since it tells ``Tusk`` from a tusk; ``str.lower`` of a folded text never
changes its length.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_MARKS = "\u0300-\u036f"
_UNITE = {"и\u0306": "й", "И\u0306": "Й", "і\u0308": "ї", "І\u0308": "Ї", "е\u0308": "е", "Е\u0308": "Е"}
"""Cyrillic letters that are no accented ones but letters of their own, when a page writes them decomposed."""

_PLAIN = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "Ð": "D", "ё": "е", "Ё": "Е"}
_APOSTROPHES = "’‘ʼʹ´`＇\u02bb"
_HYPHENS = "-\u2010\u2011\u2012\u2212"
_LATIN_ACCENTED = (0xC0, 0x250)
_LATIN_ADDITIONAL = (0x1E00, 0x1F00)


def _plain_letters() -> dict[str, str]:
    table = dict(_PLAIN)
    for first, last in (_LATIN_ACCENTED, _LATIN_ADDITIONAL):
        for code in range(first, last):
            parts = unicodedata.normalize("NFD", chr(code))
            if len(parts) > 1 and parts[0].isascii():
                table.setdefault(chr(code), parts[0])
    return table


_ONE_FOR_ONE = _plain_letters() | dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, " ")
_LETTERS = "".join(map(re.escape, _ONE_FOR_ONE))
_SPECIAL = re.compile(
    "|".join(map(re.escape, _UNITE)) + rf"|[{_LETTERS}]|[{_INVISIBLE}{_MARKS}]+|[^\S\n ][^\S\n]*| [^\S\n]+"
)
_NOT_ASCII_SPECIAL = re.compile("|".join(map(re.escape, _UNITE)) + rf"|[{_LETTERS}]|[{_INVISIBLE}{_MARKS}]+")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_WORD_BREAK = re.compile(r"<wbr\s*/?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _folded(match: re.Match[str]) -> str:
    found = match.group()
    plain = _ONE_FOR_ONE.get(found) or _UNITE.get(found)
    if plain is not None:
        return plain
    return " " if found[0].isspace() else ""


def squeeze(page: str) -> str:
    """A raw page or a text in one folded line; offsets are lost. Linear, and cheap for plain text."""
    if "\\u" in page:
        page = _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), page)
    if "<" in page:
        page = _TAG.sub(" ", _WORD_BREAK.sub("", page))
    if "&" in page:
        page = html.unescape(page)
    if not page.isascii():
        page = _NOT_ASCII_SPECIAL.sub(_folded, page)
    return " ".join(page.replace("-", " ").replace("`", "'").split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with the way back: ``text[i]`` came from ``original[i + shift]`` of the last shift before it."""

    text: str
    _starts: tuple[int, ...]
    _shifts: tuple[int, ...]

    def original(self, at: int) -> int:
        """The offset in the original text of the folded character at ``at``."""
        return at + self._shifts[bisect_right(self._starts, at) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of the folded one (``end`` exclusive, not before ``start``)."""
        return self.original(start), self.original(end - 1) + 1 if end > start else self.original(start)


def fold(text: str) -> Folded:
    """``text`` folded, its newlines kept. Linear; never raises."""
    pieces: list[str] = []
    starts, shifts = [0], [0]
    at = length = 0
    for match in _SPECIAL.finditer(text):
        plain = _folded(match)
        pieces += text[at : match.start()], plain
        length += match.start() - at + len(plain)
        at = match.end()
        if at - length != shifts[-1]:
            starts.append(length)
            shifts.append(at - length)
    pieces.append(text[at:])
    return Folded("".join(pieces), tuple(starts), tuple(shifts))
