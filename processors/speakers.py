"""From the words that name a speaker to who it is: names, surnames, roles and pronouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processors.attributions import Draft
from processors.models import Mention, Span
from processors.text import Tokens


@dataclass(frozen=True, slots=True)
class Speaker:
    """``name`` as the text prints it, ``span`` of the words beside the cue, ``figure_id`` where tracked."""

    name: str | None = None
    span: Span | None = None
    figure_id: str | None = None
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()


def resolve(tokens: Tokens, drafts: Sequence[Draft], mentions: Sequence[Mention]) -> list[Speaker]:
    """A speaker for each draft, in order."""
    found: list[Speaker] = []
    last_named: Speaker | None = None
    for draft in drafts:
        if draft.speaker is None:
            found.append(Speaker(confidence=0.5, reasons=("nobody is named",)))
            continue
        first, last = draft.speaker
        span = (tokens.start[first], tokens.end[last - 1])
        named = last - 1 if tokens.tag[last - 1] in ("WP", "WDT") and last - first > 1 else last
        name = tokens.slice(first, named)
        figure = next((m.figure_id for m in mentions if m.start < span[1] and span[0] < m.end), None)
        speaker = Speaker(name, span, figure, 1.0, (draft.how,))
        if tokens.tag[first] in ("PRP", "PRP$") and last_named is not None:
            speaker = Speaker(
                last_named.name, span, last_named.figure_id, 0.85, (draft.how, "pronoun for the speaker before")
            )
        else:
            last_named = speaker
        found.append(speaker)
    return found
