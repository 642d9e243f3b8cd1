"""Attributions that stand after their content or inside it: *content, Rutte said*, *content, said Rutte, content*."""

from __future__ import annotations

from dataclasses import replace

from processors import boundaries, contents, subjects
from processors.boundaries import Content
from processors.chunks import Chunk
from processors.drafts import Draft
from processors.sites import Site, drafted
from processors.subjects import Subject

OBJECT_PRONOUNS = frozenset(["him", "them", "her", "me", "us"])
AFTER_INVERTED = frozenset([",", ".", "IN", "TM", "-", "PAREN", "W", "?", "!"])
ADVERBIAL = frozenset(["RB", "TM", "CC", ",", "PAREN"])
LOOSE = frozenset(["after an interruption", "quote after the cue"])


def _asked(chunks: list[Chunk], k: int) -> bool:
    """*“How big?” asked the boy*: a verb that takes an addressee, right behind a question."""
    return k == 1 and chunks[0].kind == "Q" and chunks[0].form == "?"


def _edge(site: Site, subject: Subject) -> int:
    """The chunk at which the attribution, subject and cue together, begins."""
    chunks = site.chunks
    edge = min(subject.first, site.at)
    while edge > 0 and chunks[edge - 1].kind in ("RB", "TM"):
        edge -= 1
    return edge - 1 if edge > 0 and chunks[edge - 1].low == "as" else edge


def subject_behind(site: Site) -> Subject | None:
    """The subject of ``…, said Rutte``: the cue stands right after content, with its subject behind it."""
    group, chunks, k = site.cue, site.chunks, site.at
    if (
        not site.has("clause")
        or (site.has("told") and not _asked(chunks, k))
        or group.helpers
        or group.form not in ("VBD", "VBZ")
        or group.last - group.first > 1
    ):
        return None
    if k == 0 or chunks[k - 1].kind not in ("Q", ",", "-"):
        return None
    if not group.cues or group.cues[0].particle:
        return None
    subject = subjects.after(chunks, k)
    if subject is None or subject.first != k + 1 or chunks[subject.first].low in OBJECT_PRONOUNS:
        return None
    if chunks[k - 1].kind == "Q":
        return subject
    over = subjects.before(chunks, k)
    if over is not None and contents.right(chunks, k + 1, site.frames, frozenset()) is not None:
        return None
    following = chunks[subject.last].kind if subject.last < len(chunks) else "."
    return subject if following in AFTER_INVERTED else None


def trailing(site: Site, subject: Subject, found: Content | None) -> Draft | None:
    """``content, SUBJECT said`` and ``content, SUBJECT said, content``."""
    edge = _edge(site, subject)
    if not site.has("clause", "told", "thought") and site.cue.helpers:
        return None
    if site.chunks[edge].low == "as" and edge == site.floor:
        rest = _rest(site, quoted=False)
        return drafted(site, subject, [rest], "as SPEAKER said") if rest is not None else None
    if edge <= site.floor:
        return None
    mark = site.chunks[edge - 1]
    if mark.kind == "Q":
        if found is not None and not mark.finite and found.rule in ("that-clause", "bare clause"):
            return None
        led = site.chunks[edge].low == "as" and mark.form not in tuple(",?!")
        return None if led else parenthetical(site, subject, edge)
    if mark.kind not in (",", "-") or (found is not None and found.rule not in LOOSE):
        return None
    before = site.chunks[site.base : edge - 1]
    quoted = bool(before) and before[-1].kind == "Q"
    finite = any(each.kind == "VG" and each.finite for each in before)
    goes_on = site.start < len(site.chunks) and site.chunks[site.start].kind == ","
    if not (quoted or finite or goes_on):
        return None
    interrupts = goes_on and found is not None and not site.chunks[found.first].helpers
    if found is not None and found.rule == "quote after the cue" and not quoted and not interrupts:
        # "It was, he said, “a stone”": the quote goes on with the clause; "In May, he said, “We …”": it does not.
        return None
    return parenthetical(site, subject, edge)


QUOTED = "quoted as saying"


def quoted_as_saying(chunks: list[Chunk], k: int, base: int) -> Draft | None:
    """*content, Reuters quoted Holt as saying*, *content, Holt was quoted by Reuters as saying*: Holt said it."""
    ends = k + 1 >= len(chunks) or chunks[k + 1].kind in (".", "TM", ",", "IN")
    if k < 5 or not ends or chunks[k].low != "saying" or chunks[k - 1].low != "as":
        return None
    verb = next((j for j in range(k - 2, max(0, k - 6), -1) if chunks[j].kind == "VG"), 0)
    if not verb or chunks[verb].low not in ("quoted", "cited") or chunks[verb - 1].kind != "NP":
        return None
    passive = boundaries.passive(chunks[verb])
    if not passive and (verb + 1 >= k or chunks[verb + 1].kind != "NP"):
        return None
    speaker = verb - 1 if passive else verb + 1
    edge = verb - 1
    if edge == 0 or chunks[edge - 1].kind not in (",", "Q"):
        return None
    content = boundaries.left(chunks, edge, base)
    if content is None or not _finite(chunks[content.first : content.last]):
        return None
    rule = "quote before the cue" if chunks[content.last - 1].kind == "Q" else "clause before the cue"
    span = (chunks[content.first].first, chunks[content.last - 1].last)
    named = (chunks[speaker].first, chunks[speaker].last)
    return Draft([span], rule, 0, named, QUOTED, (chunks[k].first, chunks[k].last), "say")


def parenthetical(site: Site, subject: Subject, edge: int, inverted: bool = False) -> Draft | None:
    chunks = site.chunks
    quoted = chunks[edge - 1].kind == "Q" or (
        edge > 1 and chunks[edge - 1].kind in (",", "-") and chunks[edge - 2].kind == "Q"
    )
    before = boundaries.left(chunks, edge, site.floor if quoted else site.base)
    if before is None:
        rest = _rest(site, quoted)
        return drafted(site, subject, [rest], "quote before the cue") if rest is not None else None
    quote = chunks[before.last - 1]
    quoted = quote.kind == "Q"
    if not quoted and not site.has("clause", "told", "thought"):
        return None
    whole = quoted and before.last - before.first > 1 and quote.finite and bool(quote.helpers)
    if whole and chunks[before.last - 2].kind in ("-", ":", ",", "CC"):
        before = replace(before, first=before.last - 1)
    rest = _rest(site, quoted or inverted)
    if inverted and rest is None and not quoted and not _finite(chunks[before.first : before.last]):
        rest = _resumed(site)
    finite = _finite(chunks[before.first : before.last])
    if rest is None and not quoted and not finite:
        return None
    pending = chunks[before.last - 1].kind == "VG"
    if rest is not None and finite and not quoted and not pending and not _clausal(chunks[rest.first : rest.last]):
        rest = None
    adverbial = not quoted and not finite and all(each.kind in ADVERBIAL for each in chunks[before.first : before.last])
    pieces = [piece for piece in (None if adverbial else before, rest) if piece is not None]
    if not pieces or (rest is None and not quoted and _subordinate(chunks[before.first : before.last])):
        return None
    return drafted(site, subject, pieces, "quote before the cue" if quoted else "clause before the cue")


def _finite(segment: list[Chunk]) -> bool:
    """Whether a segment has a finite verb outside a relative clause that opens it, or begins with a quote."""
    if segment and segment[0].kind == "W" and segment[0].low in ("who", "which"):
        return False
    if len(segment) > 1 and segment[0].kind == "Q" and segment[0].helpers:
        return True
    return any(each.finite for each in segment if each.kind in ("VG", "Q"))


def _subordinate(segment: list[Chunk]) -> bool:
    """Whether a segment is only a clause of time or condition (*After the news broke*), without a main clause."""
    k = 0
    while k < len(segment) and (segment[k].kind in ("RB", "TM", "CC", ",") or segment[k].low == "on"):
        k += 1
    if k == len(segment) or segment[k].kind not in ("IN", "W") or segment[k].low not in contents.FRONTING:
        return False
    return not any(each.kind in (",", "-", ":", ";", "Q") for each in segment[k:])


def _clausal(segment: list[Chunk]) -> bool:
    """Whether a segment after an attribution goes on with its content: a clause or a participle, no apposition."""
    if segment[0].low == "that" or (segment[0].kind == "VG" and segment[0].form == "VBG"):
        return True
    for each, behind in zip(segment, [segment[0], *segment], strict=False):
        if (each.kind == "W" and each.low in ("who", "which", "that")) or (each.kind == "THAT" and behind.kind == "NP"):
            return False
        if each.kind in ("VG", "Q") and each.finite:
            return True
    return False


def _resumed(site: Site) -> Content | None:
    """*The judge, said Holt, who knew her, does not forget*: the content's verb behind the speaker's apposition."""
    chunks = site.chunks
    for j in range(site.start, len(chunks) - 1):
        if chunks[j].kind == "," and chunks[j + 1].kind == "VG" and chunks[j + 1].finite:
            return boundaries.close(chunks, j + 1, "content goes on")
    return None


def _rest(site: Site, quoted: bool) -> Content | None:
    """Content that goes on after a parenthetical attribution."""
    chunks, n = site.chunks, len(site.chunks)
    j = site.start
    while j < n and chunks[j].kind != ",":
        if chunks[j].kind in ("Q", ":"):
            j += chunks[j].kind == ":"
            return boundaries.close(chunks, j, "content goes on") if j < n else None
        if chunks[j].kind == "VG" and chunks[j].finite and site.cue.low != "according":
            return None
        j += 1
    if j + 1 >= n:
        return None
    following = chunks[j + 1]
    if following.kind == "Q":
        return boundaries.close(chunks, j + 1, "content goes on")
    if site.cue.low == "according" and clause_opens(chunks, j + 1):
        return boundaries.close(chunks, j + 1, "content goes on")
    if quoted:
        ahead = [each.kind for each in chunks[j + 1 : j + 6]] if following.kind in ("CC", "THAT") else []
        return boundaries.close(chunks, j + 1, "content goes on") if "Q" in ahead else None
    if j > site.start and chunks[site.start].kind == "NP":
        return None
    if following.kind == "VG" and following.form == "VBG" and following.cues:
        return None
    return boundaries.close(chunks, j + 1, "content goes on")


def clause_opens(chunks: list[Chunk], first: int) -> bool:
    """Whether the segment that begins at ``first`` is the sentence's main clause rather than an apposition."""
    if first >= len(chunks):
        return True
    if chunks[first].kind == "Q":
        return True
    if chunks[first].kind == "W" or chunks[first].low in ("a", "an"):
        return False
    for n, each in enumerate(chunks[first:], first):
        if each.kind == "VG" and each.finite:
            return True
        if each.kind == "Q" and each.finite and not each.helpers and chunks[n - 1].kind == "NP":
            # "the plan “should have been ready”": the verb is in the quote.
            return True
        if each.kind == ",":
            return False
    return False
