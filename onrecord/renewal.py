"""Vectors made anew in the background, after the embedder was changed, while the pipeline goes on.

Until a statement has a vector of the new embedder it is found by its words. What was renewed stays renewed: a process
that is stopped goes on where it was when it starts again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from onrecord import past
from onrecord.store import record as record_store
from onrecord.store.base import Store
from processors.embedding import Embedder

log = structlog.get_logger(__name__)


@asynccontextmanager
async def renewing(store: Store, embedder: Embedder | None) -> AsyncIterator[None]:
    """Renew vectors of another embedder for as long as the context is open; nothing to do without an embedder."""
    task = asyncio.create_task(_renew(store, embedder)) if embedder is not None else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _renew(store: Store, embedder: Embedder) -> None:
    async with store.view() as view:
        stale = await record_store.stale_vectors(view, embedder.id)
    if not stale:
        return
    log.info("vectors are of another embedder and are made anew", embedder=embedder.id, statements=stale)
    try:
        done = await past.re_embed(store, embedder, _progress)
    except Exception:
        log.exception("vectors could not be renewed: run onrecord record re-embed")
    else:
        log.info("vectors renewed", statements=done)


def _progress(done: int, total: int) -> None:
    log.info("vectors renewed so far", done=done, of=total)
