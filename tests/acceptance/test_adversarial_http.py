"""Cases 49-58 of the adversarial table: what servers do."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ingest.fetch import Fetcher
from ingest.models import FEED_LIMITS, FetchFailure, FetchProblem, FetchRequest, HealthStatus
from ingest.response import redirect
from onrecord.http import guarded_session
from processors.addresses import parse_allow
from tests.acceptance.adversarial import Arena, Case, Check, Seen, Step, assert_memory_stayed_bounded
from tests.fakes.hostile import GOOD, bomb_brotli, bomb_gzip, pieces, sends_on, squeezed
from tests.fakes.outlet import Outlet, rss

FEED = rss(GOOD)


def body(content: bytes | str, content_type: str = "application/rss+xml", status: int = 200, **headers: str) -> Step:
    return lambda outlet: outlet.show("/feed", content, content_type, status, **headers)


def to(*targets: str, status: int = 302) -> Step:
    """A redirect; ``{port}`` in a target is the outlet's own."""

    def arrange(outlet: Outlet) -> None:
        outlet.show("/new", FEED, "application/rss+xml")
        outlet.paths["/feed"] = sends_on(*(target.format(port=outlet.port) for target in targets), status=status)

    return arrange


def answers(chunk: bytes, pause: float) -> Step:
    def arrange(outlet: Outlet) -> None:
        outlet.paths["/feed"] = pieces(chunk, pause)

    return arrange


def stands(status: HealthStatus) -> Check:
    return lambda seen: seen.health.status is status


def waits(least: float, most: float) -> Check:
    return lambda seen: least <= seen.wait.total_seconds() <= most


def good(seen: Seen) -> bool:
    return seen.titles[:1] == ["Good entry"]


FAILING, GONE, HEALTHY = (stands(one) for one in (HealthStatus.FAILING, HealthStatus.GONE, HealthStatus.HEALTHY))
HOUR, DAY = 3600.0, 86400.0
SOON = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)

CASES = [
    Case("49", "zip_bomb", [body(bomb_gzip(300), Content_Encoding="gzip")], [FAILING], says="compression bomb"),
    Case(
        "50",
        "gzip_in_gzip",
        [body(squeezed(FEED), Content_Encoding="gzip, gzip")],
        [FAILING],
        says="more than one layer",
    ),
    Case("51", "brotli_bomb", [body(bomb_brotli(300), Content_Encoding="br")], [FAILING], says="compression bomb"),
    Case("52", "slow_loris", [answers(b"<", 0.2)], [FAILING], says="body too slow"),
    Case("53", "endless_body", [answers(b"x" * 262_144, 0.0)], [FAILING], says="body too big"),
    Case("54", "redirect_loop", [to("/feed")], [FAILING], says="too many redirects"),
    Case("55a", "redirect_to_metadata", [to("http://169.254.169.254/latest/meta-data")], [FAILING], says="metadata"),
    Case(
        "55b", "redirect_to_mapped_loopback", [to("http://[::ffff:127.0.0.1]:22/")], [FAILING], says="address refused"
    ),
    Case("55c", "redirect_to_decimal_ip", [to("http://2130706433:{port}/new")], [FAILING]),
    Case(
        "57a",
        "moved_301",
        [to("/new", status=301)],
        [good, HEALTHY, lambda seen: seen.records[-1].state.moved_polls == 1],
    ),
    Case("57b", "moved_308", [to("/new", status=308)], [good, HEALTHY]),
    Case("57c", "gone_410", [body("", status=410)], [GONE, waits(6 * DAY, 8 * DAY)]),
    Case("57d", "retry_after_seconds", [body("", status=429, Retry_After="7200")], [FAILING, waits(7000, 7400)]),
    Case("57e", "retry_after_date", [body("", status=429, Retry_After=SOON)], [waits(6500, 7400)]),
    Case("57f", "retry_after_absurd", [body("", status=429, Retry_After="1000000000")], [waits(DAY - 10, DAY + 10)]),
    Case("57g", "overloaded_503", [body("", status=503)], [FAILING, waits(15, 6 * HOUR)], says="503"),
    Case(
        "58a",
        "etag_changes_each_time",
        [body(FEED, ETag='W/"1"'), body(FEED, ETag='W/"2"')],
        [good, lambda seen: len(seen.articles) == 1],
    ),
    Case("58b", "wrong_content_type", [body(FEED, "text/plain")], [good]),
    Case("58c", "header_of_40_KB", [body(FEED, Content_Security_Policy="x" * 40_000)], [good]),
    Case(
        "58d",
        "credentials_in_redirect",
        [to("http://user:secret@127.0.0.1:{port}/new")],
        [FAILING],
        says="redirect to nowhere",
    ),
]


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    with Arena() as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_server_that_does(case: Case, arena: Arena) -> None:
    seen = arena.play(case)
    assert case.says in seen.health.reason
    for check in case.expected:
        assert check(seen), (seen.titles, seen.health, seen.wait)


def test_memory_stayed_bounded(arena: Arena) -> None:
    assert_memory_stayed_bounded()


def test_58e_a_redirect_from_https_to_http_is_not_followed() -> None:
    assert redirect("https://a.test/feed", 301, {"location": "http://a.test/feed"}) is FetchProblem.DOWNGRADE


class Rebinding(AbstractResolver):
    """A name that is allowed when first looked at and leads inwards from then on."""

    def __init__(self) -> None:
        self.answers = ["127.0.0.1", "10.0.0.1"]

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        ip = self.answers.pop(0)
        return [ResolveResult(hostname=host, host=ip, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        return


async def test_56_a_name_that_is_rebound_is_refused_on_its_next_connection(outlet: Outlet) -> None:
    async def sent_on(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"http://b.test:{outlet.port}/new", "Connection": "close"})

    outlet.paths["/feed"] = sent_on
    allow = parse_allow([f"127.0.0.1:{outlet.port}"])
    async with guarded_session(allow=allow, user_agent="test", resolver=Rebinding()) as session:
        got = await Fetcher(session).get(FetchRequest(f"http://a.test:{outlet.port}/feed", FEED_LIMITS))
    assert isinstance(got, FetchFailure)
    assert got.problem is FetchProblem.REFUSED_ADDRESS
    assert "10.0.0.1" in got.detail


async def test_58f_an_expired_certificate_is_named(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begun = datetime.now(UTC) - timedelta(days=30)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(
        key.private_bytes(*plain) + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "both.pem")
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    port = runner.addresses[0][1]
    async with guarded_session(allow=parse_allow([f"127.0.0.1:{port}"]), user_agent="test") as session:
        got = await Fetcher(session).get(FetchRequest(f"https://127.0.0.1:{port}/", FEED_LIMITS))
    await runner.cleanup()
    assert isinstance(got, FetchFailure)
    assert got.problem is FetchProblem.TLS
