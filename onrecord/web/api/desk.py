"""The rest of a newsroom's own: silences and the audit log; and how the sources stand, which all see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from alerts.models import Silence
from alerts.spec import SilenceSpec
from onrecord.store import accounts, queries_desk
from onrecord.store.accounts import AuditLine
from onrecord.store.pages import PAGE
from onrecord.web import actions
from onrecord.web.api import examples
from onrecord.web.api.shapes import PROBLEMS, Cursor, Limit, Results, own
from onrecord.web.auth import Editor, Operator, Reader
from onrecord.web.parts import Parts

router = APIRouter(prefix="/api/v1", tags=["desk"], responses=PROBLEMS)
SilenceName = Annotated[str, own("silence_id")]
AskedSilence = Annotated[SilenceSpec, examples.body("Two hours on air", examples.SILENCE)]


@router.get("/silences")
async def list_silences(parts: Parts, who: Reader) -> Results[Silence]:
    """Silences in force or to come."""
    async with parts.store.view() as view:
        return Results(results=await queries_desk.silences(view, who.tenant, parts.now()))


@router.post("/silences", status_code=204)
async def create_silence(parts: Parts, who: Editor, spec: AskedSilence) -> None:
    """Hold back what matches until it ends; corrections come through all the same."""
    await actions.save_silence(parts, who, spec)


@router.delete("/silences/{silence_id}", status_code=204)
async def delete_silence(parts: Parts, who: Editor, name: SilenceName) -> None:
    """End a silence now."""
    await actions.end_silence(parts, who, name)


@router.get("/audit")
async def list_audit(
    parts: Parts, who: Operator, limit: Annotated[Limit, Query()] = PAGE, cursor: Annotated[Cursor, Query()] = None
) -> Results[AuditLine]:
    """Who changed what in this newsroom, newest first."""
    async with parts.store.view() as view:
        page = await accounts.audit(view, who.tenant, limit=limit, cursor=cursor)
    return Results(results=list(page.entries), next=page.next)


@router.get("/sources")
async def list_sources(parts: Parts, who: Reader) -> Results[queries_desk.SourceLine]:
    """The sources as their last polls left them."""
    del who
    async with parts.store.view() as view:
        return Results(results=sorted((await queries_desk.sources(view)).values(), key=lambda line: line.id))
