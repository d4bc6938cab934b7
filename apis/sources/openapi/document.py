"""One OpenAPI document as Apis: where what the other modules read comes together.

Knows a document that is already parsed and the documents it refers to; opens nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apis.ids import distinct, operation_slug, slug
from apis.model import Api, Credential, Effect, HttpBinding, Json, Schema, Source
from apis.schema import shorten
from apis.sources.base import Problem
from apis.sources.openapi.arguments import Argument, Location, named, object_schema
from apis.sources.openapi.bodies import Bodies, Sent
from apis.sources.openapi.library import Library
from apis.sources.openapi.parameters import Declared, Parameters, is_ignored
from apis.sources.openapi.paths import Operation, operations, templates
from apis.sources.openapi.problems import Node, Problems, shown
from apis.sources.openapi.prose import joined, plain
from apis.sources.openapi.responses import Responses
from apis.sources.openapi.schemas import Schemas
from apis.sources.openapi.security import Alternatives, Security
from apis.sources.openapi.servers import Servers
from apis.sources.openapi.yaml12 import Unparsable

ABOUT_LENGTH = 1_000
ARGUMENTS = 500_000
"""Of all operations of a document: a small one can multiply them by referring to one path item again and again."""
PARAMETERS_LIMIT = 400_000
RETURNS_LIMIT = 100_000
"""Of the definitions that go with one schema, in characters of JSON; of fifty well-known documents two go beyond."""
EFFECTS = dict.fromkeys(("GET", "HEAD", "OPTIONS", "TRACE"), Effect.READ)
EFFECTS |= dict.fromkeys(("PUT", "PATCH", "DELETE"), Effect.WRITE)
PLACES: tuple[Location, ...] = ("path", "query", "header", "cookie")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a document besides its text."""

    location: str
    """As it may be shown: without credentials."""
    hash: str
    name: str
    """Stands in for the title of a document that has none."""
    categories: tuple[str, ...] = ()
    """From an index that lists the document; the document's own come first."""


def read(library: Library, origin: Origin, *, most: int = ARGUMENTS) -> tuple[tuple[Api, ...], tuple[Problem, ...]]:
    """Read every operation of a document, and say what is untidy in it.

    Raises:
        Unparsable: the operations take more than `most` arguments together.
    """
    problems = Problems(library.root.uri)
    apis = _Document(library, problems, origin).apis(most)
    return apis, problems.all()


class _Document:
    def __init__(self, library: Library, problems: Problems, origin: Origin) -> None:
        self._root, self._library, self._problems = library.root, library, problems
        self._swagger = "swagger" in library.root.value
        siblings = library.root.text("openapi").startswith(("3.1", "3.2"))
        requests = Schemas(library, problems, "request", siblings=siblings, limit=PARAMETERS_LIMIT)
        answers = Schemas(library, problems, "response", siblings=siblings, limit=RETURNS_LIMIT)
        self._definitions = requests.definitions
        self._parameters = Parameters(library, problems, requests, swagger=self._swagger)
        self._bodies = Bodies(library, problems, requests, self._parameters)
        self._responses = Responses(library, problems, answers)
        self._security = Security(library, problems)
        self._servers = Servers(origin.location, problems)
        self._info = self._root.child("info")
        self._tool = " ".join(plain(self._info.text("title")).split()) or origin.name
        self._category = category(self._info.get("x-apisguru-categories"), origin.categories)
        self._source = self._sourced(origin)

    def apis(self, most: int) -> tuple[Api, ...]:
        found = list(operations(self._library, self._problems))
        slugs = [operation_slug(op.node.text("operationId"), op.method, op.path) for op in found]
        tool, count = slug(self._tool), 0
        apis: list[Api] = []
        for operation, name in zip(found, distinct(slugs), strict=True):
            apis.append(self._api(operation, f"{tool}/{name}"))
            count += len(apis[-1].parameters["properties"])
            if count > most:
                raise Unparsable(f"its operations take more than {most:,} arguments together")
        return tuple(apis)

    def _api(self, operation: Operation, api_id: str) -> Api:
        node = operation.node
        returns, accept = self._responses.returned(node, self._media_types(node, "produces"))
        parameters, binding = self._request(operation, accept)
        return Api(
            id=api_id,
            tool=self._tool,
            category=self._category,
            name=node.text("operationId") or f"{operation.method} {operation.path}",
            description=_description(operation),
            parameters=parameters,
            returns=returns,
            effect=EFFECTS.get(operation.method, Effect.UNKNOWN),
            binding=binding,
            source=self._source,
        )

    def _request(self, operation: Operation, accept: str) -> tuple[Schema, HttpBinding]:
        declared = self._declared(operation)
        security = _with_header(self._security.alternatives(operation.node), declared)
        path, in_path = templates(operation.path, [name for name, where in declared if where == "path"])
        arguments = [*self._in_path(operation, declared, in_path), *self._beside(declared, security)]
        sent = self._sent(operation, declared, [argument.name for argument in arguments])
        table = named([*arguments, *sent.arguments])
        binding = HttpBinding(
            method=operation.method,
            path=path,
            servers=self._base_urls(operation),
            places=tuple(argument.place(name) for name, argument in table.items()),
            body=sent.body,
            security=security,
            accept=accept,
        )
        return self._bundled(operation.node, table), binding

    def _bundled(self, node: Node, table: dict[str, Argument]) -> Schema:
        schema, outlined = self._definitions.bundled(object_schema(table, self._definitions))
        if outlined:
            self._problems.add(node, f"arguments too large to keep whole: {outlined} schemas far inside are outlines")
        return schema

    def _declared(self, operation: Operation) -> Declared:
        lists = [item.child("parameters") for item in reversed(operation.items)]
        return self._parameters.declared(*lists, operation.node.child("parameters"))

    def _in_path(self, operation: Operation, declared: Declared, names: Sequence[str]) -> list[Argument]:
        """Read the path parameters; one that is only in the path is a string."""
        for name, where in declared:
            if where == "path" and name not in names:
                self._problems.add(declared[name, where], f"no {{{name}}} in path {operation.path}: left out")
        found: list[Argument] = []
        for name in names:
            node = declared.get((name, "path"))
            if node is None:
                self._problems.add(operation.node, f"path parameter {name!r} is not declared: read as a string")
            plain_string = Argument(name, "path", {"type": "string"}, required=True, style="simple")
            found.append(self._parameters.argument(node, "path") if node else plain_string)
        return found

    def _beside(self, declared: Declared, security: Alternatives) -> list[Argument]:
        """Read query, header and cookie parameters, without those that carry a credential."""
        secret = {(each.name.lower(), each.location) for together in security for each in together}
        found: list[Argument] = []
        for (name, where), node in declared.items():
            place = next((place for place in PLACES[1:] if place == where), None)
            if place and not is_ignored(name, where) and (name.lower(), where) not in secret:
                found.append(self._parameters.argument(node, place))
            elif where not in (*PLACES, "body", "formData"):
                self._problems.add(node, f"parameter {name!r} is in {shown(where)}, which is no place: left out")
        return found

    def _sent(self, operation: Operation, declared: Declared, taken: Sequence[str]) -> Sent:
        if operation.node.get("requestBody") is not None:
            return self._bodies.of_request_body(operation.node.child("requestBody"), taken)
        consumes = self._media_types(operation.node, "consumes")
        whole = [node for (_, where), node in declared.items() if where == "body"]
        if whole:
            return self._bodies.of_body_parameter(whole[0], consumes, taken)
        form = [node for (_, where), node in declared.items() if where == "formData"]
        return self._bodies.of_form(form, consumes, taken) if form else Sent()

    def _media_types(self, operation: Node, key: str) -> list[str]:
        """Read `consumes` or `produces` of 2.0: the operation's own, else the document's."""
        found = operation.get(key) if operation.get(key) is not None else self._root.get(key)
        return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []

    def _base_urls(self, operation: Operation) -> tuple[str, ...]:
        if self._swagger:
            return self._servers.of_host(self._root, operation.node)
        return self._servers.of_lists(
            *(node.child("servers") for node in (operation.node, *operation.items, self._root))
        )

    def _sourced(self, origin: Origin) -> Source:
        licence = self._info.child("license")
        return Source(
            kind="openapi",
            location=origin.location,
            hash=origin.hash,
            title=self._tool,
            about=shorten(plain(self._info.get("description")), ABOUT_LENGTH),
            licence=licence.text("name") or licence.text("identifier"),
            version=self._info.text("version"),
        )


def category(own: Json, listed: Sequence[str]) -> str:
    """Name the category of a tool: its first one at APIs.guru, in words; tags are no categories, they divide a tool.

    >>> category(["open_data"], []), category(None, ["Health and Fitness"]), category("?", [])
    ('Open Data', 'Health and Fitness', 'Other')
    """
    named = [each for each in (own if isinstance(own, list) else []) if isinstance(each, str) and each.strip()]
    words = next(iter([*named, *listed]), "Other").replace("_", " ").split()
    return " ".join(words if any(word != word.lower() for word in words) else map(str.capitalize, words))


def _description(operation: Operation) -> str:
    node = operation.node
    said = joined(plain(node.get("summary")), plain(node.get("description")))
    deprecated = "Deprecated" if str(node.get("deprecated")).lower() == "true" else ""
    return joined(deprecated, said or f"{operation.method} {operation.path}")


def _with_header(security: Alternatives, declared: Declared) -> Alternatives:
    """Read an `Authorization` header that is declared as a parameter as the credential that it is."""
    if security or not any(name.lower() == "authorization" and where == "header" for name, where in declared):
        return security
    return ((Credential(scheme="Authorization", kind="other"),),)
