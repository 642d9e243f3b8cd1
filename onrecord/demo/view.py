"""An alert as a newsroom wants to read it: who, what, where, why it is new, and what was said before.

Pure: webhook bodies and decided statements in, rich renderables out. Everything from articles is put in as plain
text, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rich.box import ROUNDED
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from alerts.models import EventType, Occasion
from processors.claims import Decision

Body = Mapping[str, Any]

TAGS = {
    EventType.NEW: ("NEW", "green"),
    EventType.UPDATED: ("CHANGED", "yellow"),
    EventType.CORROBORATED: ("CONFIRMED", "cyan"),
    EventType.CORRECTED: ("CORRECTED", "magenta"),
    EventType.RETRACTED: ("RETRACTED", "red"),
}
"""The word and the colour by which an alert is told apart at a glance."""

KINDS = {"direct": "quoted", "mixed": "partly quoted", "indirect": "reported"}
SHORT = 90
"""Characters of an earlier statement that are shown on one line of a terminal."""


def alert_panel(body: Body, webhook_id: str = "", seconds: float | None = None) -> Panel:
    """A verified webhook as a panel. ``seconds``: from the feed showing the entry to its arrival."""
    content = body["data"]
    tag, colour = TAGS.get(body["type"], (body["type"], "white"))
    figure = content["figure"]
    title = Text.assemble((f" {tag}  ", f"bold {colour}"), (figure["name"], "bold"))
    if figure["role"]:
        title.append(f", {figure['role']}")
    title.append(" ")
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for label, words in _rows(content):
        rows.add_row(label, words)
    return Panel(
        Group(_in_context(content["statement"]), rows),
        title=title,
        title_align="left",
        subtitle=_seal(webhook_id, seconds),
        subtitle_align="right",
        border_style=colour,
        box=ROUNDED,
        padding=(0, 1),
    )


def _seal(webhook_id: str, seconds: float | None) -> Text:
    """What the receiver vouches for: the signature, the id, and how long it took from the feed to here."""
    seal = Text.assemble((" ✓ signature verified", "green"), (f" · id {webhook_id[:8]}", "dim"))
    if seconds is not None:
        seal.append(f" · {seconds:.1f} s after the feed showed it", style="dim")
    return seal.append(" ")


def _in_context(statement: Body) -> Text:
    """The paragraph with the statement marked, so that a reader sees who is made to say it."""
    text, context = statement["text"], statement["context"]
    start = context.find(text)
    if start < 0:
        return Text(text, style="bold")
    return Text.assemble((context[:start], "dim"), (text, "bold"), (context[start + len(text) :], "dim"))


def _rows(content: Body) -> Iterator[tuple[str, RenderableType]]:
    article, statement, novelty = content["article"], content["statement"], content["novelty"]
    published = _day(article["published"] or article["seen"])
    speaker = f"“{statement['speaker']}”" + (f" “{statement['cue']}”" if statement["cue"] else "")
    yield (
        "outlet",
        Text.assemble(
            (article["outlet"]["name"], "bold"),
            f", {published}; {KINDS[statement['kind']]}, {speaker}, {statement['confidence']:.0%} sure",
        ),
    )
    if content.get("topics"):
        yield "topics", Text(", ".join(content["topics"]))
    correction = content.get("correction")
    if correction:
        yield "before", Text(_short(correction["before"]), style="strike")
        yield "now", Text(_short(correction["after"]) if correction["after"] else "gone from the article")
        yield from _differences(correction["differs"])
        return
    yield "why", Text(novelty["reason"])
    if novelty["decision"] == Decision.UPDATE:  # what tells a new claim from the nearest other one says little
        yield from _differences(novelty["differs"])
    closest = novelty["closest"]
    if closest:
        same = closest["url"] == article["url"]
        where = "in this article: " if same else f"{closest['outlet']['name']}, {_day(closest['date'])}: "
        yield "earlier", Text.assemble((where, "dim"), _short(closest["text"]))


def _differences(differs: list[Body]) -> Iterator[tuple[str, RenderableType]]:
    for one in differs:
        yield (
            "differs",
            Text.assemble(f"{one['what']}: ", (one["before"] or "—", "red"), " → ", (one["after"] or "—", "green")),
        )


def held_line(occasion: Occasion) -> RenderableType:
    """A statement that alerts nobody: what it repeats, and why it was taken for that."""
    verdict, article = occasion.verdict, occasion.article
    words = Text.assemble((article.outlet.name, "bold"), f": {_short(occasion.statement.text)}")
    words.append(f"\n{occasion.figure.name}: {verdict.reason}", style="dim")
    if verdict.decision is Decision.REPEAT and verdict.closest is not None:
        closest = verdict.closest
        words.append(f"\nbefore: {closest.outlet_name}, {_day(closest.time)}: {_short(closest.text)}", style="dim")
    outlets = len(occasion.claim.outlets)
    if outlets > 1:
        words.append(f"\n{outlets} independent outlets carry it now", style="dim")
    row = Table.grid(padding=(0, 2))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text("  ↺ held back", style="blue"), words)
    return row


def published_line(at: datetime, outlet: str, title: str, revised: bool) -> Text:
    """An article that has just appeared in an outlet's feed."""
    verb = "revises" if revised else "publishes"
    return Text.assemble((f"{at:%d %b %Y %H:%M}  ", "dim"), (outlet, "bold"), (f" {verb} ", "dim"), title)


def _day(moment: datetime | str | None) -> str:
    if moment is None:
        return "undated"
    day = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{day:%d %b %Y}"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
