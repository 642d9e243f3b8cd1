"""Quotations counted and compared: an extractor that loses one loses the news. Pure."""

from __future__ import annotations

import re

_MARKS = re.compile('["“”„«»]')


def marks(text: str) -> int:
    """How many quotation marks ``text`` has."""
    return len(_MARKS.findall(text))
