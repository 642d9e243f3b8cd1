"""Who asks, and whether they may: an API key, a signed-in browser, or the demo's guest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from onrecord.store import accounts
from onrecord.store.accounts import Identity, Role
from onrecord.web import secrets
from onrecord.web.parts import WebParts, parts_of
from onrecord.web.problems import ProblemError

COOKIE = "onrecord_session"
SECURE_COOKIE = "__Host-onrecord_session"
"""A cookie of this name is taken only over https, for this host alone (RFC 6265bis, section 4.1.3.2)."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

bearer = HTTPBearer(auto_error=False, scheme_name="key", description="An API key: `onrecord key add`.")


def cookie_name(parts: WebParts) -> str:
    """The name of the session cookie."""
    return SECURE_COOKIE if parts.secure else COOKIE


async def _by_key(parts: WebParts, shown: str) -> Identity:
    async with parts.store.view() as view:
        found = await accounts.key(view, secrets.digest(shown), parts.now()) if secrets.KEY.fullmatch(shown) else None
    if found is None:
        raise ProblemError(401, "this API key is not known, over, or revoked")
    identity, key_id, stale = found
    if stale:
        async with parts.store.unit() as unit:
            await accounts.key_used(unit, key_id, parts.now())
    return identity


async def by_session(request: Request, parts: WebParts) -> Identity | None:
    """Who is signed in with the request's cookie; the guest where there is one."""
    token = request.cookies.get(cookie_name(parts))
    if token:
        async with parts.store.view() as view:
            found = await accounts.session(view, secrets.digest(token), parts.now())
        if found is not None:
            return found
    return parts.guest


async def identify(request: Request) -> Identity:
    """Who asks. A browser that changes something must show its CSRF token. Raises ProblemError (401, 403)."""
    parts = parts_of(request)
    shown = request.headers.get("authorization", "")
    if shown[:7].lower() == "bearer ":
        return await _by_key(parts, shown[7:].strip())
    identity = await by_session(request, parts)
    if identity is None:
        raise ProblemError(401, "sign in, or send an API key as `Authorization: Bearer …`")
    if request.method not in SAFE:
        await _check_form(request, identity)
    return identity


async def _check_form(request: Request, identity: Identity) -> None:
    """The token that only a page of ours knows, from the header or the form."""
    token = request.headers.get("x-csrf-token")
    if token is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        token = str((await request.form()).get("csrf", ""))
    if not identity.csrf or not secrets.same(token or "", identity.csrf):
        raise ProblemError(403, "the form is stale: load the page again and repeat what you did")


def needs(role: Role) -> Callable[[Request], Awaitable[Identity]]:
    """A dependency that lets in who has at least ``role``."""

    async def allowed(request: Request) -> Identity:
        identity = await identify(request)
        if not identity.role.covers(role):
            raise ProblemError(403, f"this needs the role {role.value}; you are {identity.role.value}")
        return identity

    return allowed


Reader = Annotated[Identity, Depends(needs(Role.READER))]
Editor = Annotated[Identity, Depends(needs(Role.EDITOR))]
Operator = Annotated[Identity, Depends(needs(Role.OPERATOR))]
