"""What may be reached: a table of every spelling of a forbidden destination we know of."""

import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest

from apis.errors import ConfigError
from apis.executors.failure import Refused
from apis.executors.policy import Policy, system_lookup

LOOPBACK = [
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "64:ff9b:1:7f00:0:100::",
    "2002:7f00:1::",
    "2002:7f00:0001::1",
    "2001:0:7f00:1::",
    "2001:0:808:808::80ff:fffe",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
]
SPELLINGS = [
    "127.1",
    "127.0.1",
    "0",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "0177.0x0.0.1",
    "127.0.0.01",
    "127.0.0.0x1",
    "00000000177.1",
    "3232235521",
    "192.168.257",
    "0xa9fea9fe",
    "169.254.43518",
    "425.510.425.510",
    "0x",
    "1.0x",
]
PRIVATE = [
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "fc00::1",
    "fd12:3456:789a::1",
    "::ffff:10.0.0.1",
    "::ffff:c0a8:1",
    "64:ff9b::10.0.0.1",
    "2002:c0a8:101::1",
]
SPECIAL = [
    "0.0.0.0",
    "0.1.2.3",
    "::",
    "::ffff:0.0.0.0",
    "169.254.1.1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "feff::1",
    "224.0.0.1",
    "239.255.255.255",
    "ff02::1",
    "ff0e::1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "100::1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
]
METADATA = [
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
]
NAMES = [
    "localhost",
    "LOCALHOST",
    "foo.localhost",
    "localhost.localdomain",
    "ip6-localhost",
    "localhost.",
    "example.com.",
    "fe80::1%eth0",
    "fe80::1%25eth0",
    "1.1.1.1%lo",
    "example.com%00.evil",
    "exa mple.com",
    "example.com\n",
    "example..com",
    ".example.com",
    "-example.com",
    "ex/ample.com",
    "user@example.com",
    "[::1]",
    "127.0.0.1:80",
    "x" * 64 + ".com",
    "a." * 127 + "com",
    "",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]


@pytest.mark.parametrize("host", LOOPBACK + SPELLINGS + PRIVATE + SPECIAL + METADATA + NAMES)
async def test_a_forbidden_destination_is_refused_before_anything_is_looked_up(host: str) -> None:
    async def lookup(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host!r} was looked up")

    with pytest.raises(Refused):
        await Policy(lookup=lookup).resolve(host, 80)


@pytest.mark.parametrize("address", LOOPBACK + PRIVATE + SPECIAL + METADATA)
async def test_a_name_with_a_forbidden_address_is_refused_even_beside_public_ones(
    address: str, names: Callable[..., Policy]
) -> None:
    policy = names({"api.test": ["93.184.216.34", address]})
    with pytest.raises(Refused, match=r"--allow api\.test:443"):
        await policy.resolve("api.test", 443)


@pytest.mark.parametrize("address", PUBLIC)
async def test_public_addresses_are_returned(address: str, names: Callable[..., Policy]) -> None:
    assert await Policy().resolve(address, 443) == (address,)
    assert await names({"api.test": [address]}).resolve("API.test", 443) == (address,)


async def test_an_allowed_endpoint_is_reached_by_exactly_its_spelling_and_port() -> None:
    policy = Policy(allow=frozenset({"127.0.0.1:8765", "[::1]:80"}))
    assert await policy.resolve("127.0.0.1", 8765) == ("127.0.0.1",)
    assert await policy.resolve("::1", 80) == ("::1",)
    for host, port in [("127.0.0.1", 8766), ("localhost", 8765), ("127.1", 8765), ("::1", 8765), ("0:0::1", 80)]:
        with pytest.raises(Refused):
            await policy.resolve(host, port)


async def test_an_allowed_name_may_have_a_private_address(names: Callable[..., Policy]) -> None:
    policy = names({"intranet.test": ["10.0.0.7", "10.0.0.8"]}, "Intranet.test:8080")
    assert await policy.resolve("intranet.test", 8080) == ("10.0.0.7", "10.0.0.8")


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
async def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(Refused, match="not a port"):
        await Policy().resolve("1.1.1.1", port)


async def test_a_name_without_addresses_is_an_operating_system_error(names: Callable[..., Policy]) -> None:
    with pytest.raises(OSError, match="no such name"):
        await names({}).resolve("nowhere.test", 80)
    with pytest.raises(OSError, match="has no address"):
        await names({"empty.test": []}).resolve("empty.test", 80)


@pytest.mark.parametrize(
    "entry", ["", "host", "host:", ":80", "::1:80", "http://host:80", "host:http", "host:0", "host:65536", "host:²"]
)
def test_an_exception_that_is_no_host_and_port_names_the_mend(entry: str) -> None:
    with pytest.raises(ConfigError, match="HOST:PORT"):
        Policy(allow=frozenset({entry}))


def test_a_policy_survives_copying_and_pickling() -> None:
    policy = Policy(allow=frozenset({"[::1]:80", "Hub.test:8765"}))
    assert replace(policy) == policy == pickle.loads(pickle.dumps(policy))


async def test_the_system_resolver_returns_each_address_once() -> None:
    addresses = await system_lookup("127.0.0.1", 80)
    assert addresses == ["127.0.0.1"]
