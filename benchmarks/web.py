"""A small web of feeds and pages on loopback, in a process of its own so that its time is not counted."""

from __future__ import annotations

import asyncio
import gzip
import random
import sys
from functools import lru_cache

from aiohttp import web

_WORDS = tuple(
    """
    the of and to in a is that for it as was with on be by at from his they an this which have or had not are but were
    government alliance summit minister budget defence statement support talks border report economy election court
    policy energy winter council parliament president spokesman meeting security agreement ministry decision market
    """.split()  # noqa: SIM905 - a table of words reads best as words
)


def prose(seed: int, words: int) -> str:
    """``words`` words of made-up prose in sentences; the same for the same seed."""
    draw = random.Random(seed)
    picked = [draw.choice(_WORDS) for _ in range(words)]
    for at in range(0, words, 17):
        picked[at] = picked[at].capitalize()
        picked[at - 1] += "."
    return " ".join(picked)


def _markup(seed: int, words: int) -> str:
    """Prose as outlets mark it up: paragraphs, links, emphasis, a picture."""
    paragraphs = []
    for at in range(words // 45):
        text = prose(seed * 31 + at, 38)
        paragraphs.append(f'<p>{text[:90]}<a href="https://outlet.test/tag/{at}">{text[90:110]}</a>{text[110:]}</p>')
    return f'<figure><img src="https://outlet.test/{seed}.jpg" alt=""/></figure>' + "".join(paragraphs)


@lru_cache(maxsize=4096)
def entry(number: int, base: str, size: int = 450) -> str:
    """An RSS item of about 3.3 KB, most of it content, as outlets' feeds carry it."""
    return (
        f"<item><title>Headline number {number}</title><link>{base}/page/{number}</link><guid>urn:entry:{number}</guid>"
        f"<pubDate>Mon, 03 Nov 2025 10:{number % 60:02d}:00 GMT</pubDate><category>World</category>"
        f"<description>{prose(number, 40)}</description><content:encoded><![CDATA[{_markup(number, size)}]]>"
        "</content:encoded></item>"
    )


def feed(first: int, base: str, entries: int = 30) -> str:
    """A feed whose newest entry is ``first``; about 100 KB with 30 entries."""
    items = "".join(entry(number, base) for number in range(first, first - entries, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>An outlet</title>'
        f"<link>{base}/</link><description>News</description><lastBuildDate>Mon, 03 Nov 2025 10:00:{first % 60:02d} GMT"
        f"</lastBuildDate>{items}</channel></rss>"
    )


def page(number: int, *, named: bool) -> str:
    """An article's page of about 70 KB: 600 words of text in the furniture that pages come with."""
    links = "".join(f'<li class="item"><a href="/page/{at}">{prose(at, 6)}</a></li>' for at in range(160))
    said = "“We will stand by them for as long as it takes,” Mark Rutte said. " if named else ""
    text = "".join(f"<p>{said if at == 2 else ''}{prose(number * 100 + at, 75)}</p>" for at in range(8))
    script = f"<script>var state = {{{','.join(f'k{at}: {at * number}' for at in range(1500))}}};</script>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Headline number {number}</title>{script}'
        f'<meta property="og:title" content="Headline number {number}"><style>{".a{color:red}" * 400}</style></head>'
        f'<body><nav><ul>{links}</ul></nav><main><article><h1>Headline {number}</h1><div class="body">{text}</div>'
        f"</article></main><aside><ul>{links[:6000]}</ul></aside><footer><p>All rights reserved.</p></footer>"
        "</body></html>"
    )


class _Site:
    """Feeds that stand still (``/still/…``) or show one entry more at each request (``/moving/…``)."""

    def __init__(self) -> None:
        self.first: dict[str, int] = {}
        self.still = gzip.compress(feed(30, "http://outlet.test").encode(), 6)

    async def steady(self, request: web.Request) -> web.Response:
        headers = {"ETag": '"still"', "Content-Type": "application/rss+xml"}
        if request.headers.get("If-None-Match") == '"still"':
            return web.Response(status=304, headers=headers)
        return web.Response(body=self.still, headers=headers | {"Content-Encoding": "gzip"})

    async def moving(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.first[name] = self.first.get(name, 100 * (1 + int(name) % 7)) + 1
        body = feed(self.first[name], "http://outlet.test").encode()
        headers = {"Content-Type": "application/rss+xml", "Content-Encoding": "gzip"}
        return web.Response(body=gzip.compress(body, 1), headers=headers)


async def _serve() -> None:
    site = _Site()
    app = web.Application()
    app.add_routes([web.get("/still/{name}", site.steady), web.get("/moving/{name}", site.moving)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve())
