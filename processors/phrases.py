"""Attributions without a verb of speech: *according to Rutte*, *Rutte: “…”*, *“…” — Rutte*, *his call for …*."""

from __future__ import annotations

from dataclasses import replace

from processors import boundaries, subjects
from processors.boundaries import Content
from processors.chunks import Chunk
from processors.drafts import Draft, Range
from processors.parenthetical import clause_opens, parenthetical
from processors.sites import Site
from processors.subjects import Subject
from processors.text import Tokens

VIEWS = frozenset(["words", "view", "opinion", "telling"])
WRITERS = frozenset(["my", "our", "your"])


def phrase(tokens: Tokens, chunks: list[Chunk], k: int, floor: int) -> Draft | None:
    """*According to NAME* at either end of its sentence."""
    at = chunks[k].first
    listed = tokens.language.leading("before").get(tokens.low[at], ())
    words = next((words for words in listed if tuple(tokens.low[at : at + len(words)]) == words), None)
    if words is None:
        words = ("in",) if _own_words(tokens, chunks, k) else None
    if words is None:
        return None
    end = at + len(words)
    j = k
    while j < len(chunks) and chunks[j].first < end:
        j += 1
    if j >= len(chunks) or chunks[j].kind != "NP" or (words == ("per",) and chunks[j].form != "NNP"):
        # "8 per cent": a preposition alone names a speaker only before a name.
        return None
    last = j + 1
    while last + 1 < len(chunks) and chunks[last].kind in ("IN", "CC") and chunks[last + 1].kind == "NP":
        last += 2
    subject = Subject(j, last, "named by the phrase")
    cue = (at, end)
    quoted = last + 1 < len(chunks) and _quote_after_names(chunks, last)
    if quoted or not any(each.kind not in ("CC", "RB", "W", "IN", ",") for each in chunks[floor:k]):
        content = after_phrase(chunks, last)
        if content is None:
            return None
        span = (chunks[content.first].first, chunks[content.last - 1].last)
        return Draft([span], "according to", 0, subjects.span(chunks, subject), subject.how, cue, " ".join(words))
    site = Site(chunks, k, floor, floor, last, frozenset(["clause"]), frozenset())
    draft = parenthetical(site, subject, k, inverted=True)
    if draft is None:
        return None
    return replace(draft, rule="according to", cue=cue, lemma=" ".join(words), helpers=(), attitude=False)


def _own_words(tokens: Tokens, chunks: list[Chunk], k: int) -> bool:
    """*In Holt's words*, *in her view*."""
    if chunks[k].low != "in" or k + 1 >= len(chunks) or chunks[k + 1].kind != "NP":
        return False
    owner = owner_of(tokens, chunks[k + 1]) if chunks[k + 1].low in VIEWS else None
    return owner is not None and tokens.low[owner[0]] not in WRITERS


def _quote_after_names(chunks: list[Chunk], last: int) -> bool:
    """*in the words of Holt, the mayor, “…”*: a quote behind the name and its appositions."""
    for each in chunks[last : last + 10]:
        if each.kind == "Q":
            return each.finite
        if each.kind not in (",", ":", "NP", "IN", "TM", "RB", "PAREN"):
            return False
    return False


def after_phrase(chunks: list[Chunk], last: int) -> Content | None:
    """The clause behind *According to NAME,* and appositions to the name."""
    n = len(chunks)
    m = last
    while m < n and chunks[m].kind not in (",", ":"):
        m += 1
    while m < n and chunks[m].kind != ":" and not clause_opens(chunks, m + 1):
        m += 1
        while m < n and chunks[m].kind != ",":
            m += 1
    return boundaries.close(chunks, m + 1, "after according to") if m + 1 < n else None


def label(tokens: Tokens, chunks: list[Chunk], k: int, drafts: list[Draft]) -> Draft | None:
    """*Jane Doe, the mayor: “…”*, *her message was clear: “…”*: a colon and a quote, with no cue before them."""
    if k == 0 or k + 1 >= len(chunks) or chunks[k + 1].kind != "Q" or not chunks[k + 1].finite:
        return None
    if any(first <= chunks[k + 1].first < last for draft in drafts for first, last in draft.spans):
        return None
    if any(each.kind == "Q" for each in chunks[:k]) or any(
        each.kind == "VG" and each.cues for each in chunks[k + 2 : k + 5]
    ):
        return None
    verbs = [j for j in range(k) if chunks[j].kind == "VG" and chunks[j].finite]
    if verbs:
        subject = subjects.before(chunks, verbs[-1])
        message = subject is not None and chunks[subject.first].low in tokens.language.of("messages")
        owned = message and subject is not None and owner_of(tokens, chunks[subject.first]) is not None
        if subject is None or (chunks[subject.first].form not in ("NNP", "PRP") and not owned):
            return None
    else:
        first = 0 if chunks[0].kind == "NP" and chunks[0].form == "NNP" else None
        subject = Subject(first, first + 1, "named before the colon") if first is not None else None
    content = boundaries.close(chunks, k + 1, "colon and quote")
    if subject is None or content is None:
        return None
    span = (chunks[content.first].first, chunks[content.last - 1].last)
    return Draft(
        [span],
        "colon and quote",
        0,
        subjects.span(chunks, subject),
        subject.how,
        (chunks[k].first, chunks[k].last),
        ":",
    )


def signature(chunks: list[Chunk], k: int) -> Draft | None:
    """*“…” — Jane Doe*: a quote, a dash and a name, and no more."""
    if k == 0 or k + 1 >= len(chunks) or chunks[k - 1].kind != "Q" or not chunks[k - 1].finite:
        return None
    name = chunks[k + 1]
    if name.kind != "NP" or name.form != "NNP" or any(each.kind == "VG" for each in chunks):
        return None
    span = (chunks[k - 1].first, chunks[k - 1].last)
    return Draft(
        [span], "signature", 0, (name.first, name.last), "signed after a dash", (chunks[k].first, chunks[k].last), "—"
    )


def nominal(tokens: Tokens, chunks: list[Chunk], k: int) -> Draft | None:
    """*His call for …*, *Rutte's claim that …*: possessor, noun of speech, content."""
    phrase = chunks[k]
    cue = tokens.language.nouns.get(tokens.low[phrase.last - 1])
    if cue is None or k + 1 >= len(chunks):
        return None
    opener = chunks[k + 1]
    word = "to" if opener.form == "TO" else opener.low
    if word not in cue.openers:
        return None
    owner = owner_of(tokens, phrase)
    if owner is None:
        return None
    if k > 1 and chunks[k - 1].kind == "CC" and chunks[k - 2].form == "NNP" and tokens.tag[owner[0]] == "NNP":
        # "Holt and Lang's call for …"
        owner = (chunks[k - 2].first, owner[1])
    first = k + 2 if opener.kind == "IN" else k + 1
    if first >= len(chunks):
        return None
    content = boundaries.noun_complement(chunks, first, clause=opener.kind == "THAT")
    span = (chunks[content.first].first, chunks[content.last - 1].last)
    return Draft([span], "noun of speech", 0, owner, "possessor of the noun", (phrase.last - 1, phrase.last), cue.lemma)


def copular(tokens: Tokens, chunks: list[Chunk], k: int) -> Draft | None:
    """*Rutte's message was that …*, *a key focus of Rutte's address was the need for …*: noun, copula, content."""
    verb = chunks[k]
    if verb.form != "BE" or not verb.finite or verb.helpers != (verb.low,) or k == 0 or k + 1 >= len(chunks):
        return None
    if chunks[k - 1].kind != "NP":
        return None
    message, owned = k - 1, k - 1
    if k > 2 and chunks[k - 2].low == "of" and chunks[k - 3].kind == "NP" and chunks[k - 1].low in boundaries.OCCASIONS:
        message = k - 3
    if chunks[message].low not in tokens.language.of("messages"):
        return None
    owner = owner_of(tokens, chunks[owned])
    start = k + 1
    while start + 1 < len(chunks) and chunks[start].kind in ("RB", "TM"):
        start += 1
    rule = COPULAR.get(chunks[start].kind if chunks[start].form != "TO" else "TO")
    if owner is None or rule is None or (message == owned and rule == "noun phrase content"):
        return None
    content = boundaries.close(chunks, start, rule)
    if content is None:
        return None
    span = (chunks[content.first].first, chunks[content.last - 1].last)
    cue = (chunks[message].head, chunks[message].head + 1)
    draft = Draft([span], rule, 0, owner, "possessor of the noun", cue, chunks[message].low)
    draft.topic = rule == "noun phrase content"
    return draft


COPULAR = {"THAT": "that-clause", "TO": "infinitive", "NP": "noun phrase content", "Q": "quote after the cue"}
"""What stands behind the copula, and the rule that it makes."""


def owner_of(tokens: Tokens, phrase: Chunk) -> Range | None:
    """Whose a noun is: the words before *'s*, or a possessive pronoun."""
    owner: Range | None = None
    for i in range(phrase.first, phrase.last - 1):
        if tokens.tag[i] == "POS" and i > phrase.first:
            owner = (phrase.first, i)
        elif tokens.tag[i] == "PRP$":
            owner = (i, i + 1)
    return owner
