"""Rules of addresses and networks."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.rules.addresses import PRIVATE_NETWORKS, allowed_in, parse_address, parse_network

EVERYTHING = [parse_network("0.0.0.0/0"), parse_network("::/0")]
PRIVATE = [parse_network(text) for text in PRIVATE_NETWORKS]


@pytest.mark.parametrize("text", ["10.255.0.1", "172.16.0.1", "192.168.1.1", "fd12::1"])
def test_private_addresses_are_allowed_from_the_start(text: str) -> None:
    address = parse_address(text)
    assert address is not None and allowed_in(address, PRIVATE)


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "169.254.169.254", "224.0.0.1", "0.0.0.0", "255.255.255.255", "100.100.100.200"),
        *("::1", "::", "fe80::1", "ff02::1", "fd00:ec2::254", "64:ff9b::a00:1", "2002:a00:1::1"),
    ],
)
def test_special_addresses_are_not_allowed_by_a_network_that_means_all(text: str) -> None:
    address = parse_address(text)
    assert address is not None and not allowed_in(address, EVERYTHING)
    own = ipaddress.ip_network(address)
    assert allowed_in(address, [own])


@pytest.mark.parametrize(
    "text", ["", "1", "127.1", "010.0.0.1", "0x7f.0.0.1", "fe80::1%eth0", "10.0.0.1/8", " 10.0.0.1"]
)
def test_only_plain_addresses_are_addresses(text: str) -> None:
    assert parse_address(text) is None


def test_an_ipv4_address_in_ipv6_clothes_is_judged_as_ipv4() -> None:
    assert parse_address("::ffff:127.0.0.1") == ipaddress.IPv4Address("127.0.0.1")
    assert parse_address("::10.0.0.1") == ipaddress.IPv4Address("10.0.0.1")


@given(st.ip_addresses())
def test_nothing_is_allowed_without_a_network(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert not allowed_in(address, [])
    outside = [net for net in PRIVATE if net.version == address.version and address in net]
    assert allowed_in(address, PRIVATE) <= bool(outside)
