"""The phrases by which captions, teasers, share bars and notices give themselves away.

Data per language in ``languages/<code>/notices.toml``: ``labels`` (a line that starts so is no paragraph),
``teasers`` (a line of its own, then headlines of other stories), ``comments`` (a line of its own, with a number or not:
nothing after it is the article), ``share`` (words of which share bars consist), ``notices`` (anywhere in a line that is
the outlet speaking of itself), ``credits`` (anywhere in a short line: a caption), ``bylines`` (before a name).
All languages count together: an outlet's furniture may be in another language than its article.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_CAPITALISED = r"[^\W\d_a-zà-ÿа-яіїєґ]\w+"


@dataclass(frozen=True, slots=True)
class Notices:
    """Patterns for one line: ``labels``, ``teasers``, ``comments`` at its start, ``share`` for all of it."""

    labels: re.Pattern[str]
    teasers: re.Pattern[str]
    comments: re.Pattern[str]
    share: re.Pattern[str]
    notices: re.Pattern[str]
    credits: re.Pattern[str]
    bylines: re.Pattern[str]


@cache
def notices() -> Notices:
    """Those of all languages that have a ``notices.toml``, compiled once."""
    folders = (files("processors") / "languages").iterdir()
    paths = [folder / "notices.toml" for folder in sorted(folders, key=lambda one: one.name)]
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]

    def either(kind: str) -> str:
        return _alternation(phrase for table in tables for phrase in table.get(kind, ()))

    counted = rf"[\W_]*(?:\d+ )?(?:{either('comments')})(?: ?\(?\d+\)?)?[\W_]*$"
    return Notices(
        labels=re.compile(rf"[\W_]*(?:{either('labels')})(?!\w)", re.IGNORECASE),
        teasers=re.compile(rf"[\W_]*(?:{either('teasers')})[\W_]*$", re.IGNORECASE),
        comments=re.compile(counted, re.IGNORECASE),
        share=re.compile(rf"[\W_]*(?:(?:{either('share')})(?:[\W_]+|$))+", re.IGNORECASE),
        notices=re.compile(rf"(?<!\w)(?:{either('notices')})", re.IGNORECASE),
        credits=re.compile(rf"(?:(?<!\w)|(?=\W))(?:{either('credits')})", re.IGNORECASE),
        bylines=re.compile(rf"(?i:{either('bylines')})(?: {_CAPITALISED}){{2,3}}\W*$"),
    )


def _alternation(phrases: Iterable[str]) -> str:
    """The phrases as one pattern, longest first; any white space between words, either apostrophe."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['’]") for phrase in ordered)
