"""``onrecord demo``: outlets, receiver and alerts on this machine, to watch."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

WIDTH = 110
"""Columns beyond which lines get hard to read."""


def demo(
    once: Annotated[bool, typer.Option("--once", help="As fast as it goes, instead of over about a minute.")] = False,
) -> None:
    """Watch six outlets report what three public figures say, and what of it is new.

    Everything runs on this machine, with articles written for it. Exit code 1 if no alert arrived.
    """
    from onrecord import logs  # noqa: PLC0415 - only what is asked for: a start should be quick
    from onrecord.demo.play import PLAY_S, Audience, closing, demo_manifest, play  # noqa: PLC0415

    logs.set_up("auto", "warning")
    terminal = Console()
    console = Console(highlight=False, width=min(terminal.width, WIDTH) if terminal.is_terminal else WIDTH)
    manifest = demo_manifest()
    audience = Audience(console)
    asyncio.run(play(manifest, audience, 0.0 if once else PLAY_S, stay=terminal.is_terminal and not once))
    console.print(closing(audience))
    if audience.alerts == 0:
        raise typer.Exit(1)
