"""Chunks: noun phrases, verb groups and the marks between them, the units that the clause patterns read.

A shallow parse in one pass over a tagged sentence (Abney 1991); no tree is built.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors.languages import Cue
from processors.text import Tokens
from processors.wordclasses import AUXILIARY, VERB_TAGS

IN_NOUN_PHRASE = frozenset(["DT", "PRP$", "CD", "JJ", "NN", "NNS", "NNP", "POS", "&"])
GERUND_HELPERS = frozenset(["having", "being"])
SENTENCE_SPACES = 3
"""A quote with this many spaces is a sentence rather than a title or a term."""
DASHES = frozenset(["-", "–", "—", "―", "--"])


@dataclass(slots=True)
class Chunk:
    """Tokens ``[first, last)`` of one kind.

    ``person`` says that a noun phrase is of people.

    ``NP`` noun phrase, ``VG`` verb group, ``Q`` quote, ``IN`` preposition, ``TM`` words of time, ``RB`` adverb,
    ``THAT``, ``W`` interrogative or relative, ``CC``, ``PAREN`` a bracket, ``-`` a dash, or the mark itself.
    """

    kind: str
    first: int
    last: int
    head: int
    low: str = ""
    finite: bool = False
    form: str = ""
    helpers: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()
    person: bool = False


def chunk(tokens: Tokens, first: int, last: int) -> list[Chunk]:
    """The chunks of the sentence ``[first, last)``."""
    found: list[Chunk] = []
    i = first
    while i < last:
        each = _next(tokens, i, last)
        found.append(each)
        i = each.last
    return found


def _next(tokens: Tokens, i: int, last: int) -> Chunk:
    tag, low = tokens.tag[i], tokens.low[i]
    if tag == "Q":
        return _quote(tokens, i)
    if tag == "TO":
        return _infinitive(tokens, i, last) or Chunk("IN", i, i + 1, i, low)
    if tag == "RB":
        return _verb_group(tokens, i, last) or Chunk("RB", i, i + 1, i, low)
    if tag in VERB_TAGS or tag in AUXILIARY:
        return _verb_group(tokens, i, last) or Chunk("X", i, i + 1, i, low)
    if tag in IN_NOUN_PHRASE or tag in ("PRP", "EX"):
        return _noun_phrase(tokens, i, last)
    if tag in ("WP", "WDT", "WRB"):
        return Chunk("W", i, i + 1, i, low)
    if tag == "IN":
        kind = "W" if low in ("if", "whether") else "IN"
        return Chunk(kind, i, i + 1, i, low)
    if tag in ("THAT", "CC"):
        return Chunk(tag, i, i + 1, i, low)
    if tag in ("(", "["):
        return _bracket(tokens, i, last)
    if tag in DASHES:
        return Chunk("-", i, i + 1, i, low)
    return Chunk(tag if not tag[0].isalnum() else "X", i, i + 1, i, low)


def _quote(tokens: Tokens, i: int) -> Chunk:
    """A quote: ``form`` is its last character, ``finite``: long enough for a sentence, ``helpers``: its case."""
    quote = tokens.quotes[tokens.quote[i]]
    inner = tokens.text[quote.inner_start : quote.inner_end].strip(" \t'’‘\"”“")
    capital = ("capital",) if inner[:1].isupper() else ()
    return Chunk("Q", i, i + 1, i, "Q", inner.count(" ") >= SENTENCE_SPACES, inner[-1:], capital)


def _bracket(tokens: Tokens, i: int, last: int) -> Chunk:
    for j in range(i + 1, min(last, i + 40)):
        if tokens.tag[j] in (")", "]"):
            return Chunk("PAREN", i, j + 1, i)
    return Chunk("PAREN", i, i + 1, i)


def _infinitive(tokens: Tokens, i: int, last: int) -> Chunk | None:
    j = i + 1
    while j < last and tokens.tag[j] == "RB":
        j += 1
    if j < last and (tokens.tag[j] == "VB" or tokens.low[j] in ("be", "have", "do")):
        group = _verb_group(tokens, j, last)
        if group is not None:
            return Chunk(
                "VG", i, group.last, group.head, tokens.low[group.head], False, "TO", ("to", *group.helpers), group.cues
            )
    return None


def _verb_group(tokens: Tokens, i: int, last: int) -> Chunk | None:
    """Auxiliaries, adverbs and one main verb from ``i``; None where no verb follows the adverbs."""
    tags = tokens.tag
    helpers: list[str] = []
    head = -1
    j = i
    while j < last:
        tag = tags[j]
        if tag in AUXILIARY:
            if head >= 0 and tags[head] not in AUXILIARY:
                break
            helpers.append(tokens.low[j])
            head = j
        elif tag == "RB":
            if head >= 0 and not _verb_follows(tags, j, last):
                break
            if tokens.low[j] in ("not", "never", "n't"):
                helpers.append("not")
        elif tag in VERB_TAGS:
            if head >= 0 and tags[head] not in AUXILIARY:
                break
            if head >= 0 and tag in ("VBZ", "VBD") and tags[head] != "MD":
                break
            head = j
            j += 1
            break
        else:
            break
        j += 1
    if head < 0:
        return None
    end = head + 1
    form = tags[head]
    finite = form in ("VBD", "VBZ", "VB") or bool(helpers and helpers != ["not"]) or form in AUXILIARY
    if tokens.low[i] in GERUND_HELPERS:
        finite = False
        form = "VBG" if form in AUXILIARY else form
    if form == "VBG" and (not helpers or helpers == ["not"] or helpers[0] in ("being", "having")):
        finite = False
    if form == "VBN" and (not helpers or helpers == ["not"] or helpers[0] in ("being", "having", "been")):
        finite = False
    return Chunk("VG", i, end, head, tokens.low[head], finite, form, tuple(helpers), _cues(tokens, head, last))


def _verb_follows(tags: list[str], j: int, last: int) -> bool:
    while j < last and tags[j] == "RB":
        j += 1
    return j < last and (tags[j] in VERB_TAGS or tags[j] in AUXILIARY)


def _cues(tokens: Tokens, head: int, last: int) -> tuple[Cue, ...]:
    cues = tokens.language.verbs.get(tokens.low[head], ())
    if not cues:
        return ()
    particled = [cue for cue in cues if cue.particle and cue.particle in tokens.low[head + 1 : min(last, head + 3)]]
    return tuple(particled) or tuple(cue for cue in cues if not cue.particle)


def _noun_phrase(tokens: Tokens, i: int, last: int) -> Chunk:
    tags, low = tokens.tag, tokens.low
    if tags[i] in ("PRP", "EX"):
        return Chunk("NP", i, i + 1, i, low[i], form="PRP")
    times = tokens.language.of("times")
    dates = tokens.language.of("weekdays") | tokens.language.of("months")
    if low[i] in dates:
        j = i + 1
        while j < last and (
            tags[j] == "CD"
            or low[j] in times
            or low[j] in dates
            or (tags[j] == "," and j + 1 < last and tokens.form[j + 1][:2] in ("19", "20") and tags[j - 1] == "CD")
        ):
            j += 1
        return Chunk("TM", i, j, i, low[i])
    j = i
    head = i
    seen_noun = False
    while j < last:
        tag = tags[j]
        if tag in ("DT", "PRP$") and j > i:
            break
        if low[j] in dates and j > i and seen_noun:
            break
        if tag == "Q":
            if not (
                j + 1 < last
                and j > i
                and tags[j - 1] in ("DT", "PRP$", "JJ", "POS")
                and tags[j + 1] in ("NN", "NNS", "JJ")
            ):
                break
        elif tag == ".":
            if not (tags[j - 1] == "NNP" and j + 1 < last and tokens.end[j - 1] == tokens.start[j]):
                break
        elif tag in ("VBN", "VBG"):
            if not (
                j > i
                and tags[j - 1] in ("DT", "PRP$", "JJ", "POS")
                and j + 1 < last
                and tags[j + 1] in ("NN", "NNS", "JJ", "NNP")
            ):
                break
        elif tag == "RB":
            if not _degree(tags, i, j, last):
                break
        elif tag not in IN_NOUN_PHRASE or (
            tag == "NNP" and seen_noun and tags[j - 1] in ("NN", "NNS") and not _titled(tokens, j - 1)
        ):
            break
        if tag in ("NN", "NNS", "NNP"):
            head = j
            seen_noun = True
        elif not seen_noun:
            head = j
        j += 1
    j = max(j, i + 1)
    kind = "NP"
    clausal = j < last and tags[j] in ("WRB", "WP", "WDT", "BE", "MD", "HAVE")
    if (
        low[head] in times
        and not clausal
        and all(low[k] in times or tags[k] in ("DT", "CD", "JJ") for k in range(i, j))
    ):
        kind = "TM"
    return Chunk(kind, i, j, head, low[head], form=tags[head], person=_person(tokens, head))


def _degree(tags: list[str], i: int, j: int, last: int) -> bool:
    """*the most recent debate*: an adverb between article and adjective."""
    return j > i and tags[j - 1] in ("DT", "PRP$", "POS") and j + 1 < last and tags[j + 1] in ("JJ", "VBN", "NN", "NNS")


def _person(tokens: Tokens, head: int) -> bool:
    """Whether a noun is one of people, in the singular or the plural."""
    word = tokens.low[head].rsplit("-", 1)[-1]
    people = tokens.language.roles.get("people", frozenset())
    return word in people or word.removesuffix("s") in people or word.endswith("men")


def _titled(tokens: Tokens, j: int) -> bool:
    word = tokens.low[j].rsplit("-", 1)[-1]
    return word in tokens.language.roles.get("people", ()) or tokens.low[j] in tokens.language.of("honorifics")
