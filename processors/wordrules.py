"""Rules that settle what a word is from the words before and after it, and from its sentence (Brill 1992)."""

from __future__ import annotations

from processors.text import Tokens
from processors.wordclasses import AUXILIARY, LEFT_OF_NOUN, NOUN_TAGS, VERB_TAGS

NAMING = frozenset(["called", "named", "titled", "dubbed", "headed"])
FINITE = frozenset(["VBD", "VBZ", "BE", "HAVE"])
BEFORE_PARTICIPLE = frozenset(["BE", ",", "CC", "-", "–", "—", "RB"])
AFTER_PARTICIPLE = frozenset(["TO", "THAT", "DT", "PRP", "PRP$", "Q", "WP", "WRB", "NNP"])
HAS_VERB = frozenset(["VBD", "VBZ", "VB", "BE", "HAVE", "MD", "DO"])
BEFORE_FINITE = frozenset([",", "NNP", "NN", "NNS", "PRP", "RB"])
ASIDE = 14
"""Tokens of an aside between commas."""
BEFORE_TITLE = frozenset(["VBD", "VBZ", "JJ", "NN", "VB"])


def settle(low: list[str], tags: list[str], options: list[tuple[str, ...]], first: int, last: int) -> None:
    """One pass over a sentence that settles what a word is from the words before and after it."""
    for i in range(first, last):
        tag_here = tags[i]
        if len(options[i]) < 2 and tag_here not in ("THAT", "POS", "PRP$", "VBD", "VBN"):
            continue
        before = tags[i - 1] if i > first else "."
        after = tags[i + 1] if i + 1 < last else "."
        if tag_here == "THAT":
            tags[i] = _that(before, after)
        elif tag_here == "POS":
            tags[i] = _apostrophe_s(low, i, before, after)
        elif tag_here != "PRP$":
            tags[i] = _open_class(low, tags, options, i, first)


def _that(before: str, after: str) -> str:
    if after == "," and (before in VERB_TAGS or before in ("NN", "NNS", "NNP", "PRP")):
        return "THAT"
    if after in (",", ".", ";", ":", "?", "!") or (after in ("BE", "MD") and before not in ("NN", "NNS", "NNP")):
        return "DT" if before in ("IN", "TO") or before in VERB_TAGS else "WDT"
    if before in ("IN", "TO"):
        return "DT"
    if before in ("NN", "NNS") and (after in VERB_TAGS or after in AUXILIARY):
        return "WDT"
    return "THAT"


def _apostrophe_s(low: list[str], i: int, before: str, after: str) -> str:
    if before in ("PRP", "EX", "WP", "WRB", "WDT", "RB") or low[i - 1] in ("that", "here", "what", "who", "it"):
        return "BE"
    if after in ("DT", "VBG", "IN", "TO") or (i + 1 < len(low) and low[i + 1] in ("not", "been", "also")):
        return "BE"
    return "POS"


def _after_auxiliary(low: list[str], tags: list[str], i: int, first: int) -> str | None:
    """The auxiliary that a verb at ``i`` would belong to, over adverbs and, in a question, its subject."""
    j = i - 1
    while j >= first and (tags[j] == "RB" or low[j] in ("not", "n't")):
        j -= 1
    if j < first:
        return None
    if tags[j] in AUXILIARY or tags[j] == "TO":
        return tags[j]
    return None


def _open_class(low: list[str], tags: list[str], options: list[tuple[str, ...]], i: int, first: int) -> str:
    here, can = tags[i], options[i]
    before = tags[i - 1] if i > first else "."
    after = tags[i + 1] if i + 1 < len(tags) else "."
    if before in ("VBN", "VBG") and i - 2 >= first and tags[i - 2] in ("DT", "PRP$", "POS"):
        before = "JJ"
    helper = _after_auxiliary(low, tags, i, first)
    verbs = [kind for kind in can if kind in VERB_TAGS]
    nouns = [kind for kind in can if kind in ("NN", "NNS", "JJ", "NNP")]
    if here == "NNP":
        return here
    if "VBG" in can and _gerund(low[i], before, after):
        return "VBG"
    if here == "NN" and "VB" in can and (before, after) == ("RB", "TO") and tags[max(first, i - 2)] in ("NNS", "PRP"):
        return "VB"
    if here == "VB" and "NN" in can and helper is None and after == "NNP" and before in BEFORE_TITLE:
        return "NN"
    if helper in ("MD", "TO", "DO") and "VB" in can:
        return "VB"
    if here == "VBG" and before in ("DT", "PRP$", "POS") and after not in ("NN", "NNS", "JJ", "NNP"):
        return "NN"
    adjectival = here == "JJ" and "VBD" in can and low[i].endswith("ed")
    if adjectival and after in AFTER_PARTICIPLE and (before in NOUN_TAGS or before == ","):
        return "VBD"
    participle = low[i].endswith("ing") and here in ("JJ", "NN", "IN") and before in BEFORE_PARTICIPLE
    if participle and (after in AFTER_PARTICIPLE or (after == "IN" and "VBG" in can and before in (",", "RB", "BE"))):
        return "VBG"
    if (
        "RB" in can
        and after in ("VBD", "VBN", "VBG")
        and (before in ("PRP", "NNP", "NN", "NNS") or before in AUXILIARY)
    ):
        return "RB"
    if helper in ("HAVE", "BE") and here in ("VBD", "VBN", "VB") and ("VBN" in can or here == "VBD"):
        return "VBN"
    if here == "VBZ" and i > first and low[i - 1] in ("this", "that", "each", "another"):
        return here
    if here in VERB_TAGS and before in LEFT_OF_NOUN and here not in ("VBN", "VBG"):
        if nouns:
            return nouns[0]
        if here == "VBD" and after in ("NN", "NNS", "NNP", "JJ"):
            return "VBN"
        return here
    if here in ("VBN", "VBD") and helper is None and (low[i].endswith("ed") or {"VBN", "VBD"} <= set(can)):
        return _past(low, tags, i, first, can[0])
    ends = after in (".", ",") or (i + 2 < len(tags) and tags[i + 2] == "." and after in ("IN", "RB"))
    if tags[first] == "Q" and ends and "VBZ" in verbs and before in ("NN", "NNP", "NNS"):
        return "VBZ"
    if here in ("NN", "NNS", "JJ", "IN", "RB") and verbs and helper is None:
        return _maybe_verb(verbs, here, before, after)
    if here in ("VB", "VBZ") and nouns:
        if before in ("IN", "CC") and after in ("IN", ",", ".", "CC", "BE", "MD", "HAVE", "VBD", "VBZ"):
            return nouns[0]
        if here == "VBZ" and before == "NNS" and "NNS" in can:
            return "NNS"
    return here


def _gerund(word: str, before: str, after: str) -> bool:
    """*by promising to …*, *by warning darkly that …*: a verb behind a preposition, with its complement."""
    if not word.endswith("ing"):
        return False
    return (before in ("IN", ",", "CC") and after in ("TO", "THAT")) or (before, after) == ("IN", "RB")


def _past(low: list[str], tags: list[str], i: int, first: int, likeliest: str) -> str:
    """Past tense or participle of a form that can be both, where no auxiliary stands before it."""
    before = tags[i - 1] if i > first else "."
    after = tags[i + 1] if i + 1 < len(tags) else "."
    if before == "IN" and after in ("NN", "NNS", "JJ"):
        return "VBN"
    if low[i - 1] == "than" and i > first:
        return "VBN"
    if low[i] in NAMING and before in ("NN", "NNS") and not FINITE.isdisjoint(tags[max(first, i - 6) : i - 1]):
        return "VBN"
    if before == "CC" and _follows_passive(tags, i - 1, first) and after not in ("PRP", "THAT"):
        return "VBN"
    by = low[i + 1 : i + 2] == ["by"] and (likeliest == "VBN" or low[i].endswith("ed"))
    floating = before == "DT" and low[i - 1] in ("both", "all", "each")
    if by or (before in ("BE", "HAVE", "JJ", "DT", "PRP$", "POS") and not floating):
        return "VBN"
    if before == "RB" and i - 2 >= first and tags[i - 2] in ("DT", "PRP$", "POS"):
        return "VBN"
    if likeliest == "VBN" and before in (",", "(", "IN", "-", "–", "—") and after in ("IN", ",", "."):
        return "VBN"
    return "VBD"


def _follows_passive(tags: list[str], i: int, first: int) -> bool:
    """Whether the last verb before ``i`` is passive (*was detained and told*)."""
    for j in range(i - 1, max(first, i - 8), -1):
        if tags[j] in VERB_TAGS:
            return tags[j] == "VBN" and "BE" in tags[max(first, j - 2) : j]
    return False


def _maybe_verb(verbs: list[str], here: str, before: str, after: str) -> str:
    """A word that is a noun as a rule and could be a verb: a verb between a subject and what follows verbs."""
    finite = [kind for kind in verbs if kind in ("VBZ", "VBD", "VB")]
    if not finite or here in ("IN", "RB", "JJ"):
        return here
    opens = after in (
        "DT",
        "PRP",
        "PRP$",
        "THAT",
        "Q",
        "TO",
        "WRB",
        "WP",
        "NNP",
        ":",
        "IN",
        "CD",
        "EX",
        "RB",
        "JJ",
        "NNS",
    )
    if before in ("PRP", "WP", "WDT", "EX") and finite[0] != "VBD":
        return finite[0]
    if (
        before in ("NNP", "NNS", "NN", ")")
        and after in ("DT", "PRP", "PRP$", "THAT", "Q", "WRB", "WP", "EX", ":")
        and finite[0] == "VBZ"
    ):
        return "VBZ"
    if before == "NNS" and finite[0] == "VB" and opens and after != "IN":
        return "VB"
    if before == "RB" and finite[0] == "VBZ" and opens:
        return "VBZ"
    return here


def find_finite(tags: list[str], options: list[tuple[str, ...]], first: int, last: int) -> None:
    """A sentence whose only verb was taken for a participle (*Holt, the mayor, called on …*) gets it back."""
    if any(tags[i] in HAS_VERB and tags[i - 1] != "TO" for i in range(first + 1, last)):
        return
    for i in range(first + 1, last):
        if tags[i] == "VBN" and "VBD" in options[i] and tags[i - 1] in BEFORE_FINITE:
            tags[i] = "VBD"
            return


def find_intended(tags: list[str], options: list[tuple[str, ...]], first: int, last: int) -> None:
    """*The campaign plans to publish records*: a clause without another verb has it in its plural before *to*."""
    clause = first
    for i in range(first, last - 2):
        if tags[i] in (",", ";", ":", "Q", "WDT", "WP", "THAT"):
            clause = i + 1
        takes = tags[i] == "NNS" and "VBZ" in options[i] and tags[i + 1] == "TO" and tags[i + 2] == "VB"
        if not takes or i == clause or tags[i - 1] not in ("NN", "NNP"):
            continue
        end = next((j for j in range(i, last) if tags[j] in (",", ";", ".", "Q")), last)
        if FINITE.isdisjoint(tags[clause:i]) and FINITE.isdisjoint(tags[i + 3 : end]) and tags[clause] != "IN":
            tags[i] = "VBZ"


def find_reported(tokens: Tokens, tags: list[str], options: list[tuple[str, ...]], first: int, last: int) -> None:
    """*said the plan works*: behind a verb that takes a clause and no object, the phrase ends in its verb."""
    verbs = tokens.language.verbs
    for i in range(first + 1, last - 1):
        if tags[i] != "NNS" or "VBZ" not in options[i] or tags[i - 1] != "NN" or tags[i + 1] not in (",", "."):
            continue
        k = i - 1
        while k > first and tags[k] in ("NN", "JJ", "DT", "PRP$", "THAT", "POS"):
            k -= 1
        cues = verbs.get(tokens.low[k], ()) if tags[k] in ("VBD", "VBZ", "VB", "VBG") else ()
        if cues and all("clause" in cue.frames and "object" not in cue.frames for cue in cues):
            tags[i] = "VBZ"


def find_asides(tags: list[str], first: int, last: int) -> None:
    """*Holt, asked about the bridge, said …*: what stands between commas before the verb is a participle."""
    for i in range(first + 2, last - 2):
        if tags[i] != "VBD" or tags[i - 1] != "," or tags[i - 2] not in ("NNP", "NN", "NNS"):
            continue
        comma = next((j for j in range(i + 1, min(last - 1, i + ASIDE)) if tags[j] == ","), None)
        if comma is not None and tags[comma + 1] in ("VBD", "VBZ") and tags[i + 1] in ("IN", "WRB"):
            tags[i] = "VBN"


def find_last_cue(tokens: Tokens, options: list[tuple[str, ...]], first: int, last: int) -> None:
    """*…, Jane Holt reports.*: the last word of a sentence, behind a comma and a name, is a cue and no plural."""
    tags, i = tokens.tag, last - 2
    if i - 2 <= first or tags[i] != "NNS" or tags[last - 1] != "." or "VBZ" not in options[i]:
        return
    if tokens.low[i] not in tokens.language.verbs or tags[i - 1] not in ("NNP", "NN"):
        return
    j = i - 1
    while j > first and tags[j] in ("NNP", "NN", "DT", "JJ"):
        j -= 1
    if tags[j] == ",":
        tags[i] = "VBZ"
