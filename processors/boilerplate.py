"""What stands in an article's text and is not the article: spans where no statement may be looked for.

Captions, teasers of other stories, comments, donation boxes, share bars, footers, copyright lines. A page's
extractor removes most; what it leaves would be attributed to whoever was named last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from processors.models import Span
from processors.notices import Notices, notices

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w+")
_TERMINAL = re.compile(r"[.!?…:;,]['\"”’»“)\]]*\s*$|[”»\"]\s*$")
_DATED_END = re.compile(r"\b(?:19|20)\d\d\)?\.?\s*$|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\.?\s*$")
_SPEECH_MARK = re.compile('[“”„«»"]')

_CAPITAL = r"[^\W\d_a-zà-ÿа-яіїєґ]"
_SHOUTED = rf"{_CAPITAL}{{2,}}"
_AGENCY = r"\([^()\n ]{2,20}(?: [^()\n ]{2,20})?\)"
_DATELINE = re.compile(
    rf"(?:{_SHOUTED}(?:[ ,./-]+{_SHOUTED}){{0,3}}(?:, [\w. ]{{3,14}})?(?: ?{_AGENCY})?"
    rf"|{_CAPITAL}\w+(?:[ -]{_CAPITAL}\w+){{0,2}}(?:, [\w. ]{{3,16}})? ?{_AGENCY}) ?(?:--|[-–—:]) "
)
"""*BRUSSELS (Agency) -*, *BERLIN, March 4 —*, *Kyjiw (dpa) -* at the start of a paragraph."""

_SHOUTED_LABEL = re.compile(rf"^{_SHOUTED}(?:[ .]+{_SHOUTED}){{0,4}}(?: \([^()\n]{{1,30}}\))?: ", re.MULTILINE)
"""*RUTTE:* in a transcript."""

DATELINED = 2
"""Lines of a text that may begin with a dateline."""

TEASER_WORDS = 14
"""A line of so few words without a full stop is a headline, a heading or a label, not a paragraph."""

CAPTION_WORDS = 30
PARAGRAPH_WORDS = 18
"""A line from so many words on is a paragraph again: the block of teasers above it has ended."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A span that is not the article, and why."""

    start: int
    end: int
    reason: str

    @property
    def span(self) -> Span:
        return self.start, self.end


def skips(text: str, title: str = "") -> tuple[Skip, ...]:
    """Lines of ``text`` that are not the article, in order. Pure, linear; never raises."""
    return tuple(_skips(text, title))


def masked(text: str, skipped: tuple[Skip, ...]) -> str:
    """``text`` with the skipped spans blanked, so that all offsets stay true."""
    pieces: list[str] = []
    at = 0
    for skip in skipped:
        pieces += text[at : skip.start], " " * (skip.end - skip.start)
        at = skip.end
    return "".join((*pieces, text[at:]))


def _skips(text: str, title: str) -> Iterator[Skip]:
    phrases = notices()
    headline = _bare(title)
    in_teasers = False
    for number, match in enumerate(_LINE.finditer(text)):
        line = match.group().strip()
        if not line:
            continue
        if phrases.comments.match(line):
            yield Skip(match.start(), len(text), "comments or a list of other stories, to the end")
            return
        words = len(_WORD.findall(line))
        in_teasers = in_teasers and words < PARAGRAPH_WORDS and not _SPEECH_MARK.search(line)
        reason = _furniture(line, words, phrases) or _by_shape(line, words, number, headline)
        if in_teasers and not reason:
            reason = "teaser of another story"
        in_teasers = in_teasers or phrases.teasers.match(line) is not None
        dateline = _DATELINE.match(text, match.start(), match.end()) if number < DATELINED and not reason else None
        if dateline and dateline.group().rstrip().endswith(":") and len(_SHOUTED_LABEL.findall(text)) > 1:
            dateline = None  # a transcript's first speaker
        if reason:
            yield Skip(match.start(), match.end(), reason)
        elif dateline:
            yield Skip(dateline.start(), dateline.end(), "dateline")


def _furniture(line: str, words: int, phrases: Notices) -> str:
    """By what the line says."""
    if phrases.labels.match(line) or phrases.teasers.match(line):
        return "label or pointer to another story"
    if phrases.share.fullmatch(line):
        return "share bar"
    if phrases.bylines.match(line):
        return "byline"
    if phrases.notices.search(line):
        return "notice of the outlet"
    return "caption or credit" if words <= 2 * CAPTION_WORDS and phrases.credits.search(line) else ""


def _by_shape(line: str, words: int, number: int, headline: str) -> str:
    """By how the line looks."""
    if headline and _bare(line) == headline:
        return "the headline again"
    if words <= CAPTION_WORDS and _DATED_END.search(line) and not _SPEECH_MARK.search(line) and line.count(",") >= 3:
        return "caption with place and date"
    if words <= TEASER_WORDS and number > 0 and not _TERMINAL.search(line):
        return "heading or teaser"
    return ""


def _bare(line: str) -> str:
    return " ".join(_WORD.findall(line.lower()))
