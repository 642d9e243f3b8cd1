"""What the web sends, by accident or on purpose: bodies and answers for the adversarial table."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import brotli
from aiohttp import web

from tests.fakes.outlet import Answer, item, rss

WORDS = "The minister said on Monday that the council would decide in spring and not a single day before that."
GOOD = item("https://outlet.test/good", "Good entry", more=f"<description>{WORDS}</description>")


def titled(title: str, more: str = "") -> str:
    """An item whose title is put in as it is, markup and all."""
    guid = zlib.crc32(title.encode())
    return f"<item><title>{title}</title><guid>g-{guid}</guid><description>{WORDS}</description>{more}</item>"


def with_doctype(doctype: str, *entries: str) -> str:
    return rss(*entries).replace("?>", f"?>{doctype}", 1)


def laughs() -> str:
    entities = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_doctype(f"<!DOCTYPE rss [{entities}]>", titled("&l9;"), GOOD)


def quadratic() -> str:
    return with_doctype(f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>', titled("&a;" * 2000), GOOD)


def pieces(chunk: bytes, pause: float, count: int = 10_000, **headers: str) -> Answer:
    """An answer that goes on for long: ``chunk`` every ``pause`` seconds."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"} | headers)
        await response.prepare(request)
        for _ in range(count):
            try:
                await response.write(chunk)
            except (ConnectionError, OSError):
                break
            await asyncio.sleep(pause)
        return response

    return answer


def sends_on(*targets: str, status: int = 302, **headers: str) -> Answer:
    """A redirect; to each target in turn, the last one from then on."""
    left = list(targets)

    async def answer(_: web.Request) -> web.StreamResponse:
        target = left.pop(0) if len(left) > 1 else left[0]
        return web.Response(status=status, headers={"Location": target} | headers)

    return answer


def bomb_gzip(megabytes: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    parts = [squeeze.compress(b"\0" * 1024 * 1024) for _ in range(megabytes)]
    return b"".join([*parts, squeeze.flush()])


def bomb_brotli(megabytes: int) -> bytes:
    squeeze = brotli.Compressor(quality=5)
    parts = [squeeze.process(b"\0" * 1024 * 1024) for _ in range(megabytes)]
    return b"".join([*parts, squeeze.finish()])


def big_item(megabytes: int) -> bytes:
    """One item of so many MB of words that compress no better than text does, and a good one after it."""
    paragraphs = "".join(
        f"&lt;p&gt;{number * 7919 % 104729} {number:x}&lt;/p&gt;" for number in range(megabytes * 34_000)
    )
    return rss(item("https://outlet.test/big", "Big", more=f"<description>{paragraphs}</description>"), GOOD).encode()


def jsonfeed() -> str:
    return (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "An outlet", "items": [{"id": "1", '
        f'"url": "https://outlet.test/1", "title": "From JSON", "content_text": "{WORDS}"}}]}}'
    )


def rdf() -> str:
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://outlet.test/"><title>An outlet</title>'
        '<items><rdf:Seq><rdf:li rdf:resource="https://outlet.test/1"/></rdf:Seq></items></channel>'
        '<item rdf:about="https://outlet.test/1"><title>From RDF</title><link>https://outlet.test/1</link>'
        f"<description>{WORDS}</description></item></rdf:RDF>"
    )


def atom03() -> str:
    return (
        '<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>An outlet</title>'
        "<entry><title>From Atom 0.3</title><id>tag:outlet.test,2025:1</id><issued>2025-11-03T10:00:00Z</issued>"
        f'<link rel="alternate" type="text/html" href="https://outlet.test/1"/><summary>{WORDS}</summary></entry></feed>'
    )


def squeezed(text: str) -> bytes:
    return gzip.compress(text.encode())
