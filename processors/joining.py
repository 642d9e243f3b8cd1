"""Sentences that only look like two: ``“Why now?” Rutte asked.``

A question or exclamation mark inside a quote ends the sentence around it unless what follows is its attribution.
"""

from __future__ import annotations

from processors.text import Tokens

OPEN_ENDS = "?!…—–-"
NAME_TAGS = frozenset(["NNP", "NN", "NNS", "DT", "PRP", "PRP$", "JJ", "POS", "CD", ".", ",", "RB", "("])
APPOSED_TAGS = frozenset(["IN", "TO", "CC", "&"])
AFTER_CUE = frozenset([".", ",", "IN", "RB", "TO", "Q", ":", "-", "PRP", "NNP", "NNS", "VBG"])
LONGEST_NAME = 24
"""Tokens of a speaker's name and apposition."""


def join(tokens: Tokens) -> None:
    """Joins each such pair in ``tokens.sentences``."""
    kept: list[tuple[int, int]] = []
    paragraphs: list[int] = []
    for (first, last), paragraph in zip(tokens.sentences, tokens.paragraph, strict=True):
        if (
            kept
            and paragraphs[-1] == paragraph
            and _open(tokens, kept[-1][1] - 1)
            and _attributes(tokens, first, last, kept[-1][1] - 1)
        ):
            kept[-1] = (kept[-1][0], last)
        else:
            kept.append((first, last))
            paragraphs.append(paragraph)
    tokens.sentences, tokens.paragraph = kept, paragraphs


def _open(tokens: Tokens, i: int) -> bool:
    if tokens.quote[i] < 0:
        return False
    quote = tokens.quotes[tokens.quote[i]]
    return tokens.text[quote.inner_start : quote.inner_end].rstrip('"”’\u0027 ')[-1:] in tuple(OPEN_ENDS + ".")


def _attributes(tokens: Tokens, first: int, last: int, quote: int) -> bool:
    """Whether the sentence is a speaker and a cue without content of its own."""
    apposed = False
    for i in range(first, min(last, first + LONGEST_NAME)):
        if tokens.tag[i] in ("VBD", "VBZ"):
            cues = tokens.language.verbs.get(tokens.low[i], ())
            if not any("clause" in cue.frames for cue in cues):
                return False
            if tokens.text[tokens.end[quote] - 2 : tokens.end[quote]].startswith("."):
                return i + 2 >= last
            return i + 1 >= last or _nothing_said(tokens, i + 1, last) or i == first
        apposed = apposed or tokens.form[i] == ","
        if tokens.tag[i] not in NAME_TAGS and not (apposed and tokens.tag[i] in APPOSED_TAGS):
            return False
    return False


def _nothing_said(tokens: Tokens, i: int, last: int) -> bool:
    if tokens.tag[i] not in AFTER_CUE:
        return False
    verbs = sum(tokens.tag[j] in ("VBD", "VBZ", "BE", "HAVE", "MD", "THAT") for j in range(i, last))
    return verbs == 0 or tokens.tag[i] in (",", ".")
