"""How sure a statement is: of its span and its speaker together, by the rule that found it.

A subscription's limit is 0.5 by default: what falls below it is kept for review and never alerts. Three things fall
below: content that only names its topic (*spoke about the talks*), content that points back (*downplayed this*), and
what nothing ties to a speaker.
"""

from __future__ import annotations

from processors.drafts import Draft
from processors.speakers import Speaker
from processors.subjects import BORROWED
from processors.text import Tokens

BY_RULE = {
    "quote before the cue": 0.95,
    "quote after the cue": 0.93,
    "signature": 0.9,
    "quote goes on": 0.9,
    "that-clause": 0.9,
    "as SPEAKER said": 0.88,
    "after a colon": 0.85,
    "clause before the cue": 0.85,
    "bare clause": 0.85,
    "according to": 0.85,
    "after an interruption": 0.85,
    "transcript line": 0.8,
    "colon and quote": 0.75,
    "infinitive": 0.7,
    "addressee and infinitive": 0.7,
    "clause without its subject": 0.7,
    "noun phrase content": 0.62,
    "noun of speech": 0.6,
    "interview answer": 0.6,
    "transcript goes on": 0.55,
    "quote behind its subject": 0.6,
    "indirect question": 0.55,
    "reported speech goes on": 0.45,
    "passive": 0.45,
    "put to somebody": 0.4,
    "unattributed quote": 0.4,
    "quote alone": 0.3,
}
"""By how plainly each form is marked. What they lead to is measured: precision of what could alert, per phenomenon, by
``python -m benchmarks.statement_scores``."""
DEFAULT = 0.6
ATTITUDE = 0.45
"""At most, for what somebody thinks or wants rather than says, and for a speaker who is a guess."""
NESTED = 0.7
STANCE = 0.65
TOPIC_ONLY = 0.4
POINTING_BACK = 0.4
STANCES = frozenset(["for", "against", "upon"])
"""Prepositions behind which a position stands (*called for a pause*); behind all others stands a topic."""
POINTERS = frozenset(["this", "that", "these", "those", "it", "them", "him", "her", "such", "us", "me", "you"])
HEAD_REACH = 5
"""Tokens into a noun phrase within which its head stands."""
QUOTED_SPACES = 3
"""A quote with this many spaces inside a topic says something of it."""
POINTING_LENGTH = 3
"""Tokens up to which content that begins with a pointer says nothing by itself."""


def confidence(tokens: Tokens, draft: Draft, speaker: Speaker) -> tuple[float, tuple[str, ...]]:
    """In [0, 1], and why it is lower than the rule's own, if it is."""
    value, reasons = _of_content(tokens, draft)
    value *= speaker.confidence
    declined = draft.lemma in tokens.language.of("declining")
    if draft.attitude or draft.unsaid or declined or draft.how == BORROWED:
        value = min(value, ATTITUDE)
    if draft.nested:
        value *= NESTED
    return round(value, 3), reasons


def _of_content(tokens: Tokens, draft: Draft) -> tuple[float, tuple[str, ...]]:
    first, last = draft.spans[-1]
    pointing = tokens.low[first] in POINTERS and last - first <= POINTING_LENGTH
    if draft.rule == "prepositional content" and not pointing:
        stance = tokens.low[first - 1] in STANCES or draft.lemma == "warn"
        return (STANCE, ()) if stance else (TOPIC_ONLY, ("the content only names its topic",))
    value = BY_RULE.get(draft.rule, DEFAULT)
    if draft.rule not in ("noun phrase content", "prepositional content"):
        return value, ()
    if pointing:
        return POINTING_BACK, ("the content points back at what was said before",)
    if draft.topic and not _asserts(tokens, first, last):
        return TOPIC_ONLY, ("the content only names its topic",)
    return value, ()


def _asserts(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a noun phrase says something of its topic: *the need for …*, *the plan as a mistake*, *…, which …*."""
    asserting = tokens.language.of("asserting")
    for i in range(first, last):
        quote = tokens.quote[i]
        if quote >= 0 and tokens.text.count(" ", tokens.quotes[quote].start, tokens.quotes[quote].end) >= QUOTED_SPACES:
            return True
        if tokens.low[i] == "as" or tokens.tag[i] in ("THAT", "MD", "WDT"):
            return True
        if i < first + HEAD_REACH and tokens.low[i] in asserting:
            return True
    return last + 1 < len(tokens) and tokens.form[last] == "," and tokens.tag[last + 1] == "WDT"
