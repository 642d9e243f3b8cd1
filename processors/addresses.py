"""Which addresses our servers may connect to: a decision over values, made once an address is known.

What a site, a redirect or a subscriber hands us may name any host; what counts is the address the name
resolved to, at the moment of connecting (server-side request forgery; OWASP SSRF sheet, miniflux PR 4090).
``onrecord.http`` asks here for each socket before it is opened.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from processors.errors import ConfigError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

WEB_PORTS = frozenset({80, 443})
"""Ports a public web server listens on; others are opened by name in an allow-list."""

_METADATA = tuple(
    ipaddress.ip_network(text)
    for text in ("169.254.169.254/32", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32", "fd00:ec2::254/128")
)
"""Where clouds hand out credentials (AWS and most others, Azure, Alibaba, Oracle, AWS on IPv6)."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Well-known prefix that carries an IPv4 address in its low 32 bits (RFC 6052, section 2.1)."""

_REFUSED = "address refused: "
"""Opens the message of every refusal: connectors that bundle several errors keep only the messages."""


class Standing(StrEnum):
    """What an address is to us. ``PUBLIC`` and ``OPENED`` (by the allow-list) may be connected to."""

    PUBLIC = "public"
    OPENED = "opened"
    METADATA = "metadata"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link-local"
    PRIVATE = "private"
    MULTICAST = "multicast"
    UNSPECIFIED = "unspecified"
    RESERVED = "reserved"
    PORT = "port"
    NOT_AN_ADDRESS = "not an address"

    @property
    def allowed(self) -> bool:
        """Whether a connection may be opened."""
        return self in {Standing.PUBLIC, Standing.OPENED}


class AddressRefused(OSError):  # noqa: N818 - reads as what happened; connectors expect an OSError
    """A connection that was not opened because of where it led."""

    def __init__(self, ip: str, port: int, standing: Standing) -> None:
        super().__init__(f"{_REFUSED}{ip} port {port} is {standing.value}")
        self.ip, self.port, self.standing = ip, port, standing


@dataclass(frozen=True, slots=True)
class Opening:
    """A network that is allowed although it is not public. ``port`` None opens all ports."""

    network: IPNetwork
    port: int | None = None

    def covers(self, address: IPAddress, port: int) -> bool:
        """Whether ``address`` and ``port`` lie inside."""
        return self.port in (None, port) and address.version == self.network.version and address in self.network


def parse_opening(text: str) -> Opening:
    """``CIDR[:port]`` as an Opening; an IPv6 network stands in brackets if a port follows.

    Raises ConfigError for anything else.
    """
    network, port = text.strip(), ""
    if network.startswith("["):
        network, _, port = network[1:].partition("]")
        port = port.removeprefix(":")
    elif network.count(":") == 1:
        network, _, port = network.partition(":")
    try:
        number = int(port) if port else None
        if number is not None and not 0 < number < 65536:
            raise ValueError(f"{number} is not a port")
        return Opening(ipaddress.ip_network(network, strict=False), number)
    except ValueError as error:
        raise ConfigError(f"{text!r} is not CIDR[:port], such as 10.1.0.0/16 or [fd00::]/8:8080 ({error})") from error


def parse_allow(texts: Iterable[str]) -> tuple[Opening, ...]:
    """An allow-list from its written form. Raises ConfigError."""
    return tuple(parse_opening(text) for text in texts if text.strip())


def _unwrapped(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 address carries (mapped, 6to4, Teredo, NAT64), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _standing(address: IPAddress) -> Standing:
    rules = (
        (any(address in network for network in _METADATA if network.version == address.version), Standing.METADATA),
        (address.is_unspecified, Standing.UNSPECIFIED),
        (address.is_loopback, Standing.LOOPBACK),
        (address.is_link_local, Standing.LINK_LOCAL),
        (address.is_multicast, Standing.MULTICAST),
        (address.is_global, Standing.PUBLIC),
        (address.is_private, Standing.PRIVATE),
    )
    return next((standing for holds, standing in rules if holds), Standing.RESERVED)


def verdict(ip: str, port: int, allow: Sequence[Opening] = (), ports: frozenset[int] | None = WEB_PORTS) -> Standing:
    """What ``ip`` and ``port`` are to us. ``ports``: those allowed on public addresses, None for all.

    An opening covers the address as it is written and the one it carries; a zone (``%eth0``) is ignored.
    """
    try:
        written = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return Standing.NOT_AN_ADDRESS
    address = _unwrapped(written)
    if any(opening.covers(one, port) for opening in allow for one in (written, address)):
        return Standing.OPENED
    standing = _standing(address)
    if standing is Standing.PUBLIC and ports is not None and port not in ports:
        return Standing.PORT
    return standing


def refusal_in(error: BaseException | None) -> str | None:
    """The sentence of the refusal that lies behind ``error``, None where there is none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if _REFUSED in str(error):
            return _REFUSED + str(error).partition(_REFUSED)[2].partition(", ")[0].rstrip("]")
        error = getattr(error, "os_error", None) or error.__cause__
    return None
