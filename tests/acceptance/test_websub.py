"""A hub on loopback: subscribe, verify, push, renew; forged pushes change nothing."""

from __future__ import annotations

import hashlib
import hmac
import socket
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from ingest.models import Source, SourceState
from ingest.websub import LONGEST_LEASE, Lease, Subscriptions, Wish, hub_of, secret_for, signed, verify_intent, wish
from onrecord.http import guarded_session
from onrecord.hubs import HubTerms, listening
from processors.addresses import parse_allow
from processors.models import Outlet
from tests.fakes.outlet import Outlet as Site

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = Source("a", "https://a.test/feed", Outlet("a", "A"))


def state(hub: str | None) -> SourceState:
    return SourceState("a", SOURCE.url, NOW, hub=hub, topic="https://a.test/self")


class Hub:
    """A hub that verifies each subscription and can push."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self.subscriptions = subscriptions
        self.asked: list[Mapping[str, Any]] = []

    async def __call__(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        self.asked.append(form)
        query = {
            "hub.mode": "subscribe",
            "hub.topic": str(form["hub.topic"]),
            "hub.challenge": "abc",
            "hub.lease_seconds": "864000",
        }
        answer = self.subscriptions.verification("a", query, NOW)
        assert (answer.status, answer.body) == (200, "abc")
        return web.Response(status=202)

    def push(self, body: bytes, secret: str, now: datetime = NOW) -> int:
        signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return self.subscriptions.push("a", body, signature, now)


async def test_the_whole_way_of_a_push(outlet: Site) -> None:
    nudged: list[str] = []
    async with guarded_session(allow=parse_allow([f"127.0.0.1:{outlet.port}"]), user_agent="test") as session:

        async def post(url: str, form: Mapping[str, str]) -> int:
            async with session.post(url, data=dict(form), timeout=aiohttp.ClientTimeout(total=10)) as response:
                return response.status

        subscriptions = Subscriptions(post, lambda name: f"https://us.test/websub/{name}", b"key", nudged.append)
        hub = Hub(subscriptions)
        outlet.paths["/hub"] = hub
        assert subscriptions.push("a", b"", None, NOW) == 410, "nobody asked for it yet"
        assert "asked" in await subscriptions.keep(SOURCE, state(outlet.url("/hub")), NOW)
        assert hub.asked[0]["hub.callback"] == "https://us.test/websub/a"
        assert subscriptions.leased("a", NOW)
        assert hub.push(b"<rss/>", str(hub.asked[0]["hub.secret"])) == 202
        assert nudged == ["a"]
        assert hub.push(b"<rss/>", "a guess") == 202
        assert nudged == ["a"], "a push without our signature moves nothing"
        assert await subscriptions.keep(SOURCE, state(outlet.url("/hub")), NOW) == "leased"
        later = NOW + timedelta(days=9, hours=12)
        assert "lease ends" in await subscriptions.keep(SOURCE, state(outlet.url("/hub")), later)
        assert not subscriptions.leased("a", NOW + timedelta(days=30))


async def test_a_hub_that_refuses_leaves_polling_as_it_was() -> None:
    async def post(url: str, form: Mapping[str, str]) -> int:
        return 500

    subscriptions = Subscriptions(post, str, b"key", lambda _: None)
    assert "polled instead" in await subscriptions.keep(SOURCE, state("https://hub.test"), NOW)
    assert not subscriptions.leased("a", NOW)


@pytest.mark.parametrize(
    ("lease", "expected"),
    [
        (None, Wish.SUBSCRIBE),
        (Lease("h", "t", NOW - timedelta(hours=1)), Wish.NOTHING),
        (Lease("h", "t", NOW - timedelta(hours=7)), Wish.SUBSCRIBE),
        (Lease("h", "t", NOW, NOW + timedelta(days=5)), Wish.NOTHING),
        (Lease("h", "t", NOW, NOW + timedelta(hours=5)), Wish.RENEW),
        (Lease("other", "t", NOW, NOW + timedelta(days=5)), Wish.SUBSCRIBE),
    ],
)
def test_when_a_hub_is_asked(lease: Lease | None, expected: Wish) -> None:
    assert wish(("h", "t"), lease, NOW)[0] is expected


def test_verification_is_for_what_we_asked_only() -> None:
    lease = Lease("h", "t", NOW)
    query = {"hub.mode": "subscribe", "hub.topic": "t", "hub.challenge": "c", "hub.lease_seconds": "99999999"}
    assert verify_intent(query, lease).lease_seconds == LONGEST_LEASE
    assert verify_intent(query | {"hub.topic": "other"}, lease).status == 404
    assert verify_intent(query, None).status == 404
    assert "denied: no" in verify_intent({"hub.mode": "denied", "hub.reason": "no"}, lease).reason
    assert hub_of(SOURCE, state(None)) is None


@pytest.mark.parametrize("header", [None, "", "sha256=", "md5=abc", "sha256=" + "0" * 64, "sha256=é"])
def test_signatures_that_do_not_hold(header: str | None) -> None:
    assert not signed(b"body", header, "secret")


async def test_the_listener_answers_hubs_at_the_address_they_were_given() -> None:
    nudged: list[str] = []
    async with guarded_session(user_agent="test") as guarded, aiohttp.ClientSession() as hub:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        terms = HubTerms(f"http://127.0.0.1:{port}/websub/", "127.0.0.1", port, b"key")
        async with listening(terms, guarded, nudged.append, lambda: NOW) as subscriptions:
            assert "polled instead" in await subscriptions.keep(SOURCE, state("http://127.0.0.1:1/hub"), NOW)
            query = {"hub.mode": "subscribe", "hub.topic": "https://a.test/self", "hub.challenge": "xyz"}
            async with hub.get(f"http://127.0.0.1:{port}/websub/a", params=query) as answer:
                assert (answer.status, await answer.text()) == (200, "xyz")
            signature = "sha256=" + hmac.new(secret_for(b"key", "a").encode(), b"<rss/>", hashlib.sha256).hexdigest()
            headers = {"X-Hub-Signature": signature}
            async with hub.post(f"http://127.0.0.1:{port}/websub/a", data=b"<rss/>", headers=headers) as answer:
                assert answer.status == 202
            async with hub.post(f"http://127.0.0.1:{port}/websub/b", data=b"<rss/>", headers=headers) as answer:
                assert answer.status == 410
    assert nudged == ["a"]
