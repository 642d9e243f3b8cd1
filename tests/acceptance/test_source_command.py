"""``onrecord source`` against an outlet on loopback, as a process: what a developer types."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.inspection import Inspector
from ingest.models import Source, SourceKind
from ingest.pagework import Deps
from processors.models import Outlet as Publisher
from tests.fakes.outlet import Outlet, item, page
from tests.sources.ministry import Ministry

pytestmark = pytest.mark.slow

TEXT = "“We will decide in spring,” Anna Berg said on Monday after the council met in the old town hall of the city. "


async def _run(folder: Path, outlet: Outlet, *words: str) -> tuple[int, str]:
    environment = os.environ | {
        "ONRECORD_FETCH_ALLOW": f"127.0.0.1:{outlet.port}",
        "ONRECORD_CONFIG_DIR": str(folder),
        "ONRECORD_DATA_DIR": str(folder),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "onrecord",
        "source",
        *words,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode or 0, out.decode()


@pytest.fixture
def site(outlet: Outlet) -> Outlet:
    day = "Mon, 03 Nov 2025 10:00:00 GMT"
    outlet.feed("/news/rss", item(outlet.url("/a"), "The council will decide in spring", day=day))
    front = '<html><head><link rel="alternate" type="application/rss+xml" href="/news/rss" title="News"></head></html>'
    outlet.show("/", front)
    outlet.show("/a", page("The council will decide in spring", TEXT * 4, "The budget is open until then. " * 12))
    return outlet


async def test_checking_a_feed_says_what_works_and_what_is_doubtful(site: Outlet, tmp_path: Path) -> None:
    code, out = await _run(tmp_path, site, "check", site.url("/news/rss"))
    assert code == 0, out
    assert "✓ format: rss20, 1 entry" in out
    assert "✓ article: article" in out
    assert "The council will decide in spring" in out


async def test_checking_what_is_no_feed_fails_with_the_reason(site: Outlet, tmp_path: Path) -> None:
    code, out = await _run(tmp_path, site, "check", site.url("/a"))
    assert code == 1
    assert "✗ format" in out


async def test_adding_by_the_front_page_finds_the_feed_and_writes_entry_and_case(site: Outlet, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources:\n")
    cases = tmp_path / "cases"
    code, out = await _run(tmp_path, site, "add", site.base, "--id", "town", "--write", "--cases", str(cases))
    assert code == 0, out
    assert "id: town" in (tmp_path / "sources.yaml").read_text()
    expected = json.loads((cases / "town" / "expected.json").read_text())
    assert expected["page"]["verdict"] == "article"
    code, out = await _run(tmp_path, site, "check", "town")
    assert code == 0, out
    code, out = await _run(tmp_path, site, "add", site.base, "--id", "town", "--write", "--cases", str(cases))
    assert code == 1
    assert "taken" in out


async def test_lists_of_other_readers_go_in_and_out(site: Outlet, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources:\n  - {id: a, name: A & B, url: 'https://a.test/feed?x=1&y=2'}\n")
    code, out = await _run(tmp_path, site, "export-opml")
    assert code == 0, out
    (tmp_path / "list.opml").write_text(out)
    code, out = await _run(tmp_path, site, "import-opml", str(tmp_path / "list.opml"))
    assert code == 0, out
    assert 'url: "https://a.test/feed?x=1&y=2"' in out


async def test_a_site_of_this_machine_is_named_as_refused_and_how_to_open_it(site: Outlet, tmp_path: Path) -> None:
    code, out = await _run(tmp_path, site, "add", f"http://localhost:{site.port + 1}")
    assert code == 1
    assert "is loopback" in out
    assert "ONRECORD_FETCH_ALLOW=" in out
    assert out.count("looking at") == 1, "the other addresses of the host would be refused too"


async def test_listing_before_anything_ran_and_an_id_that_is_taken_in_one_line(site: Outlet, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources:\n  - {id: town, name: Town, url: 'https://a.test/feed'}\n")
    code, out = await _run(tmp_path, site, "list")
    assert (code, "not polled" in out) == (0, True), out
    code, out = await _run(tmp_path, site, "add", site.base, "--id", "town", "--write")
    assert (code, "taken" in out) == (1, True), out


async def test_a_plugin_is_checked_like_a_feed(site: Outlet, deps: Deps) -> None:
    site.show(
        "/press", f'<li class="release"><time datetime="2025-11-03">3</time> <a href="{site.url("/a")}">Spring</a>'
    )
    source = Source("m", site.url("/press"), Publisher("m", "M"), SourceKind.PLUGIN, plugin="ministry")
    found = await Inspector(replace(deps, plugins={"ministry": Ministry()})).inspect(source)
    assert found.passed
    assert [check.what for check in found.checks][:2] == ["plug-in", "identity"]
    assert found.page
    site.show("/press", "<p>nothing</p>")
    found = await Inspector(replace(deps, plugins={"ministry": Ministry()})).inspect(source)
    assert [(check.what, check.words) for check in found.checks] == [("plug-in", "empty: the plug-in found no entries")]
