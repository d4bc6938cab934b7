"""Base URLs: `servers` of OpenAPI 3.x with their variables, `host`, `basePath` and `schemes` of 2.0.

Knows the URL that the document came from, where it came from one: relative servers start there.
"""

import re
from urllib.parse import urljoin, urlsplit

from apis.sources.openapi.library import is_url
from apis.sources.openapi.problems import Node, Problems, shown

VARIABLE = re.compile(r"\{([^{}]*)\}")
ADDRESSED = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?//")
NO_BASE = "a relative server of a document that came from no URL is left out: name the base URL of the tool"


class Servers:
    """Reads the base URLs of one document."""

    def __init__(self, location: str, problems: Problems) -> None:
        """Make a reader; `location` is the document's URL, or a file name."""
        self._base = location if is_url(location) else ""
        self._problems = problems

    def of_lists(self, *lists: Node) -> tuple[str, ...]:
        """Read the innermost list of servers that a 3.x document gives for an operation; none at all means `/`."""
        for node in lists:
            if isinstance(node.value, list) and node.value:
                found = [self._server(child) for child in node.children()]
                return tuple(dict.fromkeys(url for url in found if url))
            if node.value is not None and not isinstance(node.value, list):
                self._problems.add(node, f"servers is {shown(node.value)}, not a list: left out")
        url = self._absolute("/", lists[-1])
        return (url,) if url else ()

    def of_host(self, document: Node, operation: Node) -> tuple[str, ...]:
        """Read the base URLs of a 2.0 document, https first."""
        schemes = _schemes(operation) or _schemes(document) or [urlsplit(self._base).scheme or "https"]
        base = f"/{document.text('basePath').strip('/')}"
        if host := document.text("host").rpartition("//")[2].strip("/"):
            urls = [f"{scheme}://{host}{base}" for scheme in sorted(schemes, key=["https", "http"].index)]
            checked = (self._checked(url, document.child("host")) for url in urls)
            return tuple(url for url in checked if url)
        url = self._absolute(base, document.child("host"))
        return (url,) if url else ()

    def _server(self, node: Node) -> str:
        if not isinstance(node.get("url"), str):
            self._problems.add(node, f"a server is {shown(node.value)}, without `url`: left out")
            return ""
        url = node.text("url")
        for name in VARIABLE.findall(url):
            value = _default(node.child("variables").child(name))
            if value is None:
                self._problems.add(node, f"server variable {name!r} has no default: the server is left out")
                return ""
            url = url.replace(f"{{{name}}}", value)
        return self._absolute(url, node.child("url"))

    def _absolute(self, url: str, node: Node) -> str:
        if not self._base and not ADDRESSED.match(url):
            self._problems.add(node, NO_BASE)
            return ""
        try:
            return self._checked(urljoin(self._base or "https:", url or "/"), node)
        except ValueError:
            return self._checked(url, node)

    def _checked(self, url: str, node: Node) -> str:
        try:
            parts = urlsplit(url)
            if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
                return url.rstrip("/")
        except ValueError:  # a port or an address that is none
            pass
        self._problems.add(node, f"{shown(url)} is no http(s) URL: the server is left out")
        return ""


def _default(variable: Node) -> str | None:
    if variable.get("default") is not None:
        return variable.text("default")
    choices = variable.get("enum")
    return str(choices[0]) if isinstance(choices, list) and choices else None


def _schemes(node: Node) -> list[str]:
    schemes = node.get("schemes")
    return [scheme for scheme in schemes if scheme in ("http", "https")] if isinstance(schemes, list) else []
