"""The only code that calls news sites. Redirects are followed by hand; nothing a site does raises.

The session comes guarded (``onrecord.http``): every connection, also that of a redirect, is judged by the
address it leads to. Bodies are read under the limits of ``ingest.decompress``.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable
from time import monotonic

import aiohttp
from multidict import CIMultiDictProxy

from ingest.decompress import ACCEPTED, Intake
from ingest.errors import BodyRefused
from ingest.models import Fetched, FetchFailure, FetchLimits, FetchProblem, FetchRequest
from ingest.response import Redirect, redirect
from processors.addresses import refusal_in

_AUTHORITY = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")  # RFC 3986, appendix B
_BODILESS = frozenset({204, 304})


class _Stopped(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, problem: FetchProblem, detail: str = "") -> None:
        super().__init__(detail)
        self.problem, self.detail = problem, detail


class Fetcher:
    """Conditional GETs under limits. One per process; ``session`` is guarded and owned by the caller."""

    def __init__(self, session: aiohttp.ClientSession, *, seconds: Callable[[], float] = monotonic) -> None:
        self._session = session
        self._seconds = seconds
        self._timeouts: dict[FetchLimits, aiohttp.ClientTimeout] = {}

    async def get(self, request: FetchRequest) -> Fetched | FetchFailure:
        """The response to ``request``, or why there is none."""
        try:
            async with asyncio.timeout(request.limits.total):
                return await self._follow(request)
        except _Stopped as stop:
            return FetchFailure(request.url, stop.problem, stop.detail)
        except BodyRefused as error:
            return FetchFailure(request.url, FetchProblem(error.problem), error.detail)
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            return _failure(request.url, error)

    async def _follow(self, request: FetchRequest) -> Fetched:
        url, permanent = request.url, True
        moved: str | None = None
        for _ in range(request.limits.redirects + 1):
            answer = await self._one(url, request)
            if isinstance(answer, Redirect):
                url, permanent = answer.url, permanent and answer.permanent
                moved = url if permanent else moved
                continue
            status, headers, body, wire = answer
            return Fetched(request.url, url, status, headers, body, wire, moved)
        raise _Stopped(FetchProblem.REDIRECTS, f"more than {request.limits.redirects}")

    async def _one(self, url: str, request: FetchRequest) -> Redirect | tuple[int, dict[str, str], bytes, int]:
        limits = request.limits
        async with self._session.request(
            "GET", url, headers=_headers(request), allow_redirects=False, timeout=self._timeout(limits)
        ) as response:
            headers = _flat(response.headers)
            turn = redirect(url, response.status, headers)
            if isinstance(turn, FetchProblem):
                raise _Stopped(turn, headers.get("location", "")[:200])
            if turn is not None:
                return turn
            if response.status in _BODILESS:
                return response.status, headers, b"", 0
            body, wire = await self._body(response, headers, limits)
            return response.status, headers, body, wire

    async def _body(
        self, response: aiohttp.ClientResponse, headers: dict[str, str], limits: FetchLimits
    ) -> tuple[bytes, int]:
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced[:18]) > limits.wire_bytes:
            raise _Stopped(FetchProblem.TOO_BIG, f"{announced[:18]} bytes announced")
        intake = Intake(headers.get("content-encoding", ""), limits)
        begun = self._seconds()
        async for chunk in response.content.iter_any():
            intake.feed(chunk)
            elapsed = self._seconds() - begun
            if elapsed > limits.slow_after and intake.wire < limits.slow_rate * elapsed:
                raise _Stopped(FetchProblem.SLOW, f"{intake.wire} bytes in {elapsed:.0f} s")
        return intake.finish(), intake.wire

    def _timeout(self, limits: FetchLimits) -> aiohttp.ClientTimeout:
        if limits not in self._timeouts:
            self._timeouts[limits] = aiohttp.ClientTimeout(
                total=None, sock_connect=limits.connect, sock_read=limits.first_byte
            )
        return self._timeouts[limits]


def _headers(request: FetchRequest) -> dict[str, str]:
    headers = {"Accept": request.accept, "Accept-Encoding": ACCEPTED}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers


def _flat(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    """Lower-case names; repeated headers joined with commas (RFC 9110, section 5.3)."""
    flat: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        flat[key] = f"{flat[key]}, {value}" if key in flat else value
    return flat


def _failure(url: str, error: BaseException) -> FetchFailure:
    refused = refusal_in(error)
    if refused:
        return FetchFailure(
            url, FetchProblem.REFUSED_ADDRESS, refused.removeprefix(f"{FetchProblem.REFUSED_ADDRESS}: ")
        )
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error.__cause__
    kinds: tuple[tuple[bool, FetchProblem], ...] = (
        (isinstance(error, aiohttp.ClientSSLError) or isinstance(cause, ssl.SSLError), FetchProblem.TLS),
        (isinstance(error, aiohttp.ClientConnectorDNSError), FetchProblem.NAME),
        (isinstance(error, TimeoutError), FetchProblem.TIMEOUT),
        (isinstance(error, aiohttp.ClientPayloadError), FetchProblem.TRUNCATED),
        (isinstance(error, (aiohttp.InvalidURL, UnicodeError)), FetchProblem.BAD_URL),
        (isinstance(error, aiohttp.ClientResponseError), FetchProblem.PROTOCOL),
        (isinstance(error, OSError), FetchProblem.CONNECT),
    )
    problem = next((problem for holds, problem in kinds if holds), FetchProblem.PROTOCOL)
    return FetchFailure(url, problem, f"{type(error).__name__}: {error}"[:300])


def host_of(url: str) -> str:
    """The host and port that limits are kept for."""
    found = _AUTHORITY.match(url)
    return found[1].rpartition("@")[2].lower() if found else ""
