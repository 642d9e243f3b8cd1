"""``onrecord run``: everything in one process on the embedded engine."""

from __future__ import annotations

import asyncio
from typing import Annotated

import structlog
import typer


def run(
    once: Annotated[
        bool, typer.Option("--once", help="Poll every source once, finish what it brings, and exit.")
    ] = False,
) -> None:
    """Poll, read, decide, deliver and serve the console in this one process until told to stop (Ctrl-C or SIGTERM)."""
    from onrecord import bootstrap, health, logs  # noqa: PLC0415 - each command imports what it needs
    from onrecord.app import App  # noqa: PLC0415
    from onrecord.lock import single_instance  # noqa: PLC0415
    from onrecord.web.beside import Listening, console  # noqa: PLC0415
    from onrecord.web.wiring import oidc_of  # noqa: PLC0415

    settings = bootstrap.read_settings()
    http = settings.http
    logs.set_up(settings.log.format, settings.log.level)
    wiring = bootstrap.wiring_of(settings, bootstrap.read_configuration(settings))

    async def work() -> None:
        stop = asyncio.Event()
        health.stop_on_signals(stop, settings.stop_grace)
        async with App(wiring) as app:
            if once:
                await app.catch_up()
                return
            health.guard(app.pulse, settings.health.stuck_after)
            reached = (http.host, http.port, http.public_url or "", http.trusted_proxies)
            listening = Listening(*reached, oidc=oidc_of(settings))
            async with console(app.store, wiring, listening, app.vitals(settings.health.stuck_after / 2)) as address:
                structlog.get_logger(__name__).info("the console and the API are served", url=address.url)
                await app.run(stop)

    with single_instance(settings.data_dir / "onrecord.lock"):
        asyncio.run(work())
