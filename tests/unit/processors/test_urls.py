"""One article, one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.urls import canonical, identity, is_web, same_site


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("http://Example.org:80/a", "https://example.org/a"),
        ("https://example.org:443/a/", "https://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a?utm_source=x&b=2&a=1&fbclid=y#top", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a/amp/", "https://example.org/a"),
        ("https://example.org/a.amp.html", "https://example.org/a.html"),
        ("https://example.org/amp/a", "https://example.org/a"),
        ("https://example.org/a?amp=1", "https://example.org/a"),
        ("https://example.org/a?output=amp", "https://example.org/a"),
        ("https://example.org/a?output=table", "https://example.org/a?output=table"),
        ("https://example.org/a/print", "https://example.org/a"),
        ("https://example.org/a?ref=rss", "https://example.org/a"),
        ("https://example.org/a?ref=42", "https://example.org/a?ref=42"),
        ("https://example.org/%7euser/%c3%a4", "https://example.org/~user/%C3%A4"),
        ("https://example.org//a//b", "https://example.org/a/b"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("/news/1", "/news/1"),
    ],
)
def test_canonical(url: str, form: str) -> None:
    assert canonical(url) == form


@pytest.mark.parametrize(
    "url", ["https://example.org/campaign", "https://example.org/printing", "https://example.org/camp"]
)
def test_words_that_only_look_like_a_view_stay(url: str) -> None:
    assert canonical(url) == url


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30))
def test_doing_it_twice_changes_nothing(host: str, path: str, query: str) -> None:
    once = canonical(f"https://{host}/{path}?{query}")
    assert canonical(once) == once


@given(st.text(max_size=200))
def test_nothing_raises(text: str) -> None:
    canonical(text)
    identity(text)
    is_web(text)
    same_site(text, "https://example.org")


@given(st.lists(st.sampled_from(["a=1", "b=2", "c=3", "utm_source=x", "gclid=y"]), unique=True))
def test_the_order_of_parameters_tells_nothing(pairs: list[str]) -> None:
    forward, back = "&".join(pairs), "&".join(reversed(pairs))
    assert canonical(f"https://example.org/?{forward}") == canonical(f"https://example.org/?{back}")


def test_a_site_speaks_for_its_own_hosts_only() -> None:
    assert same_site("https://www.example.org/a", "https://m.example.org/b")
    assert same_site("https://news.example.org", "https://example.org")
    assert not same_site("https://example.org", "https://evil.test")
    assert not same_site("https://notexample.org", "https://example.org")


def test_a_guid_survives_the_move_to_https_and_another_host() -> None:
    assert identity("http://old.test/?p=7") == identity("https://new.test/?p=7")
    assert identity("tag:example.org,2025:7") == "tag:example.org,2025:7"
