"""``onrecord serve``: the API and the console, apart from the rest."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; ONRECORD_HTTP_HOST if left out.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, 0 for any; ONRECORD_HTTP_PORT if left out.")] = None,
) -> None:
    """Serve the API and the console. Accounts and keys: `onrecord user add`, `onrecord key add`."""
    from onrecord import bootstrap, logs  # noqa: PLC0415 - each command imports what it needs
    from onrecord.web.server import serve_alone  # noqa: PLC0415

    settings = bootstrap.read_settings()
    logs.set_up(settings.log.format, settings.log.level)
    configuration = bootstrap.read_configuration(settings)
    http = settings.http
    asyncio.run(serve_alone(settings, configuration, host or http.host, http.port if port is None else port))
