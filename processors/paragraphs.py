"""Paragraphs of an article's text: they are parted by newlines."""

from __future__ import annotations

from processors.models import Span


def around(text: str, start: int, end: int) -> Span:
    """The span of the paragraph, or the paragraphs, that ``[start, end)`` stands in, without the newlines."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", max(start, end - 1))
    return first, len(text) if last < 0 else last
