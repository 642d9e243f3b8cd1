"""ASGI wrappers around the whole application: security headers, request bodies of bounded size, rate limits."""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000
"""Bytes of a request; the largest sensible one, a subscription with long lists, is under 100 kB."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script or style anywhere, so that markup that slips in from a feed can do nothing."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Adds the headers to every answer; HSTS where browsers reach us by https."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if secure:
            self._headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A token bucket: ``tokens`` left at ``at`` (seconds on a clock that only grows)."""

    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` requests at once, ``per_second`` in the long run."""

    burst: int
    per_second: float


def take(bucket: Bucket | None, rate: Rate, now: float) -> tuple[Bucket, float]:
    """One token out of ``bucket``: (the bucket after, seconds to wait; 0 where there was one)."""
    bucket = bucket or Bucket(rate.burst, now)
    tokens = min(float(rate.burst), bucket.tokens + max(0.0, now - bucket.at) * rate.per_second)
    if tokens < 1:
        return Bucket(tokens, now), (1 - tokens) / rate.per_second
    return replace(bucket, tokens=tokens - 1, at=now), 0.0


class Buckets:
    """Buckets by who asks, the longest silent forgotten first."""

    def __init__(self, rate: Rate, clock: Callable[[], float], most: int = 10_000) -> None:
        self._rate, self._clock, self._most = rate, clock, most
        self._kept: OrderedDict[str, Bucket] = OrderedDict()

    def wait(self, who: str) -> float:
        """Seconds until ``who`` may ask again; 0: now."""
        bucket, seconds = take(self._kept.pop(who, None), self._rate, self._clock())
        self._kept[who] = bucket
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return seconds


class Bounded:
    """Refuses requests that are too large (413) or too many (429), before anything is read."""

    def __init__(self, app: ASGIApp, *, buckets: Buckets) -> None:
        self._app, self._buckets = app, buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/static/", "/livez", "/readyz", "/metrics")):
            await self._app(scope, receive, send)
            return
        headers = {name: value for name, value in scope["headers"] if name in (b"authorization", b"content-length")}
        wait = self._buckets.wait(_who(scope, headers))
        if wait:
            await _refuse(send, 429, "Too Many Requests", f"ask again in {math.ceil(wait)} s", wait)
        elif int(headers.get(b"content-length", b"0") or 0) > LARGEST_BODY:
            await _refuse(send, 413, "Content Too Large", f"a request may have {LARGEST_BODY} bytes")
        else:
            await self._app(scope, _measured(receive), send)


def _who(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """The key's id where a key is shown (newsrooms behind one address don't starve each other), and the address."""
    shown = headers.get(b"authorization", b"").decode("latin-1")
    address = scope["client"][0] if scope.get("client") else ""
    return f"{address} {shown[7:23]}" if shown[:7].lower() == "bearer " else address


def _measured(receive: Receive) -> Receive:
    """``receive`` that ends a body that grows beyond the bound, whatever its length was said to be."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > LARGEST_BODY else message

    return bounded


async def _refuse(send: Send, status: int, title: str, detail: str, wait: float = 0) -> None:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    if wait:
        headers.append((b"retry-after", str(math.ceil(wait)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
