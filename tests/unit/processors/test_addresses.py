"""Which addresses may be connected to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.addresses import AddressRefused, Standing, parse_allow, parse_opening, refusal_in, verdict
from processors.errors import ConfigError


@pytest.mark.parametrize(
    ("ip", "standing"),
    [
        ("93.184.215.14", Standing.PUBLIC),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", Standing.PUBLIC),
        ("127.0.0.1", Standing.LOOPBACK),
        ("127.8.8.8", Standing.LOOPBACK),
        ("::1", Standing.LOOPBACK),
        ("0.0.0.0", Standing.UNSPECIFIED),
        ("::", Standing.UNSPECIFIED),
        ("10.0.0.8", Standing.PRIVATE),
        ("192.168.1.1", Standing.PRIVATE),
        ("172.31.255.255", Standing.PRIVATE),
        ("fd12::1", Standing.PRIVATE),
        ("100.64.0.1", Standing.RESERVED),
        ("169.254.1.1", Standing.LINK_LOCAL),
        ("fe80::1%eth0", Standing.LINK_LOCAL),
        ("169.254.169.254", Standing.METADATA),
        ("fd00:ec2::254", Standing.METADATA),
        ("168.63.129.16", Standing.METADATA),
        ("224.0.0.1", Standing.MULTICAST),
        ("ff02::1", Standing.MULTICAST),
        ("::ffff:127.0.0.1", Standing.LOOPBACK),
        ("::ffff:169.254.169.254", Standing.METADATA),
        ("64:ff9b::7f00:1", Standing.LOOPBACK),
        ("2002:7f00:1::", Standing.LOOPBACK),
        ("255.255.255.255", Standing.PRIVATE),
        ("2130706433", Standing.NOT_AN_ADDRESS),
        ("localhost", Standing.NOT_AN_ADDRESS),
    ],
)
def test_standing(ip: str, standing: Standing) -> None:
    assert verdict(ip, 443) is standing


def test_public_addresses_answer_on_web_ports_only() -> None:
    assert verdict("93.184.215.14", 22) is Standing.PORT
    assert verdict("93.184.215.14", 22, ports=None) is Standing.PUBLIC


def test_an_opening_covers_its_network_and_port_and_nothing_else() -> None:
    allow = parse_allow(["127.0.0.0/8:8080", "fd00::/8"])
    assert verdict("127.0.0.1", 8080, allow) is Standing.OPENED
    assert verdict("127.0.0.1", 8081, allow) is Standing.LOOPBACK
    assert verdict("::ffff:127.0.0.1", 8080, allow) is Standing.OPENED
    assert verdict("fd00::7", 1, allow) is Standing.OPENED


@pytest.mark.parametrize(
    ("text", "network", "port"),
    [
        ("127.0.0.1", "127.0.0.1/32", None),
        ("127.0.0.1:80", "127.0.0.1/32", 80),
        ("10.0.0.0/8:8080", "10.0.0.0/8", 8080),
        ("::1", "::1/128", None),
        ("[::1]:8080", "::1/128", 8080),
        ("[fd00::/8]:8080", "fd00::/8", 8080),
    ],
)
def test_openings_are_read(text: str, network: str, port: int | None) -> None:
    opening = parse_opening(text)
    assert (str(opening.network), opening.port) == (network, port)


@pytest.mark.parametrize("text", ["example.org", "127.0.0.1:0", "127.0.0.1:http", "10.0.0.0/33"])
def test_a_mistaken_opening_says_so(text: str) -> None:
    with pytest.raises(ConfigError, match="CIDR"):
        parse_opening(text)


def test_a_refusal_is_found_behind_other_errors() -> None:
    outer = RuntimeError("could not connect")
    outer.__cause__ = AddressRefused("::1", 80, Standing.LOOPBACK)
    assert refusal_in(outer) == "address refused: ::1 port 80 is loopback"
    assert refusal_in(OSError("refused")) is None


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_opens_it(address: object) -> None:
    plain = verdict(str(address), 443)
    assert verdict(f"::ffff:{address}", 443).allowed == plain.allowed
