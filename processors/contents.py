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


def right(chunks: list[Chunk], start: int, frames: frozenset[str], prepositions: frozenset[str]) -> Content | None:
    """The content that follows a cue; ``start`` is the chunk after the cue or after its inverted subject."""
    n = len(chunks)
    j = _skip_adverbs(chunks, start)
    if j >= n:
        return None
    particle = chunks[j]
    if particle.kind == "IN" and particle.low in prepositions:
        return close(chunks, _skip_adverbs(chunks, j + 1), "prepositional content")
    if "clause" in frames or "told" in frames or "thought" in frames:
        found = _clause(chunks, j, frames)
        if found is not None:
            return found
    if "wh" in frames:
        k = j
        if k < n and chunks[k].kind == "NP" and k + 1 < n and chunks[k + 1].kind == "W":
            k += 1
        if k < n and chunks[k].kind == "W":
            return close(chunks, k, "indirect question")
    if "vow" in frames or "urge" in frames or "want" in frames:
        found = _infinitive(chunks, j, frames)
        if found is not None:
            return found
    if "object" in frames and chunks[j].kind in ("NP", "Q", "W") and chunks[j].low not in ("who", "which"):
        return close(chunks, j, "noun phrase content")
    return None


def _skip_adverbs(chunks: list[Chunk], j: int) -> int:
    while j < len(chunks) and chunks[j].kind in ("RB", "TM", "PAREN"):
        j += 1
    return j


def _clause(chunks: list[Chunk], j: int, frames: frozenset[str]) -> Content | None:
    """A quote or clause after a cue, over adjuncts (*in a statement*, *on Monday*) and an addressee."""
    n = len(chunks)
    addressee = told = "told" in frames
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
        if kind == "W" and low in ("if", "when", "while"):
            if k == j and "thought" not in frames and low == "if":
                return close(chunks, k, "bare clause")
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
                return close(chunks, k, "bare clause")
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


def _after_comma(chunks: list[Chunk], comma: int) -> Content | None:
    """``said, in a statement, that …``: an interruption between cue and content."""
    n = len(chunks)
    for k in range(comma + 1, min(n, comma + 12)):
        if chunks[k].kind == ",":
            if k + 1 < n and chunks[k + 1].kind in ("THAT", "Q"):
                return close(chunks, k + 1, "after an interruption")
            return None
        if chunks[k].kind == "VG" and chunks[k].finite:
            return None
    return None


def _has_verb(chunks: list[Chunk], k: int) -> bool:
    """Whether a finite verb follows the noun phrase at ``k`` before the clause is over."""
    behind = ""
    for each in chunks[k + 1 : k + 14]:
        if each.kind == "VG":
            if each.finite:
                return True
            if each.form == "TO":
                return False
            continue
        if each.kind in ("THAT", ":", ";") or (each.kind == "CC" and behind == ","):
            return False
        behind = each.kind
    return False


def _infinitive(chunks: list[Chunk], j: int, frames: frozenset[str]) -> Content | None:
    n = len(chunks)
    if chunks[j].kind == "VG" and chunks[j].form == "TO":
        return close(chunks, j, "infinitive")
    if "urge" in frames and chunks[j].kind == "NP":
        k = j + 1
        while k < n and (chunks[k].kind in ("IN", "RB", "CC", "TM", "PAREN") or chunks[k].kind == "NP") and k < j + 8:
            k += 1
        if k < n and chunks[k].kind == "VG" and chunks[k].form == "TO":
            return close(chunks, j, "addressee and infinitive")
    return None
