"""Serving: uvicorn around the application, by itself or as a task inside ``onrecord run``."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import uvicorn
from fastapi import FastAPI

from alerts.spec import SubscriptionFile
from config.load import Configuration
from config.settings import Settings
from onrecord.clock import now
from onrecord.health import Pulse, stop_on_signals
from onrecord.probes import Gauges, Vitals
from onrecord.sealing import sealer_of
from onrecord.store import migrate
from onrecord.store.base import Store
from onrecord.web.app import create_app
from onrecord.web.wiring import web_parts
from processors.errors import ConfigError

STOP_GRACE_S = 5


@dataclass(frozen=True, slots=True)
class Address:
    """Where the application is served."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{host}:{self.port}"


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what is accepted; else each answer waits 40 ms for an ACK.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise ConfigError(f"cannot listen on {host}:{port}: {error.strerror}; see ONRECORD_HTTP_PORT") from error
    return listening


def _server(app: FastAPI, trusted_proxies: tuple[str, ...]) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies) or None,
        timeout_graceful_shutdown=STOP_GRACE_S,
        timeout_keep_alive=30,
    )
    return uvicorn.Server(config)


def settle() -> None:
    """Take what start-up made out of the collector's sight: a full collection over it would stop answers for 0.2 s."""
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def serving(app: FastAPI, host: str, port: int, trusted_proxies: tuple[str, ...] = ()) -> AsyncIterator[Address]:
    """Serve ``app`` as a task while the block runs. ``port`` 0: any free one. Raises ConfigError."""
    listening = _bound(host, port)
    server = _server(app, trusted_proxies)
    task = asyncio.create_task(server._serve([listening]))  # noqa: SLF001 - `serve` would take over the process's signals
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn only has a flag
            await asyncio.sleep(0.01)
        if task.done():
            await task
        yield Address(host, listening.getsockname()[1])
    finally:
        await app.state.follower.stop()
        server.should_exit = True
        await task
        listening.close()


async def serve(
    app: FastAPI, host: str, port: int, trusted_proxies: tuple[str, ...] = (), grace_s: float = 10.0
) -> None:
    """Serve ``app`` until a signal ends the process, ``grace_s`` later at the latest."""
    stop = asyncio.Event()
    stop_on_signals(stop, grace_s)
    async with serving(app, host, port, trusted_proxies) as address:
        settle()
        print(f"onrecord: console and API on {address.url}", flush=True)
        await stop.wait()


async def serve_alone(settings: Settings, configuration: Configuration[SubscriptionFile], host: str, port: int) -> None:
    """The whole of ``onrecord serve``: open the store, serve until told to stop, close it."""
    store = Store(settings.database_url)
    try:
        await migrate.upgrade(store)
        pulse = Pulse()
        pulse.missing = ""  # /readyz asks the database
        vitals = Vitals(pulse, Gauges("serve"), store, now)
        app = create_app(replace(web_parts(settings, store, sealer_of(settings), configuration), vitals=vitals))
        await serve(app, host, port, settings.http.trusted_proxies, settings.stop_grace)
    finally:
        await store.close()
