"""What is taken out of a text and what is put back, and what a page is judged to be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import blocks, head
from ingest.articles import extract
from ingest.head import Head
from ingest.pages import PageVerdict
from ingest.refine import refine
from ingest.verdicts import judge, not_html

PROSE = [
    f"The council met for the {n}th time and talked about the bridge over the river for an hour." for n in range(6)
]
SAID = "“We will open the bridge in spring,” Anna Berg said after the meeting."


def body(*parts: str) -> str:
    return f"<html><head><title>The bridge | Town News</title></head><body><main>{''.join(parts)}</main></body></html>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def refined(html: str, lines: list[str], other: str = "") -> list[str]:
    row = blocks.read(blocks.tree_of(html))
    return refine("\n".join(lines), row, ["The bridge"], other).text.split("\n")


def test_the_headline_and_labels_go() -> None:
    assert refined(body(paragraphs(*PROSE)), ["The bridge", "Advertisement", *PROSE]) == PROSE


def test_links_elsewhere_go_and_sentences_with_links_stay() -> None:
    linked = 'It was built in 1901, <a href="/x">as we reported</a>, and is closed.'
    html = body(paragraphs(PROSE[0], linked, *PROSE[1:]), '<p><a href="/y">Ten bridges you must see</a></p>')
    text = "It was built in 1901, as we reported, and is closed."
    assert refined(html, [PROSE[0], text, *PROSE[1:], "Ten bridges you must see"]) == [PROSE[0], text, *PROSE[1:]]


def test_a_request_to_subscribe_goes_but_not_from_somebodys_mouth() -> None:
    asked = "Sign up for our newsletter and get the latest news every morning."
    quoted = "“Subscribe to nobody,” she said, “and sign up for nothing.”"
    assert refined(body(paragraphs(*PROSE, asked, quoted)), [*PROSE, asked, quoted]) == [*PROSE, quoted]


def test_a_lost_quotation_comes_back_to_its_place() -> None:
    html = body(paragraphs(*PROSE[:3]), f"<blockquote><p>{SAID}</p></blockquote>", paragraphs(*PROSE[3:]))
    assert refined(html, PROSE) == [*PROSE[:3], SAID, *PROSE[3:]]


def test_a_caption_goes() -> None:
    html = body(
        paragraphs(*PROSE[:3]), "<figure><figcaption>The bridge at night</figcaption></figure>", paragraphs(*PROSE[3:])
    )
    assert refined(html, [*PROSE[:3], "The bridge at night", *PROSE[3:]]) == PROSE


def test_a_box_that_holds_the_article_is_no_box() -> None:
    html = body(f'<div class="article-widget">{paragraphs(*PROSE)}</div>')
    assert refined(html, PROSE) == PROSE


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=5))
def test_any_text_over_any_page_comes_out(markup: str, lines: list[str]) -> None:
    tree = blocks.tree_of(markup)
    row = blocks.read(tree) if tree is not None else ()
    text = "\n".join(lines)
    assert isinstance(refine(text, row, lines[:1], markup).text, str)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=400))
def test_no_bytes_make_extraction_raise(raw: bytes) -> None:
    extract(raw, "text/html", "https://a.test/")
    head.read(raw.decode("latin-1"), "https://a.test/")


@pytest.mark.parametrize(
    ("html", "words", "about", "verdict"),
    [
        ("<p>x</p>", 300, Head(), PageVerdict.ARTICLE),
        ("<p>We use cookies</p><input type=password> log in", 300, Head(), PageVerdict.ARTICLE),
        ("<p>x</p>", 150, Head(free=False), PageVerdict.PARTIAL),
        ("<p>x</p>", 5, Head(free=False), PageVerdict.PAYWALL),
        ("<p>Subscribe to continue reading</p>", 30, Head(), PageVerdict.PAYWALL),
        ('<form><input type="password"></form><h1>Sign in</h1>', 5, Head(), PageVerdict.LOGIN),
        ("<p>We and our partners use cookies</p>", 12, Head(), PageVerdict.COOKIES),
        ("<title>Just a moment...</title>", 4, Head(), PageVerdict.CHALLENGE),
        ('<div id="root"></div>', 0, Head(), PageVerdict.SCRIPTED),
        ("<p>x</p>", 2, Head(refresh="https://a.test/b"), PageVerdict.REDIRECT),
        ("<p>x</p>", 2, Head(), PageVerdict.EMPTY),
        ("<p>x</p>", 40, Head(), PageVerdict.ARTICLE),
    ],
)
def test_verdicts(html: str, words: int, about: Head, verdict: PageVerdict) -> None:
    assert judge(html, "word " * words, about)[0] is verdict


def test_files_that_are_no_pages() -> None:
    assert not_html(b"%PDF-1.7", "text/html")
    assert not_html(b"<html>", "image/png")
    assert not_html(b"<html>", "text/html; charset=utf-8") is None


def test_a_japanese_article_has_words() -> None:
    text = "市議会は橋について一時間話し合った。" * 8
    page = extract(body(paragraphs(text, text)).encode(), "text/html", "")
    assert page.verdict is PageVerdict.ARTICLE
