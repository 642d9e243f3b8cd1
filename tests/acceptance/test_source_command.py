"""``onrecord source`` against an outlet on loopback, as a process: what a developer types."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.fakes.outlet import Outlet, item, page

pytestmark = pytest.mark.slow

TEXT = "“We will decide in spring,” Anna Berg said on Monday after the council met in the old town hall of the city. "


async def _run(folder: Path, outlet: Outlet, *words: str) -> tuple[int, str]:
    environment = os.environ | {"ONRECORD_FETCH_ALLOW": f"127.0.0.1:{outlet.port}", "ONRECORD_CONFIG_DIR": str(folder)}
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
    out, _ = await asyncio.wait_for(process.communicate(), 60)
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
    assert "✓ format: rss20, 1 entries" in out
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
