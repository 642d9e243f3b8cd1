"""Attributions in the passive: *as noted by Rutte*, *was told that*, *was criticised by Rutte as*."""

from __future__ import annotations

from processors import boundaries, contents, subjects
from processors.boundaries import Content
from processors.chunks import Chunk
from processors.drafts import Draft
from processors.phrases import after_phrase
from processors.sites import LOCAL, Site, drafted, merged
from processors.subjects import Subject

COMPLEMENT_REACH = 8
"""Chunks between *as* and the *by* of whoever speaks."""
COMPLEMENTS = frozenset(["as", "for", "of"])


def as_noted_by(chunks: list[Chunk], k: int) -> Draft | None:
    """*As noted by Rutte in Brussels, …*: a participle with its speaker before the clause."""
    group = chunks[k]
    if group.helpers or k == 0 or k + 2 >= len(chunks) or chunks[k - 1].low != "as" or chunks[k + 1].low != "by":
        return None
    content = after_phrase(chunks, k + 3) if chunks[k + 2].kind == "NP" else None
    if content is None or chunks[k + 2].kind != "NP":
        return None
    site = Site(chunks, k, 0, 0, k + 1, *merged(group.cues))
    return drafted(site, Subject(k + 2, k + 3, "named by the passive"), [content], "as SPEAKER said")


def put_to(chunks: list[Chunk], k: int) -> Draft | None:
    """*Asked whether …*, *was told that …*: the speaker is the *by*-phrase or nobody."""
    group = chunks[k]
    frames, prepositions = merged(group.cues)
    if not group.cues or frames.isdisjoint(["told", "urge"]) or not prepositions | frames & {"told"}:
        return None
    start, subject = k + 1, None
    if start + 1 < len(chunks) and chunks[start].low == "by" and chunks[start + 1].kind == "NP":
        subject = Subject(start + 1, start + 2, "named by the passive")
        start += 2
    while start < len(chunks) and chunks[start].kind in ("RB", "TM"):
        start += 1
    if start >= len(chunks):
        return None
    opener = chunks[start]
    if opener.kind == "IN" and opener.low == "about" and "about" in prepositions:
        content = boundaries.close(chunks, start + 1, "prepositional content")
    elif _puts(opener) or (opener.form == "TO" and "urge" in frames and boundaries.passive(group)):
        content = boundaries.close(chunks, start, "put to somebody")
    else:
        return None
    if content is None:
        return None
    if not boundaries.passive(group):
        content = boundaries.cut(chunks, content, "leading")
    site = Site(chunks, k, 0, 0, start, frames, prepositions)
    return drafted(site, subject, [content], "put to somebody")


def _puts(opener: Chunk) -> bool:
    return opener.kind == "THAT" or opener.low == "how" or (opener.kind == "W" and opener.low not in contents.RELATIVES)


def _late_agent(chunks: list[Chunk], start: int) -> int | None:
    """The *by* before whoever speaks in *was criticised as a waste by Holt*."""
    if start >= len(chunks) or chunks[start].low not in COMPLEMENTS:
        return None
    for k in range(start + 1, min(len(chunks) - 1, start + COMPLEMENT_REACH)):
        if chunks[k].low == "by":
            named = chunks[k + 1].kind == "NP" and (chunks[k + 1].form == "NNP" or chunks[k + 1].person)
            return k if named and k > start + 1 else None
        if chunks[k].kind not in ("NP", "Q", "RB", "IN", "PAREN"):
            return None
    return None


def done_to(chunks: list[Chunk], k: int) -> Draft | None:
    """*The plan was criticised by Holt as a waste*: subject and complement are the content, the *by*-phrase speaks."""
    group = chunks[k]
    frames, prepositions = merged(group.cues)
    if not boundaries.passive(group) or frames.isdisjoint(["object", "complement"]):
        return None
    subject = subjects.before(chunks, k)
    if subject is None or subject.how not in LOCAL:
        return None
    start, speaker = k + 1, None
    while start < len(chunks) and chunks[start].kind in ("RB", "TM"):
        start += 1
    if start + 1 < len(chunks) and chunks[start].low == "by" and chunks[start + 1].kind == "NP":
        behind = start + 2
        while behind + 1 < len(chunks) and chunks[behind].low in ("of", "and") and chunks[behind + 1].kind == "NP":
            behind += 2
        last = behind if any(each.low == "and" for each in chunks[start:behind]) else start + 2
        speaker = Subject(start + 1, last, "named by the passive")
        start = behind
    pieces = [Content(subject.first, subject.last, "passive")]
    late = _late_agent(chunks, start) if speaker is None else None
    if late is not None:
        speaker = Subject(late + 1, late + 2, "named by the passive")
        pieces.append(Content(start, late, "noun phrase content"))
    elif start < len(chunks) and (chunks[start].kind in ("NP", "Q") or chunks[start].low in COMPLEMENTS):
        rest = boundaries.close(chunks, start, "noun phrase content")
        pieces += [rest] if rest is not None else []
    if len(pieces) == 1 and speaker is None:
        return None
    site = Site(chunks, k, 0, 0, start, frames, prepositions)
    return drafted(site, speaker, pieces, "passive")
