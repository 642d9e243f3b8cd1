"""An outlet on loopback: whatever a test puts at a path is served over real HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from html import escape

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Outlet:
    """A site whose paths a test fills and changes. ``asked`` lists the requests it got."""

    def __init__(self) -> None:
        self.paths: dict[str, Answer] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self) -> Outlet:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        assert self._runner
        await self._runner.cleanup()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.base + path

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path_qs, dict(request.headers)))
        answer = self.paths.get(request.path)
        if answer is None:
            raise web.HTTPNotFound
        return await answer(request)

    def show(
        self, path: str, body: bytes | str, content_type: str = "text/html", status: int = 200, **headers: str
    ) -> None:
        """Serve ``body`` at ``path``. Header names are written with underscores."""
        raw = body.encode() if isinstance(body, str) else body
        fields = {"Content-Type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(request: web.Request) -> web.StreamResponse:
            if "ETag" in fields and request.headers.get("If-None-Match") == fields["ETag"]:
                return web.Response(status=304, headers=fields)
            return web.Response(status=status, body=raw, headers=fields)

        self.paths[path] = answer

    def feed(self, path: str, *entries: str, **headers: str) -> None:
        """Serve an RSS feed of ``entries`` (see ``item``) at ``path``."""
        self.show(path, rss(*entries), "application/rss+xml", **headers)


def rss(*entries: str, channel: str = "") -> str:
    """An RSS feed."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>An outlet</title><link>https://outlet.test/</link>{channel}{''.join(entries)}</channel></rss>"
    )


def item(url: str, title: str, *, guid: str = "", day: str = "", more: str = "") -> str:
    """An RSS item. ``day``: an RFC 822 date."""
    return (
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link><guid>{escape(guid or url)}</guid>"
        f"{f'<pubDate>{day}</pubDate>' if day else ''}{more}</item>"
    )


def page(title: str, *paragraphs: str, head: str = "") -> str:
    """An article's page with the furniture that such pages have."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head><body>'
        '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>'
        f"<main><article><h1>{escape(title)}</h1>{text}</article></main>"
        '<aside><h2>Most read</h2><ul><li><a href="/1">Something else entirely</a></li></ul></aside>'
        "<footer><p>All rights reserved.</p></footer></body></html>"
    )
