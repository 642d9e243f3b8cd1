"""Quotes without a cue of their own: they go on with the speaker of the quote before them."""

from __future__ import annotations

from processors.attributions import Draft
from processors.text import Tokens

SENTENCE_ENDS = ".!?…,—-"


def attach(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Adds the sentences that are quotes and nothing else to the statements they go on with."""
    used = {i for draft in drafts for first, last in draft.spans for i in range(first, last) if tokens.quote[i] >= 0}
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.sentence, []).append(draft)
    found: list[Draft] = []
    previous: Draft | None = None
    previous_sentence = -9
    for number, (first, last) in enumerate(tokens.sentences):
        own = by_sentence.get(number)
        if own:
            previous = next((draft for draft in reversed(own) if not draft.nested), own[-1])
            previous_sentence = number
        alone = [i for i in range(first, last) if tokens.quote[i] >= 0 and i not in used]
        if own or not alone or any(tokens.form[i][0].isalnum() for i in range(first, last) if tokens.quote[i] < 0):
            continue
        if not _whole(tokens, alone[0]):
            continue
        if previous is None or number - previous_sentence > 1:
            continue
        for i in alone:
            draft = Draft(
                [(i, i + 1)], "quote goes on", number, previous.speaker, previous.how, previous.cue, previous.lemma
            )
            draft.reasons.append("goes on with the quote before it")
            found.append(draft)
        previous_sentence = number
    return sorted([*drafts, *found], key=lambda draft: (draft.spans[0][0], draft.sentence))


def _whole(tokens: Tokens, i: int) -> bool:
    """Whether a quote is a sentence, not a title or a scare quote."""
    quote = tokens.quotes[tokens.quote[i]]
    inner = tokens.text[quote.inner_start : quote.inner_end].strip()
    return quote.continues or not quote.closed or inner[-1:] in SENTENCE_ENDS or inner.count(" ") >= 3
