"""Who does the verb: the grammatical subject of a verb group, over appositions, relative clauses and inversion."""

from __future__ import annotations

from dataclasses import dataclass

from processors.chunks import Chunk

LINKS = frozenset(["of", "in", "for", "at", "from", "with", "to", "on", "by", "near", "about", "against", "behind"])
SKIPPED = frozenset(["RB", "TM", "PAREN"])


@dataclass(frozen=True, slots=True)
class Subject:
    """Chunks ``[first, last)`` of a sentence that name who speaks; ``how`` says by which pattern it was found."""

    first: int
    last: int
    how: str


def before(chunks: list[Chunk], verb: int) -> Subject | None:
    """The subject on the left of the verb group ``chunks[verb]``."""
    j = verb - 1
    while j >= 0 and chunks[j].kind in SKIPPED:
        j -= 1
    if j < 0:
        return None
    kind = chunks[j].kind
    group = chunks[verb]
    if kind == "NP":
        return _phrase(chunks, j, "subject before the verb")
    if kind == "W" and chunks[j].low in ("who", "which", "that"):
        return _antecedent(chunks, j)
    if kind == "CC":
        return _shared(chunks, j, "subject of the verb before")
    if kind in (",", "-"):
        if group.form in ("VBG", "VBN") and not group.finite:
            return _shared(chunks, j, "subject of the main clause")
        return _over_apposition(chunks, j)
    if kind == "VG":
        return before(chunks, j) or _shared(chunks, j, "subject of the main clause")
    if not group.finite:
        return _shared(chunks, j, "subject of the main clause")
    return None


def after(chunks: list[Chunk], verb: int) -> Subject | None:
    """The subject of an inverted verb: *said Rutte*, *said the NATO chief in Brussels*."""
    j = verb + 1
    while j < len(chunks) and chunks[j].kind in SKIPPED:
        j += 1
    if j >= len(chunks) or chunks[j].kind != "NP":
        return None
    last = j + 1
    while last + 1 < len(chunks) and chunks[last].kind in ("IN", "CC") and chunks[last + 1].kind == "NP":
        if chunks[last].kind == "IN" and chunks[last].low != "of":
            break
        last += 2
    return Subject(j, last, "subject after the verb")


def _phrase(chunks: list[Chunk], j: int, how: str) -> Subject:
    """The noun phrase that ends at chunk ``j``, taken back over *of*-phrases and coordination to its first word."""
    first = j
    while first >= 2 and chunks[first - 2].kind == "NP":
        link = chunks[first - 1]
        if link.kind == "IN" and link.low in LINKS:
            if first >= 3 and chunks[first - 3].kind == "IN":
                break
            if first >= 3 and chunks[first - 3].kind == "VG" and link.low != "of":
                break
            first -= 2
        elif link.kind == "CC" and link.low in ("and", "or"):
            if first >= 3 and chunks[first - 3].kind in ("IN", "VG"):
                break
            first -= 2
        else:
            break
    return Subject(first, j + 1, how)


def _antecedent(chunks: list[Chunk], relative: int) -> Subject | None:
    j = relative - 1
    while j >= 0 and (chunks[j].kind in SKIPPED or chunks[j].kind == ","):
        j -= 1
    if j >= 0 and chunks[j].kind == "NP":
        found = _phrase(chunks, j, "antecedent of the relative clause")
        return Subject(found.first, relative + 1, found.how)
    return Subject(relative, relative + 1, "relative pronoun")


def _shared(chunks: list[Chunk], start: int, how: str) -> Subject | None:
    """The subject of the finite verb before chunk ``start``."""
    for j in range(start - 1, -1, -1):
        if chunks[j].kind == "VG" and chunks[j].finite:
            found = before(chunks, j)
            if found is None:
                continue
            return Subject(found.first, found.last, how)
        if chunks[j].kind in (";", ":"):
            break
    return None


def _over_apposition(chunks: list[Chunk], comma: int) -> Subject | None:
    """The subject left of a comma: back over appositions and relative clauses to the phrase they belong to."""
    best: Subject | None = None
    end = comma
    for _ in range(5):
        start = end - 1
        while start >= 0 and chunks[start].kind not in (",", "-", ";", ":", "Q"):
            start -= 1
        segment = chunks[start + 1 : end]
        if not segment:
            break
        interrupts = _interrupts(segment)
        candidate = _candidate(chunks, start + 1, end)
        if candidate is not None and interrupts != "clause":
            best = candidate
        elif interrupts is None:
            if best is None and candidate is None:
                tail = chunks[end - 1]
                if tail.kind == "NP" and end < comma:
                    best = _phrase(chunks, end - 1, "subject before an apposition")
            break
        if start < 0 or chunks[start].kind in ("Q", ";", ":"):
            break
        end = start
    return best


def _candidate(chunks: list[Chunk], first: int, last: int) -> Subject | None:
    """A segment that is a noun phrase with its complements and no verb of its own."""
    while first < last and chunks[first].kind in ("CC", "RB", "TM"):
        first += 1
    segment = chunks[first:last]
    if not segment or segment[0].kind != "NP" or any(each.kind == "VG" and each.finite for each in segment):
        return None
    return Subject(first, last, "subject before an apposition")


def _interrupts(segment: list[Chunk]) -> str | None:
    """What a segment between commas is: ``phrase``, ``clause`` (relative, participle, prepositional), or None."""
    first = segment[0]
    if first.kind in ("W", "IN", "RB", "TM", "PAREN", "CC") or (first.kind == "VG" and not first.finite):
        return "clause"
    if any(each.kind == "VG" and each.finite for each in segment):
        return None
    return "phrase" if first.kind == "NP" else None


def span(chunks: list[Chunk], subject: Subject) -> tuple[int, int]:
    """Token range of a subject without trailing commas."""
    first, last = subject.first, subject.last
    while last > first + 1 and chunks[last - 1].kind in (",", "W", "RB"):
        last -= 1
    return chunks[first].first, chunks[last - 1].last
