"""Three hundred feeds of which a hundred misbehave in ten ways, on loopback, in a process of their own.

A healthy feed publishes one article at its time; the article's headline ends in the moment of publication, so that
whoever gets an alert can tell how old it is.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import formatdate

from aiohttp import web

from benchmarks.web import prose

WAYS = 10
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Plan:
    """What the healthy feeds publish: who speaks, and how many seconds after the start."""

    names: list[str]
    after: list[float]
    healthy: int
    rough: int


def rss(entries: str) -> str:
    """A feed around ``entries``."""
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>An outlet</title>'
    return f"{head}{entries}</channel></rss>"


def _entry(base: str, name: str, title: str, moment: float) -> str:
    date = formatdate(moment, usegmt=True)
    link = f"<link>{base}/page/{name}</link><guid>{name}</guid>"
    return f"<item><title>{title}</title>{link}<pubDate>{date}</pubDate></item>"


class Site:
    """All feeds and pages."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.begun = plan, time.time()
        self.bomb = self._bomb()
        self.wide = rss(f"<item {' '.join(f'a{at}=1' for at in range(50_000))}/>")
        self.rough: list[Handler] = [
            self._hangs, self._drips, self._fails, self._limits, self._bombs, self._floods, self._no_feed, self._loops,
            self._cut_short, self._hostile,
        ]  # fmt: skip

    @staticmethod
    def _bomb() -> bytes:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        return b"".join([*(squeeze.compress(b"\0" * 2**20) for _ in range(100)), squeeze.flush()])

    async def feed(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        if number >= self.plan.healthy:
            return await self.rough[number % WAYS](request)
        base = f"http://{request.host}"
        body = rss(self._entries(number, base)).encode()
        tag = f'"{zlib.crc32(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})

    def _entries(self, number: int, base: str) -> str:
        old = "".join(
            _entry(base, f"{number}-{at}", f"Older report {at}", self.begun - 3600.0 * at) for at in range(1, 6)
        )
        if number >= len(self.plan.names) or time.time() < self.begun + self.plan.after[number]:
            return old
        moment = self.begun + self.plan.after[number]
        title = f"{self.plan.names[number]} speaks, {moment:.3f}"
        return _entry(base, f"{number}-new", title, moment) + old

    async def page(self, request: web.Request) -> web.Response:
        number, _, which = request.match_info["name"].partition("-")
        said = ""
        if which == "new":
            said = (
                f"<p>“We will open the new bridge over the river in spring,” {self.plan.names[int(number)]} said.</p>"
            )
        text = "".join(f"<p>{prose(int(number) * 10 + at, 60)}</p>" for at in range(5))
        return web.Response(text=f"<html><body><article>{said}{text}</article></body></html>", content_type="text/html")

    async def _hangs(self, _: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    async def _drips(self, request: web.Request) -> web.StreamResponse:
        return await self._stream(request, b"<", 1.0)

    async def _floods(self, request: web.Request) -> web.StreamResponse:
        return await self._stream(request, b"x" * 65_536, 0.0)

    async def _stream(self, request: web.Request, chunk: bytes, pause: float) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(200):
            await response.write(chunk)
            await asyncio.sleep(pause)
        return response

    async def _fails(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=500)

    async def _limits(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=429, headers={"Retry-After": "20"})

    async def _bombs(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=self.bomb, headers={"Content-Encoding": "gzip"})

    async def _no_feed(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="<html><body>Not here</body></html>", content_type="text/html")

    async def _loops(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": request.path})

    async def _cut_short(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(rss("").encode() * 50)[:-20], headers={"Content-Encoding": "gzip"})

    async def _hostile(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text=self.wide, content_type="application/rss+xml")


async def _serve(plan: Plan) -> None:
    site = Site(plan)
    app = web.Application()
    app.add_routes([web.get("/feed/{number}", site.feed), web.get("/page/{name}", site.page)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(Plan(**json.loads(sys.argv[1]))))
