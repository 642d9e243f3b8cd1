"""Signing in and out: with a local account, or through an OpenID Connect provider."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.store import accounts
from onrecord.web import auth, secrets
from onrecord.web.auth import Reader
from onrecord.web.console.pages import render
from onrecord.web.guards import Buckets
from onrecord.web.oidc import FINISH_WITHIN, Attempt, OidcClient, Person
from onrecord.web.parts import Parts, WebParts
from onrecord.web.problems import ProblemError
from processors.errors import OnrecordError, TemporaryError

router = APIRouter(include_in_schema=False)
_logger = structlog.get_logger(__name__)

SESSION = timedelta(hours=12)
"""A working day: who stays longer signs in again."""

_NOWHERE = "/"


def inside(target: str) -> str:
    """``target`` if it is a path of ours, else the wire: a link to sign in must not lead elsewhere afterwards."""
    parts = urlsplit(target)
    own = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return target if own and "\\" not in target and target.isprintable() else _NOWHERE


def same_origin(request: Request) -> bool:
    """Whether a form was sent from a page of ours; browsers say so (Fetch Metadata, or the Origin header)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


@router.get("/sign-in")
async def form(parts: Parts, request: Request, next: str = _NOWHERE) -> Response:  # noqa: A002 - the name in the address
    """The form to sign in."""
    async with parts.store.view() as view:
        nobody = not await accounts.users(view)
    return _form(request, inside(next), nobody=nobody)


def _form(
    request: Request, to: str, wrong: str = "", status: int = 200, *, login: str = "", nobody: bool = False
) -> Response:
    content = {"next": to, "wrong": wrong, "login": login, "nobody": nobody}
    return render(request, "sign_in.html", None, content, status)


@router.post("/sign-in")
async def sign_in(
    parts: Parts,
    request: Request,
    login: Annotated[str, Form(max_length=254)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = _NOWHERE,  # noqa: A002
) -> Response:
    """Check the password, slowly whatever it is, and start a session."""
    if not same_origin(request):
        raise ProblemError(403, "this form was sent from another site")
    login = login.strip().lower()
    buckets: Buckets = request.app.state.sign_ins
    address = request.client.host if request.client else ""
    wait = max(buckets.wait(f"login {login}"), buckets.wait(f"address {address}"))
    if wait:
        raise ProblemError(429, f"too many attempts: try again in {wait:.0f} s", retry_after=int(wait) + 1)
    async with parts.store.view() as view:
        user = await accounts.user(view, login)
    if not secrets.password_fits(user.password if user else None, password) or user is None:
        return _form(request, inside(next), "Login or password is not right.", 401, login=login)
    return await start_session(parts, user.id, inside(next))


BEGUN = "onrecord_oidc"
"""The cookie of a sign-in that is under way at the provider; it lasts as long as that may take."""


def _back(request: Request, parts: WebParts) -> str:
    """Where the provider sends the browser: what is registered there."""
    return f"{(parts.public_url or str(request.base_url)).rstrip('/')}/sign-in/oidc/back"


def _provider(parts: WebParts) -> OidcClient:
    if parts.oidc is None:
        raise ProblemError(404, "no identity provider is configured: see ONRECORD_OIDC_ISSUER")
    return parts.oidc


@router.get("/sign-in/oidc")
async def leave(parts: Parts, request: Request, next: str = _NOWHERE) -> Response:  # noqa: A002
    """To the provider, to sign in there."""
    provider, now = _provider(parts), parts.now()
    try:
        address, attempt = await provider.begin(_back(request, parts), inside(next), now)
    except OnrecordError as error:
        return _form(request, inside(next), f"{_sentence(error)}.", 503)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        BEGUN, attempt.sealed(parts.sealer), max_age=int(FINISH_WITHIN.total_seconds()), path="/sign-in",
        secure=parts.secure, httponly=True, samesite="lax",
    )  # fmt: skip
    return answer


@router.get("/sign-in/oidc/back")
async def come_back(parts: Parts, request: Request) -> Response:
    """From the provider: check what it says, and start a session."""
    provider, now, to = _provider(parts), parts.now(), _NOWHERE
    try:
        attempt = Attempt.opened(request.cookies.get(BEGUN, ""), parts.sealer, now)
        to = inside(attempt.to)
        person = await provider.finish(attempt, dict(request.query_params), _back(request, parts), now)
    except OnrecordError as error:
        _logger.warning("sign-in through the provider failed", reason=str(error))
        return _form(request, to, f"{_sentence(error)}.", 503 if isinstance(error, TemporaryError) else 403)
    user_id = await _joined(parts, provider.terms.tenant, person)
    if user_id is None:
        return _form(request, to, "This account is switched off here, or its name belongs to a local account.", 403)
    answer = await start_session(parts, user_id, to)
    answer.delete_cookie(BEGUN, path="/sign-in", secure=parts.secure, httponly=True, samesite="lax")
    return answer


def _sentence(error: OnrecordError) -> str:
    words = str(error)
    return words[:1].upper() + words[1:]


async def _joined(parts: WebParts, tenant: str, person: Person) -> str | None:
    row = {
        "id": str(uuid.uuid4()), "tenant": tenant, "login": person.login, "name": person.name,
        "role": person.role.value, "password": None, "oidc_subject": person.subject,
    }  # fmt: skip
    async with parts.store.unit() as unit:
        joined = await accounts.join(unit, row, parts.now())
    return joined.id if joined else None


async def start_session(parts: WebParts, user_id: str, to: str) -> Response:
    """A new session for an account, and the way on."""
    token, now = secrets.new_token(), parts.now()
    token_hash = secrets.digest(token)
    row = {
        "token_hash": token_hash,
        "user_id": user_id,
        "csrf": secrets.new_token(),
        "created": now,
        "expires": now + SESSION,
    }
    async with parts.store.unit() as unit:
        await accounts.add_session(unit, row)
        identity = await accounts.session(unit, token_hash, now)
        if identity is not None:
            await accounts.note(unit, identity, "session.started", identity.name, now)
    answer = RedirectResponse(to, 303)
    answer.set_cookie(
        auth.cookie_name(parts), token, max_age=int(SESSION.total_seconds()), path="/", secure=parts.secure,
        httponly=True, samesite="lax",
    )  # fmt: skip
    return answer


@router.post("/sign-out")
async def sign_out(parts: Parts, who: Reader, request: Request) -> Response:
    """End the session."""
    token = request.cookies.get(auth.cookie_name(parts), "")
    async with parts.store.unit() as unit:
        await accounts.end_session(unit, secrets.digest(token))
        await accounts.note(unit, who, "session.ended", who.name, parts.now())
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(auth.cookie_name(parts), path="/", secure=parts.secure, httponly=True, samesite="lax")
    return answer
