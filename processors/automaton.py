"""Many phrases found in one pass (Aho and Corasick, 1975): the only importer of pyahocorasick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import ahocorasick

T = TypeVar("T")


class Phrases(Generic[T]):
    """Finds folded, lower-case phrases as whole words. Read-only once made, so safe between threads."""

    def __init__(self, phrases: Mapping[str, T]) -> None:
        self._automaton = ahocorasick.Automaton()
        for phrase, meaning in phrases.items():
            if phrase:
                self._automaton.add_word(phrase, (len(phrase), meaning))
        self._empty = len(self._automaton) == 0
        if not self._empty:
            self._automaton.make_automaton()

    def find(self, folded: str) -> Iterator[tuple[int, int, T]]:
        """``(start, end, meaning)`` in order of the ends, overlapping ones too."""
        if self._empty:
            return
        for last, (length, meaning) in self._automaton.iter(folded.lower()):
            start, end = last + 1 - length, last + 1
            if is_whole(folded, start, end):
                yield start, end, meaning


def is_whole(folded: str, start: int, end: int) -> bool:
    """Whether ``folded[start:end]`` is no part of a longer word; a genitive's ``s`` may follow it."""
    if start and (folded[start - 1].isalnum() or folded[start - 1] == "_"):
        return False
    if end == len(folded) or not (folded[end].isalnum() or folded[end] == "_"):
        return True
    return folded[end] == "s" and (end + 1 == len(folded) or not folded[end + 1].isalnum())
