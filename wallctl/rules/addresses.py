"""IP addresses and networks: which of them a site's cameras may have. Must not look any up."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Final

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PRIVATE_NETWORKS: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""Where cameras are unless the site says otherwise."""

_NEVER_BY_CHANCE: Final[tuple[Network, ...]] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "100.100.100.200/32",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/127",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "fd00:ec2::254/128",
        "fd20:ce::254/128",
        # these three carry an IPv4 address inside, one that would have to be judged instead
        "2001::/32",
        "2002::/16",
        "64:ff9b::/32",
    )
)
"""This machine, link-local, metadata services, multicast and reserved: only a network that lies wholly in one
of these allows its addresses, so that `0.0.0.0/0` does not."""


def parse_network(text: str) -> Network:
    """Return the network; raise `ValueError` when it is none, or has bits set behind its prefix."""
    return ipaddress.ip_network(text)


def parse_address(text: str) -> IpAddress | None:
    """Return the address, IPv4 where IPv6 only wraps it; None for anything else, also one with a zone."""
    if "%" in text:
        return None
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        # ::a.b.c.d, long out of use, still reaches a.b.c.d on some systems
        if 1 < int(address) < 1 << 32:
            return ipaddress.IPv4Address(int(address))
    return address


def literal_address(host: str) -> IpAddress | None:
    """Return the address that a host is written as; None for a name."""
    return parse_address(host)


def allowed_in(address: IpAddress, networks: Iterable[Network]) -> bool:
    """Tell whether one of the networks allows this address."""
    holding = [net for net in networks if net.version == address.version and address in net]
    special = [net for net in _NEVER_BY_CHANCE if net.version == address.version and address in net]
    return any(all(_inside(net, one) for one in special) for net in holding)


def _inside(net: Network, other: Network) -> bool:
    if isinstance(net, ipaddress.IPv4Network) and isinstance(other, ipaddress.IPv4Network):
        return net.subnet_of(other)
    if isinstance(net, ipaddress.IPv6Network) and isinstance(other, ipaddress.IPv6Network):
        return net.subnet_of(other)
    return False
