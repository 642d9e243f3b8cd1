"""Other channels through Apprise, over a real connection; and which of them may be set from outside."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from alerts.channels import AppriseSender, refusal
from alerts.models import Answer, Channel, Delivery, DueDelivery, Endpoint, EventType, Occasion, Outcome, Subscription
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


async def send(url: str, of: Occasion | None = None) -> Answer:
    body = build(of or occasion(), Subscription("desk"), EventType.NEW)
    delivery = Delivery("d", "a", "default", "desk", "chat", "claim", NOW, NOW)
    endpoint = Endpoint("chat", url, channel=Channel.APPRISE)
    return await AppriseSender().send(DueDelivery(delivery, endpoint, EventType.NEW, body), NOW)


async def test_a_message_reads_as_a_person_would_want_it(chat: Chat) -> None:
    answer = await send(f"json://127.0.0.1:{chat.port}/alerts")
    assert answer.outcome == Outcome.ACCEPTED
    (message,) = chat.got
    assert message["title"].startswith("New: Jane Doe: “We will build four hundred kilometres")
    for part in ("four hundred kilometres", "quoted by Gazette", "Why new: "):
        assert part in message["message"]


class Mail:
    """A mail server as far as a client needs one (RFC 5321): it takes one message and keeps its lines."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        answers = {b"EHLO": b"250 mail", b"DATA": b"354 go on", b"QUIT": b"221 bye"}
        taking = False
        while line := await reader.readline():
            if taking:
                taking = line != b".\r\n"
                self.got.append(line.decode().rstrip("\r\n"))
                if taking:
                    continue
                writer.write(b"250 kept\r\n")
                continue
            word = line[:4].upper()
            taking = word == b"DATA"
            writer.write(answers.get(word, b"250 ok") + b"\r\n")
            if word == b"QUIT":
                break
        writer.close()


async def test_a_mail_has_its_lines_and_an_escaped_text() -> None:
    mail = Mail()
    server = await asyncio.start_server(mail.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        answer = await send(
            f"mailto://127.0.0.1:{port}/?from=onrecord@desk.example&to=anna@desk.example&mode=insecure",
            occasion("“Rail & <b>road</b> come first,”"),
        )
    assert answer.outcome == Outcome.ACCEPTED, answer.error
    read = email.message_from_string("\n".join(mail.got[:-1]), policy=email.policy.default)
    assert read["subject"].startswith("New: Jane Doe: “Rail & <b>road</b> come first”")
    body = read.get_body(("html",)) or read.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "<b>road" not in text or body.get_content_type() == "text/plain"
    assert len(re.split(r"<br ?/?>|\n", text)) >= 4


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
