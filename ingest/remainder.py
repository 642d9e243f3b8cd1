"""The part of a changed feed that a parser has to see: the feed around its unseen entries. Pure, linear, bounded.

Cut before anything goes to a parser process: of 100 KB with one new entry four go over the pipe. What is sent must
read as it would in its place, so the short way is taken only where all that was left out was once read in a
well-formed feed under the same namespaces and entities; for anything else the parser gets the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest import cutting
from ingest.mending import is_json, is_sitemap, sound
from ingest.parsed import ParsedFeed

LARGEST = 1024 * 1024
"""Bytes of a feed that is cut here, where no timer ends it: about four milliseconds."""

_LONGEST_HEAD = 64 * 1024
"""Bytes in front of the first entry; real feeds have one or two thousand."""

_MOST_TOKENS = 8000
"""Tags and comments looked at here: as many milliseconds at the worst. Real feeds have under a thousand."""


@dataclass(frozen=True, slots=True)
class Remainder:
    """``body``: the feed with only its ``new`` unseen entries, of ``total``. ``fragments`` are those of all of them."""

    body: bytes
    new: int
    total: int
    fragments: bytes


def remainder(body: bytes, content_type: str, seen: bytes, used: int) -> Remainder | None:
    """What is left of ``body`` without entries in ``seen``; None where a parser has to look at all of it."""
    if not seen or len(body) > LARGEST or is_json(body) or is_sitemap(body) or not sound(body, content_type):
        return None
    pieces = cutting.cut(body, _MOST_TOKENS)
    if pieces is None or len(pieces.entries) > used or len(pieces.gaps[0]) > _LONGEST_HEAD:
        return None
    known, surroundings = cutting.split_fingerprints(seen), cutting.surroundings(pieces)
    if surroundings not in known:
        return None
    prints = [cutting.fingerprint(entry) for entry in pieces.entries]
    new = [place for place, print_ in enumerate(prints) if print_ not in known]
    return Remainder(pieces.with_only(new), len(new), len(prints), b"".join((*prints, surroundings)))


def completed(rest: Remainder, found: ParsedFeed) -> ParsedFeed | None:
    """``found`` in ``rest`` as the reading of the whole feed; None where the parser did not take it entry by entry."""
    if not found.fragments or found.total != rest.new or len(found.entries) != rest.new:
        return None
    return replace(found, total=rest.total, fragments=rest.fragments, cut=rest.new < rest.total)
