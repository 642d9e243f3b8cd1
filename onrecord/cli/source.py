"""``onrecord source``: find, check and list sources; take lists over from other readers."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from processors.errors import ConfigError

if TYPE_CHECKING:
    from config.settings import Settings
    from ingest.inspection import Inspection
    from ingest.models import Source, SourceState
    from ingest.pagework import Deps

app = typer.Typer(help="Find, check and list sources.", no_args_is_help=True)

_MARKS = {"good": "✓", "doubtful": "?", "bad": "✗"}
_SHOWN = 5


@app.command()
def check(
    source: Annotated[
        str | None,
        typer.Argument(metavar="[ID|URL]", help="A source of sources.yaml, or any feed's address; all if left out."),
    ] = None,
) -> None:
    """Fetch sources now and say in words what works and what is doubtful. Exit code 1 if something is bad."""
    found = asyncio.run(_checked(source))
    for one in found:
        _show(one)
    if not all(one.passed for one in found):
        raise typer.Exit(1)


@app.command("list")
def list_() -> None:
    """The configured sources with how they stand: as the last polls left them."""
    from rich.console import Console  # noqa: PLC0415 - each command imports what it needs
    from rich.table import Table  # noqa: PLC0415

    table = Table("id", "outlet", "status", "since", "reason", "next poll")
    for source, state in asyncio.run(_standing()):
        health = state.health if state else None
        since = health.since.strftime("%Y-%m-%d %H:%M") if health and health.since else ""
        due = f"{state.due:%H:%M:%S}: {state.due_reason}" if state else ""
        status = health.status.value if health else "not polled yet"
        table.add_row(source.id, source.outlet.name, status, since, health.reason if health else "", due)
    Console().print(table)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Any address of the outlet: its front page or a feed.")],
    source_id: Annotated[
        str | None, typer.Option("--id", help="Id in sources.yaml; made from the host if left out.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Append the entry to sources.yaml and record a test case.")
    ] = False,
    cases: Annotated[Path, typer.Option(help="Where the recorded test case goes.")] = Path("tests/sources"),
) -> None:
    """Find the outlet's feed, show what it gives, and write its entry."""
    from onrecord.adding import entry_of, record_case, write_entry  # noqa: PLC0415

    found, others = asyncio.run(_found(url, source_id))
    _show(found)
    for other in others:
        print(f"  also found: {other}")
    text = entry_of(found)
    print(f"\nThe entry for sources.yaml:\n\n{text}")
    if write:
        file = _settings().config_dir / "sources.yaml"
        write_entry(file, found.source.id, text)
        folder = record_case(cases, found)
        print(f"Written to {file}; recorded in {folder}. Try: onrecord source check {found.source.id}")


@app.command("import-opml")
def import_opml(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The OPML file of another reader.")],
) -> None:
    """Print the entries for sources.yaml of all feeds in an OPML file."""
    from ingest.opml import read  # noqa: PLC0415
    from onrecord.adding import plain_entry  # noqa: PLC0415

    outlines = read(file.read_text(encoding="utf-8", errors="replace"))
    if not outlines:
        raise ConfigError("no outline with an xmlUrl in it", file=str(file))
    for outline in outlines:
        print(plain_entry(slug(outline.title) or slug(outline.url), outline.title, outline.url), end="")


@app.command("export-opml")
def export_opml() -> None:
    """Print the configured sources as OPML."""
    from ingest.opml import Outline, write  # noqa: PLC0415

    outlines = [Outline(source.outlet.name, source.url) for source in _sources()]
    print(write(outlines, "onrecord"), end="")


def slug(text: str) -> str:
    """``text`` as an id: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def nothing_found(url: str, tried: Mapping[str, str]) -> str:
    """Why no feed was found, address by address, and what to do about it."""
    lines = [f"no feed found at {url}, its link tags, common places or sitemaps"]
    lines += [f"  {address}: {outcome}" for address, outcome in tried.items()]
    if any("address refused" in outcome for outcome in tried.values()):
        lines.append("Addresses of this machine or network are opened with ONRECORD_FETCH_ALLOW=ADDRESS:PORT.")
    elif len(tried) > 1:
        lines.append("Name the feed itself if you know it; else see docs/adding-a-source.md, 'No feed at all'.")
    return "\n".join(lines)


def _settings() -> Settings:
    from onrecord.bootstrap import read_settings  # noqa: PLC0415

    return read_settings()


def _sources() -> list[Source]:
    from config.load import load_sources  # noqa: PLC0415
    from onrecord.bootstrap import source_of  # noqa: PLC0415

    return [source_of(spec) for spec in load_sources(_settings().config_dir / "sources.yaml")]


def _named(text: str) -> list[Source]:
    """The source with this id, or one made of an address."""
    from ingest.models import Source  # noqa: PLC0415
    from processors.models import Outlet  # noqa: PLC0415
    from processors.urls import host, is_web  # noqa: PLC0415

    if is_web(text):
        name = slug(host(text).removeprefix("www."))
        return [Source(name, text, Outlet(name, host(text)))]
    sources = _sources()
    found = [source for source in sources if source.id == text]
    if not found:
        raise ConfigError(f"no source has the id {text!r}; there are {', '.join(source.id for source in sources)}")
    return found


@asynccontextmanager
async def _deps(settings: Settings, sources: Sequence[Source] = ()) -> AsyncIterator[Deps]:
    from ingest.fetch import Fetcher  # noqa: PLC0415
    from ingest.hosts import HostLimits  # noqa: PLC0415
    from ingest.pagework import Deps  # noqa: PLC0415
    from ingest.robots import Robots  # noqa: PLC0415
    from ingest.workers import Workers  # noqa: PLC0415
    from onrecord.adding import Forgetful  # noqa: PLC0415
    from onrecord.clock import now  # noqa: PLC0415
    from onrecord.http import guarded_session  # noqa: PLC0415
    from onrecord.plugins import plugins_for  # noqa: PLC0415
    from processors.addresses import parse_allow  # noqa: PLC0415

    parsers = Workers(1)
    async with guarded_session(
        allow=parse_allow(settings.fetch.allow), user_agent=settings.fetch.user_agent
    ) as session:
        fetcher = Fetcher(session)
        robots = Robots(fetcher, settings.fetch.user_agent)
        yield Deps(Forgetful(), fetcher, parsers, lambda _: True, now, HostLimits(), robots, plugins_for(sources))
    await parsers.close()


async def _standing() -> list[tuple[Source, SourceState | None]]:
    from onrecord.store import migrate  # noqa: PLC0415
    from onrecord.store import sources as remembered  # noqa: PLC0415
    from onrecord.store.base import Store  # noqa: PLC0415

    store = Store(_settings().database_url)
    try:
        if await migrate.current(store) is None:  # nothing has run here yet
            return [(source, None) for source in _sources()]
        async with store.view() as view:
            states = {state.source_id: state for state in await remembered.all_states(view)}
    finally:
        await store.close()
    return [(source, states.get(source.id)) for source in _sources()]


async def _checked(source: str | None) -> list[Inspection]:
    from ingest.inspection import Inspector  # noqa: PLC0415

    sources = _named(source) if source else _sources()
    async with _deps(_settings(), sources) as deps:
        return list(await asyncio.gather(*(Inspector(deps).inspect(one) for one in sources)))


async def _found(url: str, source_id: str | None) -> tuple[Inspection, list[str]]:
    from ingest.discovery import Discovery  # noqa: PLC0415
    from ingest.inspection import Inspector  # noqa: PLC0415
    from ingest.models import Source  # noqa: PLC0415
    from processors.models import Outlet  # noqa: PLC0415
    from processors.urls import host  # noqa: PLC0415

    async with _deps(_settings()) as deps:
        discovery = Discovery(
            deps.fetcher, deps.parser, deps.hosts, lambda tried: print(f"looking at {tried}", file=sys.stderr)
        )
        candidates = await discovery.find(url, deps.clock())
        if not candidates:
            raise ConfigError(nothing_found(url, discovery.tried))
        best = candidates[0]
        name = source_id or slug(host(url).removeprefix("www."))
        title = (best.feed.facts.title or host(url))[:80]
        lang = best.feed.facts.lang
        source = Source(name, best.url, Outlet(name, title, lang and lang[:2].lower()), best.kind)
        found = await Inspector(deps).inspect(source)
        return found, [f"{one.url} ({one.why})" for one in candidates[1:]]


def _show(found: Inspection) -> None:
    print(f"\n{found.source.id}: {found.source.url}")
    for one in found.checks:
        print(f"  {_MARKS[one.mark.value]} {one.what}: {one.words}")
    for entry in found.entries[:_SHOWN]:
        when = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "no date"
        print(f"    {when}  {entry.title}")
    if found.page and found.page_entry and found.page.verdict.readable:
        print(f"  The article at {found.page_entry.url} begins: {found.page.text[:200]!r}")
        for line in _statements(found):
            print(f"    {line}")


def _statements(found: Inspection) -> list[str]:
    from processors import statements  # noqa: PLC0415

    if not found.page or not found.page_entry:
        return []
    day = found.page_entry.published.date() if found.page_entry.published else None
    lang = (found.page.lang or "en")[:2].lower()
    said = statements.extract(found.page.text, lang=lang, day=day)
    return [f"{one.speaker or 'somebody'}: {one.text[:140]}" for one in said[:_SHOWN]]
