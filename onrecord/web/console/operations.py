"""Sources and the system, for whoever runs them."""

from __future__ import annotations

import sys
from datetime import timedelta
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from ingest.models import Source
from onrecord.store import accounts, delivery_log, migrate, queries_archive, queries_desk
from onrecord.store.accounts import Role
from onrecord.store.queries_desk import SourceLine
from onrecord.web import secrets
from onrecord.web.auth import Operator, Reader
from onrecord.web.console import desk
from onrecord.web.console.pages import render
from onrecord.web.console.troubles import GRAVE, WELL, WORDS, troubles
from onrecord.web.parts import Parts
from onrecord.web.problems import ProblemError
from processors.errors import OnrecordError
from processors.urls import is_web

router = APIRouter(include_in_schema=False)

_ORDER = (
    "failing",
    "gone",
    "blocked",
    "unreachable",
    "extraction degraded",
    "quiet",
    "valid but empty",
    "moved",
    "new",
)


def urgency(line: SourceLine | None) -> int:
    """Where a source stands in the list: what needs somebody comes first."""
    status = line.status if line else "new"
    return _ORDER.index(status) if status in _ORDER else len(_ORDER)


@router.get("/sources")
async def sources(parts: Parts, who: Reader, request: Request) -> Response:
    """Every source: how it stands, in words, and its rhythm."""
    async with parts.store.view() as view:
        lines = await queries_desk.sources(view)
        events = await queries_desk.source_events(view, 12)
    ordered: list[Source] = sorted(parts.sources, key=lambda one: (urgency(lines.get(one.id)), one.id))
    ill = sum(line.status not in WELL for line in lines.values())
    content = {"sources": ordered, "lines": lines, "events": events, "words": WORDS, "ill": ill, "well": WELL}
    content |= {"grave": GRAVE}
    content["names"] = {one.id: one.outlet.name for one in parts.sources}
    return render(request, "sources.html", who, content)


@router.get("/sources/add")
async def add_form(who: Operator, request: Request) -> Response:
    """The wizard: any address of the outlet."""
    return render(request, "source_add.html", who, {"url": "", "found": None, "problem": ""})


@router.post("/sources/add")
async def add(parts: Parts, who: Operator, request: Request, url: Annotated[str, Form(max_length=2000)]) -> Response:
    """Find the outlet's feed and show what it gives: the code of ``onrecord source add``."""
    found, problem = None, ""
    if not is_web(url.strip()):
        problem = "An address begins with https:// or http://."
    elif parts.find_source is None:
        problem = "This server does not fetch. Use `onrecord source add` where fetching runs."
    else:
        try:
            found = await parts.find_source(url.strip())
        except OnrecordError as error:
            problem = str(error)
    status = 422 if problem else 200
    return render(request, "source_add.html", who, {"url": url, "found": found, "problem": problem}, status)


@router.get("/sources/{source_id}")
async def source(parts: Parts, who: Reader, request: Request, source_id: str) -> Response:
    """One source: how it stands, what changed, and its newest entries."""
    known = next((one for one in parts.sources if one.id == source_id), None)
    if known is None:
        raise ProblemError(404, "There is no such source in sources.yaml.")
    async with parts.store.view() as view:
        content = {
            "source": known,
            "line": (await queries_desk.sources(view)).get(source_id),
            "events": await queries_desk.source_events(view, 20, source_id),
            "entries": await queries_desk.entries_of(view, source_id),
            "articles": (await queries_archive.articles(view, outlet_id=known.outlet.id, limit=10)).entries,
            "words": WORDS,
            "well": WELL,
            "grave": GRAVE,
        }
    return render(request, "source.html", who, content)


@router.get("/system")
async def system(parts: Parts, who: Reader, request: Request) -> Response:
    """Lag, backlog, the latency budget, versions; for operators also keys and the audit log."""
    now = parts.now()
    late = now - timedelta(minutes=5)
    names = {one.id: one.outlet.name for one in parts.sources}
    operator = who.role.covers(Role.OPERATOR)
    async with parts.store.view() as view:
        standing = await queries_desk.standing(view, parts.stage_channels, now)
        endpoints = [(desk.local(who, one.id), one) for one in await delivery_log.endpoints(view, who.tenant)]
        content = {
            "standing": standing,
            "troubles": troubles(await queries_desk.sources(view), names, endpoints, standing, late),
            "keys": await accounts.keys(view, who.tenant) if operator else [],
            "users": await accounts.users(view, who.tenant) if operator else [],
            "audit": (await accounts.audit(view, who.tenant, limit=25)).entries if operator else (),
            "schema": migrate.head(),
            "versions": [
                ("onrecord", version("onrecord")),
                ("Python", sys.version.split()[0]),
                ("Database", parts.store.dialect),
            ],
            "late": late,
        }
    return render(request, "system.html", who, content)


@router.post("/keys/add")
async def add_key(
    parts: Parts, who: Operator, request: Request, name: Annotated[str, Form(min_length=1, max_length=200)],
    role: Annotated[Role, Form()],
) -> Response:  # fmt: skip
    """Make an API key for this newsroom and show it, this once."""
    key_id, key = secrets.new_key()
    now = parts.now()
    row = {"id": key_id, "tenant": who.tenant, "name": name, "role": role.value, "key_hash": secrets.digest(key)}
    async with parts.store.unit() as unit:
        await accounts.add_key(unit, {**row, "created": now})
        await accounts.note(unit, who, "key.made", name, now, role=role.value)
    return render(request, "key.html", who, {"key": key, "name": name})


@router.post("/keys/{key_id}/revoke")
async def revoke_key(parts: Parts, who: Operator, key_id: str) -> Response:
    """Take a key's access away, at once."""
    async with parts.store.unit() as unit:
        if not await accounts.revoke_key(unit, key_id, parts.now(), who.tenant):
            raise ProblemError(404, "There is no such key.")
        await accounts.note(unit, who, "key.revoked", key_id, parts.now())
    return RedirectResponse("/system#keys", 303)
