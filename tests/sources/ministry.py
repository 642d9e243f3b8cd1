"""A plug-in as docs/adding-a-source.md shows it: a page of links, without a feed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import urljoin

from ingest.charset import decode
from ingest.parsed import EntryFacts
from ingest.plugins import Get

_LINE = re.compile(r'<li class="release"><time datetime="([^"]+)">[^<]*</time>\s*<a href="([^"]+)">([^<]+)</a>')


class Ministry:
    """Press releases of a ministry that has a page and no feed."""

    async def entries(self, get: Get, url: str) -> Sequence[EntryFacts]:
        page = await get(url)
        text = decode(page.body, page.headers.get("content-type", "")).text
        return [
            EntryFacts(link=urljoin(page.url, href), title=unescape(title).strip(), published_raw=day)
            for day, href, title in _LINE.findall(text)
        ]
