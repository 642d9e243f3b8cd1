"""A feed's bytes cut into entries, so that only unseen ones are parsed. Pure, and linear in the bytes.

feedparser reads 1.2 MB a second; nearly all of a feed that changed is what it was. A feed is cut at its
``item``/``entry`` tags, with everything between them kept in place, so that the rest of the feed around an entry (base,
language, namespaces, entities) is the same whether its neighbours are there or not. Only well-formed feeds are cut:
feedparser reads an ill-formed feed otherwise as a whole, and one bad entry changes how it reads the good ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

FINGERPRINT = 8
"""Bytes of an entry's fingerprint: among 2,000 entries two meet by chance once in 10^13 feeds."""

LARGEST_ENTRY = 1024 * 1024
"""Bytes of an entry beyond which its content is left out: feedparser needs a second of CPU for each MB."""

MOST_TAGS = 20_000
"""Tags of an entry beyond which only the plainest is kept of it: 50,000 nested ones take feedparser 2 s of CPU."""

_LONG_TAG = re.compile(rb"<[^<>]{65536}")
_NAME = re.compile(rb"<([\w:.-]+)")
_PLAIN = re.compile(
    rb"<((?:[\w.-]+:)?(?:title|link|guid|id|pubDate|published|updated|date))(?: [^<>]{0,500})?"
    rb"(?:/>|>(?:[^<]{0,4000}|<!\[CDATA\[[^<]{0,4000}\]\]>)</\1>)"
)
_TOKEN = re.compile(
    rb"<(?:(?P<opaque>!--|!\[CDATA\[)|(?P<end>/?)(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])[^<>]*?(?P<empty>/?)>)"
)
_CLOSES = {b"!--": b"-->", b"![CDATA[": b"]]>"}
_SURROUNDINGS = re.compile(
    rb"""xmlns[\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*')|<![A-Z][^>]*>|<[^<>]*\srel\s*=\s*["'](?:hub|self)["'][^<>]*>"""
)
"""What of a feed's head decides how its entries read, or how we are told of them: namespaces, entities, hubs."""

_BULK = re.compile(
    rb"<(?P<tag>(?:[\w.-]+:)?(?:encoded|content|description|summary|body))(?=[\s>])[^>]*>.*?</(?P=tag)\s*>", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed in pieces: ``gaps`` around ``entries``, one gap more than entries."""

    gaps: tuple[bytes, ...]
    entries: tuple[bytes, ...]

    def with_only(self, kept: Iterable[int]) -> bytes:
        """The feed with the entries at these places, everything else of it in place."""
        wanted = set(kept)
        pieces = [self.gaps[0]]
        for at, entry in enumerate(self.entries):
            if at in wanted:
                pieces.append(entry)
            pieces.append(self.gaps[at + 1])
        return b"".join(pieces)


def fingerprint(entry: bytes) -> bytes:
    """What an entry's bytes are recognised by. SHA-256 because processors help with it: twice as fast as BLAKE2."""
    return hashlib.sha256(entry).digest()[:FINGERPRINT]


def well_formed(body: bytes) -> bool:
    """Whether ``body`` is well-formed XML with all of its prefixes bound. Loads nothing; entities are expanded."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def surroundings(pieces: Cut) -> bytes:
    """Fingerprint of what stands in front of the entries and holds for all of them."""
    return fingerprint(b"around " + b" ".join(_SURROUNDINGS.findall(pieces.gaps[0])))


def cut(body: bytes, most_tokens: int | None = None) -> Cut | None:
    """``body`` in pieces, None where that is not safe: entries nested, unclosed or none, an open comment.

    Also where more than ``most_tokens`` entry tags, comments and CDATA sections would have to be looked at.
    """
    gaps, entries = [], []
    begun, last, at = -1, 0, 0
    tokens = 0
    while token := _TOKEN.search(body, at):
        opaque, end, empty = token.groups()
        at = token.end()
        tokens += 1
        if opaque is not None:
            at = body.find(_CLOSES[opaque], at)
            if at < 0 or tokens == most_tokens:
                return None
            continue
        if tokens == most_tokens or bool(end) == (begun < 0):
            return None
        if not end:
            begun = token.start()
        if end or empty:
            gaps.append(body[last:begun])
            entries.append(body[begun:at])
            begun, last = -1, at
    if begun >= 0 or not entries:
        return None
    return Cut((*gaps, body[last:]), tuple(entries))


def slim(entry: bytes) -> bytes:
    """An entry that costs feedparser a bearable time: a huge one keeps title, link, id and date and loses the rest."""
    if _bearable(entry):
        return entry
    lighter = _BULK.sub(b"", entry)
    if _bearable(lighter):
        return lighter
    name = _NAME.match(entry)
    tag = name[1] if name else b"item"
    kept = b"".join(match[0] for match in _PLAIN.finditer(entry))
    return b"<%s>%s</%s>" % (tag, kept, tag)


def _bearable(entry: bytes) -> bool:
    return len(entry) <= LARGEST_ENTRY and entry.count(b"<") <= MOST_TAGS and not _LONG_TAG.search(entry)


def split_fingerprints(packed: bytes) -> frozenset[bytes]:
    """Fingerprints as they are remembered, one after the other."""
    return frozenset(packed[at : at + FINGERPRINT] for at in range(0, len(packed), FINGERPRINT))


def within(count: int, most: int) -> list[int]:
    """The places of the entries that are looked at: all, or the first and the last of a feed that is too long.

    Most feeds put the newest first, some last; both ends are where new entries appear.
    """
    if count <= most:
        return list(range(count))
    head = most - most // 2
    return [*range(head), *range(count - most // 2, count)]
