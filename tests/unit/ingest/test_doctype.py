"""Document types that let little stand for much, and those that do no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import feeds
from ingest.doctype import MOST_EXPANDED, Reduced, reduced
from ingest.mending import mended

HEAD, REST = '<?xml version="1.0"?>\n<!-- of ours -->', "<rss><channel><title>&a;</title></channel></rss>"
NESTED = '<!ENTITY a "ha"><!ENTITY b "&a;&a;">'
ITEM = "<item><guid>1</guid><title>{}</title></item>"


def _typed(subset: str, rest: str = REST) -> str:
    return f"{HEAD}<!DOCTYPE rss [{subset}]>{rest}"


@pytest.mark.parametrize(
    "text",
    [
        REST,
        HEAD + REST,
        f'{HEAD}<!DOCTYPE rss PUBLIC "-//N//DTD [RSS] 0.91//EN" "http://n.test/rss.dtd">{REST}',
        _typed('<!ENTITY a "plain">'),
        _typed("\n  <!ENTITY nbsp '&#160;'>\n  <!-- 'a dash -->\n <!ENTITY mdash \"&#x2014;\">\n"),
        _typed("", f"<rss><![CDATA[<!DOCTYPE x [{NESTED}]>]]></rss>"),
    ],
)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert reduced(text).text is text


@pytest.mark.parametrize(
    ("subset", "kept", "left_out"),
    [
        (NESTED, '<!ENTITY a "ha">', 1),
        ("<!ENTITY a 'x'><!ENTITY b '&#38;a;&#x26;a;'>", "<!ENTITY a 'x'>", 1),
        ("<!ENTITY % p \"<!ENTITY a 'x'>\">\n%p;", "", 2),
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "", 1),
        ('<!ENTITY x PUBLIC "a > b" "http://x.test/"><!ENTITY a "]>">', '<!ENTITY a "]>">', 1),
        (f'<!ATTLIST item big CDATA "{"x" * 1000}">', "", 1),
        (f'<!ENTITY a "{"x" * MOST_EXPANDED}">', "", 1),
    ],
)
def test_only_plain_text_is_declared(subset: str, kept: str, left_out: int) -> None:
    assert reduced(_typed(subset)) == Reduced(_typed(kept), left_out)


@pytest.mark.parametrize("subset", ["<!ENTITY a 'x", "<!ENTITY a <b>>", "<![INCLUDE[<!ENTITY a 'x'>]]>", "words"])
def test_what_cannot_be_read_declares_nothing(subset: str) -> None:
    left = reduced(_typed(subset))
    assert left.left_out == 1
    assert "<!DOCTYPE" not in left.text
    assert reduced(left.text).text is left.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_no_encoding_hides_a_declaration(encoding: str) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    text = _typed(f'<!ENTITY l0 "ha">{levels}', f"<rss><channel>{ITEM.format('&l8;')}</channel></rss>")
    body, media, repairs = mended(text.encode(encoding), "application/rss+xml")
    assert b"<!ENTITY l1" not in body
    assert media == "application/rss+xml; charset=utf-8"
    assert repairs == ("8 declarations left out of its document type",)
    assert "haha" not in str(feeds.unseen(text.encode(encoding), "application/rss+xml", ""))


def test_plain_entities_go_on_being_read() -> None:
    text = _typed('<!ENTITY dash "to"><!ENTITY x SYSTEM "http://x.test/">', f"<rss><channel>{ITEM}</channel></rss>")
    read = feeds.unseen(text.format("Kyiv &dash; Moscow").encode(), "application/rss+xml", "")
    assert [entry.title for entry in read.entries] == ["Kyiv to Moscow"]


@given(st.lists(st.sampled_from([*"<!>[]\"'%;& ax", "ENTITY", "DOCTYPE", "--", "<!ENTITY a '", "&a;"])).map("".join))
def test_reducing_twice_is_reducing_once(subset: str) -> None:
    once = reduced(_typed(subset)).text
    assert reduced(once).text == once
