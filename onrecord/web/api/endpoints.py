"""Endpoints of a newsroom: set up, tested, paused, given a new secret, and sent again what they missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from alerts.spec import EndpointSpec, Moment
from onrecord.store import delivery_log
from onrecord.store.delivery_log import EndpointLine
from onrecord.store.recovery import Missed
from onrecord.web import actions
from onrecord.web.actions import Shown
from onrecord.web.api import examples
from onrecord.web.api.idempotency import Once
from onrecord.web.api.shapes import PROBLEMS, Body, Count, Results, own
from onrecord.web.auth import Editor, Reader
from onrecord.web.parts import Parts

router = APIRouter(prefix="/api/v1", tags=["desk"], responses=PROBLEMS)
EndpointName = Annotated[str, own("endpoint_id")]
AskedEndpoint = Annotated[EndpointSpec, examples.body("A signed webhook", examples.ENDPOINT)]
Since = Annotated[Moment, Query(description="From this moment on; 14 days back at most.")]


class RecoverRequest(Body):
    """From when on what was missed is sent again."""

    since: Moment


@dataclass(frozen=True, slots=True)
class EndpointSaved:
    """An endpoint that was written; ``secret`` is shown this once, where one was made."""

    id: str
    secret: Shown | None


@dataclass(frozen=True, slots=True)
class TestSent:
    """A test on its way; the delivery's attempts say what came of it."""

    delivery_id: str


@router.get("/endpoints")
async def list_endpoints(parts: Parts, who: Reader) -> Results[EndpointLine]:
    """The newsroom's endpoints, without secrets and with the host alone of each address."""
    async with parts.store.view() as view:
        return Results(results=await delivery_log.endpoints(view, who.tenant))


@router.post("/endpoints", status_code=201)
async def create_endpoint(parts: Parts, who: Editor, spec: AskedEndpoint) -> EndpointSaved:
    """Make an endpoint. A webhook without a secret gets one: it is in this answer and nowhere else."""
    secret = await actions.save_endpoint(parts, who, spec, new=True)
    return EndpointSaved(spec.id or "", secret)


@router.put("/endpoints/{endpoint_id}")
async def replace_endpoint(parts: Parts, who: Editor, name: EndpointName, spec: AskedEndpoint) -> EndpointSaved:
    """Change an endpoint; another secret is rotated in, the old one signs on beside it for 24 hours."""
    await actions.save_endpoint(parts, who, spec.model_copy(update={"id": name}))
    return EndpointSaved(name, None)


@router.delete("/endpoints/{endpoint_id}", status_code=204)
async def delete_endpoint(parts: Parts, who: Editor, name: EndpointName) -> None:
    """Remove an endpoint that no subscription names any more."""
    await actions.remove_endpoint(parts, who, name)


@router.post("/endpoints/{endpoint_id}/rotate")
async def rotate(parts: Parts, who: Editor, name: EndpointName) -> Shown:
    """Give an endpoint a new secret, shown this once; the old one signs on beside it for 24 hours."""
    return await actions.rotate_secret(parts, who, name)


@router.post("/endpoints/{endpoint_id}/test", status_code=202)
async def test(parts: Parts, who: Editor, name: EndpointName, once: Once) -> TestSent:
    """Send a signed test."""

    async def work() -> TestSent:
        return TestSent(await actions.test_endpoint(parts, who, name))

    return await once(TestSent, work)


@router.post("/endpoints/{endpoint_id}/pause", status_code=204)
async def pause(parts: Parts, who: Editor, name: EndpointName) -> None:
    """Send nothing until it is resumed; what is due waits."""
    await actions.pause_endpoint(parts, who, name)


@router.post("/endpoints/{endpoint_id}/resume")
async def resume(parts: Parts, who: Editor, name: EndpointName) -> Count:
    """Send again, beginning with what waits."""
    return Count(await actions.resume_endpoint(parts, who, name))


@router.get("/endpoints/{endpoint_id}/missed")
async def missed(parts: Parts, who: Reader, name: EndpointName, since: Since) -> Missed:
    """How much a recovery would send, before it does."""
    return await actions.missed(parts, who, name, since)


@router.post("/endpoints/{endpoint_id}/recover")
async def recover(
    parts: Parts,
    who: Editor,
    name: EndpointName,
    asked: Annotated[RecoverRequest, examples.body("Since New Year", examples.RECOVER)],
    once: Once,
) -> Count:
    """Send anew what the endpoint missed since then (14 days at most)."""

    async def work() -> Count:
        return Count(await actions.recover(parts, who, name, asked.since))

    return await once(Count, work)
