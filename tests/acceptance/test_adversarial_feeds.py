"""Cases 1-48 of the adversarial table: what feeds send. Each row says what must come of it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.models import HealthStatus
from tests.acceptance.adversarial import Arena, Case, Check, Seen, Step, assert_memory_stayed_bounded
from tests.fakes.hostile import (
    GOOD,
    WORDS,
    atom03,
    big_item,
    jsonfeed,
    laughs,
    quadratic,
    rdf,
    squeezed,
    titled,
    with_doctype,
)
from tests.fakes.outlet import item, rss

CYRILLIC = rss(titled("Київ відповів Москві", ""), GOOD)
DESCRIBED = f"<description>{WORDS}</description>"


def body(content: bytes | str, content_type: str = "application/rss+xml", **headers: str) -> Step:
    return lambda outlet: outlet.show("/feed", content, content_type, **headers)


def entries(*items: str) -> Step:
    return body(rss(*items))


def dated(day: str) -> list[Step]:
    return [entries(item("https://outlet.test/1", "Dated", day=day, more=DESCRIBED))]


def shows(*titles: str) -> Check:
    return lambda seen: set(titles) <= set(seen.titles)


def only(*titles: str) -> Check:
    return lambda seen: sorted(seen.titles) == sorted(titles)


def stands(status: HealthStatus) -> Check:
    return lambda seen: seen.health.status is status


def published(*moment: int) -> Check:
    return lambda seen: seen.articles[0].published == datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


def no_date(seen: Seen) -> bool:
    return seen.articles[0].published is None


def never_asked(path: str) -> Check:
    return lambda seen: all(path not in asked for asked, _ in seen.outlet.asked)


def without(text: str) -> Check:
    return lambda seen: all(text not in article.title + article.text for article in seen.articles)


def articles(count: int) -> Check:
    return lambda seen: len({article.id for article in seen.articles}) == count


def revisions(*numbers: int) -> Check:
    return lambda seen: [article.revision for article in seen.articles] == list(numbers)


HEALTHY, FAILING, EMPTY = (
    stands(status) for status in (HealthStatus.HEALTHY, HealthStatus.FAILING, HealthStatus.EMPTY)
)
DAY = "Mon, 03 Nov 2025 10:00:00 GMT"
WIDE = " ".join(f"a{n}='1'" for n in range(50_000))
REMOTE = '<!DOCTYPE rss [<!ENTITY % r SYSTEM "{base}/dtd"> %r;]>'


def entry(url: str, title: str, **more: Any) -> str:
    return item(url, title, more=DESCRIBED, **more)


BYTES = [
    Case("1", "billion_laughs", [body(laughs())], [shows("Good entry"), without("hahahahaha")]),
    Case("2", "quadratic_entities", [body(quadratic())], [shows("Good entry"), without("x" * 60_000)]),
    Case(
        "3",
        "xxe_file",
        [body(with_doctype('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', titled("A &x; B"), GOOD))],
        [shows("Good entry"), without("root:")],
    ),
    Case(
        "4",
        "xxe_http_dtd",
        [lambda o: o.show("/feed", with_doctype(f'<!DOCTYPE rss SYSTEM "{o.url("/dtd")}">', GOOD), "application/xml")],
        [only("Good entry"), never_asked("/dtd")],
    ),
    Case(
        "5",
        "parameter_entity_out_of_band",
        [lambda o: o.show("/feed", with_doctype(REMOTE.format(base=o.base), GOOD), "application/xml")],
        [shows("Good entry"), never_asked("/dtd")],
    ),
    Case(
        "6",
        "deep_nest_50k",
        [body(rss(titled("Deep", "<a>" * 50_000 + "</a>" * 50_000), GOOD))],
        [shows("Good entry"), HEALTHY],
    ),
    Case(
        "7",
        "attributes_50k_on_one_tag",
        [body(rss(f"<item {WIDE}><title>Wide</title></item>", GOOD))],
        [shows("Good entry"), HEALTHY],
    ),
    Case(
        "8",
        "items_100k",
        [body(rss(*(f"<item><guid>{n}</guid></item>" for n in range(100_000))))],
        [lambda seen: seen.records[-1].more, lambda seen: len(seen.verdicts) == 60],
    ),
    Case(
        "9",
        "item_of_10_MB",
        [body(gzip.compress(big_item(10)), Content_Encoding="gzip")],
        [shows("Good entry"), HEALTHY],
    ),
    Case(
        "10",
        "lt_200k_in_cdata",
        [body(rss(titled(f"<![CDATA[{'<' * 200_000}]]>"), GOOD))],
        [shows("Good entry"), HEALTHY],
    ),
    Case("11", "amp_chain_200k", [body(rss(titled("&amp;amp;" * 20_000), GOOD))], [shows("Good entry")]),
    Case(
        "12",
        "bare_ampersand_in_title",
        [body(rss(titled("Berg & Sons win"), GOOD))],
        [shows("Berg & Sons win", "Good entry")],
    ),
    Case(
        "13", "nul_and_control_characters", [body(rss(titled("A\0 tit\x08le"), GOOD))], [shows("Good entry"), HEALTHY]
    ),
    Case(
        "14",
        "utf16_without_bom",
        [body(CYRILLIC.replace("utf-8", "utf-16").encode("utf-16-le"))],
        [shows("Київ відповів Москві")],
    ),
    Case(
        "15",
        "utf8_bom_and_junk",
        [body(b"\xef\xbb\xbf\n<!-- x -->" + rss(GOOD).partition("?>")[2].encode())],
        [only("Good entry")],
    ),
    Case("16", "blank_before_declaration", [body("\n\n  " + rss(GOOD))], [only("Good entry")]),
    Case(
        "17",
        "cp1251_declared_utf8",
        [body(rss(*(titled(f"Киев ответил Москве в понедельник вечером {n}") for n in range(9))).encode("cp1251"))],
        [shows("Киев ответил Москве в понедельник вечером 3")],
    ),
    Case(
        "18",
        "one_bad_utf8_byte",
        [body(CYRILLIC.encode().replace(b"</channel>", b"<!-- \xff --></channel>"))],
        [shows("Київ відповів Москві", "Good entry")],
    ),
    Case(
        "19",
        "header_charset_against_declaration",
        [body(rss(titled("Größe")), "application/rss+xml; charset=iso-8859-1")],
        [HEALTHY, articles(1)],
    ),
    Case(
        "20", "double_encoded_html", [body(rss(titled("One &amp;amp; two"), GOOD))], [shows("Good entry", "One & two")]
    ),
    Case(
        "21",
        "truncated_inside_an_item",
        [
            body(
                rss(GOOD, titled("Half")).partition("<description>")[0]
                + DESCRIBED
                + rss(GOOD).partition(DESCRIBED)[2].partition("</channel>")[0]
                + "<item><title>Ha"
            )
        ],
        [shows("Good entry")],
    ),
    Case(
        "22", "truncated_gzip", [body(squeezed(CYRILLIC)[:-60], Content_Encoding="gzip")], [FAILING], says="cut short"
    ),
    Case(
        "23",
        "html_200_instead_of_feed",
        [body("<!doctype html><html><body><p>Hello</p></body></html>", "text/html")],
        [FAILING],
        says="not a feed",
    ),
    Case("24", "empty_200_body", [body(b"")], [FAILING], says="not a feed"),
    Case(
        "25", "json_error_as_200", [body('{"error": "overloaded"}', "application/json")], [FAILING], says="not a feed"
    ),
    Case("26", "json_feed_1_1", [body(jsonfeed(), "application/feed+json")], [only("From JSON")]),
    Case("27", "rss10_rdf", [body(rdf())], [only("From RDF")]),
    Case("28", "atom03", [body(atom03())], [only("From Atom 0.3"), published(2025, 11, 3, 10)]),
    Case(
        "29",
        "unknown_namespace_prefix",
        [body(rss(titled("Odd", "<foo:bar>x</foo:bar>"), GOOD))],
        [shows("Odd", "Good entry")],
    ),
    Case("30", "cdata_end_inside_text", [body(rss(titled("Ends ]]> here"), GOOD))], [shows("Good entry")]),
]

MEANING = [
    Case(
        "31",
        "duplicate_guid_in_one_feed",
        [entries(entry("https://o.test/1", "One", guid="x"), entry("https://o.test/2", "Two", guid="x"))],
        [only("One", "Two"), articles(2)],
    ),
    Case(
        "32",
        "guid_changes_with_headline",
        [
            entries(entry("https://o.test/1", "One", guid="one")),
            entries(entry("https://o.test/1", "One, edited", guid="one-edited")),
        ],
        [articles(1), revisions(1, 2)],
    ),
    Case(
        "33",
        "http_to_https_guid",
        [entries(entry("http://o.test/1", "One")), entries(entry("https://o.test/1", "One"))],
        [revisions(1)],
    ),
    Case(
        "34",
        "guid_of_1_MB",
        [entries(entry("https://o.test/1", "One", guid="g" * 1_000_000), GOOD)],
        [
            only("One", "Good entry"),
            lambda seen: all(len(key) < 400 for record in seen.records for one in record.seen for key in one.keys),
        ],
    ),
    Case(
        "35", "neither_guid_nor_link", [body(rss(f"<item><title>Bare</title>{DESCRIBED}</item>"))] * 2, [revisions(1)]
    ),
    Case("36", "future_date_2099", dated("Thu, 03 Nov 2099 10:00:00 GMT"), [no_date]),
    Case("37", "date_in_1970", dated("Thu, 01 Jan 1970 00:00:00 GMT"), [no_date]),
    Case("38", "two_digit_year", dated("Mon, 03 Nov 25 10:00:00 GMT"), [published(2025, 11, 3, 10)]),
    Case("39", "named_zone_MEST", dated("Mon, 03 Nov 2025 12:00:00 MEST"), [published(2025, 11, 3, 10)]),
    Case("40", "date_without_zone", dated("Mon, 03 Nov 2025 10:00:00"), [published(2025, 11, 3, 10)]),
    Case("41", "slash_date", dated("2016/6/29 15:07:41"), [published(2016, 6, 29, 15, 7, 41)]),
    Case("42", "weekday_not_english", dated("Пн, 03 ноября 2025 13:00:00 +0300"), [published(2025, 11, 3, 10)]),
    Case(
        "43",
        "relative_link_and_xml_base",
        [entries(item("/news/1", "Relative", more=DESCRIBED))],
        [lambda seen: seen.articles[0].url == seen.outlet.url("/news/1")],
    ),
    Case(
        "44",
        "javascript_link",
        [entries(entry("javascript:alert(1)", "Script"), entry("data:text/html,x", "Inline"))],
        [
            only("Script", "Inline"),
            lambda seen: all(not one.url.startswith(("javascript", "data")) for one in seen.articles),
        ],
    ),
    Case(
        "45",
        "edited_title_same_guid",
        [entries(entry("https://o.test/1", "One")), entries(entry("https://o.test/1", "One, corrected"))],
        [revisions(1, 2)],
    ),
    Case(
        "46",
        "same_story_under_two_addresses",
        [entries(entry("https://o.test/1?utm_source=rss", "One"), entry("http://o.test/1/amp", "One"))],
        [articles(1)],
    ),
    Case(
        "47",
        "reordered_entries",
        [entries(entry("https://o.test/1", "One"), GOOD), entries(GOOD, entry("https://o.test/1", "One"))],
        [revisions(1, 1)],
    ),
    Case(
        "48",
        "rollback_to_an_old_copy",
        [
            entries(GOOD),
            entries(entry("https://o.test/1", "One"), GOOD),
            entries(GOOD),
            entries(entry("https://o.test/1", "One"), GOOD),
        ],
        [revisions(1, 1)],
    ),
]


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    with Arena() as opened:
        yield opened


@pytest.mark.parametrize("case", BYTES + MEANING, ids=str)
def test_a_feed_that_sends(case: Case, arena: Arena) -> None:
    seen = arena.play(case)
    assert seen.records
    assert case.says in seen.health.reason
    for check in case.expected:
        assert check(seen), (seen.titles, seen.health, seen.verdicts, [one.published for one in seen.articles])


def test_memory_stayed_bounded(arena: Arena) -> None:
    assert_memory_stayed_bounded()
