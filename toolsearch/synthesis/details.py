"""From what a thing has, in words, to a parameter: its name and its JSON Schema.

"gear type: trawl/longline" is a string with two allowed values, "catch weight" a number, "landing date" a date, "track
points" a list of coordinates. Rules by the last word; knows no tree and no API.
"""

import re
from dataclasses import dataclass
from random import Random

from apis.model import Schema


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the making."""

    name: str
    schema: Schema


POINT: Schema = {
    "type": "object",
    "properties": {
        "latitude": {"type": "number", "minimum": -90, "maximum": 90, "description": "Degrees north."},
        "longitude": {"type": "number", "minimum": -180, "maximum": 180, "description": "Degrees east."},
    },
    "required": ["latitude", "longitude"],
}
INTERVAL: Schema = {
    "type": "object",
    "properties": {
        "from": {"type": "string", "format": "date", "description": "First day."},
        "to": {"type": "string", "format": "date", "description": "Last day."},
    },
    "required": ["from", "to"],
}
_KINDS: tuple[tuple[str, Schema], ...] = (
    ("dates|period|dates range", INTERVAL),
    ("date|birthday|epoch", {"type": "string", "format": "date"}),
    ("time|moment|window|after|until", {"type": "string", "format": "date-time"}),
    ("coordinates|position|location", POINT),
    ("points|polygon|track|waypoints|vertices", {"type": "array", "items": POINT, "minItems": 1}),
    (
        "matrix|layout",
        {"type": "array", "items": {"type": "array", "items": {"type": "number"}, "minItems": 1}, "minItems": 1},
    ),
    (
        "coefficients|weights|shares|angles|times|values|measurements|bounds|draws|range|limits",
        {"type": "array", "items": {"type": "number"}, "minItems": 1},
    ),
    (
        "dimensions|measurement|composition",
        {
            "type": "object",
            "properties": {
                "length": {"type": "number", "exclusiveMinimum": 0},
                "width": {"type": "number", "exclusiveMinimum": 0},
                "height": {"type": "number", "exclusiveMinimum": 0},
            },
            "required": ["length", "width"],
        },
    ),
    (
        "lines|items|entries|slots|modifiers|schedule",
        {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "label": {"type": "string", "minLength": 1},
                    "quantity": {"type": "integer", "minimum": 1},
                },
                "required": ["label", "quantity"],
            },
        },
    ),
    (
        "list|names|labels|features|words|stops|files|emails|ingredients|tags|keywords|categories|criteria|artists"
        "|marks|roles|columns|urls|hashtags|languages|examples|activities|classes|dependents|allergies|equipment|notes",
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    ),
    (
        "count|days|hours|minutes|seconds|months|weeks|years|year|number of.*|limit|size|level|age|depth"
        "|points|members|beds|attempts|rank|copies|people|quantity|coats|frequency|interval|semester|round|order",
        {"type": "integer", "minimum": 1},
    ),
    (
        "weight|length|height|width|distance|area|volume|price|amount|cost|fee|rate|percentage|share|ratio|speed"
        "|temperature|pressure|angle|magnitude|mass|radius|diameter|thickness|power|energy|income|salary|budget|rent"
        "|value|threshold|score|factor|altitude|elevation|bearing|density|latency|strength|efficiency|tolerance|rating"
        "|concentration|discharge|flow|intake|duration|latitude|longitude|balance|tariff|offset|index|consumption",
        {"type": "number"},
    ),
    (
        "allowed|required|available|included|enabled|furnished|pinned|only|needed|fasting|smoker|directed|wrap"
        "|transitive|negotiable|accessibility|electrified|accepted|disturb|alarm|order tip|integrality|visit|hookup",
        {"type": "boolean"},
    ),
    ("email", {"type": "string", "format": "email"}),
    ("url", {"type": "string", "format": "uri"}),
    ("address", {"type": "string", "minLength": 5}),
    ("number|code|sku|iban|isin|isbn|barcode|tag", {"type": "string", "pattern": "^[A-Z0-9-]{4,20}$"}),
)
_VALUED = re.compile(r"\s*/\s*")


def parameter_of(detail: str, rng: Random) -> Parameter:
    """Make a parameter from a detail.

    >>> parameter_of("gear type: trawl/longline", Random(0)).schema["enum"]
    ['trawl', 'longline']
    >>> parameter_of("catch weight", Random(0)).schema["type"]
    'number'
    """
    words, _, values = detail.partition(":")
    name = identifier(words)
    if values.strip():
        said = f"The {words.strip()} that applies."
        return Parameter(name, {"type": "string", "enum": _VALUED.split(values.strip()), "description": said})
    plain = next((schema for ends, schema in _KINDS if re.search(rf"(?:^|\s)(?:{ends})$", words)), None)
    schema = dict(plain) if plain is not None else {"type": "string", "minLength": 1}
    return Parameter(name, schema | {"description": _said(words, schema, rng)})


def identifier(words: str) -> str:
    """Write words as a parameter's name.

    >>> identifier("Per-diem rate")
    'per_diem_rate'
    """
    return "_".join(re.findall(r"[a-z0-9]+", words.lower())) or "value"


def _said(words: str, schema: Schema, rng: Random) -> str:
    kind = schema["type"]
    if schema.get("format") == "date":
        return rng.choice((f"The {words}, YYYY-MM-DD.", f"Day of the {words}, ISO 8601."))
    if kind == "boolean":
        return rng.choice((f"Whether {words} applies.", f"True for {words}."))
    if kind in ("integer", "number"):
        return rng.choice((f"The {words}.", f"Its {words}, in the usual unit.", f"How much the {words} is."))
    if kind == "array":
        return rng.choice((f"The {words}, one entry each.", f"The {words}, most important first."))
    return rng.choice((f"The {words}.", f"Which {words} is meant.", f"Its {words}, as written on file."))
