"""``onrecord endpoint``: where alerts go."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from alerts import signing
from alerts.models import EndpointState
from config.settings import Settings
from onrecord import bootstrap
from onrecord.cli.opened import ago, confirm, moment, with_store
from onrecord.delivery import Terms, delivering
from onrecord.sealing import sealer_of
from onrecord.store import delivery_log, recovery, subscriptions
from onrecord.store.base import Store
from onrecord.store.delivery_log import AttemptLine, EndpointLine
from onrecord.store.recovery import Missed
from processors.errors import ConfigError

app = typer.Typer(help="Where alerts go: list, test, rotate, pause, resume, recover.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ENDPOINT", help="Id of the endpoint.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command("list")
def list_() -> None:
    """All endpoints with their state and what waits for them."""

    async def work(store: Store, _: Settings) -> list[EndpointLine]:
        async with store.view() as view:
            return await delivery_log.endpoints(view)

    table = Table("id", "name", "to", "state", "failing", "waiting", "oldest", "reason")
    for line in with_store(work):
        failing = ago(line.failing_since)
        table.add_row(
            line.id, line.name, line.shown, line.state, failing, str(line.waiting), ago(line.oldest), line.reason
        )
    Console().print(table)


@app.command()
def test(endpoint: Id) -> None:
    """Send a signed ping now, and show what the other side says."""

    async def work(store: Store, settings: Settings) -> list[AttemptLine]:
        async with store.unit() as unit:
            delivery_id = await recovery.ping(unit, endpoint, _now())
        terms = Terms.of(settings, owner=f"test:{delivery_id}")
        async with delivering(store, sealer_of(settings), terms) as dispatcher:
            await dispatcher.send_one(delivery_id)
        async with store.view() as view:
            return await delivery_log.attempts(view, delivery_id)

    attempts = with_store(work)
    for one in attempts:
        print(f"{one.outcome} {one.status or ''} in {one.latency_ms} ms {one.error}{one.answer}".rstrip())
    if not attempts or attempts[-1].outcome != "accepted":
        raise typer.Exit(1)


@app.command()
def rotate(
    endpoint: Id,
    secret_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The new secret; left out, one is made and shown.")
    ] = None,
    ed25519: Annotated[
        bool, typer.Option("--ed25519", help="Make a key pair: the public key is shown, and cannot sign.")
    ] = False,
) -> None:
    """Give an endpoint a new signing secret. For 24 hours every message carries both signatures."""
    if secret_file and ed25519:
        raise ConfigError("--ed25519 makes a key, and --secret-file brings one: give one of them")
    made = signing.new_key_pair(secrets.token_bytes(32))[0] if ed25519 else signing.new_secret(secrets.token_bytes(32))
    new = bootstrap.secret_in(secret_file) if secret_file else made

    async def work(store: Store, settings: Settings) -> None:
        async with store.unit() as unit:
            await subscriptions.rotate_secret(unit, endpoint, new, sealer_of(settings), _now())

    with_store(work)
    until = _now() + signing.OVERLAP
    print(f"{endpoint} signs with the new secret, and with the old one until {until:%Y-%m-%d %H:%M} UTC")
    if new.startswith(signing.PRIVATE):
        print(signing.public_key(new))
    elif secret_file is None:
        print(new)


@app.command()
def pause(endpoint: Id, reason: Annotated[str, typer.Option(help="Why, for others.")] = "paused by hand") -> None:
    """Send nothing to an endpoint; what comes for it waits."""

    async def work(store: Store, _: Settings) -> None:
        async with store.unit() as unit:
            await subscriptions.set_state(unit, endpoint, EndpointState.PAUSED, reason)

    with_store(work)
    print(f"{endpoint} is paused; `onrecord endpoint resume {endpoint}` goes on")


@app.command()
def resume(endpoint: Id, yes: Yes = False) -> None:
    """Go on with a paused or disabled endpoint: what waited is sent, after its count was shown."""

    async def count(store: Store, _: Settings) -> Missed:
        async with store.view() as view:
            return await recovery.missed(view, endpoint, _now() - recovery.REACH, _now())

    async def work(store: Store, _: Settings) -> int:
        async with store.unit() as unit:
            return await recovery.resume(unit, endpoint, _now())

    waiting = with_store(count)
    confirm(f"{waiting.waiting} deliveries wait for {endpoint} and would be sent now. Go on?", yes)
    print(f"{endpoint} is active; {with_store(work)} deliveries are due")
    if waiting.failed:
        print(f"{waiting.failed} were given up on: `onrecord endpoint recover {endpoint}` sends them again")


@app.command()
def recover(
    endpoint: Id,
    since: Annotated[str, typer.Option(metavar="TIME", help="2026-03-01T12:00Z, or 7d, 12h for ago.")] = "1d",
    yes: Yes = False,
) -> None:
    """Send again what an endpoint missed (at most 14 days back), after its count was shown."""
    start = moment(since, _now() - timedelta(days=1))

    async def count(store: Store, _: Settings) -> Missed:
        async with store.view() as view:
            return await recovery.missed(view, endpoint, start, _now())

    async def work(store: Store, _: Settings) -> int:
        async with store.unit() as unit:
            return await recovery.recover(unit, endpoint, start, _now())

    found = with_store(count)
    confirm(f"{found.failed} deliveries since {found.since:%Y-%m-%d %H:%M} UTC would be sent again. Go on?", yes)
    print(f"{with_store(work)} deliveries are due")


def _now() -> datetime:
    return datetime.now(UTC)
