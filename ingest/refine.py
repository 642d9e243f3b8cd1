"""An extractor's text held against the page's blocks: furniture out, lost quotations back in. Pure.

What goes: bare links, boxes that ask for a subscription, captions, the headline (an article's text is without it),
labels such as "Advertisement". What comes back: blocks between two that were kept, in the same place of the page, that
the extractor lost, above all quotations and posts quoted in a blockquote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.furniture import LABELS, POINTERS, REQUESTS


def _any(phrases: str) -> str:
    """A pattern for any of the phrases, which are regular expressions, one a line."""
    return "|".join(line for line in phrases.split("\n") if line)


_IGNORED = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_BULLET = re.compile(r"^(?:[-–•*|]\s+)+")
_WORDS = re.compile(r"\w+")
_QUOTE = re.compile('["“”„«»]')
_QUOTATION = re.compile('[“„«"][^“”„«»"\n]{12,}[”“»"]')
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*$")

_LABEL = re.compile(rf"^(?:{_any(LABELS)}|_{{2,}}|-{{3,}}|\*\s*\*\s*\*|[•·|¯]+)\s*:?$", re.IGNORECASE)
_POINTER = re.compile(rf"^[\W_]*(?:{_any(POINTERS)})\b\s*[:|\-–—]", re.IGNORECASE)
_ASKING = re.compile(rf"\b(?:{_any(REQUESTS)})", re.IGNORECASE)
_MACHINE = re.compile(
    r"^(?:https?://\S+|\d{4}-\d{2}-\d{2}T[\d:.+Z-]+|[\d\s:/.,-]+|\S+\.(?:jpe?g|png|gif|webp|mp4))$", re.IGNORECASE
)
_PICTURE = "image|photo|picture|foto|bild|credit|pic|caption"
_CAPTION = re.compile(
    rf"\((?:{_PICTURE}|source)(?: credit)?\s*:[^()]{{1,80}}\)\W*$|^(?:{_PICTURE})(?: credits?| by)?\s*[:/]",
    re.IGNORECASE,
)
_LONGEST_ASKING = 60
"""Words up to which a line may be a request to subscribe; longer ones are prose that mentions a newsletter."""

_MOSTLY = 0.6
"""Share of dropped words from which our rules are disbelieved rather than the extractor."""

_PLACED_AT_LEAST = 3
_LONGEST_DATE = 14
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b")
_LIST_LINKED = 0.3
_LIST_LENGTH = 3
_START = 28
"""Characters by whose likeness a line that joins several blocks is taken to begin with one."""

_BOX_SHARE = 0.3
"""Share of the kept words above which an element named like furniture is no box but the article's own frame."""


@dataclass(frozen=True, slots=True)
class Refined:
    """The text, and in words what was done to it. ``dropped``: share of the words that went."""

    text: str
    notes: tuple[str, ...] = ()
    dropped: float = 0.0


def folded(text: str) -> str:
    """``text`` for comparison: no bullet, case, space or invisible character, which extractors treat as they like."""
    return _IGNORED.sub("", _BULLET.sub("", text.strip())).casefold()


def _count(text: str) -> int:
    return len(_WORDS.findall(text))


class _Page:
    """Blocks by their words, and which of the boxes around them are boxes. ``other``: another extractor's text."""

    def __init__(self, lines: Sequence[str], blocks: Sequence[Block], other: str) -> None:
        self.blocks = blocks
        self.other = folded(other)
        self.by_text: dict[str, list[int]] = {}
        self.by_start: dict[str, list[int]] = {}
        for at, block in enumerate(blocks):
            self.by_text.setdefault(folded(block.text), []).append(at)
            self.by_start.setdefault(folded(block.text)[:_START], []).append(at)
        self.placed = self._places(lines)
        self.frames = self._frames(lines)

    def _places(self, lines: Sequence[str]) -> list[int]:
        """The block of each line, -1 for none; of several alike the first after the line before."""
        placed, last = [], -1
        for line in lines:
            words = folded(line)
            places = self.by_text.get(words) or (self.by_start.get(words[:_START], []) if len(words) > _START else [])
            here = next((place for place in places if place > last), places[-1] if places else -1)
            placed.append(here)
            last = max(last, here)
        return placed

    def _frames(self, lines: Sequence[str]) -> set[str]:
        """Kinds of elements named like furniture that hold the article itself."""
        weight: Counter[str] = Counter()
        total = 0
        for line, place in zip(lines, self.placed, strict=True):
            words = _count(line)
            total += words
            for kind in set(self.blocks[place].furniture) if place >= 0 else ():
                weight[kind] += words
        return {kind for kind, words in weight.items() if words > _BOX_SHARE * total}

    def boxed(self, place: int) -> bool:
        return place >= 0 and any(kind not in self.frames for kind in self.blocks[place].furniture)


def _is_link(block: Block) -> bool:
    """Whether a block is a pointer elsewhere and no sentence with a link in it."""
    return block.linked > 0.85 or (block.linked > 0.55 and not _SENTENCE_END.search(block.text))


def _unwanted(line: str, block: Block | None, boxed: bool) -> str | None:
    """Why ``line`` is no part of an article's text, None where it is."""
    bare = _BULLET.sub("", line.strip())
    words, quoted = _count(bare), _QUOTE.search(bare) is not None
    spoken = _by_its_words(bare, words, quoted, block)
    if spoken or block is None:
        return spoken
    rules = (
        (block.hidden, "hidden"),
        (_is_link(block) and not (quoted and words > 25) and not block.quoted, "link"),
        (boxed and not (quoted and words > 12) and not block.quoted, "box"),
    )
    return next((why for holds, why in rules if holds), None)


def _by_its_words(bare: str, words: int, quoted: bool, block: Block | None) -> str | None:
    points = block is None or block.linked > 0.3 or not _SENTENCE_END.search(bare)
    rules = (
        (_LABEL.match(bare) or _MACHINE.match(bare), "label"),
        (words <= 40 and _CAPTION.search(bare), "caption"),
        (words <= _LONGEST_ASKING and not quoted and _ASKING.search(bare), "asking"),
        (words <= 30 and points and _POINTER.match(bare), "pointer"),
    )
    return next((why for holds, why in rules if holds), None)


def _before_the_text(line: str, known: set[str]) -> str | None:
    """Why a line above the first paragraph is none of the text: the headline again, or the date alone."""
    if folded(line) in known:
        return "title"
    dated = _count(line) <= _LONGEST_DATE and _YEAR.search(line) is not None and not _SENTENCE_END.search(line)
    return "date" if dated and _CLOCK.search(line) else None


def _link_lists(lines: Sequence[str], page: _Page) -> set[int]:
    """Lines that belong to lists whose points are links with a word of explanation: three in a row or more."""
    found: set[int] = set()
    run: list[int] = []
    for at, line in enumerate([*lines, ""]):
        place = page.placed[at] if at < len(lines) else -1
        pointing = place >= 0 and page.blocks[place].linked > _LIST_LINKED and not has_quotation(line)
        if pointing and _BULLET.match(line):
            run.append(at)
            continue
        if len(run) >= _LIST_LENGTH:
            found.update(run)
        run = []
    return found


def refine(text: str, blocks: Sequence[Block], titles: Sequence[str], other: str = "") -> Refined:
    """``text`` (a paragraph a line) without what is none of the article's, with what was lost from its midst.

    ``titles``: the headline in the forms that the page gives. ``other``: what a second extractor found.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    page = _Page(lines, blocks, other)
    known = {folded(title) for title in titles if title}
    kept: list[tuple[int, str]] = []
    begun = False
    dropped: Counter[str] = Counter()
    indexes = _link_lists(lines, page)
    for at, (line, place) in enumerate(zip(lines, page.placed, strict=True)):
        block = blocks[place] if place >= 0 else None
        why = "list of links" if at in indexes else _unwanted(line, block, page.boxed(place))
        if not begun and why is None:
            why = _before_the_text(line, known)
        begun = begun or (why is None and _count(line) > 12)
        if why is None:
            kept.append((place, _as_on_page(line, block)))
        else:
            dropped[why] += 1
    words = sum(map(_count, lines))
    gone = 1 - sum(_count(line) for _, line in kept) / words if words else 0.0
    if gone > _MOSTLY:
        return Refined("\n".join(lines), ("nearly all lines look like furniture: kept as they are",), gone)
    notes = [f"{count} lines left out: {why}" for why, count in dropped.items()]
    lost = _lost(kept, page, known)
    if lost:
        notes.append(f"{len(lost)} blocks put back")
    return Refined("\n".join(_merged(kept, lost, page)), tuple(notes), gone)


def has_quotation(text: str) -> bool:
    """Whether ``text`` holds words between quotation marks, and not just a marked term."""
    return _QUOTATION.search(text) is not None


def _as_on_page(line: str, block: Block | None) -> str:
    """``line`` with the page's own spacing: extractors lose a space at the border of a link or an emphasis."""
    return block.text if block is not None and folded(block.text) == folded(line) else line


def _lost(kept: Sequence[tuple[int, str]], page: _Page, known: set[str]) -> list[int]:
    """Blocks that the extractor lost between the headline and its last line, in order."""
    placed = {place for place, _ in kept if place >= 0}
    if len(placed) < _PLACED_AT_LEAST:
        return []
    headlines = [at for at, block in enumerate(page.blocks[: min(placed)]) if folded(block.text) in known]
    begin = max(headlines, default=min(placed))
    parents = {page.blocks[place].parent for place in placed}
    whole = "".join(folded(line) for _, line in kept)
    return [
        place
        for place in range(begin, max(page.placed) + 1)
        if place not in placed and _belongs(place, page, parents) and folded(page.blocks[place].text) not in whole
    ]


def _belongs(place: int, page: _Page, parents: set[int]) -> bool:
    """Whether a block that was not kept is part of the article: a quotation, or a sentence among those kept."""
    block = page.blocks[place]
    if block.hidden or block.linked > 0.5 or _unwanted(block.text, block, False):
        return False
    if block.quoted:
        return True
    if page.boxed(place):
        return False
    if has_quotation(block.text) and folded(block.text) in page.other:
        return True
    return block.parent in parents and _count(block.text) >= 8 and _SENTENCE_END.search(block.text) is not None


def _merged(kept: Sequence[tuple[int, str]], lost: Sequence[int], page: _Page) -> list[str]:
    merged: list[str] = []
    waiting = list(lost)
    for place, line in kept:
        while place >= 0 and waiting and waiting[0] < place:
            merged.append(page.blocks[waiting.pop(0)].text)
        merged.append(line)
    return merged + [page.blocks[place].text for place in waiting]
