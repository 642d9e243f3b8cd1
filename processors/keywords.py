"""Topic keywords in a text, with inflections (a star at a word's end) and exclusions.

A keyword of one language is looked for in texts of that language; where the language is unknown, all are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from processors.folding import fold
from processors.models import KeywordHit, Topic

_ENDING = r"[^\W\d_]*"
"""What a star stands for: letters up to the word's end."""


def _pattern(keyword: str) -> str:
    """``keyword`` as a regular expression over folded text; acronyms written in capitals stay as they are."""
    words = []
    for written in keyword.split():
        word = fold(written).text
        stem = re.escape(word.rstrip("* ")).replace(r"\ ", " ")
        ending = _ENDING if written.endswith("*") else ""
        glue = "[ ]" if written.endswith("-*") else ""
        words.append(stem + glue + ending)
    return r"[ \n]".join(words)


@dataclass(frozen=True, slots=True)
class _Compiled:
    topic_id: str
    keywords: re.Pattern[str] | None
    spellings: tuple[str, ...]
    exclusions: re.Pattern[str] | None


class Keywords:
    """Finds the keywords of a fixed set of topics. Read-only once made."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = tuple(topics)
        self._compiled = lru_cache(maxsize=16)(self._compile)

    def find(self, text: str, lang: str | None = None) -> tuple[KeywordHit, ...]:
        """Hits in order; per topic they do not overlap. Linear in the text."""
        folded = fold(text)
        hits: list[KeywordHit] = []
        for topic in self._compiled((lang or "").split("-")[0].lower()):
            if topic.keywords is None:
                continue
            barred = [one.span() for one in topic.exclusions.finditer(folded.text)] if topic.exclusions else []
            for match in topic.keywords.finditer(folded.text):
                if any(first <= match.start() and match.end() <= last for first, last in barred):
                    continue
                start, end = folded.span(*match.span())
                keyword = topic.spellings[(match.lastindex or 1) - 1]
                hits.append(KeywordHit(topic.topic_id, keyword, start, end, text[start:end]))
        return tuple(sorted(hits, key=lambda hit: (hit.start, hit.topic_id)))

    def _compile(self, lang: str) -> tuple[_Compiled, ...]:
        return tuple(_compiled(topic, lang) for topic in self._topics)


def _compiled(topic: Topic, lang: str) -> _Compiled:
    listed: Sequence[str] = topic.keywords.get(lang) or [word for words in topic.keywords.values() for word in words]
    # Longest first, so that "peace talks" is not taken for "talks".
    spellings = tuple(sorted(dict.fromkeys(listed), key=lambda word: (-len(word), word)))
    return _Compiled(
        topic.id,
        _alternation([f"({_pattern(word)})" for word in spellings]),
        spellings,
        _alternation([_pattern(phrase) for phrase in topic.exclusions]),
    )


def _alternation(patterns: list[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
