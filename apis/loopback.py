"""Listening on this machine alone, for the servers that the project brings: the hub, the pages, the gateway.

Knows sockets, and nothing of what is served.
"""

import ipaddress
import socket

from apis.errors import ConfigError, ToolSearchError

BACKLOG = 512
"""Connections that may wait to be accepted."""


def listen(what: str, host: str, port: int) -> socket.socket:
    """Open a listening socket on a loopback address.

    Args:
        what: whose it is, for errors: "the hub".
        host: an address, not a name.
        port: 0 takes a free one.

    Raises:
        ConfigError: `host` is not a loopback address.
        ToolSearchError: the port is taken.
    """
    try:
        if not ipaddress.ip_address(host).is_loopback:
            raise ConfigError(f"{what} serves this machine alone: {host!r} is no loopback address, use 127.0.0.1")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except ValueError as error:
        raise ConfigError(f"{host!r} is no address: use 127.0.0.1") from error
    except (OSError, OverflowError) as error:
        raise ToolSearchError(f"{what} cannot listen on port {port}: {error}; choose another port") from error


def url_of(listener: socket.socket) -> str:
    """Return the base URL of what listens there, without a slash at its end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
