"""How sure a statement is: of its span and its speaker together, by the rule that found it."""

from __future__ import annotations

from processors.attributions import Draft
from processors.speakers import Speaker

BY_RULE = {
    "quote before the cue": 0.95,
    "quote after the cue": 0.93,
    "quote goes on": 0.9,
    "that-clause": 0.9,
    "after a colon": 0.85,
    "clause before the cue": 0.85,
    "bare clause": 0.85,
    "according to": 0.85,
    "reported speech goes on": 0.5,
    "quote alone": 0.3,
}
DEFAULT = 0.6


def confidence(draft: Draft, speaker: Speaker) -> float:
    """In [0, 1]."""
    value = BY_RULE.get(draft.rule, DEFAULT) * speaker.confidence
    if draft.attitude:
        value = min(value, 0.45)
    if draft.nested:
        value *= 0.7
    return round(value, 3)
