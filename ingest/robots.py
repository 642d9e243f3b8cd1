"""What a site allows: robots.txt (RFC 9309) and reserved text and data mining (W3C TDMRep; DSM directive, art. 4).

Importer of protego. Both are asked for once a day for each host, before its first page; feeds are published for
programs to read and are not asked about.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from ingest.models import KIB, Fetched, FetchFailure, FetchLimits, FetchRequest
from ingest.ports import Fetching

KEPT = timedelta(days=1)
"""How long an answer counts (RFC 9309, section 2.4)."""

LONGEST_DELAY = 30.0
"""Seconds between two requests that a Crawl-delay can ask of us."""

_LIMITS = FetchLimits(wire_bytes=500 * KIB, decoded_bytes=500 * KIB, total=10.0, first_byte=5.0)
"""500 KiB is what RFC 9309, section 2.5, wants read."""

_HOSTS_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a page may be fetched, how far apart requests must be, whether mining its text is reserved."""

    allowed: bool = True
    reason: str = ""
    delay: float = 0.0
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    robots: Any
    reservations: tuple[str, ...]
    until: datetime
    reason: str = ""


def reserved_paths(text: str) -> tuple[str, ...]:
    """Path patterns that a tdmrep.json reserves; empty for anything that is none."""
    try:
        rules = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    found = rules if isinstance(rules, list) else []
    return tuple(
        str(rule.get("location", "")).rstrip("*") or "/"
        for rule in found
        if isinstance(rule, dict) and str(rule.get("tdm-reservation")) == "1"
    )


def reserved_by_header(headers: Mapping[str, str]) -> bool | None:
    """What a page's own header says; it overrides the site's file. None where it says nothing."""
    said = headers.get("tdm-reservation", "").strip()
    return {"1": True, "0": False}.get(said)


def _robots_of(answer: Fetched | FetchFailure) -> tuple[Any, str]:
    """Rules, or None with a reason where the site must be taken to forbid all for now (RFC 9309, section 2.3.1)."""
    if isinstance(answer, FetchFailure):
        return (None, f"robots.txt: {answer}") if answer.problem.ours else (Protego.parse(""), "")
    if answer.status >= 500 or answer.status == 429:
        return None, f"robots.txt: {answer.status}"
    text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
    return Protego.parse(text), ""


class Robots:
    """What each host allows. Never raises for anything a host does."""

    def __init__(self, fetcher: Fetching, agent: str) -> None:
        self._fetcher, self._agent = fetcher, agent
        self._hosts: dict[str, _Rules] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def permission(self, url: str, now: datetime) -> Permission:
        """What the host of ``url`` says about it."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with self._asking.setdefault(site, asyncio.Lock()):
            rules = self._hosts.get(site)
            if rules is None or rules.until <= now:
                rules = await self._ask(site, rules, now)
        return self._judge(rules, url, parts.path or "/")

    def _judge(self, rules: _Rules, url: str, path: str) -> Permission:
        if rules.robots is None:
            return Permission(False, rules.reason)
        delay = min(float(rules.robots.crawl_delay(self._agent) or 0.0), LONGEST_DELAY)
        reserved = any(path.startswith(reservation) for reservation in rules.reservations)
        if not rules.robots.can_fetch(url, self._agent):
            return Permission(False, "robots.txt forbids it", delay, reserved)
        return Permission(True, "", delay, reserved)

    async def _ask(self, site: str, old: _Rules | None, now: datetime) -> _Rules:
        robots, reason = _robots_of(await self._fetcher.get(FetchRequest(f"{site}/robots.txt", _LIMITS)))
        if robots is None and old is not None and old.robots is not None:
            robots = old.robots
        mining = await self._fetcher.get(FetchRequest(f"{site}/.well-known/tdmrep.json", _LIMITS))
        text = mining.body.decode("utf-8", "replace") if isinstance(mining, Fetched) and mining.status == 200 else ""
        kept = KEPT if robots is not None else timedelta(minutes=5)
        if len(self._hosts) >= _HOSTS_KEPT:
            self._hosts.clear()
            self._asking.clear()
        self._hosts[site] = rules = _Rules(robots, reserved_paths(text), now + kept, reason)
        return rules
