"""From what a feed prints to an Entry: dates judged, links made absolute, fields bounded. Pure."""

from __future__ import annotations

import html
import re
from datetime import datetime
from urllib.parse import urljoin

from ingest.dates import parse, plausible
from ingest.models import KIB, MIB, Source
from ingest.parsed import EntryFacts
from processors.models import Entry
from processors.urls import is_web

TITLE_LONGEST = 2 * KIB
CONTENT_LONGEST = MIB
"""Characters kept of a field; guids beyond are hashed whole, see ``decide.keys``."""

FULL_CONTENT = 1500
"""Characters of text from which a feed's content counts as the whole article, given paragraphs and no "read more"."""

_TAG = re.compile(r"<[^>]{0,2000}>")
_BREAK = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|tr)\s*>|<br\s*/?>\s*(?:<br\s*/?>)?", re.IGNORECASE)
_DROPPED = re.compile(r"<(script|style|figcaption|iframe)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TEASER = re.compile(
    r"(?:read (?:more|the full|the rest)|continue reading|weiterlesen|mehr lesen|lire la suite"
    r"|читать (?:далее|полностью)|читати далі|\[?(?:…|\.\.\.)\]?)[^.!?]{0,60}$",
    re.IGNORECASE,
)


def plain(markup: str | None) -> str:
    """The text of a piece of HTML, a paragraph a line, entities resolved."""
    if not markup:
        return ""
    if "<" not in markup and "&" not in markup:
        return "\n".join(line for line in (" ".join(line.split()) for line in markup.split("\n")) if line)
    broken = _BREAK.sub("\n", _DROPPED.sub(" ", markup))
    lines = (" ".join(html.unescape(_TAG.sub("", line)).split()) for line in broken.split("\n"))
    return "\n".join(line for line in lines if line)


def entry(facts: EntryFacts, source: Source, base: str, now: datetime) -> Entry:
    """``facts`` as an Entry. Dates no article can bear become None; a link that is no web address becomes empty."""
    url = _link(facts, base)
    content = facts.content if facts.content and len(facts.content) <= CONTENT_LONGEST else None
    return Entry(
        source_id=source.id,
        guid=facts.id or "",
        url=url,
        title=plain(facts.title)[:TITLE_LONGEST].replace("\n", " "),
        summary=plain((facts.summary or "")[:CONTENT_LONGEST]),
        content_html=content,
        author=" ".join((facts.author or "").split())[:TITLE_LONGEST] or None,
        published=plausible(_moment(facts.published_raw, facts.published), now),
        updated=plausible(_moment(facts.updated_raw, facts.updated), now),
        lang=facts.lang or source.lang,
    )


def _moment(raw: str | None, read: str | None) -> datetime | None:
    return parse(raw) or parse(read)


def _link(facts: EntryFacts, base: str) -> str:
    for candidate in (facts.link, facts.id):
        try:
            url = (
                urljoin(base, candidate.strip()) if candidate and candidate is facts.link else (candidate or "").strip()
            )
        except ValueError:
            continue
        if is_web(url) and len(url) <= 4 * KIB:
            return url
    return ""


def has_whole_text(entry: Entry) -> bool:
    """Whether the feed carries the article itself: long, in three paragraphs or more, no "read more" at its end."""
    text = plain(entry.content_html)
    return len(text) >= FULL_CONTENT and text.count("\n") >= 2 and not _TEASER.search(text)
