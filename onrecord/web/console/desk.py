"""Subscriptions, endpoints, silences and deliveries, for editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from alerts.models import DEFAULT_EVENTS, EventType
from alerts.spec import EndpointSpec, SilenceSpec, SubscriptionSpec, qualified
from onrecord.store import delivery_log, queries_desk
from onrecord.store.accounts import Identity
from onrecord.store.delivery_log import DeliveryFilter
from onrecord.store.pages import PAGE, decode, encode
from onrecord.store.queries_figures import DayCount
from onrecord.web import actions
from onrecord.web.auth import Editor, Reader
from onrecord.web.console import charts, forms
from onrecord.web.console.forms import NOTHING_WRONG, Wrong
from onrecord.web.console.pages import render
from onrecord.web.lately import KEPT
from onrecord.web.parts import Parts, WebParts
from onrecord.web.problems import ProblemError
from processors.errors import ConfigError

router = APIRouter(include_in_schema=False)

DIGESTS = {"15m": "PT15M", "1h": "PT1H", "6h": "PT6H", "24h": "P1D"}
"""How often digests can be asked for in the form, and the same as specs are kept (ISO 8601)."""

ABOUT_STATEMENTS = (
    EventType.NEW,
    EventType.UPDATED,
    EventType.CORROBORATED,
    EventType.CORRECTED,
    EventType.RETRACTED,
)
ABOUT_RUNNING = (
    EventType.SOURCE_SILENT,
    EventType.SOURCE_FAILING,
    EventType.SOURCE_MOVED,
    EventType.SOURCE_RECOVERED,
    EventType.ENDPOINT_FAILING,
    EventType.ENDPOINT_PAUSED,
    EventType.ENDPOINT_DISABLED,
    EventType.ENDPOINT_RECOVERED,
)
"""For whoever runs the system; no filter of the form applies to them."""


def local(who: Identity, full: str) -> str:
    """The newsroom's own name of a thing."""
    return full.removeprefix(qualified(who.tenant, ""))


def _back(to: str) -> Response:
    return RedirectResponse(to, 303)


@router.get("/subscriptions")
async def overview(parts: Parts, who: Reader, request: Request) -> Response:
    """Subscriptions, endpoints and silences of the newsroom."""
    now = parts.now()
    async with parts.store.view() as view:
        content = {
            "subscriptions": await queries_desk.subscriptions(view, who.tenant),
            "counts": await queries_desk.alerts_since(view, who.tenant, now - timedelta(days=7)),
            "endpoints": await delivery_log.endpoints(view, who.tenant),
            "silences": await queries_desk.silences(view, who.tenant, now),
            "local": lambda full: local(who, full),
            "now": now,
        }
    return render(request, "subscriptions.html", who, content)


async def _form(request: Request, who: Identity, values: Mapping[str, Any], wrong: Wrong, edited: str = "") -> Response:
    parts: WebParts = request.app.state.parts
    async with parts.store.view() as view:
        endpoints = await delivery_log.endpoints(view, who.tenant)
    content = {
        "values": values,
        "wrong": wrong,
        "edited": edited,
        "endpoints": [(local(who, one.id), one) for one in endpoints],
        "about_statements": ABOUT_STATEMENTS,
        "about_running": ABOUT_RUNNING,
        "digests": DIGESTS,
    }
    return render(request, "subscription_form.html", who, content, 422 if wrong else 200)


@router.get("/subscriptions/new")
async def new_form(who: Editor, request: Request, figure: str = "", topic: str = "") -> Response:
    """The form of a new subscription."""
    spec = SubscriptionSpec(id="new", figures=(figure,) if figure else (), events=tuple(sorted(DEFAULT_EVENTS)))
    values = spec.model_dump(mode="json", by_alias=True) | {"id": "", "topics": {"any": [topic] if topic else []}}
    return await _form(request, who, values, NOTHING_WRONG)


@router.get("/subscriptions/{name}/edit")
async def edit_form(parts: Parts, who: Editor, request: Request, name: str) -> Response:
    """The form of a subscription that is there."""
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "subscription", name, change=True)
        line = await queries_desk.subscription(view, who.tenant, full)
    assert line is not None
    spec = SubscriptionSpec.model_validate(line.spec)
    return await _form(request, who, spec.model_dump(mode="json", by_alias=True), NOTHING_WRONG, name)


async def _kept(parts: WebParts, who: Identity, name: str) -> dict[str, Any]:
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "subscription", name, change=True)
        line = await queries_desk.subscription(view, who.tenant, full)
    assert line is not None
    return dict(line.spec)


@router.post("/subscriptions/save")
async def save(parts: Parts, who: Editor, request: Request, edited: Annotated[str, Form()] = "") -> Response:
    """Keep what the form says."""
    values = forms.subscription_values(await request.form())
    if edited:
        values = forms.over(await _kept(parts, who, edited), {**values, "id": edited})
    spec, wrong = forms.checked(SubscriptionSpec, values)
    if not wrong and not spec.name:
        wrong = Wrong({"name": "give it a name that your desk understands"})
    if not wrong:
        try:
            await actions.save_subscription(parts, who, spec, new=not edited)
        except (ProblemError, ConfigError) as error:
            wrong = Wrong({}, str(error))
    if wrong:
        blank = SubscriptionSpec(id="x").model_dump(mode="json", by_alias=True)
        return await _form(request, who, blank | values, wrong, edited)
    return _back("/subscriptions")


@router.post("/subscriptions/preview")
async def preview(parts: Parts, who: Editor, request: Request) -> Response:
    """What the form's subscription would have sent in the last 30 days: a piece of a page."""
    spec, wrong = forms.checked(SubscriptionSpec, forms.subscription_values(await request.form()))
    tried = None
    if not wrong:
        try:
            tried = await actions.preview(parts, who, request.app.state.lately, spec)
        except (ProblemError, ConfigError) as error:
            wrong = Wrong({}, str(error))
    chart = None
    if tried is not None:
        first = parts.now().date() - KEPT + timedelta(days=1)
        days = [DayCount("", day, "new", count) for day, count in tried.result.per_day.items()]
        chart = charts.bars(days, first, KEPT.days, (300, 46))
    return render(request, "_preview.html", who, {"tried": tried, "wrong": wrong, "chart": chart})


@router.post("/subscriptions/{name}/{verb}")
async def change_subscription(parts: Parts, who: Editor, name: str, verb: str) -> Response:
    """Switch on or off, or remove."""
    if verb == "remove":
        await actions.remove_subscription(parts, who, name)
    elif verb in {"on", "off"}:
        await actions.switch_subscription(parts, who, name, verb == "on")
    else:
        raise ProblemError(404, "")
    return _back("/subscriptions")


@router.get("/endpoints/new")
async def endpoint_form(who: Editor, request: Request) -> Response:
    """The form of a new endpoint."""
    return render(request, "endpoint_form.html", who, {"values": {}, "wrong": NOTHING_WRONG})


@router.post("/endpoints/save")
async def save_endpoint(
    parts: Parts, who: Editor, request: Request, name: Annotated[str, Form()] = "", url: Annotated[str, Form()] = ""
) -> Response:
    """Make an endpoint and show its secret, this once."""
    channel = "webhook" if url.startswith(("http://", "https://")) else "apprise"
    values = {"id": forms.slug(name) or "unnamed", "name": name, "url": url.strip(), "channel": channel}
    spec, wrong = forms.checked(EndpointSpec, values)
    shown = None
    if not wrong:
        try:
            shown = await actions.save_endpoint(parts, who, spec, new=True)
        except (ProblemError, ConfigError) as error:
            wrong = Wrong({}, str(error))
    if wrong:
        return render(request, "endpoint_form.html", who, {"values": values, "wrong": wrong}, 422)
    return render(request, "secret.html", who, {"shown": shown, "name": values["id"], "rotated": False})


@router.get("/endpoints/{name}")
async def endpoint_page(parts: Parts, who: Reader, request: Request, name: str) -> Response:
    """An endpoint: how it stands, and what can be done."""
    now = parts.now()
    async with parts.store.view() as view:
        full = await actions.mine(view, who, "endpoint", name)
        line = (await delivery_log.endpoints(view, who.tenant, [full]))[0]
        recent = await delivery_log.deliveries(view, DeliveryFilter(tenant=who.tenant, endpoint_id=full), 20)
    missed = await actions.missed(parts, who, name, now - timedelta(days=14))
    content = {"endpoint": line, "name": name, "missed": missed, "lines": recent, "local": lambda one: local(who, one)}
    return render(request, "endpoint.html", who, content)


@router.post("/endpoints/{name}/{verb}")
async def change_endpoint(parts: Parts, who: Editor, request: Request, name: str, verb: str) -> Response:
    """Test, pause, resume, rotate, recover or remove."""
    if verb == "test":
        return _back(f"/deliveries/{await actions.test_endpoint(parts, who, name)}?fresh=1")
    if verb == "rotate":
        shown = await actions.rotate_secret(parts, who, name)
        return render(request, "secret.html", who, {"shown": shown, "name": name, "rotated": True})
    if verb == "remove":
        await actions.remove_endpoint(parts, who, name)
        return _back("/subscriptions")
    await _set_endpoint(parts, who, name, verb)
    return _back(f"/endpoints/{name}")


async def _set_endpoint(parts: WebParts, who: Identity, name: str, verb: str) -> None:
    if verb == "pause":
        await actions.pause_endpoint(parts, who, name)
    elif verb == "resume":
        await actions.resume_endpoint(parts, who, name)
    elif verb == "recover":
        await actions.recover(parts, who, name, parts.now() - timedelta(days=14))
    else:
        raise ProblemError(404, "")


@router.post("/silences/save")
async def save_silence(
    parts: Parts,
    who: Editor,
    hours: Annotated[float, Form(gt=0, le=24 * 30)],
    comment: Annotated[str, Form(max_length=500)] = "",
    figure: Annotated[str, Form(max_length=160)] = "",
) -> Response:
    """Hold back from now on, for some hours."""
    now = parts.now()
    values = {
        "id": f"silence-{now:%Y%m%d-%H%M%S}",
        "owner": who.name,
        "comment": comment,
        "starts": now,
        "ends": now + timedelta(hours=hours),
        "figures": [figure] if figure else [],
    }
    spec, wrong = forms.checked(SilenceSpec, values)
    if wrong:
        raise ProblemError(422, wrong.general or "; ".join(wrong.fields.values()))
    await actions.save_silence(parts, who, spec)
    return _back("/subscriptions#silences")


@router.post("/silences/{name}/end")
async def end_silence(parts: Parts, who: Editor, name: str) -> Response:
    """End a silence now."""
    await actions.end_silence(parts, who, name)
    return _back("/subscriptions#silences")


@router.get("/deliveries")
async def deliveries(  # noqa: PLR0913, PLR0917 - one argument a filter
    parts: Parts,
    who: Reader,
    request: Request,
    state: str = "",
    endpoint: str = "",
    subscription: str = "",
    cursor: str = "",
) -> Response:
    """The delivery log, newest first."""
    wanted = DeliveryFilter(
        tenant=who.tenant,
        endpoint_id=qualified(who.tenant, endpoint) if endpoint else None,
        subscription_id=qualified(who.tenant, subscription) if subscription else None,
        state=state or None,
        before=int(decode(cursor, int)[0]) if cursor else None,
    )
    async with parts.store.view() as view:
        lines = await delivery_log.deliveries(view, wanted, PAGE + 1)
        endpoints = await delivery_log.endpoints(view, who.tenant)
        known = await queries_desk.subscriptions(view, who.tenant)
    failed = [one.id for one in lines[:PAGE] if one.state in {"exhausted", "refused"}]
    content = {
        "lines": lines[:PAGE],
        "next": encode(lines[PAGE - 1].seq) if len(lines) > PAGE else None,
        "asked": {"state": state, "endpoint": endpoint, "subscription": subscription},
        "endpoints": [local(who, one.id) for one in endpoints],
        "subscriptions": [(local(who, one.subscription.id), one.subscription.name) for one in known],
        "failed": failed,
        "local": lambda one: local(who, one),
    }
    return render(request, "deliveries.html", who, content)


@router.post("/deliveries/replay")
async def replay(parts: Parts, who: Editor, request: Request) -> Response:
    """Send the chosen deliveries again."""
    chosen = [str(one) for one in (await request.form()).getlist("delivery")][:PAGE]
    if not chosen:
        raise ProblemError(422, "choose at least one delivery")
    await actions.replay(parts, who, chosen)
    return _back(f"/deliveries/{chosen[0]}?fresh=1" if len(chosen) == 1 else "/deliveries")


def _in_lines(body: str) -> str:
    """A payload for people; what is no JSON stays as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


@router.get("/deliveries/{delivery_id}")
async def delivery_page(parts: Parts, who: Reader, request: Request, delivery_id: str, fresh: int = 0) -> Response:
    """A delivery: every attempt, what the receiver answered, and what was sent."""
    async with parts.store.view() as view:
        line = await actions.own_delivery(view, who, delivery_id)
        attempts = actions.readable(who, await delivery_log.attempts(view, delivery_id))
        body = await delivery_log.body(view, line.alert_id)
    last = attempts[-1].started if attempts else datetime.min.replace(tzinfo=UTC)
    waiting = bool(fresh) and line.state == "pending" and (not attempts or last < line.due)
    content = {"line": line, "attempts": attempts, "body": _in_lines(body or ""), "waiting": waiting}
    content |= {"local": lambda one: local(who, one)}
    return render(request, "delivery.html", who, content)
