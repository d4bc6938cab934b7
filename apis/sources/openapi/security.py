"""Security requirements as alternatives of credentials, for OpenAPI 2.0 and 3.x.

Knows which credentials a request needs and where they go; nothing of their values.
"""

from apis.model import Credential
from apis.sources.openapi.library import Dangling, Library
from apis.sources.openapi.problems import Node, Problems, shown

Alternatives = tuple[tuple[Credential, ...], ...]
TOKENS = ("oauth2", "openIdConnect")
LOCATIONS = ("header", "query", "cookie")


class Security:
    """Reads the security of one document."""

    def __init__(self, library: Library, problems: Problems) -> None:
        root = library.root
        modern = root.child("components").child("securitySchemes")
        self._schemes = modern if isinstance(modern.value, dict) else root.child("securityDefinitions")
        self._general = root.child("security")
        self._library = library
        self._problems = problems
        self._known: dict[str, Credential] = {}

    def alternatives(self, operation: Node) -> Alternatives:
        """Read what an operation asks for; its own word, even an empty list, counts before the document's."""
        own = operation.child("security")
        node = self._general if own.value is None else own
        if node.value is not None and not isinstance(node.value, list):
            self._problems.add(node, f"security is {shown(node.value)}, not a list: left out")
            return ()
        return tuple(self._together(child) for child in node.children())

    def _together(self, node: Node) -> tuple[Credential, ...]:
        if not isinstance(node.value, dict):
            self._problems.add(node, f"a security requirement is {shown(node.value)}, not an object: read as none")
            return ()
        return tuple(self._credential(name, node) for name in node.value)

    def _credential(self, name: str, node: Node) -> Credential:
        if name not in self._known:
            self._known[name] = self._read(name, node)
        return self._known[name]

    def _read(self, name: str, node: Node) -> Credential:
        try:
            scheme = self._library.follow(self._schemes.child(name))
        except Dangling as error:
            self._problems.add(node, f"{error}: the scheme {name!r} stays unknown")
            return Credential(scheme=name, kind="other")
        if not isinstance(scheme.value, dict):
            self._problems.add(node, f"the security scheme {name!r} is not declared")
            return Credential(scheme=name, kind="other")
        return self._of_scheme(name, scheme)

    def _of_scheme(self, name: str, scheme: Node) -> Credential:
        kind = scheme.text("type")
        form = "basic" if kind == "basic" else scheme.text("scheme").lower()
        if kind in TOKENS or (kind == "http" and form == "bearer"):
            return Credential(scheme=name, kind="bearer")
        if kind in ("http", "basic") and form == "basic":
            return Credential(scheme=name, kind="basic")
        location = scheme.text("in").lower()
        if kind.lower() == "apikey" and location in LOCATIONS and scheme.text("name"):
            return Credential(
                scheme=name,
                kind="api_key",
                location=location,
                name=scheme.text("name"),
            )
        if kind not in ("http", "mutualTLS"):
            self._problems.add(scheme, f"the security scheme {name!r} is of no kind that is known")
        return Credential(scheme=name, kind="other")
