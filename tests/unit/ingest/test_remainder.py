"""Only the unseen part of a changed feed goes to the parser, and only where it reads as it would in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from ingest import feeds
from ingest.changing import changed
from ingest.remainder import Remainder, completed, remainder

HEAD = '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title>'
TAIL = "</channel></rss>"


def _item(number: int) -> str:
    return f"<item><title>News {number}</title><guid>g{number}</guid><dc:creator>A &amp; B</dc:creator></item>"


def _feed(*numbers: int, head: str = HEAD) -> bytes:
    return (head + "\n".join(map(_item, numbers)) + TAIL).encode()


def _seen(*numbers: int) -> bytes:
    return feeds.unseen(_feed(*numbers), "", "").fragments


def test_only_the_unseen_entry_is_left() -> None:
    rest = remainder(_feed(3, 2, 1), "", _seen(2, 1), 2000)
    assert rest is not None
    assert (rest.new, rest.total) == (1, 3)
    assert b"News 3" in rest.body
    assert b"News 2" not in rest.body


def test_what_is_read_of_it_is_what_the_whole_would_give() -> None:
    seen = _seen(2, 1)
    rest = remainder(_feed(3, 2, 1), "", seen, 2000)
    assert rest is not None
    short = completed(rest, feeds.unseen(rest.body, "", ""))
    whole = feeds.unseen(_feed(3, 2, 1), "", "", seen)
    assert short == whole
    assert remainder(_feed(3, 2, 1), "", whole.fragments, 2000) == replace(
        rest, body=_feed(head=HEAD).replace(TAIL.encode(), b"\n\n" + TAIL.encode()), new=0
    )


NAMESPACE = HEAD.replace('xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:dc="urn:other"')
ENTITY = HEAD.replace("<rss", '<!DOCTYPE rss [<!ENTITY x "y">]><rss')
HUB = HEAD + '<link rel="hub" href="https://hub.test/"/>'


@pytest.mark.parametrize(
    ("situation", "body", "seen"),
    [
        ("never read before", _feed(1), b""),
        ("another namespace around the entries", _feed(3, 2, 1, head=NAMESPACE), _seen(2, 1)),
        ("another entity", _feed(3, 2, 1, head=ENTITY), _seen(2, 1)),
        ("a hub named", _feed(3, 2, 1, head=HUB), _seen(2, 1)),
        ("a byte that is not UTF-8", _feed(3, 2, 1) + b"\xff", _seen(2, 1)),
        ("no entries", _feed(), _seen(2, 1)),
        ("an entry in an entry", _feed(2, 1).replace(b"<title>News", b"<item><title>News"), _seen(2, 1)),
        ("JSON", b'{"version": "https://jsonfeed.org/version/1"}', _seen(2, 1)),
        ("a sitemap", b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', _seen(2, 1)),
        ("more entries than are used", _feed(*range(2001)), _seen(2, 1)),
    ],
)
def test_the_parser_gets_all_of_it_after(situation: str, body: bytes, seen: bytes) -> None:
    assert remainder(body, "", seen, 2000) is None, situation


def test_an_unseen_entry_that_is_not_well_formed_sends_the_parser_back_to_the_whole() -> None:
    body = _feed(3, 2, 1).replace(b"News 3", b"News <b>3")
    rest = remainder(body, "", _seen(2, 1), 2000)
    assert rest is not None
    assert completed(rest, feeds.unseen(rest.body, "", "")) is None


@pytest.mark.parametrize(
    "junk", [b"<item ", b"<item/>", b"<!---->", b"<item:", b"<aaaa", b"<item a='", b"<![CDATA[]]>", b"</item>", b"<"]
)
@pytest.mark.timeout(20)  # linear: milliseconds; quadratic: hours
def test_hostile_bytes_are_gone_through_once(junk: bytes) -> None:
    body = HEAD.encode() + junk * (900_000 // len(junk))
    assert remainder(body, "", _seen(1), 2000) is None


@dataclass(frozen=True, slots=True)
class _Point:
    x: int
    y: int = 0


def test_a_changed_copy_is_what_replace_gives() -> None:
    point = _Point(1, 2)
    assert changed(point, y=5) == replace(point, y=5) == _Point(1, 5)
    assert point == _Point(1, 2)
    with pytest.raises(TypeError):
        changed(point, z=1)


def test_a_remainder_of_other_counts_is_not_taken() -> None:
    rest = Remainder(b"", 2, 3, b"")
    assert completed(rest, feeds.unseen(_feed(3), "", "")) is None
