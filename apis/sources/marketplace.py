"""What RapidAPI's own records and ToolBench's dumps of them have in common: an endpoint and its parameters as an Api.

Knows how a record becomes a request: the key and the host go in two headers, a parameter goes where its name stands in
the URL, else into the query, or into the body of a method that has one. Knows neither files nor queries.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from apis.ids import distinct, operation_slug, slug
from apis.model import Api, Body, Credential, Effect, HttpBinding, Json, Place, Schema, Source

KEY = Credential(scheme="X-RapidAPI-Key", kind="api_key", location="header", name="X-RapidAPI-Key")
HOST = "X-RapidAPI-Host"
TYPES: Mapping[str, Schema] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "array": {"type": "array"},
    "object": {"type": "object"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
}
"""By the first word of the marketplace's type, in lower case; what is not here (ENUM, BINARY, …) is a string."""
EFFECTS = {"GET": Effect.READ, "HEAD": Effect.READ, "OPTIONS": Effect.READ}
EFFECTS |= dict.fromkeys(("PUT", "PATCH", "DELETE"), Effect.WRITE)
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
PLACEHOLDER = re.compile(r"\{([^{}/]+)\}|(?<=/):([A-Za-z_]\w*)")
BODY = "application/json"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an endpoint."""

    name: str
    type: str = "STRING"
    description: str = ""
    example: Json = None
    """What the marketplace puts in the field of its form; None and "" stand for nothing."""
    options: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of a tool."""

    name: str
    method: str
    url: str
    """Absolute, with {name} or :name where a parameter goes; empty where it is not known."""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    returns: Schema | None = None


def apis_of(tool: str, category: str, endpoints: Iterable[Endpoint], source: Source) -> tuple[Api, ...]:
    """Turn the endpoints of a tool into Apis."""
    endpoints = list(endpoints)
    names = distinct([operation_slug(each.name, each.method, urlsplit(each.url).path) for each in endpoints])
    return tuple(
        _api(f"{slug(tool)}/{name}", tool, category, endpoint, source)
        for name, endpoint in zip(names, endpoints, strict=True)
    )


def schema_of(parameter: Parameter) -> Schema:
    """Describe a parameter.

    >>> schema_of(Parameter("n", "NUMBER", "How many.", "5"))
    {'type': 'number', 'description': 'How many.', 'examples': [5]}
    >>> schema_of(Parameter("day", "DATE (YYYY-MM-DD)", options=("a", "b")))
    {'type': 'string', 'format': 'date', 'enum': ['a', 'b']}
    """
    schema = dict(TYPES.get(parameter.type.lower().partition(" ")[0], TYPES["string"]))
    if said := " ".join(parameter.description.split()):
        schema["description"] = said
    if parameter.options:
        schema["enum"] = list(parameter.options)
    example = _typed(parameter.example, schema["type"])
    if example is not None:
        schema["examples"] = [example]
    return schema


def _typed(value: Json, kind: str) -> Json:
    """Read an example as the type that it stands for; None where it is no example of it."""
    if value in (None, ""):
        return None
    if kind == "number":
        return _number(value)
    if kind == "boolean":
        return {"true": True, "false": False}.get(str(value).lower())
    if kind == "string":
        return value if isinstance(value, str) else str(value)
    return value if isinstance(value, {"array": list, "object": dict}[kind]) else None


def _number(value: Json) -> Json:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() else number


def _api(id_: str, tool: str, category: str, endpoint: Endpoint, source: Source) -> Api:
    path, servers, host = _address(endpoint)
    parameters = {each.name: each for each in reversed(endpoint.parameters) if each.name}
    in_path = [unquote(name) for name in re.findall(r"\{([^{}]+)\}", path)]
    parameters |= {name: Parameter(name, required=True) for name in in_path if name not in parameters}
    ordered = {each.name: parameters[each.name] for each in endpoint.parameters if each.name in parameters} | parameters
    required = [name for name, each in ordered.items() if each.required or name in in_path]
    method = endpoint.method.upper() or "GET"
    places = tuple(_place(name, method, in_path) for name in ordered)
    return Api(
        id=id_,
        tool=tool,
        category=category,
        name=endpoint.name or f"{method} {path}",
        description=" ".join(endpoint.description.split()) or endpoint.name,
        parameters={
            "type": "object",
            "properties": {name: schema_of(each) for name, each in ordered.items()},
            "required": required,
        },
        returns=endpoint.returns,
        effect=EFFECTS.get(method, Effect.UNKNOWN),
        binding=HttpBinding(
            method=method,
            path=path,
            servers=servers,
            places=places,
            body=Body(media_type=BODY) if any(place.location == "body" for place in places) else None,
            security=((KEY,),),
            headers={HOST: host} if host else {},
        ),
        source=source,
    )


def _address(endpoint: Endpoint) -> tuple[str, tuple[str, ...], str]:
    """Take a URL apart: the path with {name} for each parameter in it, the server, the host."""
    try:
        parts = urlsplit(unquote(endpoint.url).strip())
        host = parts.hostname or ""
    except ValueError:
        return "/", (), ""
    path = PLACEHOLDER.sub(lambda found: f"{{{found[1] or found[2]}}}", parts.path or "/")
    whole = f"{path}?{parts.query}" if parts.query else path
    known = parts.scheme in ("http", "https") and host
    return whole, ((f"{parts.scheme}://{parts.netloc}",) if known else ()), host


def _place(name: str, method: str, in_path: list[str]) -> Place:
    if name in in_path:
        return Place(argument=name, name=name, location="path", style="simple")
    if method in WITH_BODY:
        return Place(argument=name, name=name, location="body")
    return Place(argument=name, name=name, location="query", explode=True)
