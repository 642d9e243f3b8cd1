"""What was said: where the content of a cue begins and where it ends, in chunks of its sentence."""

from __future__ import annotations

from processors.boundaries import Content, close
from processors.chunks import Chunk

ADJUNCT_PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "during",
        "to",
        "after",
        "before",
        "from",
        "by",
        "with",
        "of",
        "via",
        "through",
        "about",
        "as",
        "for",
        "since",
        "amid",
        "over",
        "under",
    ]
)
SPEECH_NOUNS = frozenset(
    """
    concern concerns frustration optimism confidence hope hopes doubt doubts support regret regrets skepticism
    scepticism anger disappointment fear fears satisfaction alarm interest willingness desire opposition outrage
    sympathy gratitude condolences surprise dismay disbelief view views opinion belief reservations objections warning
    warnings statement statements remark remarks comment comments claim claims promise promises pledge pledges vow call
    calls appeal appeals argument arguments accusation accusations allegation allegations criticism complaint complaints
    threat threats prediction proposal suggestion recommendation demand demands request requests question questions
    assessment explanation apology apologies defense defence joke jokes declaration announcement assurance assurances
    denial case thanks praise understanding message point idea notion position stance principle line conviction
    """.split()  # noqa: SIM905
)
"""Nouns of speech and attitude that a light verb (*issue*, *voice*, *make*) turns into a cue."""
COMPLEMENT_PREPOSITIONS = frozenset(["about", "over", "for", "of", "against"])
ADDRESS_LINKS = frozenset(["to", "on", "in", "at", "during", "with", "since", "of"])
RELATIVES = frozenset(["who", "which", "when", "where"])
PARTICLES = frozenset(["out", "back", "up", "off", "in", "on"])
PREPOSITIONAL_ADVERBS = frozenset(["ahead", "instead", "because", "out", "away", "outside", "inside"])
FRONTING = frozenset(
    [
        "despite",
        "if",
        "when",
        "while",
        "although",
        "though",
        "unless",
        "because",
        "after",
        "before",
        "since",
        "until",
        "as",
        "given",
        "without",
    ]
)


def right(chunks: list[Chunk], start: int, frames: frozenset[str], prepositions: frozenset[str]) -> Content | None:
    """The content that follows a cue; ``start`` is the chunk after the cue or after its inverted subject."""
    n = len(chunks)
    j = _skip_adverbs(chunks, start)
    if j >= n:
        return None
    particle = chunks[j] if chunks[j - 1].low not in PREPOSITIONAL_ADVERBS else chunks[start]
    if particle.kind == "IN" and particle.low in prepositions:
        return close(chunks, _skip_adverbs(chunks, j + 1), "prepositional content")
    found = _weighty(chunks, j) if "light" in frames else None
    if found is None and chunks[j].kind == "NP" and not frames.isdisjoint(("told", "urge")):
        found = _over_addressee(chunks, j, prepositions)
    if found is not None:
        return found
    if "clause" in frames or "told" in frames or "thought" in frames:
        found = _clause(chunks, j, frames)
        if found is not None and not (found.rule == "bare clause" and "full" in frames):
            return found
    elif "quote" in frames:
        found = _quoted(chunks, j)
        if found is not None:
            return found
    if "wh" in frames:
        k = j
        while k < n - 1 and k < j + 8 and chunks[k].kind in ("NP", "TM", "RB", "PAREN", "IN"):
            k += 1
        if chunks[k].kind == "W" and chunks[k].low not in RELATIVES:
            return close(chunks, k, "indirect question")
    if "vow" in frames or "urge" in frames or "want" in frames:
        found = _infinitive(chunks, j, frames)
        if found is not None:
            return found
    if "complement" in frames and _object(chunks[j]) and _two(chunks, j):
        return close(chunks, j, "noun phrase content")
    if "object" in frames and chunks[j].low == "as":
        return close(chunks, j, "noun phrase content")
    if "object" in frames and _object(chunks[j]) and not _bare_reflexive(chunks, j):
        return close(chunks, j, "noun phrase content")
    return None


def _weighty(chunks: list[Chunk], j: int) -> Content | None:
    """*issued a warning that …*, *voiced doubts about …*: the noun carries the speech, its complement the content."""
    if j + 2 >= len(chunks) or chunks[j].kind != "NP" or chunks[j].low not in SPEECH_NOUNS:
        return None
    opener = chunks[j + 1]
    if opener.kind == "THAT":
        return close(chunks, j + 1, "that-clause")
    if opener.form == "TO":
        return close(chunks, j + 1, "infinitive")
    if opener.kind == "IN" and opener.low in COMPLEMENT_PREPOSITIONS and chunks[j + 2].kind != "TM":
        return close(chunks, j + 2, "prepositional content")
    return None


def _over_addressee(chunks: list[Chunk], j: int, prepositions: frozenset[str]) -> Content | None:
    """*asked the court for time*, *warned the allies on Monday against …*: the topic behind an addressee."""
    n, k = len(chunks), j + 1
    while k + 1 < n:
        each = chunks[k]
        if each.kind == "IN" and each.low in prepositions:
            return close(chunks, _skip_adverbs(chunks, k + 1), "prepositional content")
        if each.kind == "IN" and each.low in ADDRESS_LINKS and chunks[k + 1].kind in ("NP", "TM"):
            k += 2
        elif each.kind in ("TM", "RB"):
            k += 1
        else:
            return None
    return None


def _two(chunks: list[Chunk], j: int) -> bool:
    """*called it a mistake*, *what he called “a gift”*, and not *called the minister on Monday*."""
    if chunks[j].kind == "Q" or any(each.kind == "W" for each in chunks[:j]):
        return True
    k = j + 1
    while k + 1 < len(chunks) and chunks[k].kind in ("RB", "PAREN", "IN"):
        k += 1 + (chunks[k].kind == "IN")
    quoted = any(each.kind == "Q" for each in chunks[j + 1 : j + 8])
    return quoted or (k < len(chunks) and chunks[k].kind == "NP")


def _object(chunk: Chunk) -> bool:
    if chunk.kind == "VG":
        return not chunk.finite and (chunk.form == "VBG" or chunk.helpers[:1] == ("having",))
    return chunk.kind in ("NP", "Q", "W") and chunk.low not in ("who", "which")


def _bare_reflexive(chunks: list[Chunk], j: int) -> bool:
    """*defended himself*, and not *described himself as a friend*."""
    if not chunks[j].low.endswith(("self", "selves")):
        return False
    return j + 1 >= len(chunks) or (chunks[j + 1].kind not in ("NP", "Q") and chunks[j + 1].low != "as")


def _skip_adverbs(chunks: list[Chunk], j: int) -> int:
    while j < len(chunks) and chunks[j].kind in ("RB", "TM", "PAREN"):
        j += 1
    return j


def _quoted(chunks: list[Chunk], j: int) -> Content | None:
    """A quote, or a colon, right behind the cue or behind adjuncts."""
    n = len(chunks)
    k = j
    while k < n and k < j + 14:
        kind = chunks[k].kind
        if kind == "Q":
            return close(chunks, k, "quote after the cue") if k == j or chunks[k - 1].kind != "NP" else None
        if kind == ":":
            return close(chunks, k + 1, "after a colon")
        if kind == "," and k + 1 < n and chunks[k + 1].kind == "Q":
            return close(chunks, k + 1, "quote after the cue")
        if kind == "IN" and k + 1 < n and (chunks[k].low in ADJUNCT_PREPOSITIONS or chunks[k].low in PARTICLES):
            k += chunks[k + 1].kind == "NP"
        elif kind not in ("TM", "RB", "PAREN"):
            return None
        k += 1
    return None


def _clause(chunks: list[Chunk], j: int, frames: frozenset[str]) -> Content | None:
    """A quote or clause after a cue, over adjuncts (*in a statement*, *on Monday*) and an addressee."""
    n = len(chunks)
    addressee = told = "told" in frames
    asks = "urge" in frames
    if _fronted(chunks, j):
        return close(chunks, j, "bare clause")
    k = j
    steps = 0
    while k < n and steps < 14:
        steps += 1
        kind, low = chunks[k].kind, chunks[k].low
        if kind == "THAT":
            return close(chunks, k, "that-clause")
        if kind == "Q":
            return close(chunks, k, "quote after the cue") if k == j or chunks[k - 1].kind != "NP" or told else None
        if kind == ":":
            return close(chunks, k + 1, "after a colon") if k + 1 < n else None
        if kind == ",":
            if k + 1 < n and chunks[k + 1].kind == "Q":
                return close(chunks, k + 1, "quote after the cue")
            return _after_comma(chunks, k)
        if kind == "W" and low == "if":
            return close(chunks, k, "bare clause") if k == j and "thought" not in frames else None
        if kind == "NP":
            if addressee and _addressed(chunks, k):
                addressee = False
                k = _skip_adverbs(chunks, k + 1)
                continue
            if _has_verb(chunks, k, asks):
                return close(chunks, k, "bare clause")
            if not addressee and not (told and _addressed(chunks, k)):
                return None
            addressee = False
            k += 1
        elif kind == "VG" and chunks[k].form == "VBG" and not chunks[k].finite and k == j:
            return close(chunks, k, "bare clause") if _has_verb(chunks, k, asks) else None
        elif kind == "IN" and low in ADJUNCT_PREPOSITIONS and k + 1 < n:
            k += 2
        elif kind in ("TM", "RB", "PAREN"):
            k += 1
        elif kind == "-":
            k = _behind_dashes(chunks, k)
        elif kind == "CC" and k > j and k + 1 < n and chunks[k + 1].kind in ("NP", "TM"):
            k += 2
        else:
            return None
    return None


def _behind_dashes(chunks: list[Chunk], k: int) -> int:
    """The chunk behind an aside between dashes that begins at ``k``; the end of the sentence where none closes."""
    for m in range(k + 1, min(len(chunks), k + 10)):
        if chunks[m].kind == "-":
            return m + 1
    return len(chunks)


def _addressed(chunks: list[Chunk], k: int) -> bool:
    """Whether the phrase at ``k`` is whom one speaks to: content of its own follows it."""
    after = _skip_adverbs(chunks, k + 1)
    if after >= len(chunks):
        return False
    following = chunks[after]
    if following.kind == ",":
        return after + 1 < len(chunks) and chunks[after + 1].kind == "Q"
    return following.kind in ("THAT", "Q", ":", "NP")


def _fronted(chunks: list[Chunk], j: int) -> bool:
    """*said despite the cold, the march would go on*: a phrase or clause before the content's own subject."""
    if j >= len(chunks) or chunks[j].kind not in ("IN", "W") or chunks[j].low not in FRONTING:
        return False
    for k in range(j + 1, min(len(chunks) - 2, j + 16)):
        if chunks[k].kind == ",":
            return chunks[k + 1].kind == "Q" or (chunks[k + 1].kind == "NP" and _has_verb(chunks, k + 1, False))
        if chunks[k].kind in ("Q", ":", ";", "THAT"):
            return False
    return False


def _after_comma(chunks: list[Chunk], comma: int) -> Content | None:
    """``said, in a statement, that …``: an interruption between cue and content."""
    n = len(chunks)
    if comma + 1 < n and chunks[comma + 1].kind == "THAT":
        return close(chunks, comma + 1, "that-clause")
    for k in range(comma + 1, min(n, comma + 12)):
        if chunks[k].kind == ",":
            if k + 1 < n and chunks[k + 1].kind in ("THAT", "Q"):
                return close(chunks, k + 1, "after an interruption")
            return None
        if chunks[k].kind == "VG" and chunks[k].finite:
            return None
    return None


def _has_verb(chunks: list[Chunk], k: int, asks: bool) -> bool:
    """Whether a finite verb of its own follows the noun phrase at ``k`` before the clause is over.

    ``asks``: the cue takes an infinitive as well, so that one ends the search (*asked the driver to wait*).
    """
    relative = commas = 0
    listed = False
    behind = chunks[k]
    for each in chunks[k + 1 : k + 20]:
        if each.kind == "VG":
            if each.finite and commas == 1 and not listed:
                return False
            if each.finite and relative == 0:
                return True
            if each.finite:
                relative -= 1
            elif (each.form == "TO" and asks) or (each.form == "VBG" and behind.kind == ","):
                return False
        elif each.kind == "W" or (each.kind == "THAT" and behind.kind == "NP"):
            relative += 1
        elif each.kind == "Q" and behind.kind in ("NP", "RB", "VG"):
            return True
        elif each.kind == "NP" and behind.kind == "NP" and each.form in ("PRP", "NNP"):
            relative = max(relative, 1)
        elif each.kind in ("THAT", ":", ";") or (each.kind == "CC" and behind.kind == ","):
            return False
        commas += each.kind == ","
        listed = listed or (commas > 0 and each.kind == "CC")
        behind = each
    return False


def _infinitive(chunks: list[Chunk], j: int, frames: frozenset[str]) -> Content | None:
    n = len(chunks)
    if chunks[j].low == "to" and j + 1 < n and chunks[j + 1].kind == "Q":
        return close(chunks, j, "infinitive")
    if chunks[j].kind == "VG" and chunks[j].form == "TO":
        return close(chunks, j - (chunks[j - 1].low == "not"), "infinitive")
    if "urge" in frames and chunks[j].kind == "NP":
        k = j + 1
        while k < n and (chunks[k].kind in ("IN", "RB", "CC", "TM", "PAREN") or chunks[k].kind == "NP") and k < j + 8:
            k += 1
        if k < n and chunks[k].kind == "VG" and chunks[k].form == "TO":
            return close(chunks, j, "addressee and infinitive")
    if "vow" in frames and chunks[j].kind == "IN" and chunks[j].low in ADJUNCT_PREPOSITIONS:
        k = j
        while k < min(n, j + 6) and chunks[k].kind in ("IN", "NP", "TM", "RB"):
            k += 1
        if k < n and chunks[k].form == "TO" and chunks[k - 1].kind in ("NP", "TM"):
            return close(chunks, k, "infinitive")
    return None
