"""
The address guard: which schemes, ports and networks we ever connect to.

Only the judgement lives here; `transport.py` asks for it at the moment of connecting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from syndicator.errors import AddressRefused, ConfigError, SourceFault

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PUBLIC_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443})
NAT64 = IPv6Network("64:ff9b::/96")
NOT_PUBLIC = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""What Python 3.11 calls global: IPv4-compatible, NAT64 for local use (RFC 8215), site-local (RFC 3879)."""
MEND = "only public addresses are fetched; a network of your own is named in SYNDICATOR_ALLOWED_NETWORKS"


def embedded_address(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for (mapped, NAT64, 6to4, Teredo), else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


class AddressGuard:
    """Judges addresses; `allowed` are networks that are let through though they are not public."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed: list[Network] = []
        for text in allowed:
            try:
                self._allowed.append(ip_network(text))
            except ValueError as error:
                raise ConfigError(
                    "SYNDICATOR_ALLOWED_NETWORKS", f"{text!r} is not a network: {error}", "write 127.0.0.0/8,::1/128"
                ) from error

    def is_allowed(self, address: Address) -> bool:
        """Whether a person let this address through by name of its network."""
        return any(address.version == network.version and address in network for network in self._allowed)

    def check(self, text: str, port: int | None) -> None:
        """Raise AddressRefused unless we may connect to this IP address and port; None judges no port."""
        address = ip_address(text.partition("%")[0])
        if self.is_allowed(address):
            return
        real = embedded_address(address)
        if self.is_allowed(real):
            return
        if not real.is_global or real.is_multicast or any(real in network for network in NOT_PUBLIC):
            raise AddressRefused(f"{address} is not a public address", MEND)
        if port is not None and port not in PUBLIC_PORTS:
            raise AddressRefused(f"port {port} is not one that web servers use", MEND)

    def judge(self, found: Sequence[str], host: str, port: int | None) -> str:
        """Return the first of a name's addresses, all of which must be allowed."""
        if not found:
            raise SourceFault("dns", f"the name {host} has no address", "correct the address, or wait for its DNS")
        for text in found:
            self.check(text, port)
        return found[0]
