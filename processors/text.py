"""A text cut once: tokens outside quotation marks, each quote as one token, sentences and paragraphs.

What is inside a quote never takes part in finding clauses outside it, so a quote is a single token ``Q`` here.
Offsets are true by construction: every token is a slice of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from processors.languages import Language
from processors.quotes import Quote, find

WORD = r"[^\W_]"
PATTERNS = {
    "english": re.compile(
        rf"(?P<n>\$?\d[\d.,:]*\d|\$?\d)|(?:[^\W\d_]\.){{2,}}(?:-(?:[^\W\d_]\.)+)*|[’'](?:s|re|ve|ll|d|m)\b|{WORD}+(?:-{WORD}+)*(?:[’'](?:t\b|[A-Z]{WORD}+))?|\n+|--+|\.\.+|\S"
    ),
    "elision": re.compile(
        rf"(?P<n>\d[\d.,:]*\d|\d)|(?:[^\W\d_]\.){{2,}}|{WORD}+[’']"
        rf"|-(?:t-)?(?:ils?|elles?|on)\b|{WORD}+(?:-(?!(?:t-)?(?:ils?|elles?|on)\b){WORD}+)*|\n+|--+|\.\.+|\S"
    ),
    "letter": re.compile(rf"(?P<n>\d[\d.,:]*\d|\d)|(?:[^\W\d_]\.){{2,}}|{WORD}+(?:[-’']{WORD}+)*|\n+|--+|\.\.+|\S"),
}
NAMED_CUE = re.compile(r",\s(?:[A-Z][\w.’'-]*\s){1,5}([a-z]+)\b")
ENDS = frozenset(".!?…")
SENTENCE_OPENERS = frozenset(
    [
        "The",
        "A",
        "An",
        "He",
        "She",
        "It",
        "They",
        "We",
        "I",
        "You",
        "This",
        "That",
        "These",
        "Those",
        "But",
        "And",
        "In",
        "On",
        "At",
        "When",
        "While",
        "If",
        "As",
        "There",
        "His",
        "Her",
        "Their",
        "For",
    ]
)
"""What begins a sentence right after an acronym's full stop (*in the U.S. But …*)."""
LONGEST_SENTENCE = 400
"""Tokens after which a sentence is cut, so that no text, however odd, costs more than its length."""
CLOSING = frozenset(")]}\"”’»'")


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the tokens of a text. ``quote`` holds an index into ``quotes`` or -1.

    ``sentences`` are half-open token ranges; ``paragraph`` numbers the paragraph of each sentence.
    """

    text: str
    language: Language
    quotes: tuple[Quote, ...]
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    form: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    quote: list[int] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.start)

    def slice(self, first: int, last: int) -> str:
        """The text from token ``first`` up to and without token ``last``."""
        return self.text[self.start[first] : self.end[last - 1]] if last > first else ""


def read(text: str, language: Language) -> Tokens:
    """Cuts a text. Linear; never raises."""
    tokens = Tokens(text, language, _mended(text, language, find(text)))
    breaks: list[int] = []
    at = 0
    for index, quote in enumerate(tokens.quotes):
        _words(tokens, at, quote.start, breaks)
        tokens.start.append(quote.start)
        tokens.end.append(quote.end)
        tokens.form.append("Q")
        tokens.low.append("q")
        tokens.quote.append(index)
        at = quote.end
    _words(tokens, at, len(text), breaks)
    _sentences(tokens, breaks)
    _cut_long(tokens)
    return tokens


LONGEST_SENTENCE = 300
"""Tokens after which a sentence is cut: no newspaper writes longer ones, and every look inside one stays bounded."""


def _cut_long(tokens: Tokens) -> None:
    if all(last - first <= LONGEST_SENTENCE for first, last in tokens.sentences):
        return
    sentences: list[tuple[int, int]] = []
    paragraphs: list[int] = []
    for (first, last), paragraph in zip(tokens.sentences, tokens.paragraph, strict=True):
        for start in range(first, last, LONGEST_SENTENCE):
            sentences.append((start, min(last, start + LONGEST_SENTENCE)))
            paragraphs.append(paragraph)
    tokens.sentences, tokens.paragraph = sentences, paragraphs


def _mended(text: str, language: Language, quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """The quotes, with one that was never closed cut before its attribution (*“We are ready, Holt said.*)."""
    mended = []
    for n, quote in enumerate(quotes):
        goes_on = n + 1 < len(quotes) and quotes[n + 1].continues
        match = None if quote.closed or goes_on else _attribution(text, language, quote)
        mended.append(quote if match is None else replace(quote, end=match, inner_end=match))
    return tuple(mended)


def _attribution(text: str, language: Language, quote: Quote) -> int | None:
    """Where the comma before *NAME said* ends, inside an unclosed quote."""
    for match in NAMED_CUE.finditer(text, quote.inner_start, quote.inner_end):
        if any("clause" in cue.frames for cue in language.verbs.get(match.group(1).lower(), ())):
            return match.start() + 1
    return None


def _words(tokens: Tokens, start: int, end: int, breaks: list[int]) -> None:
    """Adds the tokens between two quotes; ``breaks`` collects the token counts at which a paragraph ends."""
    starts, ends, forms, lows, quotes = tokens.start, tokens.end, tokens.form, tokens.low, tokens.quote
    for match in PATTERNS[tokens.language.apostrophe].finditer(tokens.text, start, end):
        form = match.group()
        if form[0] == "\n":
            breaks.append(len(starts))
            continue
        starts.append(match.start())
        ends.append(match.end())
        forms.append(form)
        lows.append(form.lower().replace("’", "'"))
        quotes.append(-1)


def _sentences(tokens: Tokens, breaks: list[int]) -> None:
    first = 0
    paragraph = 0
    pending = iter([*breaks, -1])
    next_break = next(pending)
    last = len(tokens) - 1
    for i in range(len(tokens)):
        while i == next_break:
            if i > first:
                tokens.sentences.append((first, i))
                tokens.paragraph.append(paragraph)
            paragraph += 1
            first = i
            next_break = next(pending)
        plain = i < last and tokens.form[i].isalnum() and tokens.quote[i] < 0
        if i >= first and ((not plain and _ends_sentence(tokens, i)) or i - first >= LONGEST_SENTENCE):
            tokens.sentences.append((first, i + 1))
            tokens.paragraph.append(paragraph)
            first = i + 1
    if first < len(tokens):
        tokens.sentences.append((first, len(tokens)))
        tokens.paragraph.append(paragraph)


def _ends_sentence(tokens: Tokens, i: int) -> bool:
    """Whether token ``i`` is the last of its sentence, as far as one token more can tell."""
    form = tokens.form[i]
    last = i + 1 == len(tokens)
    quote = tokens.quote[i]
    if quote >= 0:
        return not last and _quote_ends(tokens, i)
    if form[-1] == "." and len(form) > 2 and not last:
        return tokens.quote[i + 1] >= 0 or tokens.form[i + 1] in SENTENCE_OPENERS
    if form[0] not in ENDS:
        # A closing bracket after the full stop belongs to the sentence it closes.
        closes = form in CLOSING and i > 0 and tokens.form[i - 1][0] in ENDS and not last
        return closes and not _abbreviates(tokens, i - 1) and tokens.form[i + 1][0].isupper()
    if last:
        return True
    if form == "." and _abbreviates(tokens, i):
        return tokens.quote[i + 1] >= 0 and tokens.text[tokens.quotes[tokens.quote[i + 1]].inner_start].isupper()
    return tokens.form[i + 1] not in CLOSING and _starts(tokens, i + 1)


def _abbreviates(tokens: Tokens, i: int) -> bool:
    """Whether the full stop at ``i`` ends an abbreviation or an initial rather than a sentence."""
    if i == 0 or tokens.end[i - 1] != tokens.start[i] or tokens.quote[i - 1] >= 0:
        return False
    before = tokens.low[i - 1].rsplit("-", 1)[-1]
    return before in tokens.language.of("abbreviations") or (
        len(before) == 1 and before.isalpha() and tokens.form[i - 1].isupper()
    )


def _starts(tokens: Tokens, i: int) -> bool:
    """Whether token ``i`` looks like a sentence's first: a capital, a figure or an opening mark after a space."""
    if tokens.start[i] == tokens.end[i - 1] and tokens.quote[i] < 0 and tokens.form[i - 1] == ".":
        return tokens.form[i][0].isupper()
    first = tokens.form[i][0]
    return tokens.quote[i] >= 0 or first.isupper() or not first.isalpha()


def _quote_ends(tokens: Tokens, i: int) -> bool:
    """Whether a quote's own full stop ends the sentence around it as well."""
    quote = tokens.quotes[tokens.quote[i]]
    inner = tokens.text[quote.inner_start : quote.inner_end].rstrip(CLOSERS)
    if not inner or inner[-1] not in ENDS:
        return False
    after = tokens.form[i + 1][0]
    return tokens.quote[i + 1] >= 0 or after.isupper() or after.isdigit() or after in "([—–-$"


CLOSERS = "\"”’»' \t)"
