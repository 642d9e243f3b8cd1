"""Outlets on loopback: real feeds and pages over HTTP, made from a manifest, published when told to.

Serves ``/<outlet>/feed.xml`` (RSS 2.0 or Atom) or ``/<outlet>/feed.json`` (JSON Feed 1.1) with an ETag, and each
published article at ``/<outlet>/<article>.html``. Used by ``replay``, ``demo`` and the acceptance tests.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Self

from aiohttp import web

FEED_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

PLAIN_PAGE = """<!doctype html>
<html lang="{{lang}}"><head><meta charset="utf-8"><title>{{title}}</title></head>
<body><main><article><h1>{{title}}</h1>
{{article}}
</article></main></body></html>
"""


@dataclass(frozen=True, slots=True)
class Page:
    """An article as an outlet publishes it. A later revision has the same ``id`` and ``published``, and ``updated``.

    ``template``: an HTML file of the site around the article; ``{{title}}``, ``{{outlet}}``, ``{{lang}}``,
    ``{{published}}`` and ``{{article}}`` are replaced in it.
    """

    id: str
    title: str
    published: datetime
    file: Path
    lang: str = "en"
    updated: datetime | None = None
    template: Path | None = None

    def html(self, outlet: str) -> str:
        """The page: a ``.txt`` file wrapped, a paragraph per line that is not blank; an ``.html`` file as it is."""
        text = self.file.read_text(encoding="utf-8")
        if self.file.suffix == ".html" and self.template is None:
            return text
        if self.file.suffix != ".html":
            text = "\n".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
        parts = {
            "title": html.escape(self.title),
            "outlet": html.escape(outlet),
            "lang": self.lang,
            "published": self.published.isoformat(),
            "article": text,
        }
        around = self.template.read_text(encoding="utf-8") if self.template else PLAIN_PAGE
        return re.sub(r"\{\{(\w+)\}\}", lambda place: parts.get(place[1], place[0]), around)


@dataclass(slots=True)
class Site:
    """One outlet: its feed's format and what it has published so far, newest last. ``fails``: answers this status."""

    id: str
    name: str
    feed: str
    fails: int | None = None
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def feed_path(self) -> str:
        return f"/{self.id}/feed.json" if self.feed == "json" else f"/{self.id}/feed.xml"


class Outlets:
    """The server of all outlets. ``publish`` makes an article (or a later revision of one) appear at once.

    ``host``: a name that the outlets go by instead of their address, so that articles' addresses, and with them every
    id, are the same in each run; ``names`` says where it leads. Empty: links that a browser on this machine can open.
    """

    def __init__(self, sites: Sequence[Site], host: str = "") -> None:
        self.sites = {site.id: site for site in sites}
        self.host = host
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{site}/{name}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def base(self) -> str:
        return f"http://{self.host}" if self.host else f"http://127.0.0.1:{self.port}"

    @property
    def names(self) -> dict[str, tuple[str, int]]:
        """Where the outlets' name leads: address and port."""
        return {self.host: ("127.0.0.1", self.port)} if self.host else {}

    def feed_url(self, site_id: str) -> str:
        """Address of an outlet's feed."""
        return self.base + self.sites[site_id].feed_path

    def publish(self, site_id: str, page: Page) -> None:
        """Put an article into its outlet's feed; the same id again is its next revision."""
        self.sites[site_id].pages[page.id] = page

    async def _answer(self, request: web.Request) -> web.Response:
        site = self.sites.get(request.match_info["site"])
        name = request.match_info["name"]
        if site is None:
            raise web.HTTPNotFound
        if site.fails is not None:
            return web.Response(status=site.fails)
        if name.startswith("feed."):
            return self._feed(site, request)
        page = site.pages.get(name.removesuffix(".html"))
        if page is None:
            raise web.HTTPNotFound
        return web.Response(text=page.html(site.name), content_type="text/html", charset="utf-8")

    def _feed(self, site: Site, request: web.Request) -> web.Response:
        text = {"rss": rss, "atom": atom, "json": json_feed}[site.feed](site, self.base)
        etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=text.encode(), headers={"ETag": etag, "Content-Type": FEED_TYPES[site.feed]})


def _link(base: str, site: Site, page: Page) -> str:
    return f"{base}/{site.id}/{page.id}.html"


def _newest_first(site: Site) -> list[Page]:
    return sorted(site.pages.values(), key=lambda page: (page.updated or page.published, page.id), reverse=True)


def rss(site: Site, base: str) -> str:
    """The outlet's feed as RSS 2.0; an edit shows in ``atom:updated``."""
    entries = "\n".join(
        f"<item><title>{html.escape(page.title)}</title><link>{_link(base, site, page)}</link>"
        f'<guid isPermaLink="false">{site.id}:{page.id}</guid><pubDate>{format_datetime(page.published)}</pubDate>'
        + (f"<atom:updated>{page.updated.isoformat()}</atom:updated>" if page.updated else "")
        + "</item>"
        for page in _newest_first(site)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{html.escape(site.name)}</title><link>{base}/{site.id}/</link>"
        f"<description>{html.escape(site.name)}</description>\n{entries}\n</channel></rss>\n"
    )


def atom(site: Site, base: str) -> str:
    """The outlet's feed as Atom (RFC 4287)."""
    entries = "\n".join(
        f"<entry><title>{html.escape(page.title)}</title><id>urn:{site.id}:{page.id}</id>"
        f'<link href="{_link(base, site, page)}"/><published>{page.published.isoformat()}</published>'
        f"<updated>{(page.updated or page.published).isoformat()}</updated></entry>"
        for page in _newest_first(site)
    )
    newest = max((page.updated or page.published for page in site.pages.values()), default=None)
    updated = f"<updated>{newest.isoformat()}</updated>" if newest else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{html.escape(site.name)}</title><id>urn:{site.id}</id>{updated}\n{entries}\n</feed>\n"
    )


def json_feed(site: Site, base: str) -> str:
    """The outlet's feed as JSON Feed 1.1."""
    entries = [
        {
            "id": f"{site.id}:{page.id}",
            "url": _link(base, site, page),
            "title": page.title,
            "date_published": page.published.isoformat(),
            **({"date_modified": page.updated.isoformat()} if page.updated else {}),
        }
        for page in _newest_first(site)
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{base}/{site.id}/",
        "items": entries,
    }
    return json.dumps(feed, ensure_ascii=False)
