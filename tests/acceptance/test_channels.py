"""Other channels through Apprise, over a real connection; and which of them may be set from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from alerts.channels import AppriseSender, refusal
from alerts.models import Answer, Channel, Delivery, DueDelivery, Endpoint, EventType, Outcome, Subscription
from alerts.payload import build
from tests.fakes.occasions import NOW, occasion


class Chat:
    """A chat's webhook: what it got, and how it answers."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status, self.port = 200, 0

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        return web.Response(status=self.status)


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    made = Chat()
    app = web.Application()
    app.router.add_post("/alerts", made.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


async def send(url: str) -> Answer:
    body = build(occasion(), Subscription("desk"), EventType.NEW)
    delivery = Delivery("d", "a", "default", "desk", "chat", "claim", NOW, NOW)
    endpoint = Endpoint("chat", url, channel=Channel.APPRISE)
    return await AppriseSender().send(DueDelivery(delivery, endpoint, EventType.NEW, body), NOW)


async def test_a_message_reads_as_a_person_would_want_it(chat: Chat) -> None:
    answer = await send(f"json://127.0.0.1:{chat.port}/alerts")
    assert answer.outcome == Outcome.ACCEPTED
    (message,) = chat.got
    assert message["title"] == "Jane Doe: new statement"
    for part in ("four hundred kilometres", "direct, Gazette", "Why: nothing like it", "300 km → 400 km"):
        assert part in message["message"]


async def test_a_refused_message_is_a_failure_with_what_the_channel_said(chat: Chat) -> None:
    chat.status = 500
    answer = await send(f"json://127.0.0.1:{chat.port}/alerts")
    assert answer.outcome == Outcome.UNREACHABLE
    assert "500" in answer.error
    assert (await send("nothing-like-it")).outcome == Outcome.UNSENDABLE


@pytest.mark.parametrize(
    "url", ["json://127.0.0.1/x", "mailto://a:b@intern.example?smtp=10.0.0.1", "ntfys://10.0.0.1/t", "no address"]
)
def test_a_channel_that_chooses_its_host_may_not_be_set_from_outside(url: str) -> None:
    assert "subscriptions.yaml" in refusal(url)


def test_a_public_service_may() -> None:
    assert refusal("tgram://123456789:AAF" + "x" * 32 + "/12345") == ""
    assert refusal("discord://") != ""
