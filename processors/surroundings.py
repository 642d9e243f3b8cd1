"""The words around a name or a title that decide whether it means the figure: *Rutte's spokesman*, *former …*.

Data per language in ``languages/<code>/mentions.toml``: ``former`` and ``not_yet`` (before a title: not the holder),
``posts`` (*the post of …*), ``articles`` (that make a bare title point back; empty where a language has none),
``heads`` (titles that may stand bare for somebody named before), ``spokespeople`` (people and bodies who speak for or
about others and are never their principal), ``links`` (between such a noun and the principal), ``honorifics``
(words before a name that are no first name). All space-separated in lower case but ``heads``, a list.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from processors.folding import squeeze

_WORD = re.compile(r"'s\b|[^\W_]+(?:'[^\W_]+)?\.?|[^\w\s]")
_REACH = 90
"""Characters on either side that are looked at: longer than any title with its adjectives."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one language (or all of them together) says around names; folded and in lower case."""

    former: frozenset[str]
    not_yet: frozenset[str]
    posts: frozenset[str]
    articles: frozenset[str]
    heads: tuple[str, ...]
    spokespeople: frozenset[str]
    links: frozenset[str]
    honorifics: frozenset[str]


_FIELDS = ("former", "not_yet", "posts", "articles", "spokespeople", "links", "honorifics")


def available() -> tuple[str, ...]:
    """Codes of the languages with a ``mentions.toml``."""
    here = files("processors") / "languages"
    return tuple(sorted(one.name for one in here.iterdir() if (one / "mentions.toml").is_file()))


@cache
def surroundings(lang: str | None) -> Surroundings:
    """Those of a language such as ``en`` or ``en-GB``; of all languages together where it has none."""
    code = (lang or "").replace("_", "-").split("-")[0].lower()
    codes = [code] if code in available() else list(available())
    tables = [_table(one) for one in codes]
    words = {name: frozenset(word for table in tables for word in _words(table.get(name, ""))) for name in _FIELDS}
    heads = {squeeze(head).lower() for table in tables for head in table.get("heads", ())}
    return Surroundings(**words, heads=tuple(sorted(heads, key=lambda head: (-len(head), head))))


def _table(code: str) -> dict[str, str]:
    path = files("processors") / "languages" / code / "mentions.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _words(listed: str) -> list[str]:
    return squeeze(listed).lower().split()


@dataclass(frozen=True, slots=True)
class Window:
    """Words before (nearest first) and after a span, within its line. Punctuation marks are words of their own."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    possessive: bool
    begins: bool


def window(folded: str, start: int, end: int) -> Window:
    """What stands around ``folded[start:end]``. ``begins``: it, or what is before it, begins a sentence or line."""
    line = folded.rfind("\n", max(0, start - _REACH), start) + 1
    left = max(line, start - _REACH)
    stop = folded.find("\n", end, end + _REACH)
    right = stop if stop >= 0 else min(len(folded), end + _REACH)
    before = tuple(reversed(_WORD.findall(folded, left, start)))
    after = tuple(_WORD.findall(folded, end, right))
    possessive = bool(after) and after[0] in ("'s", "'")
    if folded[end : end + 1] == "s":  # a genitive without apostrophe: Ruttes Rede
        possessive, after = True, ("'s", *_WORD.findall(folded, end + 1, right))
    return Window(before, after[1:] if possessive else after, possessive, not before or before[0] in ".!?:;")


def is_headline(folded: str, start: int, end: int) -> bool:
    """Whether the line around a span is written in title case, where capitals say nothing."""
    first = folded.rfind("\n", 0, start) + 1
    if start - first > 2 * _REACH:
        return False
    stop = folded.find("\n", end, end + 2 * _REACH)
    words = re.findall(r"[^\W\d_]{4,}", folded[first : stop if stop >= 0 else end + 2 * _REACH])
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)
