"""What may be reached: public addresses, and the exceptions the user names.

Knows hosts, ports and addresses; knows no HTTP client, so that any client can ask it. A name is looked up once and
the caller connects to the addresses returned, never to the name: an answer that changes afterwards changes nothing.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from apis.errors import ConfigError
from apis.executors.address import forbidden
from apis.executors.failure import Refused

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Finds the addresses of a host name; raises `OSError` where there are none."""

LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
LOCAL_NAMES = re.compile(r"(.*\.)?(localhost|localhost6|localdomain|localdomain6|ip6-localhost|ip6-loopback)")


async def system_lookup(host: str, port: int) -> list[str]:
    """Ask the system's resolver, in a worker thread."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Policy:
    """The rule of what a connection may be opened to."""

    allow: frozenset[str] = frozenset()
    """`HOST:PORT` pairs that are reached whatever they are, the host as it is typed in the URL."""
    lookup: Lookup = system_lookup

    def __post_init__(self) -> None:
        object.__setattr__(self, "allow", frozenset(endpoint(entry) for entry in self.allow))

    async def resolve(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses to connect to, at least one.

        Raises:
            Refused: one of the addresses is not public, or the host is written in a way no honest URL is.
            OSError: the name has no address.
        """
        host = host.lower()
        name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if name in self.allow:
            return await self._addresses(host, port)
        reason = misspelt(host) or (None if 0 < port < 65536 else "not a port that exists")
        if reason:
            raise Refused(f"{name} is refused: {reason}")
        addresses = await self._addresses(host, port)
        for address in addresses:
            if reason := forbidden(ip_address(address)):
                where = host if host == address else f"{host} ({address})"
                raise Refused(f"{where} is {reason}; `--allow {name}` permits it")
        return addresses

    async def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        addresses = (host,) if is_address(host) else tuple(await self.lookup(host, port))
        if not addresses:
            raise OSError(f"{host!r} has no address")
        return addresses


def endpoint(entry: str) -> str:
    """Bring a `HOST:PORT` that a user typed into the form it is compared in.

    >>> endpoint("LocalHost:8765"), endpoint("[::1]:80")
    ('localhost:8765', '[::1]:80')
    """
    host, _, port = entry.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    plain = port.isascii() and port.isdigit() and 0 < int(port) < 65536
    if not host or not plain or "/" in host or (":" in host and not bracketed):
        raise ConfigError(f"{entry!r} is not HOST:PORT: write it like 127.0.0.1:8765 or [::1]:8765, as in the URL")
    return f"{host.lower()}:{int(port)}"


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address in its plain spelling."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def misspelt(host: str) -> str | None:
    """Say what is wrong with a host that is neither a plain public name nor a plain address.

    What resolvers make of `127.1`, `0x7f000001` or `2130706433` differs between systems: no spelling but the plain one
    is looked up (the WHATWG's rule for a host that ends in a number).

    >>> misspelt("example.com") is None
    True
    >>> misspelt("0x7f.1")
    'a number that is not a plain IPv4 address'
    """
    if "%" in host:
        return "a zone or a percent sign in the host"
    if is_address(host):
        return None
    if host.endswith("."):
        return "a dot at the end of the host"
    labels = host.split(".")
    if NUMBER.fullmatch(labels[-1]):
        return "a number that is not a plain IPv4 address"
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        return "not a host name"
    return "a name of this machine" if LOCAL_NAMES.fullmatch(host) else None
