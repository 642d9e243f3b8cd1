"""What a page is: an article, or a wall, a stub, nothing. Pure."""

from __future__ import annotations

import re

from ingest.crosscheck import words as count
from ingest.head import Head
from ingest.pages import PageVerdict

_CHALLENGE = re.compile(
    r"cf-browser-verification|cf_chl_|challenge-platform|_Incapsula_Resource|ddos-guard|px-captcha|geo\.captcha-delivery"
    r"|<title>\s*(?:just a moment|attention required|access denied|checking your browser)",
    re.IGNORECASE,
)
_SHORT = 25
"""Words below which a text is taken for none: a news flash has more."""

Judged = tuple[PageVerdict, tuple[str, ...]]


def judge(html: str, text: str, about: Head) -> Judged:
    """The verdict on a page with the reasons for it."""
    words = count(text)
    if words < 120 and _CHALLENGE.search(html[:20_000]):
        return PageVerdict.CHALLENGE, ("a bot wall answered",)
    if words < _SHORT:
        return (
            (PageVerdict.REDIRECT, ("a meta refresh",)) if about.refresh else (PageVerdict.EMPTY, (f"{words} words",))
        )
    return PageVerdict.ARTICLE, ()
