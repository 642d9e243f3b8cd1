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

_PLAIN = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "Ð": "D"}
_CYRILLIC = {"й": "и", "Й": "И", "ї": "і", "Ї": "І", "ё": "е", "Ё": "Е"}
"""Folded too, since a page may write them as two characters; no two names differ by them alone."""

_APOSTROPHES = "’‘ʼʹ´`＇\u02bb"
_HYPHENS = "-\u2010\u2011\u2012\u2212"
_LATIN_ACCENTED = (0xC0, 0x250)
_LATIN_ADDITIONAL = (0x1E00, 0x1F00)


def _plain_letters() -> dict[str, str]:
    table = _PLAIN | _CYRILLIC
    for first, last in (_LATIN_ACCENTED, _LATIN_ADDITIONAL):
        for code in range(first, last):
            parts = unicodedata.normalize("NFD", chr(code))
            if len(parts) > 1 and parts[0].isascii():
                table.setdefault(chr(code), parts[0])
    return table


_ONE_FOR_ONE = _plain_letters() | dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, " ")
_SUSPECT = "\u00a0-\u024f\u02b0-\u036fйїёЙЇЁ\u034f\u061c\u1680\u180e\u1e00-\u1eff\u2000-\u206f\u2212\u3000\ufeff\uff07"
_FOREIGN = re.compile(f"[{_SUSPECT}]")
"""Characters that may need folding. Few ranges, so that a text without them passes in no time."""

_SPECIAL = re.compile(rf"[{_SUSPECT}`\-]|[^\S\n ]| [^\S\n]+")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_WORD_BREAK = re.compile(r"<wbr\s*/?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _plain(char: str) -> str:
    """What a suspect character folds to: a letter, a space, nothing (marks and invisible ones), or itself."""
    plain = _ONE_FOR_ONE.get(char)
    if plain is not None:
        return plain
    if char[0].isspace():
        return " "
    return "" if unicodedata.category(char) in ("Mn", "Cf") else char


def squeeze(page: str) -> str:
    """A raw page or a text in one folded line; offsets are lost. Linear, and cheap for plain text."""
    if "\\u" in page:
        page = _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), page)
    if "<" in page:
        page = _TAG.sub(" ", _WORD_BREAK.sub("", page))
    if "&" in page:
        page = html.unescape(page)
    if not page.isascii():
        for char in set(_FOREIGN.findall(page)):
            page = page.replace(char, _plain(char))
    for mark in "-\n\t\r\f\v\x1c\x1d\x1e\x1f":
        page = page.replace(mark, " ")
    while "  " in page:
        page = page.replace("  ", " ")
    return page.replace("`", "'").strip()


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
        found = match.group()
        plain = _plain(found) if len(found) == 1 else " "
        pieces += text[at : match.start()], plain
        length += match.start() - at + len(plain)
        at = match.end()
        if at - length != shifts[-1]:
            starts.append(length)
            shifts.append(at - length)
    pieces.append(text[at:])
    return Folded("".join(pieces), tuple(starts), tuple(shifts))
