"""The values every part speaks of: an Api, a call of it, and what came back.

Knows no network, no file, no model. All are frozen pydantic models, since each of them is written to disk somewhere.
`Json` stands for any JSON value, `Schema` for a JSON Schema (draft 2020-12, self-contained: `$ref` only into its own
`$defs`).
"""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = Any
Schema = dict[str, Any]


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Effect(StrEnum):
    """What a call may do to the world."""

    READ = "read"  # GET, HEAD, OPTIONS
    WRITE = "write"  # PUT, PATCH, DELETE
    UNKNOWN = "unknown"  # POST, MCP: counts as writing


class Place(Value):
    """Where one argument of an Api goes in its HTTP request."""

    argument: str
    """The property of `Api.parameters` that holds the value."""
    name: str
    """The name on the wire; empty where the argument is the whole body."""
    location: Literal["path", "query", "header", "cookie", "body"]
    style: str = "form"
    """OpenAPI's style: simple, label, matrix, form, spaceDelimited, pipeDelimited, deepObject; tabDelimited of 2.0."""
    explode: bool = False
    allow_reserved: bool = False
    media_type: str | None = None
    """The parameter's `content` media type, where the value is serialised as that."""


class PartEncoding(Value):
    """How one property of a form or multipart body is written (OpenAPI's Encoding Object)."""

    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False


class Body(Value):
    """The request body of an operation."""

    media_type: str
    """application/json, application/x-www-form-urlencoded, multipart/form-data, text/plain, ..."""
    required: bool = False
    encoding: dict[str, PartEncoding] = {}
    """By property, for form and multipart bodies."""


class Credential(Value):
    """One security scheme that a request must satisfy."""

    scheme: str
    """The scheme's name in its document."""
    kind: Literal["api_key", "basic", "bearer", "other"]
    """oauth2 and openIdConnect are `bearer`: a token from elsewhere is sent as one."""
    location: Literal["header", "query", "cookie"] = "header"
    name: str = "Authorization"


class HttpBinding(Value):
    """How an Api is called over HTTP. Servers stand outside the Api's content hash."""

    kind: Literal["http"] = "http"
    method: str
    """Upper case."""
    path: str
    """Begins with '/', holds {name} where a path parameter goes."""
    servers: tuple[str, ...] = ()
    """Absolute base URLs, variables filled with their defaults, the first preferred; may be empty."""
    places: tuple[Place, ...] = ()
    body: Body | None = None
    security: tuple[tuple[Credential, ...], ...] = ()
    """Alternatives, each a set of credentials that go together; an empty alternative means none is needed."""
    accept: str = "application/json"
    headers: dict[str, str] = {}
    """Headers that every request carries; none of them is a credential."""


class McpAddress(Value):
    """How an MCP server is reached: by a command to run, or at a URL of streamable HTTP.

    `${NAME}` stands for a variable of the environment: looked up at call time, so that no secret is ever stored.
    """

    command: tuple[str, ...] = ()
    """The program and its arguments."""
    folder: str = ""
    """Where the program runs; the current folder where empty."""
    environment: dict[str, str] = {}
    """What the program is given beside the usual variables."""
    url: str = ""
    headers: dict[str, str] = {}


class McpBinding(Value):
    """How an Api is called on an MCP server. The address stands outside the Api's content hash."""

    kind: Literal["mcp"] = "mcp"
    server: str
    """The name by which the user knows the server."""
    address: McpAddress = McpAddress()
    tool: str


class FunctionBinding(Value):
    """How an Api is called as a Python function."""

    kind: Literal["function"] = "function"
    module: str
    function: str


Binding = Annotated[HttpBinding | McpBinding | FunctionBinding, Field(discriminator="kind")]


class Source(Value):
    """Where an Api was read from, and under which terms."""

    kind: str
    """openapi, toolbench, mcp, functions, synthesis."""
    location: str
    """A URL or a file name, never with credentials in it."""
    hash: str = ""
    """sha256 of the document, hexadecimal."""
    title: str = ""
    about: str = ""
    """What the source says of the tool as a whole."""
    licence: str = ""
    version: str = ""


class Api(Value):
    """One callable operation: the unit of search and of calling."""

    schema_version: Literal[1] = 1
    id: str
    """`tool/api`, both slugged; unique in a catalog."""
    tool: str
    """The tool's name as its source writes it."""
    category: str
    name: str
    """The operation's own name: operationId, or method and path."""
    description: str
    parameters: Schema
    """JSON Schema of one object: the arguments."""
    returns: Schema | None = None
    """JSON Schema of a successful response, where the source gives one."""
    effect: Effect
    binding: Binding
    source: Source

    @property
    def tool_slug(self) -> str:
        """The part of `id` before the slash: the name by which credentials and base URLs are given."""
        return self.id.partition("/")[0]

    @property
    def content_hash(self) -> str:
        """sha256 over what the Api is, leaving out its id, where it is reached and where it was read."""
        reached = {"servers": True, "address": True}
        if not getattr(self.binding, "headers", True):
            reached["headers"] = True  # an Api without any is what it was before there were any
        what = self.model_dump(mode="json", exclude={"id": True, "source": True, "binding": reached})
        return hashlib.sha256(canonical(what).encode()).hexdigest()


class ToolCall(Value):
    """What a model asked for."""

    id: str
    name: str
    """The function name as the model wrote it, known or not."""
    arguments: dict[str, Json] = {}
    malformed: str | None = None
    """The arguments' text where it is no JSON object; `arguments` is then empty."""


class Status(StrEnum):
    """How a call ended, read from the protocol and never from words in the text."""

    OK = "ok"
    INVALID_ARGUMENTS = "invalid_arguments"
    UNKNOWN_FUNCTION = "unknown_function"
    CLIENT_ERROR = "client_error"
    NOT_FOUND = "not_found"
    UNAUTHORIZED = "unauthorized"
    NOT_SUBSCRIBED = "not_subscribed"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    UNEXPECTED_CONTENT = "unexpected_content"
    TIMEOUT = "timeout"
    NETWORK_ERROR = "network_error"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    NOT_RECORDED = "not_recorded"


class Observation(Value):
    """What came back from one call."""

    call_id: str
    status: Status
    content: str
    """What the model saw."""
    whole: str | None = None
    """sha256 of the untouched body, hexadecimal; None where nothing was received."""
    seconds: float = 0.0
    source: Literal["live", "recorded", "simulated"] = "live"
    cut: tuple[str, ...] = ()
    """JSON pointers of the places in `content` that were shortened."""

    @property
    def ok(self) -> bool:
        return self.status is Status.OK


def canonical(value: Json) -> str:
    """Write a JSON value in one fixed form: sorted keys, no spaces, whole floats as integers.

    >>> canonical({"b": 1.0, "a": [True, 2]})
    '{"a":[true,2],"b":1}'
    """
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Json) -> Json:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
