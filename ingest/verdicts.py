"""What a page is: an article, or a wall, a stub, nothing. Pure.

Only a page with little text can be one of those: long texts on cookies and passwords are articles about them.
"""

from __future__ import annotations

import re

from ingest.crosscheck import words as count
from ingest.head import Head
from ingest.pages import PageVerdict

_CHALLENGE = re.compile(
    r"cf-browser-verification|cf_chl_|challenge-platform|_Incapsula_Resource|ddos-guard|px-captcha|captcha-delivery"
    r"|<title>\s*(?:just a moment|attention required|access (?:to this page has been )?denied|checking your browser"
    r"|are you a robot|human verification|bot verification)",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|se connecter|войти|увійти|iniciar sesión)\b", re.IGNORECASE
)
_COOKIES = re.compile(
    r"(?:we|our partners|wir|nous|мы|ми)\b[^<]{0,120}\bcookies?\b"
    r"|\bcookies?\b[^<]{0,160}\b(?:accept|agree|consent|zustimm|akzept|accepter)",
    re.IGNORECASE,
)
_SUBSCRIBE = re.compile(
    r"subscribers? only|subscri\w+ to (?:continue|read|keep|unlock)|to (?:continue|keep) reading|already a"
    r" (?:subscriber|member)"
    r"|unlock this article|exclusive to subscribers|nur für abonnenten|weiterlesen mit|sie haben bereits ein abo"
    r"|réservé aux abonnés|pour lire la suite|solo para suscriptores|тільки для передплатників|только для подписчиков",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(r"__NEXT_DATA__|__NUXT__|__INITIAL_STATE__|__APOLLO_STATE__|id=[\"'](?:root|app|__next)[\"']")
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)

_NO_TEXT = 25
"""Words below which a text is taken for none: a news flash has more."""

_STUB = 120
"""Words below which a text may be a stub or a wall."""

_FREE_BEGINNING = 250
"""Words below which the text of an article that says it is not free is taken for its beginning."""

_LOOKED_AT = 400_000
"""Characters of a page that are searched for walls."""

_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"RIFF",
    b"\x00\x00\x00",
    b"OggS",
    b"ID3",
    b"\x1f\x8b",
)
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/json", "application/octet-stream")

Judged = tuple[PageVerdict, tuple[str, ...]]


def not_html(body: bytes, content_type: str) -> str | None:
    """Why ``body`` is no web page whatever its name says, None where it may be one."""
    media = content_type.partition(";")[0].strip().lower()
    if body.lstrip()[:8].startswith(_MAGIC):
        return f"starts like a file, not a page ({media or 'no type given'})"
    if media and not media.startswith(_TEXTUAL):
        return f"sent as {media}"
    return "no text inside" if body[:4096].count(b"\x00") > len(body[:4096]) // 3 and b"<" not in body[:4096] else None


def judge(html: str, text: str, about: Head) -> Judged:
    """The verdict on a page with the reasons for it. ``text`` is what was extracted."""
    words = count(text)
    if words >= _STUB:
        return _of_text(words, about)
    wall = _wall(html[:_LOOKED_AT], words, about)
    if wall is not None:
        return wall
    if words >= _NO_TEXT:
        return _of_text(words, about)
    if _SCRIPTED.search(html):
        return PageVerdict.SCRIPTED, (f"{words} words outside of scripts",)
    return PageVerdict.EMPTY, (f"{words} words",)


def _of_text(words: int, about: Head) -> Judged:
    if about.free is False and words < _FREE_BEGINNING:
        return PageVerdict.PARTIAL, (f"not free to read, {words} words shown",)
    return PageVerdict.ARTICLE, ()


def _wall(html: str, words: int, about: Head) -> Judged | None:
    """What stands in the article's place, None where nothing does."""
    shown = _TAGS.sub(" ", html)
    page_words = count(shown)
    subscribe = _SUBSCRIBE.search(shown) is not None and words < 80
    rules = (
        (bool(_CHALLENGE.search(html)), PageVerdict.CHALLENGE, "a bot wall answered"),
        (words < _NO_TEXT and about.refresh is not None, PageVerdict.REDIRECT, f"sends on to {about.refresh}"),
        (bool(_PASSWORD.search(html)) and bool(_LOGIN.search(shown)), PageVerdict.LOGIN, "asks for a password"),
        (about.free is False and words < _NO_TEXT, PageVerdict.PAYWALL, "not free to read"),
        (about.free is False, PageVerdict.PARTIAL, f"not free to read, {words} words shown"),
        (subscribe, PageVerdict.PAYWALL, f"{words} words and a request to subscribe"),
        (
            page_words < 400 and bool(_COOKIES.search(shown)),
            PageVerdict.COOKIES,
            "asks for consent in the article's place",
        ),
    )
    return next(((verdict, (reason,)) for holds, verdict, reason in rules if holds), None)
