"""``onrecord backtest``: what a subscription would have sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from alerts.backtest import Fired, NearMiss
from alerts.models import Subscription
from config.settings import Settings
from onrecord import bootstrap
from onrecord.cli.opened import moment, with_store
from onrecord.cli.subscription import read_spec
from onrecord.store import subscriptions
from onrecord.store.base import Store
from onrecord.store.occasions import Tried, try_on_archive

DAYS = 30
"""How far back a backtest reaches when nothing else is asked."""

HONEST = "Not simulated: silences that have ended, and claims told before the first day."


def backtest(
    subscription: Annotated[
        str, typer.Argument(metavar="SUBSCRIPTION|FILE.yaml", help="Id of a subscription, or a file that holds one.")
    ],
    since: Annotated[str | None, typer.Option("--from", metavar="TIME", help="2026-03-01, or 30d for ago.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Left out: now.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Try a subscription on the archive: what it would have sent per day, and what held back the rest."""
    now = datetime.now(UTC)
    start, end = moment(since, now - timedelta(days=DAYS)), moment(until, now)

    async def work(store: Store, settings: Settings) -> tuple[Subscription, Tried]:
        async with store.view() as view:
            wanted = await _wanted(subscription, view, settings)
            return wanted, await try_on_archive(view, wanted, start, end)

    wanted, tried = with_store(work)
    if as_json:
        print(json.dumps(as_document(wanted.id, start, end, tried), ensure_ascii=False))
    else:
        _print(wanted, (start, end), tried)


async def _wanted(name: str, view: Any, settings: Settings) -> Subscription:
    if not name.endswith((".yaml", ".yml", ".json")):
        return await subscriptions.subscription_of(view, name)
    configured = bootstrap.read_configuration(settings).subscriptions
    return read_spec(Path(name)).subscription(configured.outlet_groups if configured else {})


def as_document(name: str, since: datetime, until: datetime, tried: Tried) -> dict[str, Any]:
    """A backtest as JSON; the same document as the API's."""
    result = tried.result
    return {
        "subscription": name,
        "from": since.isoformat(),
        "to": until.isoformat(),
        "statements": result.seen,
        "alerts": result.total,
        "per_day": {str(day): count for day, count in sorted(result.per_day.items())},
        "events": dict(result.events),
        "held": dict(result.held),
        "held_alone": dict(result.alone),
        "delayed": dict(result.delayed),
        "examples": [
            _example(fired.facts.statement_id, fired.facts.decided, tried, fired.occurrence)
            for fired in result.examples
        ],
        "near_misses": [
            _example(miss.facts.statement_id, miss.facts.decided, tried, miss.gate) | {"reason": miss.reason}
            for miss in result.near_misses
        ],
        "not_simulated": HONEST,
    }


def _example(statement_id: str, decided: datetime, tried: Tried, what: str) -> dict[str, Any]:
    return {"what": what, "decided": decided.isoformat(), "evidence": tried.evidence.get(statement_id)}


def _print(wanted: Subscription, span: tuple[datetime, datetime], tried: Tried) -> None:
    console, result = Console(), tried.result
    days = max(1, (span[1] - span[0]).days)
    console.print(
        f"[b]{wanted.name or wanted.id}[/b]: {result.total} alerts from {result.seen} statements in {days} days "
        f"({result.total / days:.1f} a day)"
    )
    console.print(_counts("day", ((str(day), count) for day, count in sorted(result.per_day.items()))))
    held = Table("held back by", "statements", "by it alone", title="What was not sent")
    for gate, count in result.held.most_common():
        held.add_row(gate, str(count), str(result.alone[gate]))
    console.print(held)
    console.print(
        _texts("Newest alerts", ((_day(f), f.occurrence, _text(tried, f.facts.statement_id)) for f in result.examples))
    )
    console.print(
        _texts("Near misses", ((_day(m), m.reason, _text(tried, m.facts.statement_id)) for m in result.near_misses))
    )
    console.print(HONEST, style="dim")


def _counts(name: str, rows: Iterable[tuple[str, int]]) -> Table:
    table = Table(name, "alerts", "")
    for label, count in rows:
        table.add_row(label, str(count), "▇" * min(count, 60))
    return table


def _texts(title: str, rows: Iterable[tuple[str, str, str]]) -> Table:
    table = Table("when", "what", "statement", title=title)
    for row in rows:
        table.add_row(*row)
    return table


def _day(one: Fired | NearMiss) -> str:
    return f"{one.facts.decided:%Y-%m-%d %H:%M}"


def _text(tried: Tried, statement_id: str) -> str:
    evidence: Mapping[str, Any] = tried.evidence.get(statement_id, {})
    if not evidence:
        return statement_id
    return (
        f"{evidence['figure']['name']}: {evidence['statement']['text'][:160]} ({evidence['article']['outlet']['name']})"
    )
