"""New, changed or known, with the reason. Pure.

An entry is looked up under several keys, because no single one is dependable: guids change with the headline
(Miniflux issue 2358) or from http to https, links carry tracking, feeds repeat a guid for two articles. Keys that
start with ``url`` hold across sources, the others carry their source's id.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.models import KnownEntry
from processors import ids
from processors.models import Entry
from processors.urls import canonical, identity

_SEPARATOR = "\x1f"
_LONGEST_KEY = 300

RETRY = "retry:"
"""Opens the entry hash of an entry whose page could not be had yet; the number of tries follows."""


class EntryDecision(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Decided:
    """What to do about an entry. ``tries``: how often its page was tried before."""

    entry: Entry
    decision: EntryDecision
    reason: str
    keys: tuple[str, ...]
    entry_hash: str
    known: KnownEntry | None = None
    tries: int = 0


def _key(*parts: str) -> str:
    key = _SEPARATOR.join(parts)
    return key if len(key) <= _LONGEST_KEY else f"{parts[0]}{_SEPARATOR}{_digest(key)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def url_key(url: str) -> str:
    """The key of the article at ``url``, whichever source shows it."""
    return _key("url", canonical(url))


def keys(entry: Entry, *, guid_repeats: bool = False) -> tuple[str, ...]:
    """The keys of ``entry``, the surest first. ``guid_repeats``: another entry of the same feed has this guid."""
    found = []
    if entry.guid and not guid_repeats:
        found.append(_key("guid", entry.source_id, identity(entry.guid)))
    if entry.guid and guid_repeats:
        found.append(_key("guid", entry.source_id, identity(entry.guid), canonical(entry.url), entry.title))
    if entry.url:
        found.append(url_key(entry.url))
    if not found:
        day = entry.published.date().isoformat() if entry.published else ""
        found.append(_key("text", entry.source_id, day, _digest(ids.wording(entry.title or entry.summary))))
    return tuple(found)


def all_keys(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """The keys of each of a feed's entries."""
    guids = [identity(entry.guid) if entry.guid else "" for entry in entries]
    shared = Counter(guids)
    pages = {
        (guid, canonical(entry.url) or entry.title)
        for guid, entry in zip(guids, entries, strict=True)
        if guid and shared[guid] > 1
    }
    distinct = Counter(guid for guid, _ in pages)
    return [keys(entry, guid_repeats=distinct[guid] > 1) for guid, entry in zip(guids, entries, strict=True)]


def address(entry: Entry) -> str:
    """The canonical URL that the article's id is made of; a name of our own where the entry has no link."""
    return canonical(entry.url) if entry.url else "urn:onrecord:entry:" + _digest(*keys(entry))


def entry_hash(entry: Entry) -> str:
    """Hash of what a feed says about an article: a change of it makes us look at the page again."""
    updated = entry.updated.isoformat() if entry.updated else ""
    return _digest(entry.title, entry.summary, entry.content_html or "", updated)


def content_hash(title: str, text: str) -> str:
    """Hash of an article's words: spacing, case and punctuation make no revision; a changed digit does."""
    return _digest(ids.wording(title), ids.wording(text))


def decide(entry: Entry, entry_keys: tuple[str, ...], known: Mapping[str, KnownEntry]) -> Decided:
    """What ``entry`` is, given what is remembered under its keys."""
    digest = entry_hash(entry)
    found = next((known[key] for key in entry_keys if key in known), None)
    if found is None:
        return Decided(entry, EntryDecision.NEW, "not seen before", entry_keys, digest)
    if found.entry_hash.startswith(RETRY):
        tries = int(found.entry_hash.removeprefix(RETRY))
        return Decided(entry, EntryDecision.NEW, f"page not had in {tries} tries", entry_keys, digest, found, tries)
    if found.entry_hash == digest:
        return Decided(entry, EntryDecision.KNOWN, "seen, the same", entry_keys, digest, found)
    if found.key != entry_keys[0] and not found.key.startswith(entry_keys[0].partition(_SEPARATOR)[0]):
        reason = "the feed's guid changed, the article's address did not"
    else:
        reason = "the feed says something else about it now"
    return Decided(entry, EntryDecision.CHANGED, reason, entry_keys, digest, found)


def all_decided(keyed: Iterable[tuple[Entry, tuple[str, ...]]], known: Mapping[str, KnownEntry]) -> list[Decided]:
    """Every entry with its keys decided, each article once: of entries that share a key the first counts."""
    taken: set[str] = set()
    decided = []
    for entry, entry_keys in keyed:
        if taken.isdisjoint(entry_keys):
            decided.append(decide(entry, entry_keys, known))
        taken.update(entry_keys)
    return decided


def revision(previous: KnownEntry | None, digest: str) -> tuple[int, str]:
    """The revision that an article with content hash ``digest`` gets, 0 for no new one, and why."""
    if previous is None or previous.revision == 0:
        return 1, "first text"
    if previous.content_hash == digest:
        return 0, "the same words as before"
    return previous.revision + 1, "its words changed"
