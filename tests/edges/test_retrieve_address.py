"""Guarantee 8, the judgement alone: no address that is not public passes, in whatever clothes."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.retrieve.address import SPECIAL_V4, SPECIAL_V6, objection

PUBLIC = (
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0"),
    *("169.253.255.255", "169.255.0.0", "192.0.1.0", "192.167.255.255", "198.17.255.255", "198.20.0.0"),
    *("223.255.255.255", "126.255.255.255", "128.0.0.1", "11.0.0.0", "9.255.255.255"),
    *("2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001::1", "2001:200::1", "2001:4860:4860::8888"),
    *("::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2a00:1450::5efe:8.8.8.8"),
)
FORBIDDEN = (
    *(
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
    ),
    *("169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.0.170", "192.0.2.1"),
    *("192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.250", "232.1.1.1", "240.0.0.1", "255.255.255.255"),
    *(
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "ff0e::1",
    ),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "::ffff:0:0:1"),
    *("64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "100::1", "5f00::1", "4000::1", "e000::1"),
    *(
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "2001:2::1",
    ),
    *("2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:101::1", "2002:a9fe:a9fe::1", "2a00:1450::5efe:10.0.0.1"),
    *("2a00:1450::200:5efe:127.0.0.1", "2a00:1450:4001::1%1"),
    *("localhost", "", "1.2.3", "0x7f.1", "2130706433", "127.0.0.1:80", "[::1]", "١.١.١.١"),
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert objection(address) is None


@pytest.mark.parametrize("address", FORBIDDEN)
def test_no_other_address_passes_and_it_says_why(address: str) -> None:
    assert objection(address)


@given(st.ip_addresses(v=4))
def test_what_python_knows_as_not_global_is_never_passed(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert objection(str(address))


@given(st.ip_addresses(v=6))
def test_only_global_unicast_passes(address: IPv6Address) -> None:
    if objection(str(address)) is None:
        assert not address.is_multicast
        assert address.exploded.startswith(("2", "3", "0064:ff9b:0000", "0000:0000:0000:0000:0000:ffff"))


@given(st.sampled_from([*SPECIAL_V4, *SPECIAL_V6]), st.integers(min_value=0))
def test_every_address_of_a_special_network_is_refused(network, offset: int) -> None:
    assert objection(str(network[offset % network.num_addresses]))


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "64:ff9b::{}"]))
def test_an_address_inside_another_is_judged_itself(address: IPv4Address, clothes: str) -> None:
    assert (objection(clothes.format(address)) is None) == (objection(str(address)) is None)


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    if objection(text) is None:
        assert ip_address(text).is_global
