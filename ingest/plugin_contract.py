"""The contract of source plug-ins as tests that any package can run: subclass, say what to test, collect with pytest.

class TestMySource(SourcePluginContract):
    plugin = MySource()
    url = "https://example.org/news"
    pages = {"https://example.org/news": Path("news.html").read_bytes()}
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from ingest.decide import all_keys
from ingest.entries import entry as to_entry
from ingest.models import Fetched, Source, SourceState
from ingest.parsed import EntryFacts
from ingest.plugins import Get, SiteRefused, SourcePlugin, read
from ingest.reading import FeedReading
from processors.models import Entry, Outlet


class SourcePluginContract:
    """What every plug-in must do. ``pages`` holds recorded answers by address; all others answer 404."""

    plugin: ClassVar[SourcePlugin]
    url: ClassVar[str]
    pages: ClassVar[Mapping[str, bytes]]

    def _get(self, change: bytes | None = None) -> Get:
        async def get(url: str) -> Fetched:
            if url not in self.pages:
                raise SiteRefused(f"{url}: answered 404")
            return Fetched(url, url, 200, {}, self.pages[url] if change is None else change)

        return get

    def _found(self) -> Sequence[EntryFacts]:
        return asyncio.run(_entries(self.plugin, self._get(), self.url))

    def _entries(self) -> list[Entry]:
        source = Source("plugin", self.url, Outlet("plugin", "plugin"))
        return [to_entry(facts, source, self.url, datetime.now(UTC)) for facts in self._found()]

    def test_finds_entries_in_the_recorded_pages(self) -> None:
        assert self._found(), "no entries: has the site changed, or is the address not among the recorded pages?"

    def test_every_entry_has_a_title_and_an_address_or_id(self) -> None:
        for entry in self._entries():
            assert entry.title, f"no title: {entry}"
            assert entry.url or entry.guid, f"neither link nor id: {entry}"

    def test_entries_can_be_told_apart(self) -> None:
        keys = [entry_keys[0] for entry_keys in all_keys(self._entries())]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"two entries share {twice}"

    def test_the_same_pages_give_the_same_entries(self) -> None:
        assert list(self._found()) == list(self._found())

    def test_a_site_that_is_down_is_said_and_not_guessed(self) -> None:
        state = SourceState("plugin", "https://not-recorded.invalid/", datetime.now(UTC))
        reading = asyncio.run(_reading(self.plugin, self._get(), state))
        assert not reading.entries
        assert not reading.observation.what.success or "no entries" in reading.observation.reason

    def test_an_empty_or_broken_page_is_no_fault_of_the_plugin(self) -> None:
        state = SourceState("plugin", self.url, datetime.now(UTC))
        for body in (b"", b"<html><body></body></html>", b"\xff\xfe{not json"):
            reading = asyncio.run(_reading(self.plugin, self._get(body), state))
            assert "the plug-in failed" not in reading.observation.reason, reading.observation.reason


async def _entries(plugin: SourcePlugin, get: Get, url: str) -> Sequence[EntryFacts]:
    return await plugin.entries(get, url)


async def _reading(plugin: SourcePlugin, get: Get, state: SourceState) -> FeedReading:
    return await read(plugin, get, state)
