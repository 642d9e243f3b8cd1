"""Feeds as values: RSS, RDF and Atom through feedparser (its only importer), JSON Feed by itself."""

from __future__ import annotations

import io
import json
import re
import warnings
from dataclasses import dataclass, replace
from typing import Any

import feedparser

from ingest import cutting, sitemaps
from ingest.charset import decode
from ingest.dates import parse as parse_date
from ingest.mending import is_json, is_sitemap, mended
from ingest.parsed import EntryFacts, FeedFacts, ParsedFeed

_JSON_VERSION = re.compile(r"^https?://(?:www\.)?jsonfeed\.org/version/(\d)(?:\.(\d))?")

ENTRIES_USED = 2000
"""Entries of a feed that are looked at; real feeds show 10 to 500."""


def unseen(body: bytes, content_type: str, url: str, seen: bytes = b"", used: int = ENTRIES_USED) -> ParsedFeed:
    """What ``body`` says of entries whose fingerprints are not in ``seen``; of all, where it cannot be cut.

    The entries are the same as ``parse`` gives for the whole, but for the markup inside of them: nobody renders it
    here, so it is not sanitised and its links stay as they are. Never raises for anything in ``body``.
    """
    known = cutting.split_fingerprints(seen)
    if is_json(body):
        return _json_feed(body, known, used)
    if is_sitemap(body):
        return _sitemap(body, content_type, known, used)
    body, content_type, repairs = mended(body, content_type)
    pieces = cutting.cut(body)
    sent = _Sent(content_type, url, repairs, sanitise=False)
    if pieces is None or not cutting.well_formed(body):
        return _whole(body, sent, used)
    places = cutting.within(len(pieces.entries), used)
    prints = [cutting.fingerprint(pieces.entries[place]) for place in places]
    new = [place for place, print_ in zip(places, prints, strict=True) if print_ not in known]
    kept = tuple(map(cutting.slim, pieces.entries))
    found = _parsed(cutting.Cut(pieces.gaps, kept).with_only(new), sent)
    if len(found.entries) != len(new):
        return _whole(body, sent, used)
    total = len(pieces.entries)
    remembered = b"".join((*prints, cutting.surroundings(pieces)))
    return replace(found, total=total, fragments=remembered, cut=len(new) < total)


def parse(body: bytes, content_type: str = "", url: str = "", lang: str = "") -> ParsedFeed:
    """What ``body`` says, all of it. Never raises for anything in it; what is no feed has an empty version.

    ``lang``: the response's, for a feed that names none.
    """
    if is_json(body):
        return _json_feed(body, frozenset(), len(body))
    body, content_type, repairs = mended(body, content_type)
    return _whole(body, _Sent(content_type, url, repairs, sanitise=True, lang=lang), len(body))


def _whole(body: bytes, sent: _Sent, used: int) -> ParsedFeed:
    found = _parsed(body, sent)
    entries = tuple(found.entries[place] for place in cutting.within(len(found.entries), used))
    return replace(found, total=len(found.entries), entries=entries)


def _sitemap(body: bytes, content_type: str, known: frozenset[bytes], used: int) -> ParsedFeed:
    found = sitemaps.entries(decode(body, content_type).text)
    places = cutting.within(len(found), used)
    prints = [cutting.fingerprint(repr(found[place]).encode("utf-8", "surrogatepass")) for place in places]
    new = tuple(found[place] for place, print_ in zip(places, prints, strict=True) if print_ not in known)
    cut = len(new) < len(found)
    return ParsedFeed("sitemap", FeedFacts(), new, total=len(found), fragments=b"".join(prints), cut=cut)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What is known of a body besides its bytes, and how to read the markup in it."""

    content_type: str
    url: str
    repairs: tuple[str, ...]
    sanitise: bool
    lang: str = ""


def _parsed(body: bytes, sent: _Sent) -> ParsedFeed:
    # feedparser looks for a driver that nobody has had for years, on disk, at every parse: a tenth of a small one
    feedparser.api.PREFERRED_XML_PARSERS = []
    named = {"content-type": sent.content_type, "content-location": sent.url, "content-language": sent.lang}
    headers = {name: value for name, value in named.items() if value}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # wrapped in BytesIO: feedparser takes bare bytes for a path or an address first
        found = feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            sanitize_html=sent.sanitise,
            resolve_relative_uris=sent.sanitise,
        )
    return ParsedFeed(
        version=found.get("version") or "",
        facts=_feed(found.feed),
        entries=tuple(_entry(entry) for entry in found.entries),
        warnings=sent.repairs + _warnings(found),
    )


def _iso(moment: Any) -> str | None:
    if not moment:
        return None
    year, month, day, hour, minute, second = tuple(moment)[:6]
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"


def _feed(feed: Any) -> FeedFacts:
    links = feed.get("links") or []
    relations = {link.get("rel"): link.get("href") for link in reversed(links)}
    ttl = str(feed.get("ttl") or "").strip()
    return FeedFacts(
        title=feed.get("title"),
        link=feed.get("link"),
        subtitle=feed.get("subtitle"),
        updated=_iso(dict.get(feed, "updated_parsed") or dict.get(feed, "published_parsed")),
        lang=feed.get("language"),
        ttl=int(ttl) if ttl.isascii() and ttl.isdigit() and len(ttl) < 7 else None,
        hub=relations.get("hub"),
        topic=relations.get("self"),
    )


def _entry(entry: Any) -> EntryFacts:
    contents = dict.get(entry, "content") or []
    return EntryFacts(
        id=entry.get("id"),
        link=entry.get("link"),
        title=entry.get("title"),
        author=entry.get("author"),
        published=_iso(dict.get(entry, "published_parsed")),
        updated=_iso(dict.get(entry, "updated_parsed")),
        summary=entry.get("summary"),
        content=contents[0].get("value") if contents else None,
        lang=(contents[0].get("language") if contents else None) or None,
        published_raw=dict.get(entry, "published"),
        updated_raw=dict.get(entry, "updated"),
    )


def _warnings(found: Any) -> tuple[str, ...]:
    """Why feedparser calls the feed malformed. A guessed charset or media type is no fault."""
    error = found.get("bozo_exception") if found.get("bozo") else None
    if error is None or isinstance(error, (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)):
        return ()
    return (f"not well formed: {error}"[:200],)


def _json_feed(body: bytes, known: frozenset[bytes], used: int) -> ParsedFeed:
    """JSON Feed 1 and 1.1 (jsonfeed.org). Values of a wrong type are left out."""
    nothing = ParsedFeed("", FeedFacts())
    try:
        values = json.loads(decode(body).text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError) as error:
        return ParsedFeed("", FeedFacts(), warnings=(f"not JSON: {error}"[:200],))
    if not isinstance(values, dict):
        return nothing
    version = _JSON_VERSION.match(str(values.get("version", "")))
    items = values.get("items")
    if not version or not isinstance(items, list):
        return nothing
    hubs = [hub.get("url") for hub in values.get("hubs") or [] if isinstance(hub, dict) and hub.get("type") == "WebSub"]
    facts = FeedFacts(
        title=_text(values.get("title")),
        link=_text(values.get("home_page_url")),
        subtitle=_text(values.get("description")),
        lang=_text(values.get("language")),
        hub=_text(hubs[0]) if hubs else None,
        topic=_text(values.get("feed_url")),
    )
    items = [item for item in items if isinstance(item, dict)]
    places = cutting.within(len(items), used)
    prints = [cutting.fingerprint(json.dumps(items[place], sort_keys=True).encode()) for place in places]
    new = [items[place] for place, print_ in zip(places, prints, strict=True) if print_ not in known]
    return ParsedFeed(
        f"json{version[1]}{version[2] or '0'}",
        facts,
        tuple(_json_entry(item, facts.lang) for item in new),
        total=len(items),
        fragments=b"".join(prints),
        cut=len(new) < len(items),
    )


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value) or None


def _json_entry(item: dict[str, Any], lang: str | None) -> EntryFacts:
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_text(author.get("name")) for author in authors or [] if isinstance(author, dict)]
    return EntryFacts(
        id=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        author=", ".join(name for name in names if name) or None,
        published=_seconds(_text(item.get("date_published"))),
        updated=_seconds(_text(item.get("date_modified"))),
        summary=_text(item.get("summary")) or _text(item.get("content_text")),
        content=_text(item.get("content_html")) or _text(item.get("content_text")),
        lang=_text(item.get("language")) or lang,
        published_raw=_text(item.get("date_published")),
        updated_raw=_text(item.get("date_modified")),
    )


def _seconds(raw: str | None) -> str | None:
    moment = parse_date(raw)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") if moment else None
