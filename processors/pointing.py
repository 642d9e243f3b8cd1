"""A quote alone whose speaker the sentence behind it names: *“…” With these words Holt opened the talks*."""

from __future__ import annotations

from processors import subjects
from processors.chunks import chunk
from processors.drafts import Draft, Range
from processors.nominals import nominals
from processors.text import Tokens

AHEAD = 3
"""Sentences behind a quote in which the words that point back to it may stand, further quotes between."""


def pointed(tokens: Tokens, number: int) -> Draft | None:
    """The speaker whom the first sentence behind sentence ``number`` that is no quote names, by pointing back."""
    for behind in range(number + 1, min(len(tokens.sentences), number + 1 + AHEAD)):
        if tokens.paragraph[behind] - tokens.paragraph[number] > 1:
            return None
        first, last = tokens.sentences[behind]
        if all(tokens.quote[i] >= 0 or not tokens.form[i][0].isalnum() for i in range(first, last)):
            continue
        words = _pointer(tokens, first, last)
        speaker = _speaker(tokens, first + words, last) if words else None
        if speaker is None:
            return None
        return Draft([], "", number, speaker, "named by words that point back", (first, first + words), "points back")
    return None


def _pointer(tokens: Tokens, first: int, last: int) -> int:
    """How many words at the head of a sentence point back at a quote: *with these words*, *das* before a cue."""
    for words in tokens.language.phrases.get("pointing", ()):
        end = first + len(words)
        if end < last and tuple(tokens.low[first:end]) == words:
            said = any(
                not cue.frames.isdisjoint(("clause", "quote")) for cue in tokens.language.verbs.get(tokens.low[end], ())
            )
            return len(words) if len(words) > 1 or said else 0
    return 0


def _speaker(tokens: Tokens, first: int, last: int) -> Range | None:
    if not tokens.language.lexicon:
        free = [one for one in nominals(tokens, first, last) if not one.governed and not one.weak]
        return (free[0].first, free[0].last) if free else None
    chunks = chunk(tokens, first, last)
    verb = next((k for k, each in enumerate(chunks) if each.kind == "VG" and each.finite), None)
    subject = subjects.before(chunks, verb) if verb is not None else None
    return subjects.span(chunks, subject) if subject is not None else None
