"""A small, fast part-of-speech guess: a lexicon, word endings, and a pass of rules over each token's neighbours.

The tags are the Penn Treebank's, ``Q`` for a whole quote, and the mark itself for punctuation. The shape (lexicon,
endings, context rules) is Brill's (1992); the rules are written for one job: to tell verbs from nouns and finite verbs
from participles well enough to find who says what.
"""

from __future__ import annotations

from processors.text import Tokens
from processors.wordclasses import CLOSED_TAG, NAME_PARTICLES, VERB_TAGS, guess
from processors.wordrules import find_asides, find_finite, find_intended, find_last_cue, find_reported, settle

SHORTEST_HEADLINE = 5
"""Long words, all with a capital, that make a line one in headline capitals."""
COMMON = frozenset(["NN", "NNS"])


def tag(tokens: Tokens, named: frozenset[int] = frozenset()) -> None:
    """Fills ``tokens.tag``; linear. ``named``: offsets at which a name is known to begin."""
    tags: list[str] = []
    options: list[tuple[str, ...]] = []
    starts = {first for first, _ in tokens.sentences}
    lexicon = tokens.language.lexicon
    rough = not lexicon
    titled = set() if rough else _headlines(tokens)
    for i in range(len(tokens)):
        found = _rough(tokens, i) if rough else _first(tokens, i, i in starts, lexicon)
        if i in titled and found[0] == "NNP" and len(found) > 1:
            found = found[1:]
        options.append(found)
        tags.append(found[0])
    if not rough:
        _name_openers(tokens, starts, tags, options, named)
        for first, last in tokens.sentences:
            settle(tokens.low, tags, options, first, last)
            find_finite(tags, options, first, last)
            find_intended(tags, options, first, last)
            find_asides(tags, first, last)
            find_reported(tokens, tags, options, first, last)
    tokens.tag = tags
    if not rough:
        for first, last in tokens.sentences:
            find_last_cue(tokens, options, first, last)


def _name_openers(
    tokens: Tokens, starts: set[int], tags: list[str], options: list[tuple[str, ...]], named: frozenset[int]
) -> None:
    """A noun's capital at the head of a sentence is a name's where the word has one inside sentences as well."""
    doubtful = [i for i in starts if tags[i] in COMMON and "NNP" in options[i]]
    if not doubtful:
        return
    names = {tokens.form[i] for i, tag in enumerate(tags) if tag == "NNP" and i not in starts}
    for i in doubtful:
        if tokens.form[i] in names or tokens.start[i] in named:
            tags[i], options[i] = "NNP", ("NNP",)


def _headlines(tokens: Tokens) -> set[int]:
    """Tokens of sentences in headline capitals, where a capital tells nothing: those whose word is known as a verb."""
    found: set[int] = set()
    for first, last in tokens.sentences:
        words = [i for i in range(first, last) if len(tokens.form[i]) > 3 and tokens.form[i][0].isalpha()]
        words = [i for i in words if tokens.low[i] not in CLOSED_TAG]
        if len(words) < SHORTEST_HEADLINE or not all(tokens.form[i][0].isupper() for i in words):
            continue
        for i in range(first + 1, last):
            if _first_name(tokens, i):
                continue
            known = tokens.language.lexicon.get(tokens.low[i]) or guess(tokens.low[i], tokens.language.lexicon)
            if known[0] in VERB_TAGS or tokens.low[i] in tokens.language.verbs:
                found.add(i)
    return found


def _first(tokens: Tokens, i: int, starts: bool, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The tags of a token by itself."""
    if tokens.quote[i] >= 0:
        return ("Q",)
    form, low = tokens.form[i], tokens.low[i]
    first = form[0]
    if first.isdigit() or (first == "$" and len(form) > 1):
        return ("CD",)
    if low == "'" and _plural_possessive(tokens, i):
        return ("POS",)
    if not first.isalnum() and low not in CLOSED_TAG:
        return (form[:1],)
    if first.isupper() and not starts and low in tokens.language.months:
        return ("NNP",)
    if first.isupper() and len(form) > 2 and _first_name(tokens, i):
        return ("NNP",)
    closed = CLOSED_TAG.get(low)
    if closed and (
        first.islower() or (len(form) > 1 and not form.isupper()) or starts or form in ("I", "A") or not first.isalpha()
    ):
        return (closed, *lexicon.get(low, ())) if closed == "RB" else (closed,)
    if first.isupper():
        if starts and i + 1 < len(tokens) and tokens.form[i + 1] == ":":
            return ("NNP",)
        if low in tokens.language.of("weekdays") or low in tokens.language.of("months"):
            return ("NNP",)
        known = lexicon.get(low) or (low.endswith(("ly", "ing", "ed", "s")) and guess(low, lexicon))
        if starts and known and known[0] in ("NN", "NNS", "JJ") and _name_follows(tokens, i):
            return ("NNP",)
        if starts and known and form[1:].islower():
            return ("NNP" if known[0] == "NN" and low not in lexicon else known[0], *known[1:], "NNP")
        if form.isupper() and len(form) > 5 and known:
            return known
        return ("NNP", *(known or ()))
    found = guess(low, lexicon)
    if low in NAME_PARTICLES and _inside_name(tokens, i):
        return ("NNP",)
    return ("NN",) if found[0] == "JJ" and low in tokens.language.roles.get("people", ()) else found


def _first_name(tokens: Tokens, i: int) -> bool:
    """Whether a known first name stands before another capital (*Will Rogers*, not *Will he go?*)."""
    known = any(tokens.low[i] in names for names in tokens.language.names.values())
    return known and i + 1 < len(tokens) and tokens.form[i + 1][0].isupper()


def _inside_name(tokens: Tokens, i: int) -> bool:
    """Whether a particle stands between capitals, alone or with a second one (*Ursula von der Leyen*)."""
    behind = i - 1 - (i > 1 and tokens.low[i - 1] in NAME_PARTICLES)
    ahead = i + 1 + (i + 1 < len(tokens) and tokens.low[i + 1] in NAME_PARTICLES)
    inside = behind >= 0 and ahead < len(tokens)
    return inside and tokens.form[behind][0].isupper() and tokens.form[ahead][0].isupper()


def _plural_possessive(tokens: Tokens, i: int) -> bool:
    """The apostrophe of *the states' rights*."""
    attached = i > 0 and tokens.end[i - 1] == tokens.start[i] and tokens.low[i - 1].endswith("s")
    return attached and i + 1 < len(tokens) and tokens.start[i + 1] > tokens.end[i]


def _name_follows(tokens: Tokens, i: int) -> bool:
    """Whether the next token is capitalised as well, and so a sentence's first word may begin a name."""
    return i + 1 < len(tokens) and tokens.form[i + 1][0].isupper() and tokens.low[i + 1] not in CLOSED_TAG


def _rough(tokens: Tokens, i: int) -> tuple[str, ...]:
    """The tag of a token in a language without a lexicon: closed classes, cues, capitals."""
    if tokens.quote[i] >= 0:
        return ("Q",)
    form, low, language = tokens.form[i], tokens.low[i], tokens.language
    if not form[0].isalnum() and len(form) < 3:
        return (form[:1],)
    known = language.classes.get(low)
    if known is not None:
        return (known,)
    if form[0].isupper():
        return ("NNP",)
    if low in language.roles.get("people", ()) or low in language.roles.get("bodies", ()):
        return ("NN",)
    return ("CD",) if form[0].isdigit() else ("XX",)
