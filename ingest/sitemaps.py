"""News sitemaps read as feeds: the way to outlets that have none. Pure.

The format is the sitemaps.org protocol with Google's news extension.
"""

from __future__ import annotations

import html
import re

from ingest.parsed import EntryFacts

_URL = re.compile(r"<url(?=[\s>])[^>]*>(.*?)</url\s*>", re.DOTALL | re.IGNORECASE)
_CHILD = re.compile(r"<sitemap(?=[\s>])[^>]*>.*?<loc>\s*(.*?)\s*</loc>", re.DOTALL | re.IGNORECASE)
_CDATA = re.compile(r"^\s*<!\[CDATA\[(.*?)\]\]>\s*$", re.DOTALL)
_ROOT = re.compile(r"<(?:urlset|sitemapindex)(?=[\s>])")


def _field(block: str, name: str) -> str | None:
    found = re.search(rf"<(?:[\w-]+:)?{name}(?=[\s>])[^>]*>(.*?)</(?:[\w-]+:)?{name}\s*>", block, re.DOTALL)
    if not found:
        return None
    inner = _CDATA.sub(r"\1", found[1])
    return html.unescape(inner).strip() or None


def is_sitemap(text: str) -> bool:
    """Whether ``text`` is a sitemap or an index of them."""
    return _ROOT.search(text[:4000]) is not None


def entries(text: str) -> tuple[EntryFacts, ...]:
    """The articles of a sitemap in its order. A page without news extension has no title: its own page gives it."""
    return tuple(_entry(block) for block in _URL.findall(text))


def _entry(block: str) -> EntryFacts:
    address = _field(block, "loc")
    published = _field(block, "publication_date")
    changed = _field(block, "lastmod")
    return EntryFacts(
        id=address,
        link=address,
        title=_field(block, "title"),
        published=None,
        updated=None,
        lang=_field(block, "language"),
        published_raw=published or changed,
        updated_raw=changed,
    )


def children(text: str) -> tuple[str, ...]:
    """Addresses of the sitemaps that an index lists, those of news first."""
    found = [html.unescape(address) for address in _CHILD.findall(text)]
    return tuple(sorted(found, key=lambda address: "news" not in address.lower()))
