"""``onrecord receive``: a receiver to try webhooks with, and samples to try a receiver with."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from alerts import signing
from alerts.rendering import render
from alerts.samples import Sample, samples
from onrecord import bootstrap
from onrecord.http import guarded_session
from onrecord.receiver import Received, Receiver
from processors.addresses import parse_allow
from processors.errors import ConfigError

OWN_MACHINE = ("127.0.0.0/8", "::1/128")
SAMPLE_TIMEOUT_S = 15.0


def receive(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0: any that is free.")] = 8787,
    secret_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The secret (whsec_…); left out, one is made.")
    ] = None,
    count: Annotated[int, typer.Option(min=0, help="End after so many alerts; 0: never.")] = 0,
    check: Annotated[
        str | None, typer.Option(metavar="URL", help="Send samples to YOUR receiver instead, and judge its answers.")
    ] = None,
) -> None:
    """Receive webhooks: verify, drop duplicates, show. Or, with --check, find out whether a receiver of yours does."""
    secret = bootstrap.secret_in(secret_file) if secret_file else signing.new_secret(secrets.token_bytes(32))
    if check is None:
        asyncio.run(_receive(signing.check(secret), port, count))
    elif secret_file is None:
        raise ConfigError("--check needs --secret-file: the secret that your receiver verifies with")
    elif not asyncio.run(_check(check, secret)):
        raise typer.Exit(1)


async def _receive(secret: str, port: int, count: int) -> None:
    console, enough, got = Console(), asyncio.Event(), 0

    def show(one: Received) -> None:
        nonlocal got
        if one.copy:
            console.print(f"duplicate of {one.id}, dropped", style="dim")
            return
        message = render(one.body)
        console.print(f"{message.title}  ({one.body['type']}, {one.id})", style="bold", markup=False)
        console.print(f"{message.text}\n", markup=False)
        got += 1
        if got == count:
            enough.set()

    receiver = Receiver(secret, show)
    await receiver.start(port)
    try:
        console.print(f"receiving at {receiver.url} with the secret {secret}")
        await enough.wait()
    finally:
        await receiver.stop()


async def _check(url: str, secret: str) -> bool:
    """Whether the receiver at ``url`` takes each good sample and refuses each bad one; a table says which."""
    settings = bootstrap.read_settings()
    allow = parse_allow([*OWN_MACHINE, *settings.delivery.allow])
    stranger = signing.new_secret(secrets.token_bytes(32))
    table, passed = Table("sample", "expected", "answered", "", "what it tries"), True
    async with guarded_session(allow=allow, user_agent="onrecord-samples/1", ports=None) as session:
        for sample in samples(secret, stranger, datetime.now(UTC)):
            answered = await _answer(session, url, sample)
            right = (200 <= answered < 300) == sample.accepted
            passed &= right
            expected = "2xx" if sample.accepted else "4xx"
            table.add_row(sample.name, expected, str(answered), "ok" if right else "[red]wrong[/red]", sample.why)
    Console().print(table)
    return passed


async def _answer(session: aiohttp.ClientSession, url: str, sample: Sample) -> int:
    head: Mapping[str, Any] = {"Content-Type": "application/json", **sample.headers}
    timeout = aiohttp.ClientTimeout(total=SAMPLE_TIMEOUT_S)
    try:
        async with session.post(
            url, data=sample.body.encode(), headers=head, allow_redirects=False, timeout=timeout
        ) as response:
            return response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConfigError(f"{url} cannot be reached: {error or type(error).__name__}") from error
