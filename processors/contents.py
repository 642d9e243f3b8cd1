"""What was said: where the content of a cue begins and where it ends, in chunks of its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from processors import subjects
from processors.chunks import Chunk

ADJUNCT_PREPOSITIONS = frozenset(
    ["in", "on", "at", "during", "to", "after", "before", "from", "by", "with", "of", "via", "through", "about", "as"]
)
LOW_CONTRAST = frozenset(["while", "although", "though", "whereas"])


@dataclass(frozen=True, slots=True)
class Content:
    """Chunks ``[first, last)``; ``rule`` names the pattern."""

    first: int
    last: int
    rule: str


def right(
    chunks: list[Chunk], verb: int, start: int, frames: frozenset[str], prepositions: frozenset[str]
) -> Content | None:
    """The content that follows a cue; ``start`` is the chunk after the cue or after its inverted subject."""
    n = len(chunks)
    j = _skip_adverbs(chunks, start)
    if j >= n:
        return None
    particle = chunks[j]
    if particle.kind == "IN" and particle.low in prepositions:
        return close(chunks, verb, _skip_adverbs(chunks, j + 1), "prepositional content")
    if "clause" in frames or "told" in frames or "thought" in frames:
        found = _clause(chunks, verb, j, frames)
        if found is not None:
            return found
    if "wh" in frames:
        k = j
        if k < n and chunks[k].kind == "NP" and k + 1 < n and chunks[k + 1].kind == "W":
            k += 1
        if k < n and chunks[k].kind == "W":
            return close(chunks, verb, k, "indirect question")
    if "vow" in frames or "urge" in frames or "want" in frames:
        found = _infinitive(chunks, verb, j, frames)
        if found is not None:
            return found
    if "object" in frames and chunks[j].kind in ("NP", "Q", "W") and chunks[j].low not in ("who", "which"):
        return close(chunks, verb, j, "noun phrase content")
    return None


def _skip_adverbs(chunks: list[Chunk], j: int) -> int:
    while j < len(chunks) and chunks[j].kind in ("RB", "TM", "PAREN"):
        j += 1
    return j


def _clause(chunks: list[Chunk], verb: int, j: int, frames: frozenset[str]) -> Content | None:
    """A quote or clause after a cue, over adjuncts (*in a statement*, *on Monday*) and an addressee."""
    n = len(chunks)
    addressee = "told" in frames
    k = j
    steps = 0
    while k < n and steps < 14:
        steps += 1
        kind, low = chunks[k].kind, chunks[k].low
        if kind == "THAT":
            return close(chunks, verb, k, "that-clause")
        if kind == "Q":
            return close(chunks, verb, k, "quote after the cue")
        if kind == ":":
            return close(chunks, verb, k + 1, "after a colon") if k + 1 < n else None
        if kind == ",":
            if k + 1 < n and chunks[k + 1].kind == "Q":
                return close(chunks, verb, k + 1, "quote after the cue")
            return _after_comma(chunks, verb, k)
        if kind == "W" and low in ("if", "when", "while"):
            if k == j and "thought" not in frames and low == "if":
                return close(chunks, verb, k, "bare clause")
            return None
        if kind == "NP" or (kind == "VG" and not chunks[k].finite and chunks[k].form == "VBG" and k == j):
            if kind == "NP" and addressee:
                nxt = _skip_adverbs(chunks, k + 1)
                if (nxt < n and chunks[nxt].kind in ("THAT", "Q", ":", "NP")) or (
                    nxt < n and chunks[nxt].kind == "," and nxt + 1 < n and chunks[nxt + 1].kind == "Q"
                ):
                    addressee = False
                    k = nxt
                    continue
            if kind == "NP" and _has_verb(chunks, k):
                return close(chunks, verb, k, "bare clause")
            if addressee:
                addressee = False
                k += 1
                continue
            return None
        if kind == "IN" and low in ADJUNCT_PREPOSITIONS and k + 1 < n:
            k += 2
            continue
        if kind in ("TM", "RB", "PAREN"):
            k += 1
            continue
        if kind == "CC" and k + 1 < n and k > j and chunks[k + 1].kind in ("NP", "TM"):
            k += 2
            continue
        return None
    return None


def _after_comma(chunks: list[Chunk], verb: int, comma: int) -> Content | None:
    """``said, in a statement, that …``: an interruption between cue and content."""
    n = len(chunks)
    for k in range(comma + 1, min(n, comma + 12)):
        if chunks[k].kind == ",":
            if k + 1 < n and chunks[k + 1].kind in ("THAT", "Q"):
                return close(chunks, verb, k + 1, "after an interruption")
            return None
        if chunks[k].kind == "VG" and chunks[k].finite:
            return None
    return None


def _has_verb(chunks: list[Chunk], k: int) -> bool:
    """Whether a finite verb follows the noun phrase at ``k`` before the clause is over."""
    for each in chunks[k + 1 : k + 14]:
        if each.kind == "VG":
            if each.finite:
                return True
            if each.form == "TO":
                return False
            continue
        if each.kind in ("THAT", ":", ";"):
            return False
    return False


def _infinitive(chunks: list[Chunk], verb: int, j: int, frames: frozenset[str]) -> Content | None:
    n = len(chunks)
    if chunks[j].kind == "VG" and chunks[j].form == "TO":
        return close(chunks, verb, j, "infinitive")
    if "urge" in frames and chunks[j].kind == "NP":
        k = j + 1
        while k < n and (chunks[k].kind in ("IN", "RB", "CC", "TM", "PAREN") or chunks[k].kind == "NP") and k < j + 8:
            k += 1
        if k < n and chunks[k].kind == "VG" and chunks[k].form == "TO":
            return close(chunks, verb, j, "addressee and infinitive")
    return None


def close(chunks: list[Chunk], verb: int, first: int, rule: str) -> Content | None:
    """Where content that begins at ``first`` ends."""
    n = len(chunks)
    if first >= n:
        return None
    k = first
    while k < n:
        if k > first and _stops(chunks, verb, k):
            break
        k += 1
    while k > first and chunks[k - 1].kind in (",", ".", ";", ":", "-", "CC", "?", "!"):
        if chunks[k - 1].kind == "." and k < n:
            break
        k -= 1
    return Content(first, k, rule) if k > first else None


def _stops(chunks: list[Chunk], verb: int, k: int) -> bool:
    """Whether the content ends before chunk ``k``: a new attribution begins there."""
    n = len(chunks)
    each = chunks[k]
    kind = each.kind
    if kind == "VG" and each.form == "VBG" and each.cues and chunks[k - 1].kind in (",", "-") and _speaks(each):
        return True
    if kind == "CC" and k + 1 < n:
        j = k + 1
        while j < n and chunks[j].kind in ("RB", "TM"):
            j += 1
        if (
            j < n
            and chunks[j].kind == "VG"
            and _speaks(chunks[j])
            and chunks[j].form == chunks[verb].form
            and chunks[j].finite
        ):
            return True
        if chunks[k - 1].kind == "," and _new_attribution(chunks, j):
            return True
    if kind in (",", ";", "-") and k + 1 < n:
        return _new_attribution(chunks, k + 1) or _phrase_cue(chunks, k + 1)
    if kind == "IN" and each.low in LOW_CONTRAST and _new_attribution(chunks, k + 1):
        return True
    return _phrase_cue(chunks, k)


def _phrase_cue(chunks: list[Chunk], k: int) -> bool:
    return k + 1 < len(chunks) and chunks[k].low == "according" and chunks[k + 1].low == "to"


def _speaks(group: Chunk) -> bool:
    return any("clause" in cue.frames or "told" in cue.frames for cue in group.cues)


def _new_attribution(chunks: list[Chunk], k: int) -> bool:
    """Whether a subject and a cue of speech stand right at ``k``: ``, Rutte said``."""
    n = len(chunks)
    while (k < n and chunks[k].kind in ("RB", "TM", "CC")) or (
        k < n and chunks[k].kind == "IN" and chunks[k].low in ("as", "while")
    ):
        k += 1
    if k >= n:
        return False
    if chunks[k].kind == "VG" and chunks[k].finite and _speaks(chunks[k]) and chunks[k].form in ("VBD", "VBZ"):
        return subjects.after(chunks, k) is not None
    if chunks[k].kind != "NP":
        return False
    j = k + 1
    while j + 1 < n and chunks[j].kind in ("IN", "CC") and chunks[j + 1].kind == "NP":
        j += 2
    while j < n and chunks[j].kind in ("RB", "TM", "PAREN"):
        j += 1
    return j < n and chunks[j].kind == "VG" and _speaks(chunks[j]) and chunks[j].finite


def left(chunks: list[Chunk], edge: int, floor: int) -> Content | None:
    """The content before an attribution that starts at chunk ``edge``, no earlier than ``floor``."""
    last = edge
    while last > floor and chunks[last - 1].kind in (",", "-", ":"):
        last -= 1
    first = floor
    while first < last and chunks[first].kind in (",", "CC", ".", "-", ";", ":"):
        first += 1
    return Content(first, last, "content before the attribution") if last > first else None


def noun_complement(chunks: list[Chunk], first: int, clause: bool) -> Content:
    """The complement of a noun: its phrase, or its clause up to the verb of the clause around it."""
    k = first + 1
    verbs = 0
    while k < len(chunks):
        each = chunks[k]
        if each.kind in (",", ";", ":", ".", "-", "?", "!"):
            break
        if each.kind == "VG" and each.finite:
            verbs += 1
            if not clause or (verbs > 1 and chunks[k - 1].kind in ("NP", "RB", "VG", "Q", "TM")):
                break
        k += 1
    return Content(first, k, "complement of the noun")
