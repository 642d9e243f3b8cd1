"""A spelling bridge from Ukrainian to Russian, for embedders that were never taught Ukrainian.

Not a translation: only what a reader of the vectors needs. A text is touched only if it has letters that Russian lacks.
"""

from __future__ import annotations

import re

_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_LETTERS = str.maketrans(
    {"і": "и", "ї": "и", "є": "е", "ґ": "г", "І": "И", "Ї": "И", "Є": "Е", "Ґ": "Г", "’": "ъ", "ʼ": "ъ"}
)


def is_ukrainian(text: str) -> bool:
    """Whether ``text`` has a letter that Ukrainian has and Russian has not."""
    return _UKRAINIAN.search(text) is not None


def towards_russian(text: str) -> str:
    """``text`` in Russian spelling if it is Ukrainian, else unchanged."""
    return text.translate(_LETTERS) if is_ukrainian(text) else text
