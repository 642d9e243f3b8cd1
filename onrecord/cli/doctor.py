"""``onrecord doctor``: what is configured, reachable, migrated and writable."""

from __future__ import annotations

import asyncio

import typer


def doctor() -> None:
    """Check this installation; exit code 1 when something needs mending, with what to do."""
    from onrecord.doctor import examine  # noqa: PLC0415 - each command imports what it needs

    findings = asyncio.run(examine())
    for finding in findings:
        print(f"{'ok ' if finding.ok else 'NOT'}  {finding.name:14} {finding.words}")
        if not finding.ok:
            print(f"     {'':14} {finding.todo}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
