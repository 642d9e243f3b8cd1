"""``onrecord serve``: the API and the console, apart from the rest."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from alerts.spec import SubscriptionFile
from config.environment import load_settings
from config.load import load_configuration
from config.settings import Settings
from onrecord.delivery import sealer_of
from onrecord.store.base import Store
from onrecord.web.app import create_app
from onrecord.web.parts import WebParts
from onrecord.web.server import serve as serve_app
from onrecord.web.wiring import web_parts


def parts(settings: Settings, store: Store) -> WebParts:
    """The web application's parts from settings and configuration files."""
    configured = load_configuration(settings.config_dir, SubscriptionFile)
    return web_parts(settings, store, sealer_of(settings), configured)


async def _serve(settings: Settings, host: str, port: int) -> None:
    store = Store(settings.database_url)
    try:
        app = create_app(parts(settings, store))
        await serve_app(app, host, port, settings.http.trusted_proxies)
    finally:
        await store.close()


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; ONRECORD_HTTP_HOST if left out.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, 0 for any; ONRECORD_HTTP_PORT if left out.")] = None,
) -> None:
    """Serve the API and the console. Accounts and keys: `onrecord user add`, `onrecord key add`."""
    settings = load_settings(os.environ)
    http = settings.http
    asyncio.run(_serve(settings, host or http.host, http.port if port is None else port))
