"""``onrecord subscription``: who is told what."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from alerts.models import Silence
from alerts.spec import SubscriptionSpec
from config.settings import Settings
from onrecord import bootstrap
from onrecord.cli.opened import moment, read_yaml, with_store
from onrecord.sealing import sealer_of
from onrecord.store import subscriptions
from onrecord.store.base import Store
from onrecord.store.subscriptions import SubscriptionLine
from processors.errors import ConfigError

app = typer.Typer(help="Who is told what: list, show, add, switch on or off, remove, silence.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="SUBSCRIPTION", help="Id of the subscription.")]


@app.command("list")
def list_() -> None:
    """All subscriptions with what they ask for."""

    async def work(store: Store, _: Settings) -> list[SubscriptionLine]:
        async with store.view() as view:
            return await subscriptions.lines(view)

    table = Table("id", "name", "on", "figures", "topics", "events", "endpoints", "from")
    for line in with_store(work):
        topics = line.spec["topics"]
        table.add_row(
            line.id,
            line.name,
            "yes" if line.enabled else "no",
            ", ".join(line.spec["figures"]) or "any",
            ", ".join([*topics["any"], *topics["all"]]) or "any",
            ", ".join(event.removeprefix("statement.") for event in line.spec["events"]),
            ", ".join(line.spec["endpoints"]) or "none",
            line.origin,
        )
    Console().print(table)


@app.command()
def show(subscription: Id) -> None:
    """One subscription as it is written in a file."""

    async def work(store: Store, _: Settings) -> SubscriptionLine:
        async with store.view() as view:
            return await subscriptions.line_of(view, subscription)

    print(yaml.safe_dump(with_store(work).spec, allow_unicode=True, sort_keys=False), end="")


def read_spec(file: Path) -> SubscriptionSpec:
    """The subscription that a file holds. Raises ConfigError naming file and key."""
    try:
        return SubscriptionSpec.model_validate(read_yaml(file))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(first["msg"], file=str(file), key=key) from error


@app.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", exists=True, dir_okay=False, help="One subscription.")],
) -> None:
    """Add the subscription that a file holds, or change the one with its id. See docs/receiving.md for the form."""
    spec = read_spec(file)

    async def work(store: Store, settings: Settings) -> int:
        configured = bootstrap.read_configuration(settings).subscriptions
        groups = configured.outlet_groups if configured else {}
        async with store.unit() as unit:
            if spec.endpoint is not None:
                own = spec.endpoint.model_copy(update={"tenant": spec.tenant})
                secret = bootstrap.secret_in(own.secret_file) if own.secret_file else None
                endpoint = own.endpoint(spec.id, secret)
                await subscriptions.put_endpoint(unit, endpoint, sealer_of(settings), subscriptions.API, _now())
            for name in spec.subscription(groups).endpoints:
                await subscriptions.endpoint_of(unit, name)
            row = await subscriptions.put_subscription(unit, spec, spec.subscription(groups), subscriptions.API, _now())
            return row.version

    print(f"{spec.id} is at version {with_store(work)}; `onrecord backtest {spec.id}` says what it would have sent")


@app.command()
def switch(
    subscription: Id,
    on: Annotated[bool, typer.Option("--on/--off", help="Whether it alerts from now on.")],
) -> None:
    """Switch a subscription on or off."""

    async def work(store: Store, _: Settings) -> None:
        async with store.unit() as unit:
            await subscriptions.switch(unit, subscription, on, _now())

    with_store(work)
    print(f"{subscription} is {'on' if on else 'off'}")


@app.command()
def remove(subscription: Id) -> None:
    """Remove a subscription. What it sent stays in the log, and a correction of it is still sent."""

    async def work(store: Store, _: Settings) -> None:
        async with store.unit() as unit:
            await subscriptions.remove(unit, subscription, _now())

    with_store(work)
    print(f"{subscription} is removed")


@app.command()
def silence(
    owner: Annotated[str, typer.Option(help="Who silences, to be asked by others.")],
    comment: Annotated[str, typer.Option(help="Why.")],
    ends: Annotated[str, typer.Option(metavar="TIME", help="When it ends: 2026-03-01T18:00Z.")],
    subscription: Annotated[list[str] | None, typer.Option(help="Only these subscriptions.")] = None,
    figure: Annotated[list[str] | None, typer.Option(help="Only these figures.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only these topics.")] = None,
) -> None:
    """Send nothing that matches until it ends. Corrections of what was sent still go out."""
    now, end = _now(), moment(ends, _now())
    if end <= now:
        raise ConfigError(f"{ends} has passed: a silence ends in the future")
    made = Silence(
        id=f"cli-{secrets.token_hex(4)}",
        tenant="default",
        owner=owner,
        comment=comment,
        starts=now,
        ends=end,
        subscriptions=frozenset(subscription or ()),
        figures=frozenset(figure or ()),
        topics=frozenset(topic or ()),
    )

    async def work(store: Store, _: Settings) -> None:
        async with store.unit() as unit:
            await subscriptions.put_silence(unit, made, subscriptions.API)

    with_store(work)
    print(f"silence {made.id} until {end:%Y-%m-%d %H:%M} UTC; `onrecord subscription unsilence {made.id}` ends it")


@app.command()
def silences() -> None:
    """Silences that have not ended."""

    async def work(store: Store, _: Settings) -> list[Silence]:
        async with store.view() as view:
            return await subscriptions.silence_rows(view, _now())

    table = Table("id", "owner", "until", "what", "why")
    for one in with_store(work):
        what = ", ".join(sorted(one.subscriptions | one.figures | one.topics | one.outlets)) or "everything"
        table.add_row(one.id, one.owner, f"{one.ends:%Y-%m-%d %H:%M} UTC", what, one.comment)
    Console().print(table)


@app.command()
def unsilence(silence_id: Annotated[str, typer.Argument(metavar="SILENCE", help="Id of the silence.")]) -> None:
    """End a silence now."""

    async def work(store: Store, _: Settings) -> None:
        async with store.unit() as unit:
            await subscriptions.end_silence(unit, silence_id)

    with_store(work)
    print(f"silence {silence_id} has ended")


def _now() -> datetime:
    return datetime.now(UTC)
