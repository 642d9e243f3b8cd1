"""``onrecord delivery``: what was sent, what came of it, and sending it again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from config.settings import Settings
from onrecord.cli.opened import ago, moment, with_store
from onrecord.store import delivery_log, recovery
from onrecord.store.base import Store
from onrecord.store.delivery_log import AttemptLine, DeliveryFilter, DeliveryLine
from processors.errors import ConfigError

app = typer.Typer(help="What was sent, what came of it, and sending it again.", no_args_is_help=True)


@app.command("list")
def list_(
    endpoint: Annotated[str | None, typer.Option(help="Only to this endpoint.")] = None,
    subscription: Annotated[str | None, typer.Option(help="Only of this subscription.")] = None,
    state: Annotated[str | None, typer.Option(help="pending, delivered, exhausted or refused.")] = None,
    since: Annotated[str | None, typer.Option(metavar="TIME", help="2026-03-01, or 7d, 12h for ago.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line instead of a table.")] = False,
) -> None:
    """The newest deliveries."""
    asked = DeliveryFilter(
        endpoint_id=endpoint,
        subscription_id=subscription,
        state=state,
        since=moment(since, datetime.now(UTC)) if since else None,
    )

    async def work(store: Store, _: Settings) -> list[DeliveryLine]:
        async with store.view() as view:
            return await delivery_log.deliveries(view, asked, limit)

    lines = with_store(work)
    if as_json:
        for line in lines:
            print(json.dumps({name: getattr(line, name) for name in line.__slots__}, default=str))
        return
    table = Table("delivery", "event", "figure", "endpoint", "state", "tries", "last", "when")
    for line in lines:
        table.add_row(
            line.id,
            line.event,
            line.figure_id,
            line.endpoint_id,
            line.state,
            str(line.attempts),
            line.reason,
            ago(line.created),
        )
    Console().print(table)


@app.command()
def show(delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="Id of the delivery.")]) -> None:
    """One delivery with every attempt and the body that is sent."""

    async def work(store: Store, _: Settings) -> tuple[DeliveryLine, list[AttemptLine], str]:
        async with store.view() as view:
            line = await delivery_log.delivery(view, delivery)
            if line is None:
                raise ConfigError(f"no such delivery: {delivery}")
            return line, await delivery_log.attempts(view, delivery), await delivery_log.body(view, line.alert_id) or ""

    line, attempts, body = with_store(work)
    print(f"{line.event} to {line.endpoint_id}: {line.state}, {line.reason or 'not tried yet'}")
    for one in attempts:
        status = one.status or one.error
        print(
            f"  {one.number}. {one.started:%Y-%m-%d %H:%M:%S} {one.outcome} {status} {one.latency_ms} ms {one.answer}"
        )
    print(json.dumps(json.loads(body), ensure_ascii=False, indent=2))


@app.command()
def replay(
    delivery: Annotated[list[str], typer.Argument(metavar="DELIVERY…", help="Ids of deliveries.")],
) -> None:
    """Send deliveries again: the same body under the same webhook-id. `endpoint recover` takes all of an endpoint."""

    async def work(store: Store, _: Settings) -> int:
        async with store.unit() as unit:
            return await recovery.replay(unit, delivery, datetime.now(UTC))

    print(f"{with_store(work)} of {len(delivery)} deliveries are due")
