"""Guarded HTTP sessions: the one place that builds an aiohttp client.

The guard sits where a socket is made for one resolved address, so it holds for names, literals,
every redirect and a name that resolves differently the second time (DNS rebinding). aiohttp never
asks a resolver about a literal, which is why a guard in a resolver alone is not enough (measured).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from processors.addresses import WEB_PORTS, AddressRefused, Opening, verdict

CONNECTIONS = 200
"""Sockets open at once over all hosts; each costs about 7 KB here and one slot at a server."""

DNS_TTL = 60
"""Seconds a resolved name is kept; the guard looks at the address again on every connection."""

HEADER_BYTES = 65_536
"""Longest header line: some outlets send content policies of over 8 KB, aiohttp's default limit."""

AddrInfo = tuple[int, int, int, str, tuple[object, ...]]


def guarded_socket(allow: Sequence[Opening], ports: frozenset[int] | None) -> Callable[[AddrInfo], socket.socket]:
    """A socket factory that raises AddressRefused instead of opening a socket to a refused address."""

    def open_socket(address: AddrInfo) -> socket.socket:
        family, kind, protocol, _, endpoint = address
        ip, port = str(endpoint[0]), int(str(endpoint[1]))
        standing = verdict(ip, port, allow, ports)
        if not standing.allowed:
            raise AddressRefused(ip, port, standing)
        return socket.socket(family, kind, protocol)

    return open_socket


class FixedNames(AbstractResolver):
    """Answers for given names with a given address and port, as a hosts file would; all others as usual."""

    def __init__(self, names: Mapping[str, tuple[str, int]]) -> None:
        self._names = names
        self._others = aiohttp.DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of ``host``. Raises OSError for a name that does not resolve."""
        if host not in self._names:
            return await self._others.resolve(host, port, family)
        address, at = self._names[host]
        return [ResolveResult(hostname=host, host=address, port=at, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Close the usual resolver."""
        await self._others.close()


def known_session(user_agent: str) -> aiohttp.ClientSession:
    """A session for addresses that whoever runs this has set (the identity provider), wherever they are."""
    headers = {"User-Agent": user_agent}
    return aiohttp.ClientSession(trust_env=False, cookie_jar=aiohttp.DummyCookieJar(), headers=headers)


def guarded_session(
    *,
    allow: Sequence[Opening] = (),
    user_agent: str,
    ports: frozenset[int] | None = WEB_PORTS,
    resolver: AbstractResolver | None = None,
    connections: int = CONNECTIONS,
) -> aiohttp.ClientSession:
    """A client session that connects to public addresses and to what ``allow`` opens, and to nothing else.

    No proxy from the environment, no cookies, no automatic decompression (callers count decoded bytes themselves).
    Callers pass ``allow_redirects=False`` or accept that redirects are followed under the same guard, and set
    their own timeouts. Must be called inside a running loop. A refusal surfaces as an ``aiohttp.ClientError``;
    ``processors.addresses.refusal_in`` finds it.
    """
    connector = aiohttp.TCPConnector(
        socket_factory=guarded_socket(allow, ports),
        resolver=resolver,
        limit=connections,
        ttl_dns_cache=DNS_TTL,
    )
    return aiohttp.ClientSession(
        connector=connector,
        trust_env=False,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": user_agent},
        max_line_size=HEADER_BYTES,
        max_field_size=HEADER_BYTES,
    )
