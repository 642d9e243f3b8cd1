"""First names as data, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from processors.folding import squeeze


@cache
def first_names() -> frozenset[str]:
    """First names, folded and in lower case."""
    text = (files("processors") / "gazetteer" / "first_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in squeeze(line).split())
