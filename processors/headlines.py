"""Statements in a headline: ``Rutte: …``, ``… – NATO chief``, and whether the body says the same.

A headline repeats the body as a rule and is no second statement; it counts where the body does not have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from processors.models import Kind, Mention, Statement

_COLON = re.compile(r"\s*:\s+")
_TAIL = re.compile(r"(?:\s*[:–—|]|\s+-)\s*(?:the\s+)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{4,}")
_STEM = 5
"""Letters of a word that are compared: enough to tell words apart, few enough to pass over endings."""

REPEATED = 0.34
"""Share of a headline's words that a statement of the body needs to be the same one."""

ALONE = 0.75
"""Confidence in a headline's speaker where the body has nothing of the figure."""

BESIDE_OTHERS = 0.3
"""The same where the body has other statements of the figure: one of them reworded, as a rule. Kept for review."""


def patterned(title: str, mentions: Sequence[Mention]) -> tuple[Statement, ...]:
    """The statement that a headline makes by its marks alone: ``Rutte: content`` or ``content: Rutte``."""
    for mention in mentions:
        colon = _COLON.match(title, mention.end)
        if colon and len(title[: mention.start].split()) <= 4 and colon.end() < len(title):
            return (_statement(title, mention, colon.end(), len(title)),)
        tail = _TAIL.search(title, 0, mention.start)
        if tail and not title[mention.end :].strip() and tail.start() > 0:
            return (_statement(title, mention, 0, tail.start()),)
    return ()


def _statement(title: str, mention: Mention, start: int, end: int) -> Statement:
    end = start + len(title[start:end].rstrip())
    text = title[start:end]
    quoted = re.search('[“”„«»"‘]', text)
    whole = quoted and text[0] in "“„«\"‘'" and text[-1] in "”“»\"’'"
    return Statement(
        start=start,
        end=end,
        spans=((start, end),),
        text=text,
        kind=Kind.DIRECT if whole else Kind.MIXED if quoted else Kind.INDIRECT,
        confidence=mention.confidence * ALONE,
        rule="headline",
        speaker=mention.surface,
        speaker_span=(mention.start, mention.end),
        figure_id=mention.figure_id,
        reasons=(f"the headline sets {mention.surface!r} apart from its words",),
        in_title=True,
    )


def kept(headline: Iterable[Statement], body: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements of a headline that the body does not repeat, with the confidence they deserve."""
    found = []
    for one in headline:
        same = [other for other in body if other.figure_id == one.figure_id and one.figure_id is not None]
        if one.figure_id is None or any(_overlap(one.text, other.text) >= REPEATED for other in same):
            continue
        limit = BESIDE_OTHERS if same else ALONE
        reasons = (*one.reasons, "the body does not repeat the headline")
        found.append(replace(one, in_title=True, confidence=min(one.confidence, limit), reasons=reasons))
    return tuple(found)


def _overlap(title: str, text: str) -> float:
    words = {word.lower()[:_STEM] for word in _WORD.findall(title)}
    others = {word.lower()[:_STEM] for word in _WORD.findall(text)}
    return len(words & others) / len(words) if words else 1.0
