"""Probes and metrics. ``/livez``: the process makes progress; ``/readyz``: it can serve; ``/metrics``: Prometheus."""

from __future__ import annotations

import asyncio
import time

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from onrecord.store import migrate
from onrecord.web.parts import Parts
from processors.errors import TemporaryError

router = APIRouter(include_in_schema=False)

STUCK_AFTER_S = 5.0
"""A loop that needs longer for one turn than this serves nobody any more."""


@router.get("/livez")
async def live(parts: Parts) -> JSONResponse:
    """200 while every part makes progress and the event loop turns: one turn is measured, not asserted."""
    begun = time.monotonic()
    await asyncio.sleep(0)
    turn = time.monotonic() - begun
    standing = parts.vitals.standing() if parts.vitals else ""
    good = turn < STUCK_AFTER_S and not standing
    return JSONResponse({"live": good, "turn_s": round(turn, 4), "reason": standing}, 200 if good else 503)


@router.get("/readyz")
async def ready(parts: Parts) -> JSONResponse:
    """200 once the database answers and has this version's schema."""
    try:
        async with asyncio.timeout(STUCK_AFTER_S):
            revision = await migrate.current(parts.store)
    except (TemporaryError, TimeoutError) as error:
        return JSONResponse({"ready": False, "reason": str(error) or "the database does not answer"}, 503)
    needed = migrate.head()
    if revision != needed:
        return JSONResponse({"ready": False, "reason": f"schema {revision}, needs {needed}: onrecord db upgrade"}, 503)
    return JSONResponse({"ready": True})


@router.get("/metrics")
async def metrics(parts: Parts) -> Response:
    """What this process counted, and how things stand, for Prometheus."""
    standing = await parts.vitals.metrics() if parts.vitals else b""
    return Response(generate_latest(REGISTRY) + standing, media_type=CONTENT_TYPE_LATEST)
