"""Which IP addresses are public, and which are not and why.

Knows numbers only: no names, no lookups. The tables follow IANA's special-purpose address registries (RFC 6890) rather
than `ipaddress.is_global`, whose meaning changes between Python versions and which lets multicast and site-local pass.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

# The first match names the reason, so the narrow ranges stand before the wide ones.
SPECIAL_V4 = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("169.254.169.254/32", "a cloud metadata address"),
        ("100.100.100.200/32", "a cloud metadata address"),
        ("168.63.129.16/32", "a cloud metadata address"),  # Azure's, in public space but answering only inside it
        ("255.255.255.255/32", "the broadcast address"),
        ("0.0.0.0/32", "the unspecified address"),
        ("0.0.0.0/8", "an address of this network"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "a carrier's shared address"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "a documentation address"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "a benchmarking address"),
        ("198.51.100.0/24", "a documentation address"),
        ("203.0.113.0/24", "a documentation address"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
SPECIAL_V6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("::/128", "the unspecified address"),
        ("::1/128", "a loopback address"),
        ("fd00:ec2::254/128", "a cloud metadata address"),
        ("fd20:ce::254/128", "a cloud metadata address"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a site-local address"),
        ("ff00::/8", "a multicast address"),
        # Made for reaching private IPv4 (RFC 8215); where in it that stands depends on a prefix length nobody tells us.
        ("64:ff9b:1::/48", "an address of a local NAT64"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "a documentation address"),
        ("3fff::/20", "a documentation address"),
    )
)
GLOBAL_V6 = IPv6Network("2000::/3")
"""The only part of IPv6 that is given out as public."""

MAPPED = IPv6Network("::ffff:0:0/96")
NAT64 = IPv6Network("64:ff9b::/96")
SIX_TO_FOUR = IPv6Network("2002::/16")
TEREDO = IPv6Network("2001::/32")


def forbidden(address: Address) -> str | None:
    """Say what kind of address this is if it is not public; None for a public one.

    An IPv6 address that stands for an IPv4 one is judged as that.

    >>> from ipaddress import ip_address
    >>> forbidden(ip_address("::ffff:127.0.0.1"))
    'a loopback address'
    >>> forbidden(ip_address("1.1.1.1")) is None
    True
    """
    if isinstance(address, IPv4Address):
        return next((what for network, what in SPECIAL_V4 if address in network), None)
    inner = list(embedded(address))
    if inner:
        return next((reason for reason in map(forbidden, inner) if reason), None)
    if address.scope_id is not None:
        return "an address with a zone"
    special = next((what for network, what in SPECIAL_V6 if address in network), None)
    return special or (None if address in GLOBAL_V6 else "a reserved address")


def embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses that packets to this IPv6 address end at or are led by.

    >>> [str(inner) for inner in embedded(IPv6Address("2002:a00:1::"))]
    ['10.0.0.1']
    """
    number = int(address)
    if address in MAPPED or address in NAT64:
        yield IPv4Address(number & 0xFFFFFFFF)
    elif address in SIX_TO_FOUR:
        yield IPv4Address(number >> 80 & 0xFFFFFFFF)
    elif address in TEREDO:
        yield IPv4Address(number >> 64 & 0xFFFFFFFF)  # its server
        yield IPv4Address(~number & 0xFFFFFFFF)  # its client, written inverted (RFC 4380)
