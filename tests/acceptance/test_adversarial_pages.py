"""Cases P1-P17 of the adversarial table: what pages are, and what is made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.acceptance.adversarial import Arena, Case, Check, Seen, Step, assert_memory_stayed_bounded
from tests.fakes.hostile import WORDS, sends_on
from tests.fakes.outlet import Outlet, item, page

SAID = "“We will support them for as long as it takes,” Anna Berg said in Riga on Tuesday after the meeting."
LONG = [SAID, *(f"{WORDS} It was the {number}th time that the question came up in the chamber." for number in range(8))]
NESTED = "<table><tr><td>" * 6 + "".join(f"<p>{text}</p>" for text in LONG) + "</td></tr></table>" * 6


def at_page(content: bytes | str, content_type: str = "text/html", status: int = 200, **headers: str) -> Step:
    """A feed with one entry, and what its page is."""

    def arrange(outlet: Outlet) -> None:
        outlet.feed("/feed", item(outlet.url("/page"), "The entry", more=f"<description>{WORDS}</description>"))
        outlet.show("/page", content, content_type, status, **headers)

    return arrange


def loops(outlet: Outlet) -> None:
    at_page('<html><head><meta http-equiv="refresh" content="0; url=/page"></head><body>Wait</body></html>')(outlet)


def text(*parts: str) -> Check:
    return lambda seen: all(part in seen.articles[0].text for part in parts)


def without(*parts: str) -> Check:
    return lambda seen: not any(part in seen.articles[0].text for part in parts)


def noted(part: str) -> Check:
    return lambda seen: any(part in note for note in seen.articles[0].notes)


def from_feed(seen: Seen) -> bool:
    """The page's own words are not taken for an article: the feed's stand in, and the note says why."""
    return seen.articles[0].text == WORDS


def canonical_stays(seen: Seen) -> bool:
    return seen.articles[0].canonical_url == seen.outlet.url("/page")


METADATA = json.dumps(
    {
        "@type": "NewsArticle",
        "headline": "The entry",
        "articleBody": "\n".join(LONG),
        "datePublished": "2025-11-03T10:00:00Z",
    }
)
STUB = page("The entry", "The beginning of the story.", "Subscribe to continue reading.")
COOKIES = "<html><body><div>We and our partners use cookies. <button>Accept all</button></div></body></html>"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
LIVE = page("The entry", *(f"{hour}:00 {WORDS} “Post number {hour} is here,” the editor wrote." for hour in range(400)))
SCRIPTED = f'<html><head><script type="application/ld+json">{METADATA}</script></head><body><div id="root"></div></body></html>'

CASES = [
    Case("P1", "paywall_stub", [at_page(STUB)], [from_feed, noted("paywall")]),
    Case("P2", "cookie_wall", [at_page(COOKIES)], [from_feed, noted("cookie wall")]),
    Case(
        "P3a",
        "challenge_403",
        [at_page(CHALLENGE, status=403, Server="cloudflare")],
        [from_feed, noted("kept out by cloudflare")],
    ),
    Case("P3b", "challenge_200", [at_page(CHALLENGE)], [from_feed, noted("bot challenge")]),
    Case("P4", "nested_layout_tables", [at_page(f"<html><body>{NESTED}</body></html>")], [text(SAID)]),
    Case(
        "P5",
        "right_to_left_and_bidi_controls",
        [at_page(page("The entry", *LONG, "\u202eהמועצה תחליט באביב\u202c " * 9))],
        [text(SAID), without("\u202e")],
    ),
    Case("P6", "text_only_in_json", [at_page(SCRIPTED)], [text(SAID)]),
    Case(
        "P7",
        "amp_page",
        [at_page(page("The entry", *LONG, head='<link rel="canonical" href="/page">').replace("<html", "<html amp"))],
        [text(SAID), canonical_stays],
    ),
    Case(
        "P8",
        "live_blog_of_400_posts",
        [at_page(LIVE)],
        [text("“Post number 1 is here,”", "“Post number 399 is here,”")],
    ),
    Case(
        "P9",
        "page_of_10_MB",
        [at_page(page("The entry", *LONG) + "<!-- " + "x" * 10_000_000 + " -->")],
        [from_feed, noted("too big")],
    ),
    Case(
        "P10",
        "100k_nodes_deep",
        [at_page("<html><body>" + "<div>" * 100_000 + f"<p>{SAID}</p>")],
        [lambda seen: seen.articles[0].text in (SAID, WORDS)],
    ),
    Case(
        "P11",
        "invisible_characters_in_a_name",
        [at_page(page("The entry", *LONG).replace("Anna Berg", "An\u00adna Be\u200brg"))],
        [text("Anna Berg")],
    ),
    Case(
        "P12",
        "quotation_split_by_tags",
        [at_page(page("The entry", *LONG).replace("support them", "<b>support</b> <a href='/x'>them</a>"))],
        [text(SAID)],
    ),
    Case(
        "P13",
        "quotation_in_a_blockquote_embed",
        [
            at_page(
                page(
                    "The entry",
                    *LONG[:4],
                    f'</p><blockquote class="embed"><p>{SAID.replace("Riga", "Oslo")}</p></blockquote><p>',
                    *LONG[4:],
                )
            )
        ],
        [text("in Oslo on Tuesday")],
    ),
    Case(
        "P14",
        "div_and_span_paragraphs",
        [at_page(page("The entry", *LONG).replace(f"<p>{SAID}</p>", f"<div><span>{SAID}</span></div>"))],
        [text(SAID)],
    ),
    Case("P15a", "pdf_under_html", [at_page(b"%PDF-1.7\n" + b"\x00\x01" * 5000)], [from_feed, noted("not a web page")]),
    Case(
        "P15b",
        "image_under_html",
        [at_page(b"\x89PNG\r\n\x1a\n" + b"\x00" * 5000)],
        [from_feed, noted("not a web page")],
    ),
    Case(
        "P16",
        "canonical_to_another_host",
        [at_page(page("The entry", *LONG, head='<link rel="canonical" href="https://evil.test/x">'))],
        [text(SAID), canonical_stays],
    ),
    Case("P17a", "meta_refresh_loop", [loops], [from_feed, noted("only a redirect")]),
    Case(
        "P17b",
        "http_redirect_loop",
        [lambda o: (at_page("x")(o), o.paths.update({"/page": sends_on("/page")}))],
        [from_feed, noted("too many redirects")],
    ),
]


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    with Arena() as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_page_that_is(case: Case, arena: Arena) -> None:
    case = Case(case.number, case.name, case.steps, case.expected, full_content=False)
    seen = arena.play(case)
    assert len(seen.articles) == 1
    for check in case.expected:
        assert check(seen), (seen.articles, seen.verdicts)


def test_memory_stayed_bounded(arena: Arena) -> None:
    assert_memory_stayed_bounded()
