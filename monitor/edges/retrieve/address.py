"""Judge an IP address: may a request from outside's wish go there?

Only addresses of the public internet pass. The tables are ours and not `ipaddress.is_global` alone, because that
changed between patch releases of Python (3.11.10, 3.12.4 follow newer IANA registries). Sources: the IANA IPv4 and
IPv6 special-purpose address registries (RFC 6890, RFC 8190) and the transition mechanisms named below.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

SPECIAL_V4 = {
    IPv4Network("0.0.0.0/8"): "this host (RFC 791)",
    IPv4Network("10.0.0.0/8"): "private (RFC 1918)",
    IPv4Network("100.64.0.0/10"): "carrier-grade NAT (RFC 6598)",
    IPv4Network("127.0.0.0/8"): "loopback (RFC 1122)",
    IPv4Network("169.254.0.0/16"): "link-local (RFC 3927)",
    IPv4Network("172.16.0.0/12"): "private (RFC 1918)",
    IPv4Network("192.0.0.0/24"): "protocol assignments (RFC 6890)",
    IPv4Network("192.0.2.0/24"): "documentation (RFC 5737)",
    IPv4Network("192.88.99.0/24"): "6to4 relay (RFC 7526)",
    IPv4Network("192.168.0.0/16"): "private (RFC 1918)",
    IPv4Network("198.18.0.0/15"): "benchmarking (RFC 2544)",
    IPv4Network("198.51.100.0/24"): "documentation (RFC 5737)",
    IPv4Network("203.0.113.0/24"): "documentation (RFC 5737)",
    IPv4Network("224.0.0.0/4"): "multicast (RFC 5771)",
    IPv4Network("240.0.0.0/4"): "reserved (RFC 1112)",
}
SPECIAL_V6 = {
    IPv6Network("2001::/23"): "protocol assignments, Teredo among them (RFC 2928, RFC 4380)",
    IPv6Network("2001:db8::/32"): "documentation (RFC 3849)",
    IPv6Network("3fff::/20"): "documentation (RFC 9637)",
}
GLOBAL_V6 = IPv6Network("2000::/3")
"""All that IANA has given out as global unicast (RFC 4291); loopback, local and multicast lie outside."""

STANDS_FOR_V4 = (
    IPv6Network("::ffff:0:0/96"),  # IPv4-mapped (RFC 4291)
    IPv6Network("64:ff9b::/96"),  # NAT64 (RFC 6052)
)
"""The last 32 bits are the IPv4 address that a connection goes to."""
SIX_TO_FOUR = IPv6Network("2002::/16")
"""RFC 3056: the IPv4 address follows the prefix."""
ISATAP = 0x00005EFE
"""The upper half of an interface identifier that ends in an IPv4 address (RFC 5214), but for its universal bit."""
ISATAP_MASK = 0xFDFFFFFF


def objection(address: str) -> str | None:
    """Why no request may go to `address` (as `getaddrinfo` writes it), or `None` where one may.

    An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, ISATAP) is judged itself.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "no IP address"
    if isinstance(parsed, IPv4Address):
        return judge_v4(parsed)
    return judge_v6(parsed)


def judge_v4(address: IPv4Address) -> str | None:
    """The special-purpose network that holds `address`, in words."""
    for network, what in SPECIAL_V4.items():
        if address in network:
            return what
    return None if address.is_global else "not global"


def judge_v6(address: IPv6Address) -> str | None:
    """The same for IPv6; whatever is not known to be public is refused."""
    if address.scope_id is not None:
        return "an address with a zone (RFC 4007)"
    inner = embedded(address)
    if inner is not None and (why := judge_v4(inner)):
        return f"{inner}: {why}"
    if address not in GLOBAL_V6 and not stands_for_v4(address):
        return "not in the global unicast space (RFC 4291)"
    return next((what for network, what in SPECIAL_V6.items() if address in network), None)


def embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that `address` stands for, or tunnels to."""
    number = int(address)
    if stands_for_v4(address) or number >> 32 & ISATAP_MASK == ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return IPv4Address(number >> 80 & 0xFFFFFFFF)
    return None


def stands_for_v4(address: IPv6Address) -> bool:
    """Whether `address` is but another way to write an IPv4 address."""
    return any(address in network for network in STANDS_FOR_V4)
