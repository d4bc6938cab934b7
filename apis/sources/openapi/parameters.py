"""The parameters of an operation: path, query, header and cookie, in OpenAPI 2.0 and 3.x.

Knows one parameter at a time and how those of a path and of an operation come together; nothing of bodies but to hand
on those of 2.0.
"""

from apis.model import Json, Schema
from apis.sources.openapi.arguments import Argument, Location
from apis.sources.openapi.keywords import examples, few, flag, suited
from apis.sources.openapi.library import Dangling, Library, is_reference
from apis.sources.openapi.problems import Node, Problems, shown
from apis.sources.openapi.prose import plain
from apis.sources.openapi.schemas import Schemas

STYLES: dict[str, tuple[str, ...]] = {  # the default first
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
    "body": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
}
COLLECTIONS = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}
NOT_SCHEMA = frozenset(("name", "in", "required", "description", "example", "examples", "x-example", "x-examples"))
"""Fields of a parameter of 2.0 that say nothing of its value's schema."""
NEVER_ARGUMENTS = ("accept", "content-type", "authorization")
"""Headers that the executor writes; OpenAPI says to ignore their declarations."""

Declared = dict[tuple[str, str], Node]
"""Parameter objects by name and `in`."""


class Parameters:
    """Reads the parameters of one document."""

    def __init__(self, library: Library, problems: Problems, schemas: Schemas, *, swagger: bool) -> None:
        self._swagger = swagger
        self._library = library
        self._problems = problems
        self._schemas = schemas
        self._read: dict[tuple[str, str], Argument] = {}

    def declared(self, *lists: Node) -> Declared:
        """Gather the parameters of several lists; a later list's count before an earlier one's."""
        merged: Declared = {}
        for node in lists:
            if node.value is not None and not isinstance(node.value, list):
                self._problems.add(node, f"parameters is {shown(node.value)}, not a list: left out")
                continue
            found: Declared = {}
            for child in node.children():
                self._declare(found, child)
            merged |= found
        return merged

    def argument(self, node: Node, location: Location) -> Argument:
        """Read one parameter that goes to a place of the request."""
        key = (node.uri, node.pointer)
        if key not in self._read:
            self._read[key] = self._argument(node, location)
        return self._read[key]

    def flag(self, node: Node, key: str, default: bool = False) -> bool:
        """Read a boolean field, mending what is no boolean."""
        value = node.get(key)
        if isinstance(value, bool) or value is None:
            return default if value is None else value
        try:
            read = flag(value)
        except ValueError:
            read = default
        self._problems.add(node.child(key), f"{key} is {shown(value)}: read as {str(read).lower()}")
        return read

    def examples(self, node: Node) -> list[Json]:
        """Gather the examples beside a schema, those that are kept elsewhere too."""
        many = node.get("examples")
        if not isinstance(many, dict) or not any(map(is_reference, many.values())):
            return examples(node.value)
        return few([node.get("example"), *(self._example(child) for child in node.child("examples").children())])

    def _example(self, node: Node) -> Json:
        try:
            return self._library.follow(node).get("value")
        except Dangling as error:
            self._problems.add(node, f"{error}: left out")
            return None

    def _declare(self, found: Declared, node: Node) -> None:
        try:
            node = self._library.follow(node)
        except Dangling as error:
            self._problems.add(node, f"{error}: the parameter is left out")
            return
        name, where = node.text("name"), node.text("in")
        if not isinstance(node.value, dict) or not (name or where == "body") or not where:
            self._problems.add(node, "a parameter without `name` or `in` is left out")
        elif (name, where) in found:
            self._problems.add(node, f"parameter {name!r} in {where} stands twice: the first counts")
        else:
            found[(name, where)] = node

    def _argument(self, node: Node, location: Location) -> Argument:
        schema, media_type = self._schema(node)
        style = self._style(node, location)
        return Argument(
            name=node.text("name"),
            location=location,
            schema=schema,
            required=location == "path" or self.flag(node, "required"),
            style=style,
            explode=self.flag(node, "explode", self._explodes(node, style)),
            allow_reserved=self.flag(node, "allowReserved"),
            media_type=media_type,
        )

    def _schema(self, node: Node) -> tuple[Schema, str | None]:
        """Convert a parameter's schema and add what the parameter itself says; name the media type of its content."""
        content, media_type, noted = node.get("content"), None, node
        if node.get("schema") is not None:
            schema = self._schemas.convert(node.child("schema"))
        elif isinstance(content, dict) and content:
            media_type = next(iter(content))
            noted = node.child("content").child(media_type)
            schema = self._schemas.convert(noted.child("schema")) if noted.get("schema") is not None else {}
        else:
            own = {key: value for key, value in node.value.items() if key not in NOT_SCHEMA}
            schema = self._schemas.convert(Node(own, node.uri, node.pointer))
        return self._noted(schema, node, noted), media_type

    def _noted(self, schema: Schema, node: Node, noted: Node) -> Schema:
        notes: Schema = {"description": described} if (described := plain(node.get("description"))) else {}
        found = self.examples(node) or (self.examples(noted) if isinstance(noted.value, dict) else [])
        if found:
            types = schema.get("type", ())
            notes["examples"] = [suited(item, [types] if isinstance(types, str) else types) for item in found]
        if node.get("deprecated") is not None and self.flag(node, "deprecated"):
            notes["deprecated"] = True
        return {**schema, **notes} if notes else schema

    def _style(self, node: Node, location: Location) -> str:
        usual, *others = STYLES[location]
        if "collectionFormat" in node.value:
            return COLLECTIONS.get(node.text("collectionFormat"), usual)
        style = node.text("style")
        if style and style not in (usual, *others):
            self._problems.add(
                node.child("style"), f"style {style!r} is none of a {location} parameter: read as {usual}"
            )
        return style if style in others else usual

    def _explodes(self, node: Node, style: str) -> bool:
        """Tell whether a parameter explodes where it does not say so: by its collection in 2.0, by its style after."""
        return node.get("collectionFormat") == "multi" or (style == "form" and not self._swagger)


def is_ignored(name: str, location: str) -> bool:
    return location == "header" and name.lower() in NEVER_ARGUMENTS
