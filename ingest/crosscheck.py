"""A second opinion on a page's text, at a tenth of the cost. Only importer of resiliparse."""

from __future__ import annotations

import re

from resiliparse.extract.html2text import extract_plain_text

from ingest.quotations import marks

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_MARKS_KEPT = 0.9
"""Share of the other's quotation marks below which a text is doubted; the other keeps some that are furniture's."""


def text_of(html: str) -> str:
    """The main content as resiliparse sees it; it keeps more than it should, but hardly ever loses a quotation."""
    return str(
        extract_plain_text(html, main_content=True, alt_texts=False, preserve_formatting=True, links=False)
    ).strip()


def words(text: str) -> int:
    """How many words ``text`` has; scripts without spaces count two characters a word."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def doubt(text: str, other: str) -> str | None:
    """Why ``text`` may lack something that ``other`` has, None where nothing speaks against it."""
    if not text.strip():
        return "no text found"
    if words(text) < 0.6 * words(other):
        return f"{words(text)} words where another extractor finds {words(other)}"
    if marks(text) < _MARKS_KEPT * marks(other):
        return f"{marks(text)} quotation marks where another extractor finds {marks(other)}"
    return None
