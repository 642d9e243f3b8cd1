"""README and the other pages are true: commands exist, links lead somewhere, what is shown is what comes out."""

from __future__ import annotations

import itertools
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from config.manifest import Manifest
from onrecord.cli import app
from onrecord.cli.pages import commands
from onrecord.demo.play import demo_manifest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
SHELL = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
OWN = ("onrecord", ".venv/bin/onrecord")


def written(page: Path) -> list[list[str]]:
    """The commands in the page's shell blocks, one a line, continued lines joined."""
    blocks = "\n".join(SHELL.findall(page.read_text("utf-8"))).replace("\\\n", " ")
    lines = (line.removeprefix("$ ").partition(" # ")[0].strip() for line in blocks.splitlines())
    return [shlex.split(line, comments=True) for line in lines if line and not line.startswith("#")]


def known(words: list[str]) -> tuple[str, Any] | None:
    """The longest command of ours that ``words`` begin with."""
    text = " ".join(["onrecord", *words])
    fitting = [(name, command) for name, command in commands(app) if f"{text} ".startswith(f"{name} ")]
    return max(fitting, key=lambda pair: len(pair[0]), default=None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_pages_exist_with_the_options_given(page: Path) -> None:
    for line in written(page):
        words = list(itertools.dropwhile(re.compile(r"[A-Z_]+=\S*").fullmatch, line))
        if words[:1] == ["make"]:
            assert [word for word in words[1:] if "=" not in word and word not in TARGETS] == []
        if words and words[0] in OWN:
            found = known(words[1:])
            assert found, f"no such command: {' '.join(words)}"
            options = {
                option for parameter in found[1].params for option in (*parameter.opts, *parameter.secondary_opts)
            }
            given = {word.partition("=")[0] for word in words if word.startswith("--")} - {"--help", "--"}
            assert given <= options, f"{found[0]} has no {given - options}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_can_be_reached_from_another() -> None:
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text("utf-8"))
        if "://" not in target
    }
    assert [str(page.relative_to(ROOT)) for page in PAGES if page.name != "README.md" and page not in linked] == []


def test_every_file_that_the_architecture_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`((?:ingest|processors|alerts|config|onrecord|tests)/[\w/]+(?:\.\w+)?)`", text))
    assert named
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def between(mark: str) -> str:
    text = (ROOT / "README.md").read_text("utf-8")
    return text.partition(f"<!-- {mark} -->")[2].partition(f"<!-- /{mark} -->")[0]


@pytest.fixture(scope="module")
def articles() -> str:
    manifest: Manifest = demo_manifest()
    return " ".join(" ".join(one.file.read_text("utf-8").split()) for one in manifest.publications)


def test_the_payload_that_readme_shows_is_one_of_the_demonstration(articles: str) -> None:
    body = json.loads(between("payload").partition("```json\n")[2].partition("```")[0])
    assert body["type"].startswith("statement.")
    content = body["data"]
    assert content["statement"]["context"] in articles
    assert content["article"]["url"].rpartition("/")[2].removesuffix(".html") in {
        one.id for one in demo_manifest().publications
    }


def test_what_readme_shows_of_the_demonstration_was_printed_by_it(articles: str) -> None:
    shown = between("demo")
    assert "✓ signature verified" in shown
    assert "held back" in shown
    for line in re.findall(r"publishes (.+)", shown):
        assert line.strip() in {one.title for one in demo_manifest().publications}
