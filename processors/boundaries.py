"""Where content ends: at the end of its sentence unless a new attribution, or a clause of the reporter's own, begins.

What stops a reported clause and what stops a noun phrase differ: after *said* a sentence of any length may be the
speaker's; after *criticised* what follows the phrase is mostly the reporter's again.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors import subjects
from processors.chunks import Chunk

PASSIVE = frozenset(["is", "are", "was", "were", "been", "be", "being", "'s", "'re"])
OCCASIONS = frozenset(
    [
        "interview",
        "interviews",
        "speech",
        "statement",
        "letter",
        "tweet",
        "tweets",
        "debate",
        "appearance",
        "remarks",
        "post",
        "call",
        "conference",
        "hearing",
        "email",
        "column",
        "article",
        "op-ed",
        "rally",
        "event",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "address",
        "memo",
        "broadcast",
    ]
)
"""Nouns for the occasion or the medium of speech."""
CONTRAST_LINKS = frozenset(["while", "although", "though", "whereas"])
BESIDE_SPEECH = frozenset(["while", "before", "after"])
REPORTER_LINKS = frozenset(["when", "though", "although"])
PHRASE_RULES = frozenset(["noun phrase content", "prepositional content", "infinitive", "addressee and infinitive"])
LIST_REACH = 8
TRAILING_MARKS = frozenset([",", ".", ";", ":", "-", "CC", "?", "!"])


@dataclass(frozen=True, slots=True)
class Content:
    """Chunks ``[first, last)``; ``rule`` names the pattern."""

    first: int
    last: int
    rule: str


def close(chunks: list[Chunk], first: int, rule: str) -> Content | None:
    """The content that begins at ``first``, up to where it ends."""
    n = len(chunks)
    if first >= n:
        return None
    phrase = rule in PHRASE_RULES
    k = first + 1
    while k < n and not _stops(chunks, k, phrase):
        k += 1
    return _trimmed(chunks, first, k, rule)


def cut(chunks: list[Chunk], content: Content, enclosing: str) -> Content:
    """Content of a cue in a relative (``relative``) or leading clause (``leading``), which ends with that clause."""
    if enclosing == "relative":
        return _cut_relative(chunks, content)
    for k in range(content.first + 1, content.last - 1):
        quoted = chunks[k].kind == "Q" and (chunks[k].form == "," or chunks[k + 1].kind == "NP")
        if (chunks[k].kind == "," or quoted) and _main_clause(chunks, k + 1):
            return _trimmed(chunks, content.first, k + quoted, content.rule) or content
    return content


def _cut_relative(chunks: list[Chunk], content: Content) -> Content:
    for k in range(content.first + 1, content.last - 1):
        quoted = chunks[k].kind == "Q" and chunks[k].form == ","
        if (chunks[k].kind == "," or quoted) and chunks[k + 1].kind == "VG" and chunks[k + 1].finite:
            return _trimmed(chunks, content.first, k + quoted, content.rule) or content
    return content


def _main_clause(chunks: list[Chunk], k: int) -> bool:
    """Whether a subject and its finite verb stand at ``k``."""
    while k < len(chunks) and chunks[k].kind in ("RB", "TM"):
        k += 1
    if k >= len(chunks) or chunks[k].kind != "NP":
        return False
    k += 1
    while k + 1 < len(chunks) and chunks[k].kind in ("IN", "CC", "RB", "TM", "PAREN"):
        k += 1 + (chunks[k].kind in ("IN", "CC") and chunks[k + 1].kind == "NP")
    if k + 1 < len(chunks) and chunks[k].kind == ",":
        return any(each.kind == "VG" and each.finite for each in chunks[k + 1 : k + 10])
    return k < len(chunks) and chunks[k].kind == "VG" and chunks[k].finite


def _trimmed(chunks: list[Chunk], first: int, k: int, rule: str) -> Content | None:
    n = len(chunks)
    while k > first and chunks[k - 1].kind in TRAILING_MARKS and (k == n or chunks[k - 1].kind != "."):
        k -= 1
    return Content(first, k, rule) if k > first else None


def _stops(chunks: list[Chunk], k: int, phrase: bool) -> bool:
    """Whether the content ends before chunk ``k``."""
    each = chunks[k]
    kind = each.kind
    after = chunks[k + 1] if k + 1 < len(chunks) else None
    if after is None:
        return False
    if chunks[k - 1].kind == "Q" and chunks[k - 1].form == "," and kind in ("VG", "W", "IN"):
        # The comma stands inside the quotation marks, and ends the clause all the same.
        return _stops_at_mark(chunks, k - 1, phrase)
    if kind == "CC":
        return _stops_at_conjunction(chunks, k, phrase)
    if kind in (",", ";", "-"):
        return _stops_at_mark(chunks, k, phrase) or new_attribution(chunks, k + 1) or phrase_cue(chunks, k + 1)
    if phrase and _adjunct(chunks, k):
        return True
    if phrase and each.low == "by" and after.kind == "VG" and after.form == "VBG":
        return True
    if kind == "IN" and each.low in CONTRAST_LINKS and new_attribution(chunks, k + 1):
        return True
    return phrase_cue(chunks, k)


def _adjunct(chunks: list[Chunk], k: int) -> bool:
    """What says when, where or how it was said, behind a noun phrase: *in an interview*, *on Monday*, *after …*."""
    each, after = chunks[k], chunks[k + 1]
    last = k + 2 >= len(chunks) or chunks[k + 2].kind in (".", ",")
    if each.kind == ":" or each.low in ("after", "when"):
        return True
    if each.low == "as" and after.kind == "NP":
        return k + 2 < len(chunks) and chunks[k + 2].kind == "VG" and chunks[k + 2].finite
    if each.kind == "NP":
        return chunks[k - 1].kind == "Q" and chunks[k - 1].form == ","
    if each.low == "on" and after.kind == "TM":
        return last
    return each.low in ("in", "during", "at", "through", "on") and after.low in OCCASIONS


def _stops_at_conjunction(chunks: list[Chunk], k: int, phrase: bool) -> bool:
    """*said X and added Y*, *criticised X and left*."""
    j = k + 1
    while j < len(chunks) and chunks[j].kind in ("RB", "TM"):
        j += 1
    if j >= len(chunks):
        return False
    following = chunks[j]
    finite = following.kind == "VG" and following.form != "VB" and following.finite
    if finite and (speaks(following) or _reports(following)):
        return True
    if following.low == "when" and j + 1 < len(chunks) and chunks[j + 1].kind == "VG":
        return True
    if phrase and following.kind == "VG" and following.form != "VB" and (following.finite or following.form == "VBN"):
        return True
    if phrase and following.form == "VBG" and chunks[k - 1].kind == "Q" and speaks(following):
        return True
    return new_attribution(chunks, j)


def _stops_at_mark(chunks: list[Chunk], k: int, phrase: bool) -> bool:
    """What begins right after a comma, a semicolon or a dash."""
    after = chunks[k + 1]
    if after.kind == "VG" and after.form == "VBG" and (phrase or (after.cues and speaks(after))):
        return not (phrase and _lists_gerunds(chunks, k))
    if after.kind == "CC":
        clause_goes_on = k + 2 < len(chunks) and chunks[k + 2].kind == "THAT"
        return (after.low == "but" or (phrase and not _closes_list(chunks, k))) and not clause_goes_on
    if after.kind == "W" and (after.low == "who" or phrase or _attributed_relative(chunks, k + 1)):
        return True
    if after.low == "which" and k + 2 < len(chunks) and chunks[k + 2].kind == "VG" and _whole(chunks, k):
        return True
    if after.low == "as" and k + 2 < len(chunks) and chunks[k + 2].kind == "VG":
        return True
    if after.kind in ("W", "IN") and after.low in REPORTER_LINKS:
        return True
    if after.low in BESIDE_SPEECH and k + 2 < len(chunks) and chunks[k + 2].form == "VBG":
        return after.low == "while" or bool(chunks[k + 2].cues)
    if not phrase:
        return False
    if chunks[k].kind == ";" or after.kind == "VG" or after.form == "PRP" or after.low == "while":
        return True
    return after.kind == "NP" and k + 2 < len(chunks) and chunks[k + 2].kind == "VG" and chunks[k + 2].finite


def _whole(chunks: list[Chunk], k: int) -> bool:
    """Whether the clause before the comma at ``k`` has its verb, so that *which …* is no part of its subject."""
    for j in range(k - 1, -1, -1):
        if chunks[j].kind == "VG" and chunks[j].finite:
            return not chunks[j].cues
        if chunks[j].kind in (",", ";", ":", "-"):
            return False
    return False


def _lists_gerunds(chunks: list[Chunk], k: int) -> bool:
    """*accused him of covering up, delaying, and withholding*: the participle goes on with a list of its kind."""
    last = chunks[k - 1] if chunks[k - 1].kind != "IN" or k < 2 else chunks[k - 2]
    return last.form == "VBG" and not last.finite and not speaks(chunks[k + 1])


def _closes_list(chunks: list[Chunk], k: int) -> bool:
    """Whether *, and NAME* closes a list: commas between phrases before it, and no verb right behind its phrase."""
    if not any(chunks[j].kind == "," and chunks[j + 1].kind == "NP" for j in range(max(0, k - LIST_REACH), k)):
        return False
    j = k + 2
    while j < len(chunks) and chunks[j].kind in ("NP", "IN", "RB"):
        j += 1
    return j > k + 2 and (j >= len(chunks) or chunks[j].kind in (".", ",", "?", "!"))


def _attributed_relative(chunks: list[Chunk], w: int) -> bool:
    """*…, which he called “…”*: a relative clause that is an attribution of its own."""
    if w + 2 >= len(chunks) or chunks[w + 1].kind != "NP":
        return False
    verb = chunks[w + 2]
    return verb.kind == "VG" and any(not cue.frames.isdisjoint(("object", "complement", "clause")) for cue in verb.cues)


def phrase_cue(chunks: list[Chunk], k: int) -> bool:
    """Whether *according to* stands at ``k``."""
    return k + 1 < len(chunks) and chunks[k].low == "according" and chunks[k + 1].low == "to"


def speaks(group: Chunk) -> bool:
    """Whether a verb group is one of speech that takes a clause."""
    return not passive(group) and any("clause" in cue.frames or "told" in cue.frames for cue in group.cues)


def _reports(group: Chunk) -> bool:
    return (
        not passive(group)
        and group.form in ("VBD", "VBZ")
        and any(not cue.frames.isdisjoint(("object", "complement")) for cue in group.cues)
    )


def passive(group: Chunk) -> bool:
    """Whether a verb group is passive: *was told*."""
    return group.form == "VBN" and not PASSIVE.isdisjoint(group.helpers)


def new_attribution(chunks: list[Chunk], k: int) -> bool:
    """Whether a subject and a cue of speech stand right at ``k``: ``, Rutte said``."""
    n = len(chunks)
    while k < n and (chunks[k].kind in ("RB", "TM", "CC") or chunks[k].low in ("as", "while")):
        k += 1
    if k >= n:
        return False
    if chunks[k].kind == "VG" and chunks[k].finite and speaks(chunks[k]) and chunks[k].form in ("VBD", "VBZ"):
        return subjects.after(chunks, k) is not None
    if chunks[k].kind != "NP":
        return False
    j = k + 1
    while j + 1 < n and chunks[j].kind in ("IN", "CC") and chunks[j + 1].kind == "NP":
        j += 2
    while j < n and chunks[j].kind in ("RB", "TM", "PAREN"):
        j += 1
    return j < n and chunks[j].kind == "VG" and speaks(chunks[j]) and chunks[j].finite


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
    verbs = relatives = 0
    while k < len(chunks):
        each = chunks[k]
        if each.kind in (",", ";", ":", ".", "-", "?", "!"):
            break
        relatives += each.kind == "W"
        if each.kind == "VG" and each.finite and relatives:
            relatives -= 1
        elif each.kind == "VG" and each.finite:
            verbs += 1
            if not clause or (verbs > 1 and chunks[k - 1].kind in ("NP", "RB", "VG", "Q", "TM")):
                break
        k += 1
    while k > first + 1 and chunks[k - 1].kind == "CC":
        k -= 1
    return Content(first, k, "complement of the noun")
