"""A bridge from Ukrainian to Russian spelling, for embedders that were taught Russian and never Ukrainian.

Not a translation: words and stems (``processors.bridge_words``), regular endings and letters, so that the vectors of
Ukrainian words come to lie beside those of their Russian, English or German counterparts. A text is touched only if it
has letters that Russian lacks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from processors.bridge_words import ENDINGS, STEMS, WORDS

_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_LETTERS = str.maketrans({"і": "и", "ї": "и", "є": "е", "ґ": "г", "и": "ы", "е": "е", "'": "ъ", "’": "ъ", "ʼ": "ъ"})
_LONGEST = max(map(len, STEMS))

_BY_ENDING = sorted(dict(ENDINGS).items(), key=lambda pair: -len(pair[0]))
_FUTURE = re.compile(r"^(\w{3,})тим(?:е|уть|у|ете|ем|емо)$")
_AFTER_HUSH = re.compile("(?<=[гкхжчшщц])ы")
_PREFIXES = (
    ("від", "от"),
    ("під", "под"),
    ("розпо", "распо"),
    ("роз", "раз"),
    ("безпо", "беспо"),
    ("пере", "пере"),
    ("спів", "со"),
    ("між", "меж"),
)


def is_ukrainian(text: str) -> bool:
    """Whether ``text`` has a letter that Ukrainian has and Russian has not."""
    return _UKRAINIAN.search(text) is not None


def towards_russian(text: str) -> str:
    """``text`` in Russian words and spelling as far as the lists know, if it is Ukrainian, else unchanged."""
    return _WORD.sub(lambda match: _bridged(match[0]), text) if is_ukrainian(text) else text


def word_towards_russian(word: str) -> str:
    """One Ukrainian word, known to be one, in Russian."""
    return _bridged(word)


def _bridged(word: str) -> str:
    bridged = _lower(word.lower().replace("’", "'").replace("ʼ", "'")).replace("_", " ")
    if word[0].isupper():
        return bridged.upper() if len(word) > 1 and word.isupper() else bridged[:1].upper() + bridged[1:]
    return bridged


@lru_cache(maxsize=20_000)
def _lower(word: str) -> str:
    if word in WORDS:
        return WORDS[word]
    future = _FUTURE.match(word)
    if future:
        return "будет " + _lower(future[1] + "ти")
    for end in range(min(len(word), _LONGEST), 2, -1):
        stem = STEMS.get(word[:end])
        if stem is not None:
            return stem + _ending(word[end:])
    for prefix, other in _PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            return other + _ending(word[len(prefix) :])
    return _ending(word)


def _ending(tail: str) -> str:
    for end, to in _BY_ENDING:
        if tail.endswith(end):
            return _AFTER_HUSH.sub("и", tail[: -len(end)].translate(_LETTERS) + to)
    return _AFTER_HUSH.sub("и", tail.translate(_LETTERS))
