"""Statements that only go on from the one before: "This makes our support stronger" makes no claim of its own.

A statement that opens with a word pointing back (this, these, such, they) and stands directly after another of the
same figure in the same article says more about the same thing. Alone it would be no use to anybody, so it joins the
claim of the statement that it goes on from.
"""

from __future__ import annotations

import re
from dataclasses import replace

from processors import wordings
from processors.claims import Decision, Utterance, Verdict
from processors.models import Statement

REACH = 120
"""Characters between two statements across which a word may point back: an attribution, a short sentence."""

OWN_WORDS = 6
"""Telling words up to which a statement that points back adds nothing of its own: "this shows the need for more"."""

POINTING = {
    "en": "this these those such they",
    "de": "dies diese dieser dieses das solche",
    "fr": "cela ça ceci cette ces celui celle ceux celles",
    "uk": "це ці такі вони",
    "ru": "это эти такие они",
    "pl": "to te takie oni one",
}
"""Words that point back at the start of a statement. "It" is left out: it opens sentences without pointing anywhere."""

CONJUNCTIONS = "that dass que qu що что że"
"""Words that open a reported clause and are passed over."""

NOUN_PHRASE = "noun phrase content"
"""The rule of ``processors.statements`` for content that is a noun phrase: "condemned the raid"."""

_SENTENCE_END = re.compile(r"[.!?…][”’\"')]*\s+[“‘\"'(]*[^\W\d_a-z]|\n")
_WORD = re.compile(r"[^\W\d_]+")
RELATIVE = frozenset("who which die der qui que які хто которые кто którzy które".split())  # noqa: SIM905
"""After a pointing word these make it point forward: "those who heated the planet"."""

_POINTING = {lang: frozenset(words.split()) for lang, words in POINTING.items()}
_CONJUNCTIONS = frozenset(CONJUNCTIONS.split())


def points_back(text: str, lang: str | None) -> str:
    """The word with which ``text`` points back, empty where it does not. An unknown language is read as English."""
    words = [match[0].casefold() for match in _WORD.finditer(text[:80])]
    if words and words[0] in _CONJUNCTIONS:
        words = words[1:]
    pointing = _POINTING.get((lang or "en")[:2], _POINTING["en"])
    forward = len(words) > 1 and words[1] in RELATIVE
    return words[0] if words and words[0] in pointing and not forward else ""


def claims_little(utterance: Utterance) -> bool:
    """Whether a statement has so little of its own that alone it would tell nobody anything: no number, no name."""
    if any(one.isdigit() for one in utterance.text):
        return False
    wording = wordings.read(utterance.text, utterance.lang)
    return len(wording.content) <= OWN_WORDS and not wording.named.any() and not wording.parts


def attached(statement: Statement, before: Statement, between: str) -> bool:
    """Whether a clause hangs on a noun phrase in the same sentence: "voiced concern about A, urging B to yield".

    The noun phrase names the matter and the clause says what about it: one statement, in two pieces. ``between``:
    the text from the one to the other.
    """
    return (
        before.rule == NOUN_PHRASE
        and statement.rule != NOUN_PHRASE
        and (statement.cue or "").endswith("ing")
        and not _SENTENCE_END.search(between)
    )


def elaborates(utterance: Utterance, before: Utterance, judged: Verdict, hangs_on_it: bool = False) -> Verdict:
    """The verdict on an utterance that directly follows ``before`` in its article: ``judged``, or that it goes on.

    A statement that was found to repeat something keeps its verdict, and one that states a quantity makes a claim.
    ``hangs_on_it``: see ``attached``.
    """
    word = points_back(utterance.text, utterance.lang) if claims_little(utterance) else ""
    if not word and hangs_on_it and not any(one.isdigit() for one in utterance.text):
        word = "in the same sentence"
    if judged.decision is Decision.REPEAT or not word:
        return judged
    return replace(
        judged,
        decision=Decision.REPEAT,
        claim_id=before.claim_id,
        probability=0.8,
        reason=f"Goes on from the statement before it in the same article (“{word} …”).",
        rule="elaboration",
        closest=before,
        differs=(),
        updates=None,
    )
