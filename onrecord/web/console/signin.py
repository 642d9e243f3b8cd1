"""Signing in and out with a local account."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.store import accounts
from onrecord.web import auth, secrets
from onrecord.web.auth import Reader
from onrecord.web.console.pages import render
from onrecord.web.guards import Buckets
from onrecord.web.parts import Parts, WebParts
from onrecord.web.problems import ProblemError

router = APIRouter(include_in_schema=False)

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
    content = {"next": inside(next), "wrong": "", "login": "", "nobody": nobody}
    return render(request, "sign_in.html", None, content)


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
        content = {"next": inside(next), "wrong": "Login or password is not right.", "login": login, "nobody": False}
        return render(request, "sign_in.html", None, content, 401)
    return await start_session(parts, user.id, inside(next))


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
