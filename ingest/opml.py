"""Lists of feeds as other readers keep them (OPML 2.0), in and out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape, quoteattr

from processors.urls import is_web

_OUTLINE = re.compile(r"<outline\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    title: str
    url: str
    site: str | None = None


def read(text: str) -> tuple[Outline, ...]:
    """The feeds of an OPML document, each address once; folders are flattened."""
    found: dict[str, Outline] = {}
    for attributes in _OUTLINE.findall(text):
        values = {name.lower(): unescape(value[1:-1]).strip() for name, value in _ATTRIBUTE.findall(attributes)}
        url = values.get("xmlurl", "")
        if is_web(url):
            title = values.get("title") or values.get("text") or url
            found.setdefault(url, Outline(title, url, values.get("htmlurl") or None))
    return tuple(found.values())


def write(outlines: Iterable[Outline], title: str) -> str:
    """An OPML document of ``outlines``."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{escape(title)}</title></head>", "  <body>"]
    lines += [_outline(one) for one in outlines]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(one: Outline) -> str:
    values = {"type": "rss", "text": one.title, "title": one.title, "xmlUrl": one.url, "htmlUrl": one.site}
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in values.items() if value)
    return f"    <outline {attributes}/>"
