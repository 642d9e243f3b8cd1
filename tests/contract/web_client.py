"""A served application over a store, keys, and the written newsroom: what the tests of the web side share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from ingest.models import Source
from onrecord.sealing import Sealer
from onrecord.store import accounts
from onrecord.store.base import Store
from onrecord.web import secrets
from onrecord.web.app import create_app
from onrecord.web.guards import Rate
from onrecord.web.parts import WebParts
from onrecord.web.server import serving
from tests.fakes.newsroom_articles import FIGURES, OUTLETS, TOPICS

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SEALER = Sealer(["k" * 40])


async def add_key(store: Store, role: str = "reader", tenant: str = "default", **more: Any) -> str:
    """A new API key."""
    key_id, key = secrets.new_key()
    row = {"id": key_id, "tenant": tenant, "name": f"test {role}", "role": role, "key_hash": secrets.digest(key)}
    async with store.unit() as unit:
        await accounts.add_key(unit, {**row, "created": NOW, "expires": None, **more})
    return key


def parts(store: Store, **more: Any) -> WebParts:
    """The parts of a test's application."""
    sources = tuple(Source(o.id, f"https://{o.id}.example/feed", o) for o in OUTLETS.values())
    return WebParts(store, SEALER, FIGURES, TOPICS, sources, **{"now": lambda: NOW, **more})


@asynccontextmanager
async def served(store: Store, **more: Any) -> AsyncIterator[str]:
    """The application on loopback; its address."""
    async with serving(create_app(parts(store, **more), Rate(10_000, 10_000)), "127.0.0.1", 0) as address:
        yield address.url


@asynccontextmanager
async def client_of(url: str, key: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key."""
    async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=30) as client:
        yield client
