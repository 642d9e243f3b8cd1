"""Speech that no cue claims with quotation marks, in a language without a lexicon.

Reported speech without any mark (*Rutte sagte, das Bündnis …*), reported speech that goes on after its speaker (*Sie
sei „…“*), and long quotes alone.
"""

from __future__ import annotations

from processors.drafts import Draft, Range
from processors.heard import (
    LINKS,
    WHOLE,
    Heard,
    clause_opening,
    clause_start,
    comma_before,
    content_before,
    cue_at,
    draft_of,
    heard_at,
    late_phrase,
    names_something,
    phrase_in,
    stop_behind,
)
from processors.nominals import nominals, person_in
from processors.text import Tokens

LEAST = 3
"""Tokens that reported speech has at least."""


def worth(tokens: Tokens, draft: Draft, figure_id: str | None) -> bool:
    """Whether a draft is kept: reported speech without any quotation mark only where a tracked figure speaks."""
    quoted = any(tokens.quote[i] >= 0 for start, end in draft.spans for i in range(start, end))
    return quoted or figure_id is not None


def unquoted(tokens: Tokens, first: int, last: int, sentence: int) -> list[Draft]:
    """Reported speech without a quote: *Rutte sagte, das Bündnis …*, *Das Bündnis …, sagte Rutte*, *laut Rutte …*.

    Only for whoever is tracked: ``worth`` drops what leads to nobody.
    """
    draft = _reported(tokens, first, last)
    if draft is None:
        return []
    draft.sentence = sentence
    return [draft]


def _reported(tokens: Tokens, first: int, last: int) -> Draft | None:
    end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
    phrase = phrase_in(tokens, first, last)
    if phrase is not None and phrase.speaker is not None:
        early = phrase.cue[0] - first <= 1
        start = phrase.speaker.last
        while start < end and tokens.form[start] in LINKS:
            start += 1
        content = (start, end) if early else content_before(tokens, first, phrase.cue[0])
        return _clause(tokens, phrase, content, "according to")
    late = late_phrase(tokens, first, last)
    if late is not None:
        return _clause(tokens, late, content_before(tokens, first, late.cue[0]), "clause before the cue")
    cue = cue_at(tokens, first, last)
    if cue is None:
        return None
    comma = comma_before(tokens, cue, first)
    opening = clause_opening(tokens, cue, last)
    if comma is not None and cue - comma <= 2 and comma - first >= LEAST and not nominals(tokens, comma, cue):
        heard = heard_at(tokens, cue, (comma, stop_behind(tokens, cue + 1, last)), "the cue behind the clause")
        return _clause(tokens, heard, content_before(tokens, first, comma), "clause before the cue")
    if opening is None:
        return None
    heard = heard_at(tokens, cue, (clause_start(tokens, cue, first), opening), "the cue before the clause")
    return _clause(tokens, heard, (opening, end), "that-clause")


def _clause(tokens: Tokens, heard: Heard, content: Range, rule: str) -> Draft | None:
    speaks = heard.clause or rule != "that-clause"
    if heard.speaker is None or content[1] - content[0] < LEAST or not speaks:
        return None
    return draft_of(tokens, heard, [content], rule)


def leftover(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Adds the quotes that no cue claimed: reported speech that goes on (*Sie sei „…“*) and long quotes alone.

    The first keep the speaker before them; the second have none.
    """
    used = {i for draft in drafts for start, end in draft.spans for i in range(start, end)}
    by_sentence = {draft.sentence: draft for draft in drafts if draft.speaker is not None}
    found: list[Draft] = []
    previous: Draft | None = None
    for number, sentence in enumerate(tokens.sentences):
        if previous is not None and tokens.paragraph[number] - tokens.paragraph[previous.sentence] > 1:
            previous = None
        goes_on = previous if _is_reported(tokens, sentence) else None
        for i in range(*sentence):
            if tokens.quote[i] < 0 or i in used or names_something(tokens, i, sentence[0]):
                continue
            draft = _left_over(tokens, i, sentence, goes_on)
            if draft is not None:
                draft.sentence = number
                used.update(range(*draft.spans[0]))
                found.append(draft)
        previous = by_sentence.get(number, previous)
    return sorted([*drafts, *found], key=lambda draft: (draft.spans[0][0], draft.sentence))


def _is_reported(tokens: Tokens, sentence: Range) -> bool:
    """Whether the sentence has a verb form of reported speech."""
    return not tokens.language.of("reportive").isdisjoint(tokens.low[slice(*sentence)])


def _left_over(tokens: Tokens, quote: int, sentence: Range, previous: Draft | None) -> Draft | None:
    found = tokens.quotes[tokens.quote[quote]]
    words = len(tokens.text[found.inner_start : found.inner_end].split())
    first, last = sentence
    own = person_in(tokens, first, quote)
    if previous is None:
        how = "subject of the sentence around the quote" if own else ""
        return Draft([(quote, quote + 1)], "quote alone", 0, own, how) if words > WHOLE else None
    end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
    # One word says nothing without its sentence; from two on, the marked words are what was said for certain.
    span = (quote, quote + 1) if words > 1 else (first, max(end, quote + 1))
    draft = Draft([span], "reported speech goes on", 0, previous.speaker, previous.how, previous.cue, previous.lemma)
    draft.reasons.append("reported speech after the speaker before it")
    if own is not None and tokens.tag[own[0]] != "PRP":
        draft.speaker, draft.how, draft.cue = own, "subject of the sentence around the quote", None
    return draft
