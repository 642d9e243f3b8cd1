"""Pure reading of a response: what a status and its headers mean for us (RFC 9110, RFC 9111)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from ingest.models import Fetched, FetchProblem

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})

_CHALLENGE_SERVERS = ("cloudflare", "ddos-guard", "akamaighost", "datadome", "sucuri")
_MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_LONGEST = 10 * 365 * 86400.0
"""Seconds; what an absurd Retry-After or max-age is cut to before any sum is done with it."""


class AnswerKind(StrEnum):
    """What a response is to a poller."""

    CONTENT = "content"
    UNCHANGED = "not modified"
    RATE_LIMITED = "rate limited"
    BLOCKED = "blocked"
    MISSING = "not found"
    GONE = "gone"
    SERVER_ERROR = "server error"
    UNUSABLE = "unusable answer"


_REFUSALS = {
    401: (AnswerKind.BLOCKED, "asks for a login"),
    402: (AnswerKind.BLOCKED, "asks for payment"),
    403: (AnswerKind.BLOCKED, "access refused"),
    404: (AnswerKind.MISSING, "nothing at this address"),
    407: (AnswerKind.BLOCKED, "asks for a proxy login"),
    410: (AnswerKind.GONE, "gone for good"),
    429: (AnswerKind.RATE_LIMITED, "asked to slow down"),
    451: (AnswerKind.BLOCKED, "withheld for legal reasons"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as read. ``retry_after``/``max_age`` in seconds, None where nothing is said."""

    kind: AnswerKind
    reason: str
    retry_after: float | None = None
    max_age: float | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where to go next."""

    url: str
    permanent: bool


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait by Retry-After, given in seconds or as a date; None for none or nonsense."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), _LONGEST)
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(max(0.0, (at - now).total_seconds()), _LONGEST)


def max_age(headers: Mapping[str, str]) -> float | None:
    """Seconds for which the answer calls itself fresh (the shared cache's figure first, as it comes first or only)."""
    found = _MAX_AGE.findall(headers.get("cache-control", ""))
    return min(max(map(float, found)), _LONGEST) if found else None


def challenge(headers: Mapping[str, str], status: int) -> str | None:
    """The name of the bot wall that answered in the site's place, None for none."""
    if "cf-mitigated" in headers:
        return f"cloudflare {headers['cf-mitigated'][:20]}"
    server = headers.get("server", "").lower()
    if status in {403, 429, 503}:
        return next((name for name in _CHALLENGE_SERVERS if name in server), None)
    return None


def read(fetched: Fetched, now: datetime) -> Answer:
    """What ``fetched`` means."""
    status, headers = fetched.status, fetched.headers
    if status == 304:
        return Answer(AnswerKind.UNCHANGED, "not modified", None, max_age(headers), *_validators(headers))
    if status == 200:
        return _success(fetched)
    kind, words = _refusal(status, challenge(headers, status))
    return Answer(kind, f"{status}: {words}", retry_after(headers, now))


def _refusal(status: int, wall: str | None) -> tuple[AnswerKind, str]:
    if wall and status in {403, 503}:
        return AnswerKind.BLOCKED, f"kept out by {wall}"
    if status >= 500:
        return AnswerKind.SERVER_ERROR, "the server failed"
    return _REFUSALS.get(status, (AnswerKind.UNUSABLE, "not an answer to use"))


def _success(fetched: Fetched) -> Answer:
    headers = fetched.headers
    if "cf-mitigated" in headers:
        return Answer(AnswerKind.BLOCKED, f"200: kept out by {challenge(headers, 200)}")
    return Answer(AnswerKind.CONTENT, "200", None, max_age(headers), *_validators(headers))


def _validators(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """ETag and Last-Modified to send next time. Overlong ones are dropped: they would be our cost at each poll."""
    etag, modified = headers.get("etag"), headers.get("last-modified")
    return (
        etag if etag and len(etag) <= 512 else None,
        modified if modified and len(modified) <= 64 else None,
    )


def redirect(url: str, status: int, headers: Mapping[str, str]) -> Redirect | FetchProblem | None:
    """Where a response sends us: a Redirect, the problem with it, or None for a response that is none.

    From https to http is refused; the address itself is judged when a connection to it is opened.
    """
    if status not in REDIRECTS:
        return None
    location = headers.get("location", "").strip()
    try:
        target = urljoin(url, location)
        parts = urlsplit(target)
    except ValueError:
        return FetchProblem.BAD_REDIRECT
    if not location or parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return FetchProblem.BAD_REDIRECT
    if urlsplit(url).scheme == "https" and parts.scheme == "http":
        return FetchProblem.DOWNGRADE
    return Redirect(parts._replace(fragment="").geturl(), status in PERMANENT)
