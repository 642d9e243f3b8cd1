"""Who does the verb: the grammatical subject of a verb group, over appositions, relative clauses and inversion."""

from __future__ import annotations

from dataclasses import dataclass

from processors.chunks import Chunk

LINKS = frozenset(["of", "in", "for", "at", "from", "with", "to", "on", "by", "near", "about", "against", "behind"])
LINKING = frozenset(["when", "while", "if", "as", "although", "though", "because", "after", "before", "since", "where"])
INDEPENDENT = frozenset([",", "CC", ";", "-", ":", "Q", "RB", "TM"])
FLOATING = frozenset(["all", "both", "each", "themselves", "himself", "herself", "itself"])
BORROWED = "subject of a verb before, for want of its own"
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
    while j >= 0 and (chunks[j].kind in SKIPPED or (chunks[j].kind == "IN" and chunks[j + 1].kind == "TM")):
        j -= 1
    if j < 0:
        return None
    kind = chunks[j].kind
    group = chunks[verb]
    if kind == "IN" and group.form == "VBG" and not group.finite and chunks[j].low in ("for", "of"):
        blamed = _blamed(chunks, j)
        if blamed is not None:
            return blamed
    if kind == "NP" and chunks[j].low in FLOATING:
        over = j - 1 - (j > 1 and chunks[j - 1].kind == "PAREN")
        j = over if over >= 0 and chunks[over].kind == "NP" else j
    if kind == "Q" and chunks[j].form == "," and not chunks[j].finite:
        return _over_apposition(chunks, j)
    if kind == "NP":
        return (
            _head_of_relative(chunks, j)
            or _by_control(chunks, verb, j)
            or _phrase(chunks, j, "subject before the verb")
        )
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


def _blamed(chunks: list[Chunk], link: int) -> Subject | None:
    """*thanked Holt for saying*, *accused Holt of claiming*: the object of a verb of judging is who speaks."""
    verb, whom = link - 2, link - 1
    if verb < 0 or chunks[whom].kind != "NP" or chunks[verb].kind != "VG" or chunks[verb].form == "BE":
        return None
    if chunks[whom].form not in ("NNP", "PRP") and not chunks[whom].person:
        return None
    return Subject(whom, link, "whom the verb before judges")


def _head_of_relative(chunks: list[Chunk], j: int) -> Subject | None:
    """*economists who favour taxes agree*: the phrase before the verb is the object inside the relative clause."""
    k = j - 1
    while k >= 0 and chunks[k].kind in ("IN", "NP", "RB", "TM", "CC") and j - k < 6:
        k -= 1
    while k >= 0 and chunks[k].kind == "VG":
        k -= 1
    if (
        0 < k < j - 1
        and chunks[k].kind == "W"
        and chunks[k].low in ("who", "which", "that")
        and chunks[k - 1].kind == "NP"
    ):
        return _antecedent(chunks, k)
    return None


def _by_control(chunks: list[Chunk], verb: int, j: int) -> Subject | None:
    """*issued a statement saying*, *took a moment to note*: the phrase is the main verb's object, not who speaks."""
    group = chunks[verb]
    if group.finite or j == 0:
        return None
    if group.form == "TO" and chunks[j - 1].kind == "IN" and chunks[j - 1].low != "for":
        return _controller(chunks, j)
    if chunks[j].form in ("PRP", "NNP") or chunks[j].person:
        return None
    return _controller(chunks, j)


def _controller(chunks: list[Chunk], j: int) -> Subject | None:
    k = j - 1
    while k > 0 and chunks[k].kind in ("IN", "NP") and j - k < 5:
        k -= 1
    if chunks[k].kind == "VG" and (chunks[k].finite or chunks[k].form == "TO"):
        return before(chunks, k) if chunks[k].finite else _shared(chunks, k, "subject of the main clause")
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
    return Subject(j, _listed(chunks, last), "subject after the verb")


def _listed(chunks: list[Chunk], last: int) -> int:
    """Where a list of names that goes on at ``last`` ends (*said Rutte, Stubb and Merz*); ``last`` if none does."""
    k = last
    while k + 1 < len(chunks) and chunks[k].kind == "," and chunks[k + 1].form == "NNP":
        k += 2
    if k == last or k + 1 >= len(chunks) or chunks[k].kind != "CC" or chunks[k + 1].form != "NNP":
        return last
    return k + 2


def following(chunks: list[Chunk], k: int) -> Subject | None:
    """The subject of the main clause that begins at or right behind chunk ``k`` (*Citing costs, the board …*)."""
    while k < len(chunks) and chunks[k].kind in (",", "RB", "TM"):
        k += 1
    if k >= len(chunks) or chunks[k].kind != "NP":
        return None
    return Subject(k, k + 1, "subject of the main clause")


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
            if first >= 4 and chunks[first - 3].low in LINKS and chunks[first - 4].kind == "NP":
                # "a letter to A and B": both are behind the preposition.
                first -= 4
                continue
            if first >= 3 and chunks[first - 3].kind in ("IN", "VG"):
                break
            first -= 2
            while (
                first >= 2 and chunks[first - 1].kind == "," and chunks[first - 2].form == "NNP" == chunks[first].form
            ):
                first -= 2
        else:
            break
    if first > 2 and chunks[first].form == "NNP" and chunks[first - 1].low == "and" and chunks[first - 2].kind == ",":
        # "A, the mayor, and B"
        found = _over_apposition(chunks, first - 2)
        first = found.first if found is not None and chunks[found.first].form == "NNP" else first
    if first > 0 and chunks[first].form == "NNP" and chunks[first - 1].kind == "NP" and chunks[first - 1].form == "NN":
        first -= first < 2 or chunks[first - 2].kind in ("Q", ",", "CC")
    return Subject(first, j + 1, how)


def _named(phrase: Chunk) -> bool:
    """Whether a noun phrase is somebody's: a name or a noun for people."""
    return phrase.person or phrase.form == "NNP"


def _antecedent(chunks: list[Chunk], relative: int) -> Subject | None:
    j = relative - 1
    while j >= 0 and (chunks[j].kind in SKIPPED or chunks[j].kind == ","):
        j -= 1
    if j >= 0 and chunks[j].kind == "NP":
        found = _phrase(chunks, j, "antecedent of the relative clause")
        if chunks[relative].low == "who" and _named(chunks[j]) and not _named(chunks[found.first]):
            found = Subject(j, j + 1, found.how)  # "the view of Holt, who said"
        return Subject(found.first, relative + 1, found.how)
    return Subject(relative, relative + 1, "relative pronoun")


def _main(chunks: list[Chunk], start: int) -> Subject | None:
    """The subject of the last independent clause before chunk ``start``."""
    best: Subject | None = None
    for j in range(start):
        if chunks[j].kind != "VG" or not chunks[j].finite:
            continue
        found = before(chunks, j)
        if found is None or found.how not in ("subject before the verb", "subject before an apposition"):
            continue
        opener = chunks[found.first - 1] if found.first else None
        if opener is None or (opener.kind in INDEPENDENT and opener.low not in LINKING):
            best = Subject(found.first, found.last, "subject of the main clause")
    return best


def borrowed(chunks: list[Chunk], verb: int) -> Subject | None:
    """The subject of a finite verb before a verb group without one of its own: a guess."""
    if verb + 1 < len(chunks) and _passive(chunks[verb]):
        return None
    return _shared(chunks, verb, BORROWED)


def _passive(group: Chunk) -> bool:
    return group.form == "VBN" and not group.finite and not group.helpers


def _shared(chunks: list[Chunk], start: int, how: str) -> Subject | None:
    """The subject of the finite verb before chunk ``start``."""
    if how == "subject of the main clause":
        found = _main(chunks, start)
        if found is not None:
            return found
    for j in range(start - 1, -1, -1):
        if chunks[j].kind == "VG" and chunks[j].finite:
            found = before(chunks, j)
            if found is None or chunks[found.first].low == "there":
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
        while start >= 0 and (
            chunks[start].kind not in (",", "-", ";", ":", "Q")
            or (chunks[start].kind == "Q" and _inside(chunks, start))
        ):
            start -= 1
        segment = chunks[start + 1 : end]
        if not segment:
            break
        last_segment = start < 0 or chunks[start].kind in ("Q", ";", ":")
        interrupts = _interrupts(segment, last_segment)
        candidate = _candidate(chunks, start + 1, end, last_segment)
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
        if chunks[start].kind == "-" and best is not None and chunks[best.first].form == "NNP":
            break
        end = start
    return best


def _inside(chunks: list[Chunk], q: int) -> bool:
    """Whether a quote is a title or term inside its phrase, not speech before it."""
    return q > 0 and not chunks[q].finite and chunks[q - 1].kind in ("VG", "IN", "NP")


def _candidate(chunks: list[Chunk], first: int, last: int, opening: bool) -> Subject | None:
    """A segment that is a noun phrase with its complements and no verb of its own."""
    skipped = ("CC", "RB", "TM", "PAREN", "W", "IN") if opening and chunks[first].low in LINKING else ("CC", "RB", "TM")
    while first < last and chunks[first].kind in skipped:
        first += 1
    segment = chunks[first:last]
    if not segment or segment[0].kind != "NP" or _own_verb(segment):
        return None
    end = next((first + n for n, each in enumerate(segment) if each.kind == "W"), last)
    return Subject(first, end, "subject before an apposition")


def _own_verb(segment: list[Chunk]) -> bool:
    """Whether a segment has a finite verb outside relative clauses."""
    for each in segment:
        if each.kind == "W":
            return False
        if each.kind == "VG" and each.finite:
            return True
    return False


def _interrupts(segment: list[Chunk], opening: bool) -> str | None:
    """What a segment between commas is: ``phrase``, ``clause`` (relative, participle, prepositional), or None."""
    rest = [each for each in segment if each.kind not in ("RB", "TM", "PAREN", "CC")]
    if not rest:
        return "clause"
    first = rest[0]
    if opening and first.low in LINKING and not _own_verb(rest[1:]):
        return "phrase"
    if first.kind in ("W", "IN", "THAT") or (first.kind == "VG" and not first.finite):
        return "clause"
    if _own_verb(segment):
        return None
    return "phrase" if first.kind == "NP" else None


def span(chunks: list[Chunk], subject: Subject) -> tuple[int, int]:
    """Token range of a subject without trailing commas."""
    first, last = subject.first, subject.last
    while last > first + 1 and chunks[last - 1].kind in (",", "RB"):
        last -= 1
    return chunks[first].first, chunks[last - 1].last
