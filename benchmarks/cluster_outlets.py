"""Loopback outlets for the cluster's measurement: thousands of articles, shown as fast as they are asked for.

A feed shows a window over its site's articles. It moves on when pages were asked for, or at a given rate, and keeps
showing a hundred behind, so that a fetcher that is killed between asking and storing finds them again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

BEHIND = 100
AHEAD = 25
NAMED_EVERY = 50
"""One article in fifty names a tracked figure: the 2 % mix."""

FILLER = (
    "The regional council met for the third time this month and heard reports from the offices for water, schools and "
    "roads, none of which had been able to spend what it was given in the year before. Visitors had come by bus from "
    "the valley, and the session went on until the evening without a vote on any of the open questions."
)


@dataclass
class Desk:
    """One outlet: how many articles it has, and how far they were asked for."""

    articles: int
    asked: int = 0
    shown: dict[int, float] = field(default_factory=dict)


class Desks:
    """The server. ``shown`` in each desk says when an article first stood in the feed, in seconds of ``time.time``.

    ``rate``: articles a second over all sites, which then appear by the clock; None: as fast as they are asked for.
    """

    def __init__(self, sites: int, articles: int, named_every: int = NAMED_EVERY, rate: float | None = None) -> None:
        self.desks = [Desk(articles // sites) for _ in range(sites)]
        self.named_every = named_every
        self.port = 0
        self._every_s = sites / rate if rate else 0.0
        self._begun = time.time()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{site}/feed.xml", self._feed)
        app.router.add_get("/{site}/{number}.html", self._page)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def named(self, site: int) -> range:
        """Numbers of the articles of ``site`` that name the figure."""
        return range(0, self.desks[site].articles, self.named_every)

    @property
    def expected(self) -> int:
        """Articles that name the figure: each makes one claim of its own."""
        return sum(len(self.named(site)) for site in range(len(self.desks)))

    async def _feed(self, request: web.Request) -> web.Response:
        site = int(request.match_info["site"])
        desk = self.desks[site]
        end = min(desk.articles, self._appeared(site) if self._every_s else desk.asked + AHEAD)
        first = max(0, (end if self._every_s else desk.asked) - BEHIND)
        items = [self._item(site, number) for number in range(end - 1, first - 1, -1)]
        for number in range(0 if self._every_s else desk.asked, end):
            desk.shown.setdefault(number, self._since(site, number) if self._every_s else time.time())
        head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Desk {site}</title>'
        return web.Response(body=f"{head}{''.join(items)}</channel></rss>".encode(), content_type="application/rss+xml")

    def _since(self, site: int, number: int) -> float:
        """When an article appears, by the clock: the sites take turns."""
        return self._begun + (number + site / len(self.desks)) * self._every_s

    def _appeared(self, site: int) -> int:
        """How many articles of a site there are by now."""
        return max(0, int((time.time() - self._since(site, 0)) / self._every_s) + 1)

    def shown(self) -> dict[str, float]:
        """When each article that names the figure first stood in its feed, by address, as far as it has."""
        return {
            self.address(site, number): at
            for site, desk in enumerate(self.desks)
            for number, at in desk.shown.items()
            if number % self.named_every == 0
        }

    def address(self, site: int, number: int) -> str:
        """Where an article's page is."""
        return f"http://127.0.0.1:{self.port}/{site}/{number}.html"

    def _item(self, site: int, number: int) -> str:
        link = self.address(site, number)
        day, hour = 1 + number // 1440 % 27, number // 60 % 24
        at = f"{day:02} Mar 2026 {hour:02}:{number % 60:02}:00 GMT"
        head = f"<title>Council meets, {number}</title><pubDate>{at}</pubDate>"
        return f"<item>{head}<link>{link}</link><guid>{link}</guid></item>"

    async def _page(self, request: web.Request) -> web.Response:
        site, number = int(request.match_info["site"]), int(request.match_info["number"])
        desk = self.desks[site]
        desk.asked = max(desk.asked, number + 1)
        said = f"<p>{sentence(site, number)}</p>" if number % self.named_every == 0 else ""
        body = f"<h1>Council meets, {number}</h1>{said}" + f"<p>{FILLER}</p>" * 4
        text = f"<html lang=en><title>Council</title><body><main><article>{body}</article></main></body></html>"
        return web.Response(text=f"<!doctype html>{text}", content_type="text/html")


NAMES = (
    "Ada Marlow", "Ben Corwick", "Clara Denholm", "Edwin Farrow", "Greta Halden", "Ivo Jessen",
    "Karla Lindholm", "Milo Norden", "Petra Quillan", "Rolf Sanders", "Tessa Ulbrich", "Victor Wendell",
)  # fmt: skip
"""Whom the articles name, in turn. Nobody of that name is meant."""


def sentence(site: int, number: int) -> str:
    """What the figure says in an article: a claim that no other article makes."""
    who = NAMES[(site + number // NAMED_EVERY + number) % len(NAMES)]
    return f"{who} said on Monday that depot number {site * 100_000 + number} would be closed before the winter."
