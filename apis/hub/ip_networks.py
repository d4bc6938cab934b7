"""Networks of the internet protocol, version 4, computed by Python's ipaddress. Knows no owners and sends nothing."""

from ipaddress import AddressValueError, IPv4Address, IPv4Network, collapse_addresses
from typing import Annotated

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "ip-networks",
    title="IP Networks",
    category="Cybersecurity",
    about="Plan and check IPv4 networks in CIDR notation: what addresses a subnet has, whether an address lies inside, "
    "and into which networks a list of them can be merged. Made for firewalls and routers.",
    licence="PSF-2.0 (Python's ipaddress)",
)

Network = Annotated[str, Query(description="Network in CIDR notation.", examples=["192.168.16.0/20"])]


class Subnet(Value):
    network: str
    netmask: str
    broadcast: str
    first_host: str
    last_host: str
    usable_hosts: int


class Membership(Value):
    network: str
    address: str
    inside: bool
    position: int | None
    """Which address of the network it is, the first being 0."""


class Merged(Value):
    count: int
    addresses: int
    networks: list[str]


@tool.get("/describe")
def describe_network(network: Network) -> Subnet:
    """Describe a subnet: its mask, its broadcast address, its first and last host, how many hosts it has room for."""
    net = _network(network)
    ends = (net[0], net[-1]) if net.prefixlen > 30 else (net[1], net[-2])
    return Subnet(
        network=str(net),
        netmask=str(net.netmask),
        broadcast=str(net.broadcast_address),
        first_host=str(ends[0]),
        last_host=str(ends[1]),
        usable_hosts=int(ends[1]) - int(ends[0]) + 1,
    )


@tool.get("/check")
def check_address(
    network: Network,
    address: Annotated[str, Query(description="Address to look for in the network.", examples=["192.168.20.7"])],
) -> Membership:
    """Check whether an IP address lies inside a network, and at which position counted from its start."""
    net = _network(network)
    try:
        found = IPv4Address(address)
    except AddressValueError as error:
        raise Unusable(f"{address!r} is no IPv4 address: {error}") from error
    inside = found in net
    position = int(found) - int(net.network_address) if inside else None
    return Membership(network=str(net), address=str(found), inside=inside, position=position)


@tool.get("/merge")
def merge_networks(
    networks: Annotated[
        list[str],
        Query(
            min_length=1,
            max_length=64,
            description="The networks, each in CIDR notation.",
            examples=[["10.0.0.0/24", "10.0.1.0/24"]],
        ),
    ],
) -> Merged:
    """Merge a list of networks into the fewest that cover exactly the same addresses, and count these."""
    merged = list(collapse_addresses(_network(each) for each in networks))
    return Merged(
        count=len(merged), addresses=sum(each.num_addresses for each in merged), networks=[str(each) for each in merged]
    )


def _network(text: str) -> IPv4Network:
    try:
        return IPv4Network(text)
    except ValueError as error:
        raise Unusable(f"{text!r} is no IPv4 network such as '192.168.16.0/20': {error}") from error
