"""Fixtures of all tests: a clean environment, no way out of this machine, and the services of ``make services``.

A test that asks for a service that is not there skips with a sentence, or fails under ``ONRECORD_REQUIRE_SERVICES=1``.
"""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import structlog

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as onrecord.cli does, before a test imports numpy
_ROOT = Path(__file__).resolve().parent.parent
_serial = itertools.count(1)
_KEPT = ("ONRECORD_TEST_", "ONRECORD_REQUIRE_SERVICES", "ONRECORD_SERVICES_DIR")
"""Variables that are for the tests themselves."""


def _is_local(address: Any) -> bool:
    """Whether ``address`` (of a socket) stays on this machine: a path, or a loopback address."""
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer has set must not decide how a test ends."""
    for name in os.environ:
        if name.startswith("ONRECORD_") and not name.startswith(_KEPT):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A command sets up logging to the standard error of its time; the next test has another."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _no_way_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection that leaves this machine is refused, and the test that tried fails even if it swallowed that."""
    tried: list[Any] = []

    def guarded(name: str) -> Any:
        connect = getattr(socket.socket, name)

        def wrapper(self: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                tried.append(address)
                raise OSError(f"tests connect to loopback only, not to {address!r}")
            return connect(self, address)

        return wrapper

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    yield
    if tried:
        pytest.fail(f"connected, or tried to, beyond loopback: {tried}", pytrace=False)


def _services() -> dict[str, str]:
    """What ``scripts/services`` wrote, overridden by the environment."""
    state = Path(os.environ.get("ONRECORD_SERVICES_DIR", _ROOT / "var" / "services"))
    written = (state / "env").read_text(encoding="utf-8") if (state / "env").exists() else ""
    variables = dict(line.split("=", 1) for line in written.splitlines() if "=" in line)
    return variables | {name: value for name, value in os.environ.items() if name.startswith("ONRECORD_TEST_")}


def _service(variable: str, what: str) -> str:
    """The value of ``variable``, or a skip (a failure where services are required)."""
    value = _services().get(variable)
    if value:
        return value
    sentence = f"needs {what}: run `make services` (or set {variable})"
    if os.environ.get("ONRECORD_REQUIRE_SERVICES") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """``postgresql://…`` of an empty database that is this test's own; it is dropped at the end."""
    server = _service("ONRECORD_TEST_POSTGRES_URL", "PostgreSQL")
    name = f"onrecord_test_{os.getpid()}_{next(_serial)}"
    asyncio.run(_execute(server, f"CREATE DATABASE {name}"))
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    asyncio.run(_execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def kafka_bootstrap() -> str:
    """``host:port`` of a real Kafka broker, shared by all tests."""
    return _service("ONRECORD_TEST_KAFKA", "a Kafka broker")


@pytest.fixture
def kafka_prefix(kafka_bootstrap: str) -> str:
    """Goes before the names of topics and groups, so that tests on one broker don't meet."""
    return f"test-{os.getpid()}-{next(_serial)}-{os.urandom(3).hex()}."


@pytest.fixture
def chromium() -> dict[str, Any]:
    """Paths of Chromium (``browser``) and chromedriver (``driver``)."""
    return {
        "browser": _service("ONRECORD_TEST_CHROMIUM", "Chromium"),
        "driver": _service("ONRECORD_TEST_CHROMEDRIVER", "chromedriver"),
    }
