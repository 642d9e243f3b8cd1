"""``onrecord explain``: why an alert was sent, or was not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from processors.errors import ConfigError

if TYPE_CHECKING:
    from onrecord.store.trail import Trail


def explain(
    target: Annotated[
        str, typer.Argument(help="Id of a statement, an alert (webhook-id) or an article, or its address.")
    ],
    subscription: Annotated[str | None, typer.Option(help="Only this subscription; all of them if left out.")] = None,
) -> None:
    """Tell the whole way of a statement: what was read and why, how it was decided, and each subscription's gates."""
    from rich.console import Console  # noqa: PLC0415 - each command imports what it needs

    from onrecord import bootstrap  # noqa: PLC0415
    from onrecord.store import trail  # noqa: PLC0415
    from onrecord.store.base import Store  # noqa: PLC0415

    async def work() -> list[Trail]:
        store = Store(bootstrap.read_settings().database_url)
        try:
            async with store.view() as view:
                found = await trail.find(view, target)
                return await trail.follow(view, found) if found else []
        finally:
            await store.close()

    trails = asyncio.run(work())
    if not trails:
        raise ConfigError(f"nothing is filed under {target!r}: an article that names no tracked figure is not kept")
    console = Console(highlight=False, soft_wrap=True)
    article = trails[0].article
    console.print(f"[bold]{article.title}[/bold]  {article.outlet.name}, revision {article.revision}", markup=True)
    console.print(article.url, markup=False)
    for one in trails:
        for line in lines_of(one, subscription):
            console.print(line, markup=False)


def lines_of(trail: Trail, subscription: str | None) -> Iterator[str]:
    """The trail of one statement, a line a step."""
    statement, verdict = trail.filed.statement, trail.verdict
    yield ""
    yield f"“{statement.text}”"
    how = f"{statement.kind.value}, {statement.modality.value}"
    yield f"  read      {how}, rule {statement.rule}, cue {statement.cue or '-'}"
    speaker = statement.figure_id or "not a tracked figure"
    yield f"  speaker   {statement.speaker or 'nobody named'} → {speaker}, {statement.confidence:.0%} sure"
    yield from (f"            {reason}" for reason in statement.reasons)
    if trail.filed.gate:
        yield f"  review    kept, never alerted: {trail.filed.gate}"
    if verdict is None:
        return
    yield f"  novelty   {verdict.decision.value} by {verdict.rule}: {verdict.reason}"
    yield f"            likeness {verdict.same:.2f}, threshold {verdict.threshold:.2f}; claim {verdict.claim_id}"
    if verdict.closest is not None:
        near = verdict.closest
        yield f"            closest: {near.time:%Y-%m-%d} {near.outlet_name}: “{near.text}”"
    yield from (f"            differs: {difference.what}: {difference}" for difference in verdict.differs)
    for name, explanations in trail.told.items():
        if subscription in (None, name):
            yield from (f"  {name}: {one.facts.event}: {one.verdict}" for one in explanations)
            yield from (
                f"            {check.reason}" for one in explanations for check in one.checks if not check.passed
            )
