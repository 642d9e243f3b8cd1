"""``onrecord demo``: outlets, receiver and alerts on this machine, to watch."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

WIDTH = 110
"""Columns beyond which lines get hard to read."""


def demo(
    once: Annotated[bool, typer.Option("--once", help="As fast as it goes, instead of over about a minute.")] = False,
    stay: Annotated[
        bool | None, typer.Option(help="Keep the console open afterwards. Left out: where somebody watches.")
    ] = None,
    sign_in: Annotated[
        bool, typer.Option("--sign-in", help="The console asks for an account; the passwords are printed.")
    ] = False,
    manifest: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Your own outlets and articles, as for 'replay'.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(min=0, help="Over how long the articles appear.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the console; 0 for any that is free.")] = 0,
) -> None:
    """Watch six outlets report what three public figures say, and what of it is new.

    Everything runs on this machine, with articles written for it. Exit code 1 if no alert arrived.
    """
    from onrecord import logs  # noqa: PLC0415 - only what is asked for: a start should be quick
    from onrecord.demo.play import PLAY_S, Audience, Staging, cast, closing, demo_manifest, play  # noqa: PLC0415

    logs.set_up("auto", "warning")
    terminal = Console()
    console = Console(highlight=False, width=min(terminal.width, WIDTH) if terminal.is_terminal else WIDTH)
    audience = Audience(console)
    staging = Staging(
        seconds=0.0 if once else PLAY_S if seconds is None else seconds,
        stay=(terminal.is_terminal and not once) if stay is None else stay,
        port=port,
        accounts=cast() if sign_in else (),
    )
    asyncio.run(play(demo_manifest(manifest), audience, staging))
    console.print(closing(audience))
    if audience.alerts == 0:
        raise typer.Exit(1)
