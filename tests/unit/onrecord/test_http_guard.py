"""The guard over real sockets on loopback."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from onrecord.http import FixedNames, guarded_session
from processors.addresses import parse_allow, refusal_in


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    async def inwards(request: web.Request) -> web.Response:
        raise web.HTTPFound(f"http://127.0.0.2:{request.url.port}/")

    app = web.Application()
    app.add_routes([web.get("/", hello), web.get("/inwards", inwards)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


class Names(AbstractResolver):
    """A resolver whose answers are given."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=ip, port=port, family=socket.AF_INET, proto=0, flags=0)
            for ip in self.answers
        ]

    async def close(self) -> None:
        return


async def _refusal(url: str, **options: Any) -> str | None:
    async with guarded_session(user_agent="test", **options) as session:
        try:
            async with session.get(url, timeout=aiohttp.ClientTimeout(total=5)):
                return None
        except aiohttp.ClientError as error:
            return refusal_in(error) or f"another error: {error!r}"


async def test_a_literal_address_is_refused(port: int) -> None:
    assert "loopback" in (await _refusal(f"http://127.0.0.1:{port}/") or "")


@pytest.mark.parametrize("answers", [("127.0.0.1",), ("127.0.0.1", "10.0.0.1", "169.254.169.254")])
async def test_a_name_is_judged_by_its_addresses(port: int, answers: tuple[str, ...]) -> None:
    assert "address refused" in (await _refusal(f"http://outlet.test:{port}/", resolver=Names(*answers)) or "")


async def test_an_opening_lets_through_and_no_further(port: int) -> None:
    allow = parse_allow([f"127.0.0.1:{port}"])
    assert await _refusal(f"http://127.0.0.1:{port}/", allow=allow) is None
    assert "127.0.0.2" in (await _refusal(f"http://127.0.0.1:{port}/inwards", allow=allow) or "")


async def test_a_fixed_name_leads_to_its_address_and_port_under_the_same_guard(port: int) -> None:
    names = {"outlets.example": ("127.0.0.1", port)}
    opened = parse_allow([f"127.0.0.1:{port}"])
    async with (
        guarded_session(user_agent="test", allow=opened, resolver=FixedNames(names)) as session,
        session.get("http://outlets.example/") as answer,
    ):
        assert await answer.text() == "hello"
    refused = await _refusal("http://outlets.example/", resolver=FixedNames(names))
    assert refused is not None
    assert "127.0.0.1" in refused
