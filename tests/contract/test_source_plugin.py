"""The example of docs/adding-a-source.md keeps the contract; one that does not is reported by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from ingest.hosts import HostLimits
from ingest.models import HealthStatus, IngestSettings, Source, SourceKind
from ingest.pagework import Deps
from ingest.parsed import EntryFacts
from ingest.plugin_contract import SourcePluginContract
from ingest.plugins import Get, SourcePlugin
from ingest.poller import Poller
from onrecord.plugins import plugins_for
from processors.errors import ConfigError
from processors.models import Outlet
from tests.fakes.ingest_store import MemoryIngestStore
from tests.sources.ministry import Ministry

URL = "https://ministry.test/press"
PAGE = (
    b'<ul><li class="release"><time datetime="2025-11-03T10:00:00Z">3 Nov</time> <a href="/press/2">Second</a></li>'
    b'<li class="release"><time datetime="2025-11-02T10:00:00Z">2 Nov</time> <a href="/press/1">First &amp; on</a></li>'
)


class TestMinistry(SourcePluginContract):
    plugin: ClassVar[SourcePlugin] = Ministry()
    url: ClassVar[str] = URL
    pages: ClassVar[Mapping[str, bytes]] = {URL: PAGE}


class Broken:
    async def entries(self, get: Get, url: str) -> Sequence[EntryFacts]:
        raise KeyError("headline")


async def test_a_plugin_that_raises_is_the_sources_state_and_nobody_elses() -> None:
    source = Source("m", URL, Outlet("m", "Ministry"), kind=SourceKind.PLUGIN, plugin="broken")
    clock = lambda: datetime.now(UTC)  # noqa: E731
    deps = Deps(MemoryIngestStore(), None, None, lambda _: True, clock, HostLimits())  # type: ignore[arg-type]
    deps = replace(deps, plugins={"broken": Broken()})
    record = await Poller(source, deps, IngestSettings(), lambda: 0.0).poll(datetime.now(UTC))
    assert record.state.health.status is HealthStatus.FAILING
    assert "the plug-in failed: KeyError" in record.state.health.reason


def test_a_plugin_that_is_not_installed_is_named() -> None:
    source = Source("m", URL, Outlet("m", "Ministry"), kind=SourceKind.PLUGIN, plugin="absent")
    with pytest.raises(ConfigError, match="'absent', which is not installed"):
        plugins_for([source])
