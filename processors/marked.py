"""Attributions in languages without a lexicon: whatever quotation marks show, tied to the cue beside them.

Quotes come first here, not clauses. Each quote of a sentence looks for its cue behind it (*„…“, sagte Rutte*), before
a colon, or before it in the same clause (mixed: *Rutte sagte, die Allianz werde „alles tun“*), or for a phrase
(*laut Rutte*); the speaker is the nominal that stands nearest to the cue and is governed by no preposition. A quote
that is a name or a title of something, and one that nobody is said to have said, is left alone.
"""

from __future__ import annotations

from processors import reported
from processors.drafts import Draft, Range
from processors.heard import (
    LINKS,
    NEAR,
    REACH,
    Heard,
    best_cue,
    clause_opening,
    clause_start,
    comma_before,
    content_before,
    cue_at,
    draft_of,
    heard_at,
    inverted_phrase,
    is_whole_quote,
    last_cue,
    late_phrase,
    names_something,
    phrase_in,
    possessors,
    stop_behind,
)
from processors.nominals import nominals
from processors.text import Tokens

SENTENCE = 120
"""Tokens on either side of a quote that are looked at: longer than sentences are, so that no text costs more."""

SMALL_REST = 1
"""Tokens of a clause outside its quote up to which the quote is all of it: *dass „…“*."""


def find(tokens: Tokens, first: int, last: int, sentence: int) -> list[Draft]:
    """The attributions of a sentence, in order."""
    quotes = [i for i in range(first, last) if tokens.quote[i] >= 0]
    drafts: list[Draft] = []
    for place, i in enumerate(quotes):
        if drafts and any(start <= i < end for start, end in drafts[-1].spans):
            continue
        draft = _claimed(tokens, i, max(first, i - SENTENCE), min(last, i + SENTENCE))
        if draft is not None:
            draft.sentence = sentence
            _take_rest(tokens, draft, quotes[place + 1 : place + 3], last)
            drafts.append(draft)
    if not quotes:
        drafts += reported.unquoted(tokens, first, min(last, first + 2 * SENTENCE), sentence)
    return drafts


def _claimed(tokens: Tokens, quote: int, first: int, last: int) -> Draft | None:
    """The attribution that claims a quote, of the best marked first."""
    ahead = _colon(tokens, quote, first)
    if ahead is not None and ahead.speaker is not None and ahead.lemma != ":":
        # "X schrieb: „…“, weiter hieß es …": the verb before the colon is the quote's own.
        return ahead
    draft = _behind(tokens, quote, first, last) or ahead
    if draft is None and not names_something(tokens, quote, first):
        draft = _within(tokens, quote, first, last)
    return draft


def _behind(tokens: Tokens, quote: int, first: int, last: int) -> Draft | None:
    """``„…“, sagte Rutte`` · ``« … », a déclaré Macron`` · ``«…», – сказав він`` · ``„…“, so Rutte``."""
    at = quote + 1
    while at < last and tokens.form[at] in LINKS:
        at += 1
    if (at == quote + 1 and not _ends_inside(tokens, quote)) or names_something(tokens, quote, first):
        return None
    heard = inverted_phrase(tokens, at, last)
    if heard is None:
        cue = cue_at(tokens, at, min(last, at + NEAR))
        if cue is None or best_cue(tokens, cue).frames.isdisjoint(("clause", "quote")):
            return None
        heard = heard_at(tokens, cue, (at, stop_behind(tokens, cue + 1, last)), "the cue behind the quote")
    return draft_of(tokens, heard, [(quote, quote + 1)], "quote before the cue")


def _ends_inside(tokens: Tokens, quote: int) -> bool:
    """Whether the mark that ends the quoted sentence stands inside the quotation marks."""
    found = tokens.quotes[tokens.quote[quote]]
    return tokens.text[found.inner_start : found.inner_end].rstrip()[-1:] in tuple(",.!?…")


def _colon(tokens: Tokens, quote: int, first: int) -> Draft | None:
    """``Rutte sagte: „…“`` and ``Rutte: „…“``."""
    if quote == first or tokens.form[quote - 1] != ":":
        return None
    colon = quote - 1
    cue = last_cue(tokens, max(first, colon - 3 * REACH), colon)
    if cue is not None:
        start = clause_start(tokens, cue, first)
        heard = heard_at(tokens, cue, (start, colon), "the cue before the colon")
    else:
        free = [one for one in nominals(tokens, first, colon) if not one.governed]
        named = [one for one in free if not one.weak] or possessors(tokens, first, colon) or free
        if not named or tokens.low[colon - 1] in tokens.language.of("titles"):
            return None
        heard = Heard((colon, colon + 1), named[0], ":", "said", "named before the colon", False)
    return draft_of(tokens, heard, [(quote, quote + 1)], "after a colon")


def _within(tokens: Tokens, quote: int, first: int, last: int) -> Draft | None:
    """Fragments inside reported speech, and quotes as objects: *bezeichnete den Plan als „mutig“*."""
    heard = phrase_in(tokens, first, last)
    if heard is not None:
        content = _beside_phrase(tokens, heard, quote, first, last)
        return draft_of(tokens, heard, [content], "according to")
    cue = last_cue(tokens, first, quote)
    if cue is not None:
        return _after_cue(tokens, cue, quote, first, last)
    late = cue_at(tokens, quote + 1, last)
    if late is None:
        named = late_phrase(tokens, quote, last)
        if named is None:
            return None
        return draft_of(tokens, named, [content_before(tokens, first, named.cue[0])], "clause before the cue")
    comma = comma_before(tokens, late, quote)
    heard = heard_at(
        tokens, late, (comma or quote + 1, stop_behind(tokens, late + 1, last)), "the cue behind the clause"
    )
    if heard.speaker is None or comma is None:
        return None
    return draft_of(tokens, heard, [content_before(tokens, first, comma)], "clause before the cue")


def _after_cue(tokens: Tokens, cue: int, quote: int, first: int, last: int) -> Draft | None:
    heard = heard_at(tokens, cue, (clause_start(tokens, cue, first), quote), "the cue before the quote")
    opening = clause_opening(tokens, cue, quote)
    if heard.speaker is None:
        return None
    if heard.clause and opening is not None:
        end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
        content = (opening, max(end, quote + 1))
        if content[1] - content[0] > 1 + SMALL_REST:
            return draft_of(tokens, heard, [content], "that-clause")
    if quote - cue > REACH:
        return None
    if quote - cue > 1 and not is_whole_quote(tokens, quote) and "urge" in best_cue(tokens, cue).frames:
        # "призвал не верить «картинкам»": the fragment says nothing without what is urged.
        clause = tokens.form[cue + 1] == ","  # "aufgefordert, „endlich“ zu handeln"
        end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
        content = (cue + 2, max(end, quote + 1)) if clause else (cue + 1, quote + 1)
        return draft_of(tokens, heard, [content], "addressee and infinitive")
    return draft_of(tokens, heard, [(quote, quote + 1)], "quote after the cue")


def _beside_phrase(tokens: Tokens, heard: Heard, quote: int, first: int, last: int) -> Range:
    """The clause beside the phrase that holds the quote."""
    end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
    speaker_end = heard.speaker.last if heard.speaker else heard.cue[1]
    if quote >= speaker_end:
        start = speaker_end
        while start < quote and tokens.form[start] in LINKS:
            start += 1
        return start, max(end, quote + 1)
    return content_before(tokens, first, heard.cue[0])


def _take_rest(tokens: Tokens, draft: Draft, later: list[int], last: int) -> None:
    """Adds the second half of a split quote: *„…“, sagte er, „…“*."""
    if draft.rule != "quote before the cue" or draft.cue is None:
        return
    for i in later:
        between = tokens.form[max(draft.cue[1], draft.spans[-1][1]) : i]
        if i < last and between and between[-1] in (*LINKS, ".") and i - draft.cue[1] <= REACH:
            draft.spans.append((i, i + 1))
            return
