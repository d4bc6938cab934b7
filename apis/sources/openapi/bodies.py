"""The request body of an operation as arguments: `requestBody` of 3.x, `body` and `formData` parameters of 2.0.

An object's properties become arguments where no name collides with another parameter's; anything else stands whole
under `body`. Where a document does not say whether the body is required, it is if its object has required properties:
documents that forget to say it are far more common than bodies that may be left out although they need something.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from apis.model import Body, Json, PartEncoding, Schema
from apis.sources.openapi.arguments import Argument, fields
from apis.sources.openapi.keywords import few
from apis.sources.openapi.library import Dangling, Library
from apis.sources.openapi.media import FORM, JSON, MULTIPART, is_json, is_structured, preferred, spelled
from apis.sources.openapi.parameters import Parameters
from apis.sources.openapi.problems import Node, Problems, shown
from apis.sources.openapi.prose import plain
from apis.sources.openapi.schemas import Schemas

WHOLE = "body"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a request's body is made of."""

    arguments: tuple[Argument, ...] = ()
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A body as its document describes it."""

    schema: Schema
    media_type: str
    required: bool | None
    """None where the document does not say."""
    description: str = ""
    examples: Sequence[Json] = ()
    encoding: dict[str, PartEncoding] | None = None


class Bodies:
    """Reads the request bodies of one document."""

    def __init__(self, library: Library, problems: Problems, schemas: Schemas, parameters: Parameters) -> None:
        self._library = library
        self._problems = problems
        self._schemas = schemas
        self._parameters = parameters

    def of_request_body(self, node: Node, taken: Collection[str]) -> Sent:
        """Read a Request Body Object of 3.x; `taken` are the names of the other arguments."""
        if node.value is None:
            return Sent()
        try:
            node = self._library.follow(node)
        except Dangling as error:
            self._problems.add(node, f"{error}: the body is read as any JSON")
            return self._sent(Given({}, JSON, None), taken)
        content = node.child("content")
        if not isinstance(content.value, dict) or not content.value:
            self._problems.add(content, f"content is {shown(content.value)}, no media types: read as any JSON")
            content = Node({JSON: {}}, content.uri, content.pointer)
        media_type = preferred(content.value) or JSON
        given = self._content(content.child(media_type), media_type)
        required = None if node.get("required") is None else self._parameters.flag(node, "required")
        return self._sent(replace(given, required=required, description=plain(node.get("description"))), taken)

    def of_body_parameter(self, node: Node, consumes: Sequence[str], taken: Collection[str]) -> Sent:
        """Read a `body` parameter of 2.0."""
        media_type = preferred(media for media in consumes if is_json(media) or not is_structured(media)) or JSON
        schema = self._schemas.convert(node.child("schema")) if node.get("schema") is not None else {}
        required = None if node.get("required") is None else self._parameters.flag(node, "required")
        found = self._parameters.examples(node)
        return self._sent(Given(schema, media_type, required, plain(node.get("description")), found), taken)

    def of_form(self, nodes: Sequence[Node], consumes: Sequence[str], taken: Collection[str]) -> Sent:
        """Read the `formData` parameters of 2.0."""
        parts = [self._parameters.argument(node, "body") for node in nodes]
        has_file = any(node.get("type") == "file" for node in nodes)
        form = preferred(media for media in consumes if is_structured(media) and not is_json(media)) or FORM
        schema: Schema = {
            "type": "object",
            "properties": {part.name: part.schema for part in parts},
            "required": [part.name for part in parts if part.required],
        }
        arrays = [part for part in parts if part.schema.get("type") == "array"]
        encoding = {part.name: PartEncoding(style=part.style, explode=part.explode) for part in arrays}
        return self._sent(Given(schema, MULTIPART if has_file else form, None, encoding=encoding), taken)

    def _content(self, node: Node, media_type: str) -> Given:
        if not isinstance(node.value, dict):
            self._problems.add(node, f"a media type is {shown(node.value)}, not an object: read as anything")
            return Given({}, media_type, None)
        schema = self._schemas.convert(node.child("schema")) if node.get("schema") is not None else {}
        encoding = None if is_json(media_type) else self._encoding(node.child("encoding"))
        return Given(schema, media_type, None, examples=self._parameters.examples(node), encoding=encoding)

    def _encoding(self, node: Node) -> dict[str, PartEncoding]:
        if not isinstance(node.value, dict):
            return {}
        return {name: self._part(node.child(name)) for name in node.value if isinstance(node.value[name], dict)}

    def _part(self, node: Node) -> PartEncoding:
        return PartEncoding(
            content_type=node.text("contentType") or None,
            style=node.text("style") or None,
            explode=None if node.get("explode") is None else self._parameters.flag(node, "explode"),
            allow_reserved=self._parameters.flag(node, "allowReserved"),
        )

    def _sent(self, given: Given, taken: Collection[str]) -> Sent:
        media_type = spelled(given.media_type)
        found = fields(given.schema, self._schemas.definitions) if is_structured(media_type) else None
        opened = self._schemas.definitions.opened(given.schema)
        required = given.required
        if required is None:
            required = bool(found.required and not found.nullable) if found else bool(opened.get("required"))
        if found and not found.properties and not required:
            return Sent()  # an object that may hold nothing: some generators write it for every GET
        body = Body(media_type=media_type, required=required, encoding=given.encoding or {})
        if found is None or not found.properties.keys().isdisjoint(taken):
            schema = _noted(given.schema if is_structured(media_type) else _as_text(opened, media_type), given)
            return Sent((Argument(WHOLE, "body", schema, required, whole=True),), body)
        shown_objects = [*given.examples, *opened.get("examples", ())]
        arguments = (
            Argument(name, "body", _exemplified(schema, name, shown_objects), required and name in found.required)
            for name, schema in found.properties.items()
        )
        return Sent(tuple(arguments), body)


def _noted(schema: Schema, given: Given) -> Schema:
    """Add to a whole body what is said beside its schema."""
    found = few([*given.examples, *schema.get("examples", ())])
    described = {} if "description" in schema or not given.description else {"description": given.description}
    return {**schema, **described, **({"examples": found} if found else {})}


def _as_text(schema: Schema, media_type: str) -> Schema:
    """Describe a body that is sent as it is given: a text in its media type."""
    if schema.get("type") == "string":
        return schema
    described: Schema = {key: value for key, value in schema.items() if key in ("title", "description")}
    return {"type": "string", "contentMediaType": media_type, **described}


def _exemplified(schema: Schema, name: str, objects: Sequence[Json]) -> Schema:
    """Give a property the values that it has in examples of the whole object."""
    values = [value[name] for value in objects if isinstance(value, dict) and name in value]
    found = few([*schema.get("examples", ()), *values])
    return {**schema, "examples": found} if found else schema
