"""The schemas of OpenAPI 2.0, 3.0 and 3.1 as JSON Schema 2020-12.

One converter serves a document in one direction: requests leave out properties that are `readOnly`, responses those
that are `writeOnly`. A `$ref` becomes a `$ref` into `$defs`, and what it points to is converted once. Whatever has no
place in JSON Schema is left out; whatever is wrong is mended or left out, and said.
"""

from collections.abc import Iterator
from typing import Literal

from apis.model import Schema
from apis.sources.openapi.definitions import NAMED, NOTES, PREFIX, SEVERAL, SINGLE, Definitions, circles, without
from apis.sources.openapi.dialect import finished
from apis.sources.openapi.keywords import CHECKS, compiles, flag
from apis.sources.openapi.library import Dangling, Library, is_reference
from apis.sources.openapi.problems import Node, Problems, shown

Direction = Literal["request", "response"]
UNSEEN = {"request": "readOnly", "response": "writeOnly"}
SIBLINGS = frozenset((*NOTES, "example", "x-example", "nullable", "x-nullable"))
"""What may stand beside a `$ref` before OpenAPI 3.1, and is understood though the specification says to ignore it."""


class Schemas:
    """The converter of one document in one direction."""

    def __init__(
        self, library: Library, problems: Problems, direction: Direction, *, siblings: bool, limit: int
    ) -> None:
        """Make a converter.

        Args:
            library: the document and what it refers to.
            problems: where untidy things are reported.
            direction: which properties are left out.
            siblings: whether every keyword beside a `$ref` counts, as from OpenAPI 3.1 on.
            limit: of the definitions that go with one schema, in characters of JSON.
        """
        self.definitions = Definitions(limit)
        self._library = library
        self._problems = problems
        self._unseen = UNSEEN[direction]
        self._siblings = siblings
        self._names: dict[tuple[str, str], str] = {}
        self._named_nodes: dict[str, Node] = {}
        self._waiting: list[str] = []
        self._converted: dict[tuple[str, str], Schema] = {}

    def convert(self, node: Node) -> Schema:
        """Convert a schema and everything that it refers to; the result is shared, and not to be changed."""
        key = (node.uri, node.pointer)
        if key not in self._converted:
            self._converted[key] = self._schema(node)
            self._settle()
        return self._converted[key]

    def _settle(self) -> None:
        """Convert the definitions that were named on the way, then open the circles among them."""
        fresh: list[str] = []
        while self._waiting:
            name = self._waiting.pop()
            self.definitions.schemas[name] = self._schema(self._named_nodes[name])
            fresh.append(name)
        schemas = self.definitions.schemas
        for name, step in circles(schemas, fresh):
            schemas[name] = without(schemas[name], step)
            self._problems.add(self._named_nodes[name], f"it looks at one value in a circle with {step!r}: opened")

    def _schema(self, node: Node) -> Schema:
        if isinstance(node.value, bool):
            return {} if node.value else {"not": {}}
        if not isinstance(node.value, dict):
            self._problems.add(node, f"a schema is {shown(node.value)}: read as anything")
            return {}
        if is_reference(node.value):
            return self._reference(node)
        return self._filled({}, node)

    def _reference(self, node: Node) -> Schema:
        beside = {key: value for key, value in node.value.items() if self._siblings or key in SIBLINGS}
        beside.pop("$ref", None)
        try:
            schema = {"$ref": PREFIX + self._name(self._library.target(node))}
        except Dangling as error:
            self._problems.add(node, f"{error}: read as anything")
            schema = {}
        return self._filled(schema, Node(beside, node.uri, node.pointer)) if beside else schema

    def _name(self, target: Node) -> str:
        key = (target.uri, target.pointer)
        if key not in self._names:
            last = target.pointer.rpartition("/")[2] or target.uri.rpartition("/")[2].partition(".")[0]
            name = self.definitions.reserve(last)
            self._names[key] = name
            self._named_nodes[name] = target
            self._waiting.append(name)
        return self._names[key]

    def _filled(self, schema: Schema, node: Node) -> Schema:
        for key, value in node.value.items():
            if value is None:
                continue  # `description:` with nothing after it
            if key in CHECKS:
                self._plain(schema, node, key)
            elif key in SEVERAL or key == "items":
                self._several(schema, node.child(key), key)
            elif key in SINGLE:
                self._single(schema, node.child(key), key)
            elif key in NAMED:
                self._named(schema, node.child(key), key)
        return finished(schema, node, self._problems)

    def _plain(self, schema: Schema, node: Node, key: str) -> None:
        value = node.value[key]
        try:
            schema[key] = CHECKS[key](value)
        except ValueError as error:
            self._problems.add(node.child(key), f"{key} is {shown(value)}, {error}: left out")
            return
        if schema[key] != value and key != "description" and value != "file":
            self._problems.add(node.child(key), f"{key} is {shown(value)}: read as {shown(schema[key])}")

    def _single(self, schema: Schema, node: Node, key: str) -> None:
        if key.startswith(("additional", "unevaluated")) and isinstance(node.value, bool | str):
            try:
                schema[key] = flag(node.value)
            except ValueError:
                self._problems.add(node, f"{key} is {shown(node.value)}: left out")
        else:
            schema[key] = self._schema(node)

    def _several(self, schema: Schema, node: Node, key: str) -> None:
        """Convert a list of schemas; `items` was one too before 2020-12."""
        if key == "items" and not isinstance(node.value, list):
            schema[key] = self._schema(node)
        elif isinstance(node.value, list) and node.value:
            schema["prefixItems" if key == "items" else key] = [self._schema(child) for child in node.children()]
        else:
            self._problems.add(node, f"{key} is {shown(node.value)}, not a list of schemas: left out")

    def _named(self, schema: Schema, node: Node, key: str) -> None:
        if not isinstance(node.value, dict):
            self._problems.add(node, f"{key} is {shown(node.value)}, not an object of schemas: left out")
            return
        names = (
            list(self._seen(node))
            if key == "properties"
            else [name for name in node.value if key != "patternProperties" or self._compiles(node, name)]
        )
        schema[key] = {name: self._schema(node.child(name)) for name in names}

    def _compiles(self, node: Node, expression: str) -> bool:
        if compiles(expression):
            return True
        self._problems.add(node, f"{shown(expression)} is no regular expression that Python can read: left out")
        return False

    def _seen(self, node: Node) -> Iterator[str]:
        """Yield the properties that count in this direction."""
        for name in node.value:
            if not self._is_unseen(node.child(name)):
                yield name

    def _is_unseen(self, node: Node) -> bool:
        try:
            nodes = [node, self._library.target(node)] if is_reference(node.value) else [node]
        except Dangling:
            nodes = [node]  # it is reported where it is converted
        return any(str(each.get(self._unseen)).lower() == "true" for each in nodes)
