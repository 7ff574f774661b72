"""The address guard, as a table of the addresses that people try."""

from __future__ import annotations

import pickle
from ipaddress import ip_address

import pytest

from syndicator.errors import AddressRefused, ConfigError, SourceFault
from syndicator.fetch.guard import PUBLIC_PORTS, AddressGuard, embedded_address

PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "103.10.10.10",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]
NOT_PUBLIC = {
    "private, ten": "10.0.0.1",
    "private, 172.16": "172.16.0.1",
    "private, 172.31": "172.31.255.255",
    "private, 192.168": "192.168.1.1",
    "loopback": "127.0.0.1",
    "all of loopback": "127.255.255.254",
    "link-local": "169.254.1.1",
    "cloud metadata": "169.254.169.254",
    "cloud metadata of AWS over IPv6": "fd00:ec2::254",
    "carrier-grade NAT": "100.64.0.1",
    "end of carrier-grade NAT": "100.127.255.255",
    "multicast": "224.0.0.1",
    "multicast, global scope": "233.252.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.7",
    "documentation 3": "203.0.113.9",
    "benchmarks": "198.18.0.1",
    "protocol assignments": "192.0.0.1",
    "IPv6 unspecified": "::",
    "IPv6 loopback": "::1",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local with a zone": "fe80::1%eth0",
    "IPv6 unique local": "fc00::1",
    "IPv6 unique local, fd": "fd12:3456::1",
    "IPv6 site-local (RFC 3879)": "fec0::1",
    "IPv6 multicast": "ff02::1",
    "IPv6 multicast, global scope": "ff0e::1",
    "IPv6 documentation": "2001:db8::1",
    "IPv6 discard": "100::1",
    "mapped private": "::ffff:10.0.0.1",
    "mapped loopback": "::ffff:7f00:1",
    "mapped metadata": "::ffff:169.254.169.254",
    "IPv4-compatible loopback (RFC 4291 2.5.5.1)": "::127.0.0.1",
    "IPv4-compatible private": "::10.0.0.1",
    "NAT64 of a private one": "64:ff9b::a00:1",
    "NAT64 of metadata": "64:ff9b::a9fe:a9fe",
    "NAT64 for local use (RFC 8215)": "64:ff9b:1::a00:1",
    "6to4 of a private one": "2002:0a00:0001::",
    "6to4 of loopback": "2002:7f00:1::1",
    "Teredo of a private client": "2001:0:4136:e378:8000:63bf:f5ff:fffe",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_let_through(address: str) -> None:
    assert AddressGuard().judge([address], "humas.test", 443) == address


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
def test_an_address_that_is_not_public_is_refused_with_its_mend(address: str) -> None:
    with pytest.raises(AddressRefused, match="is not a public address") as caught:
        AddressGuard().check(address, 443)
    assert caught.value.kind == "refused"
    assert "SYNDICATOR_ALLOWED_NETWORKS" in caught.value.mend


@pytest.mark.parametrize(
    ("allowed", "address", "passes"),
    [
        (["127.0.0.0/8"], "127.0.0.1", True),
        (["127.0.0.0/8"], "127.9.9.9", True),
        (["127.0.0.1/32"], "127.0.0.2", False),
        (["127.0.0.0/8"], "::1", False),
        (["::1/128"], "::1", True),
        (["::1/128"], "127.0.0.1", False),
        (["127.0.0.0/8", "::1/128"], "::1", True),
        (["10.1.0.0/16"], "10.1.255.255", True),
        (["10.1.0.0/16"], "10.2.0.1", False),
        (["10.1.0.0/16"], "::ffff:10.1.0.1", True),
        (["10.1.0.0/16"], "64:ff9b::a01:1", True),
        (["10.1.0.0/16"], "::ffff:10.2.0.1", False),
        (["::ffff:10.1.0.0/112"], "10.1.0.1", False),
        (["fe80::/10"], "fe80::1%eth0", True),
        (["0.0.0.0/0"], "169.254.169.254", True),
    ],
)
def test_a_network_named_by_a_person_is_let_through_and_no_more(
    allowed: list[str], address: str, *, passes: bool
) -> None:
    guard = AddressGuard(allowed)
    if passes:
        assert guard.judge([address], "humas.test", 443) == address
    else:
        with pytest.raises(AddressRefused):
            guard.check(address, 443)


@pytest.mark.parametrize("port", sorted(PUBLIC_PORTS))
def test_the_ports_of_web_servers_are_open(port: int) -> None:
    assert AddressGuard().judge(["8.8.8.8"], "humas.test", port) == "8.8.8.8"


@pytest.mark.parametrize("port", [0, 21, 22, 23, 25, 110, 143, 445, 3306, 5432, 6379, 9200, 11211, 27017, 65535])
def test_other_ports_are_refused_on_public_addresses(port: int) -> None:
    with pytest.raises(AddressRefused, match=f"port {port} is not one that web servers use"):
        AddressGuard().check("8.8.8.8", port)


def test_an_allowed_network_is_open_on_every_port() -> None:
    assert AddressGuard(["127.0.0.0/8"]).judge(["127.0.0.1"], "localhost", 6379) == "127.0.0.1"


def test_one_address_of_a_name_that_is_not_public_refuses_the_name() -> None:
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        AddressGuard().judge(["8.8.8.8", "10.0.0.1"], "rebind.test", 443)


def test_a_name_without_addresses_is_a_fault_of_its_dns() -> None:
    with pytest.raises(SourceFault, match=r"the name humas\.test has no address") as caught:
        AddressGuard().judge([], "humas.test", 443)
    assert caught.value.kind == "dns"


@pytest.mark.parametrize(
    "text", ["loopback", "127.0.0.1/8", "10.0.0.0/33", "300.0.0.0/8", "::1/129", "*", "10.0.0.0-10.1.0.0"]
)
def test_a_network_that_is_none_is_an_error_of_its_setting(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a network") as caught:
        AddressGuard(["127.0.0.0/8", text])
    assert caught.value.where == "SYNDICATOR_ALLOWED_NETWORKS"
    assert text in caught.value.cause


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("64:ff9b::a00:1", "10.0.0.1"),
        ("2002:a00:1::", "10.0.0.1"),
        ("2001:0:4136:e378:8000:63bf:f5ff:fffe", "10.0.0.1"),
        ("2606:4700::1111", "2606:4700::1111"),
        ("8.8.8.8", "8.8.8.8"),
    ],
)
def test_an_ipv6_address_is_judged_by_the_ipv4_address_that_it_stands_for(outer: str, inner: str) -> None:
    assert embedded_address(ip_address(outer)) == ip_address(inner)


def test_a_refusal_survives_the_way_between_processes() -> None:
    with pytest.raises(AddressRefused) as caught:
        AddressGuard().check("10.0.0.1", 443)
    twin = pickle.loads(pickle.dumps(caught.value))
    assert (str(twin), twin.kind) == (str(caught.value), "refused")
