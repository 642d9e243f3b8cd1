"""What people type into the search field, as a query of each database. Pure; never fails on any input.

Words must all be there, each also as the beginning of a longer word (``negotiat`` finds ``negotiations``);
"words in quotation marks" must stand together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PHRASE = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]')
_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12
"""A search of more words is a quotation: the first twelve find it."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The words of a search: loose ones, and phrases of words that stand together."""

    loose: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    def apart(self) -> Sought:
        """The same words, wherever they stand."""
        return Sought(self.loose + tuple(word for phrase in self.phrases for word in phrase))

    def __bool__(self) -> bool:
        return bool(self.loose or self.phrases)


def sought(typed: str) -> Sought:
    """What ``typed`` asks for."""
    typed = unicodedata.normalize("NFKC", typed)
    phrases = tuple(tuple(_WORD.findall(inside))[:MOST_WORDS] for inside in _PHRASE.findall(typed))
    loose = tuple(_WORD.findall(_PHRASE.sub(" ", typed)))[:MOST_WORDS]
    return Sought(loose, tuple(phrase for phrase in phrases if phrase)[:4])


def fts5(query: Sought) -> str:
    """For SQLite's FTS5: every word quoted, so that none is read as an operator."""
    return " ".join([*(f'"{word}"*' for word in query.loose), *(f'"{" ".join(phrase)}"' for phrase in query.phrases)])


def tsquery(query: Sought) -> str:
    """For PostgreSQL's ``to_tsquery('simple', …)``: letters and digits only, so that nothing can be an operator."""
    loose = [f"{word}:*" for word in query.loose]
    return " & ".join([*loose, *("(" + " <-> ".join(phrase) + ")" for phrase in query.phrases)])
