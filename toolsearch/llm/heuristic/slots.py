"""The arguments of a function as slots to fill: what each wants, read from its schema and its words.

Knows JSON Schema as it is met in the wild, where anything may have the wrong type: what cannot be read is taken as not
said. Objects are opened, so that every slot is a leaf with a path. Knows nothing of requests.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from apis.model import Json, Schema
from toolsearch.llm.heuristic.shape import is_code, look
from toolsearch.llm.heuristic.text import code_terms, identifier_words, stem, text_terms

Type = Literal["string", "integer", "number", "boolean", "array", "object", "any"]
Want = Literal[
    "date", "time", "moment", "year", "month", "day", "hour", "minute", "weekday", "email", "url", "ip", "phone",
    "latitude",
    "longitude", "point", "country", "language", "currency", "state", "zone", "unit", "expression", "text", "code",
    "name",
]  # fmt: skip

DEEPEST = 4
"""How far nested objects are opened."""
ITEM = "[]"
"""The step of a path into the one item of an array of objects."""

_TYPES: dict[str, Type] = {
    "string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "array": "array",
    "float": "number", "int": "integer", "str": "string", "bool": "boolean", "double": "number", "object": "object",
}  # fmt: skip
_FORMATS: dict[str, Want] = {
    "date": "date", "time": "time", "date-time": "moment", "datetime": "moment", "email": "email", "uri": "url",
    "url": "url",
    "ipv4": "ip", "ipv6": "ip", "ip": "ip", "hostname": "url", "phone": "phone", "timezone": "zone",
}  # fmt: skip
_HEADS: dict[Want, str] = {
    "date": "date day birthday birthdate dob since until deadline checkin checkout start_date end_date",
    "moment": "datetime timestamp",
    "time": "time",
    "year": "year years",
    "month": "month",
    "hour": "hour",
    "minute": "minute",
    "weekday": "weekday",
    "email": "email mail",
    "url": "url uri link website domain hostname",
    "ip": "ip cidr subnet",
    "phone": "phone telephone msisdn",
    "latitude": "latitude",
    "longitude": "longitude",
    "point": "coordinates coordinate latlng latlon latlong coords",
    "country": "country nation countries",
    "language": "language locale languages",
    "currency": "currency currencies",
    "state": "state province",
    "zone": "timezone zone tz",
    "unit": "unit units",
    "expression": "expression equation formula function",
    "text": "text sentence phrase message content query body comment prompt question paragraph document string input q",
    "code": "code id identifier symbol iata icao isbn iban sku uuid slug key abbreviation ticker vin hash reference",
    "name": "name title city town person author artist company product place location address keyword word term",
}
_WANT_OF = {stem(word): want for want, listed in _HEADS.items() for word in listed.split()}
_PROSE: tuple[tuple[Want, str], ...] = (
    ("country", r"\bcountry\b(?! of)|\bISO[ -]?3166"),
    ("language", r"\blanguage\b|\bISO[ -]?639"),
    ("currency", r"\bcurrency\b|\bISO[ -]?4217"),
    ("zone", r"\btime ?zone\b|\bIANA\b"),
    ("moment", r"\bdate[- ]?time\b|\btimestamp\b|\bISO[ -]?8601 (?:date and )?time"),
    ("date", r"\bdate\b|YYYY-MM-DD"),
    ("time", r"\btime of day\b|\bHH:MM"),
    ("latitude", r"\blatitude\b"),
    ("longitude", r"\blongitude\b"),
    ("email", r"\be-?mail address\b"),
    ("url", r"\bURL\b"),
    ("ip", r"\bIP(?:v4|v6)? address\b|\bCIDR\b"),
    ("phone", r"\bphone number\b"),
    ("unit", r"\bunits?\b(?= of|s? to| from|\.|,|$| in\b)"),
    ("expression", r"\bexpression\b|\bequation\b"),
    ("code", r"\bcode\b|\bidentifier\b|\bID\b|\bsymbol\b"),
)
_IN_PROSE = [(want, re.compile(pattern, re.IGNORECASE)) for want, pattern in _PROSE]
_BY_LOOK: tuple[tuple[Want, re.Pattern[str]], ...] = (
    ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    ("moment", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")),
    ("time", re.compile(r"\d\d:\d\d(?::\d\d)?")),
    ("zone", re.compile(r"[A-Z][a-z]+/[A-Z][A-Za-z_]+")),
    ("email", re.compile(r"[\w.]+@[\w.]+")),
    ("url", re.compile(r"https?://.+")),
    ("ip", re.compile(r"\d+\.\d+\.\d+\.\d+(?:/\d+)?")),
    ("phone", re.compile(r"\+\d[\d ()-]{6,}")),
    ("point", re.compile(r"-?\d+\.\d+, ?-?\d+\.\d+")),
)
_SEARCHED = re.compile(r"\b(?:names?|titles?|place|city|town|person|company)\b", re.IGNORECASE)
_VAGUE = frozenset(
    "from to base target source a b value input output q first second destination origin start end".split()
)
"""Names that say nothing of the kind of value: the description decides."""
_ORDINALS = {
    **dict.fromkeys(
        "from origin source start initial base begin departure first a one src lower left since checkin old".split(), 0
    ),
    **dict.fromkeys(
        "to destination target end final dest arrival second b two tgt upper right until checkout new quote".split(), 1
    ),
}
_SHOWN = r"(?:\be\.g\.?,?|\bfor example:?,?|\bexamples?:?|\bsuch as|\blike)\s*"
_QUOTED_EXAMPLE = re.compile(
    _SHOWN + r"[\"'`“‘]([^\"'`”’]{1,60})[\"'`”’](?:(?:,| or| and)+ [\"'`“‘]([^\"'`”’]{1,60})[\"'`”’])?"
)
_PLAIN_EXAMPLE = re.compile(_SHOWN + r"(?![\"'`“‘])([\w#+-][^\s,;)]*(?: [A-Z][^\s,;)]*)*?)(?=[,;)]|\.(?:\s|$)|\s|$)")


@dataclass(frozen=True, slots=True)
class Slot:
    """One argument, or one leaf of an argument that is an object."""

    path: tuple[str, ...]
    type: Type
    required: bool
    inner: bool
    """Its own object requires it, whether or not that object is required."""
    words: tuple[str, ...]
    """Of its name, in lower case."""
    terms: frozenset[str]
    """Stems of its name."""
    about: frozenset[str]
    """Stems of its description."""
    description: str
    wants: frozenset[Want]
    enum: tuple[Json, ...] = ()
    examples: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    limits: tuple[float | None, float | None] = (None, None)
    lengths: tuple[float | None, float | None] = (None, None)
    default: Json = None
    ordinal: int | None = None
    """0 for the first of a pair (`from`, `lat1`), 1 for the second."""
    item: "Slot | None" = None
    """What an array holds."""
    options: tuple[str, ...] = ()
    """Values that the description names in quotation marks, where there is no enumeration."""
    separator: str | None = None
    """What stands between the values of a text that holds several."""

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def single(self) -> "Slot":
        """The slot of one value among several that go into one text."""
        parts = tuple(part.strip() for example in self.examples for part in example.split(self.separator or ",")[:1])
        point = any(re.fullmatch(r"-?\d+(?:\.\d+)?,\s*-?\d+(?:\.\d+)?", part) for part in parts)
        return replace(
            self,
            examples=parts,
            pattern=None,
            lengths=(None, None),
            wants=self.wants | {"point"} if point else self.wants,
        )

    @property
    def coded(self) -> bool:
        """Whether it asks for a compact token rather than for words."""
        return "code" in self.wants or any(is_code(example) for example in self.examples[:1])


def slots_of(parameters: Schema) -> tuple[Slot, ...]:
    """Open the parameters of a function into slots, required ones first."""
    slots = list(_open(parameters, root=parameters, path=(), required=True))
    if {0, 1} - {slot.ordinal for slot in slots}:  # a first without a second, or the other way round, is no pair
        slots = [replace(slot, ordinal=None) for slot in slots]
    return tuple(sorted(slots, key=lambda slot: not slot.required))


def resolved(schema: Json, root: Schema, depth: int = 8) -> Schema:
    """Follow `$ref`, join `allOf`, take the first other branch that is not null; empty where nothing can be read."""
    if not isinstance(schema, dict) or depth == 0:
        return {}
    if isinstance(schema.get("$ref"), str):
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {**resolved(_target(schema["$ref"], root), root, depth - 1), **rest}
    joined = [resolved(branch, root, depth - 1) for branch in _listed(schema.get("allOf"))]
    choices = [resolved(branch, root, depth - 1) for key in ("anyOf", "oneOf") for branch in _listed(schema.get(key))]
    chosen = [choice for choice in choices if choice and choice.get("type") != "null"][:1]
    return _joined([*joined, *chosen, schema]) if joined or chosen else schema


def _joined(parts: list[Schema]) -> Schema:
    joined: Schema = {}
    for part in parts:
        properties = {**_dict(joined.get("properties")), **_dict(part.get("properties"))}
        required = [*_listed(joined.get("required")), *_listed(part.get("required"))]
        joined = {**joined, **part, "required": required} | ({"properties": properties} if properties else {})
    return joined


def _open(schema: Json, *, root: Schema, path: tuple[str, ...], required: bool) -> Iterator[Slot]:
    schema = resolved(schema, root)
    needed = [name for name in _listed(schema.get("required")) if isinstance(name, str)]
    for name, inner in _dict(schema.get("properties")).items():
        here = resolved(inner, root)
        below, must = (*path, str(name)), required and name in needed
        if len(below) < DEEPEST and _dict(here.get("properties")):
            yield from _open(here, root=root, path=below, required=must)
        elif len(below) < DEEPEST and _dict(resolved(here.get("items"), root).get("properties")):
            yield from _open(here.get("items"), root=root, path=(*below, ITEM), required=must)
        else:
            yield _slot(below, here, root, required=must, inner=name in needed)


def _slot(path: tuple[str, ...], schema: Schema, root: Schema, *, required: bool, inner: bool = True) -> Slot:
    words = tuple(identifier_words(path[-1]))
    description = schema["description"] if isinstance(schema.get("description"), str) else ""
    type_ = _type(schema)
    item = resolved(schema.get("items"), root) if type_ == "array" else {}
    examples = _examples(schema, description)
    return Slot(
        path=path,
        type=type_,
        required=required,
        inner=inner,
        words=words,
        terms=frozenset(code_terms(path[-1])) or frozenset(words),
        about=frozenset(text_terms(without_examples(description))),
        description=description,
        wants=_wants(words, schema, description, examples),
        enum=tuple(value for value in _listed(schema.get("enum")) if value is not None),
        examples=examples,
        pattern=_pattern(schema.get("pattern")),
        limits=(_limit(schema, "minimum"), _limit(schema, "maximum")),
        lengths=(_limit(schema, "minLength"), _limit(schema, "maxLength")),
        default=schema.get("default"),
        ordinal=_ordinal(words),
        options=_options(description) if type_ == "string" and not schema.get("enum") else (),
        separator=_separator(description, examples) if type_ == "string" and not schema.get("enum") else None,
        item=_slot((path[-1],), {"description": description, **item}, root, required=True)
        if type_ == "array"
        else None,
    )


def _type(schema: Schema) -> Type:
    listed = [kind for kind in _listed(schema.get("type")) if kind != "null"] or [schema.get("type")]
    kind = listed[0] if isinstance(listed[0], str) else ""
    if kind in _TYPES:
        return _TYPES[kind]
    enum = _listed(schema.get("enum"))
    return "array" if "items" in schema else "string" if enum and all(isinstance(v, str) for v in enum) else "any"


def _wants(words: tuple[str, ...], schema: Schema, description: str, examples: tuple[str, ...]) -> frozenset[Want]:
    form = schema.get("format")
    if isinstance(form, str) and form in _FORMATS:
        return frozenset({_FORMATS[form]})
    written_out = code_terms("_".join(words))
    found: set[Want] = {_WANT_OF[one] for word in written_out or words if (one := stem(word)) in _WANT_OF}
    joined = stem("".join(words))
    if joined in _WANT_OF:
        found = {_WANT_OF[joined]}
    if "text" in found and _SEARCHED.search(description):
        found = {"name"}
    elif not found or set(words) <= _VAGUE:
        first = re.split(r"(?<=[a-z)])\.\s", description)[0]
        found |= {want for want, pattern in _IN_PROSE if pattern.search(first)}
    elif found & {"code", "name", "text"}:
        found |= {
            want
            for want, pattern in _IN_PROSE[:4]
            if pattern.search(description if "code" in found else description[:40])
        }
    shown = {want for want, pattern in _BY_LOOK if any(pattern.fullmatch(example) for example in examples)}
    return frozenset(shown or found)


def _examples(schema: Schema, description: str) -> tuple[str, ...]:
    given = schema.get("examples")
    listed = (
        [one.get("value") if isinstance(one, dict) else one for one in given.values()]
        if isinstance(given, dict)
        else _listed(given)
    )
    values = [one for one in [schema.get("example"), *listed] if isinstance(one, str | int | float) and one != ""]
    quoted = [one for pair in _QUOTED_EXAMPLE.findall(description) for one in pair if one]
    told = quoted or [one.strip().rstrip(".") for one in _PLAIN_EXAMPLE.findall(description)]
    default = schema.get("default")
    return tuple(
        dict.fromkeys([*map(str, values), *told, *([default] if isinstance(default, str) and default else [])])
    )


def without_examples(description: str) -> str:
    """Drop what a description only gives as an example: it says how a value looks, not what is meant."""
    return _PLAIN_EXAMPLE.sub(" ", _QUOTED_EXAMPLE.sub(" ", description))


def _options(description: str) -> tuple[str, ...]:
    """Read values named in a description: "Options are 'day' and 'week'."."""
    told = _OPTIONS.search(description)
    found = re.findall(r"[\"'`“‘]([\w-]{1,24})[\"'`”’]", description[told.start() :]) if told else []
    return tuple(dict.fromkeys(found)) if len(found) > 1 else ()


_OPTIONS = re.compile(
    r"\b(?:options?|one of|either|can be|must be|may be|should be|valid|allowed|possible|supported|values?|choose)\b",
    re.IGNORECASE,
)


def _separator(description: str, examples: tuple[str, ...]) -> str | None:
    for separator in (";", "|", ","):
        parts = [example.split(separator) for example in examples if separator in example]
        if any(
            len(part) > 1
            and all(_EMPTY_FREE.search(one) for one in part)
            and look(part[0].strip()) == look(part[1].strip())
            for part in parts
        ):
            return separator
    told = re.search(
        r"(comma|semicolon|pipe)s?\b(?=.{0,12}separat|.{0,12}delimit)|"
        r"separated by (comma|semicolon|pipe)|\b(?:with|by) (comma|semicolon)s",
        description,
    )
    names = {"comma": ",", "semicolon": ";", "pipe": "|"}
    return names[next(name for name in told.groups() if name)] if told else None


_EMPTY_FREE = re.compile(r"\w")


def _ordinal(words: tuple[str, ...]) -> int | None:
    for word in words:
        if word in _ORDINALS:
            return _ORDINALS[word]
    return int(words[-1]) - 1 if len(words) > 1 and words[-1] in ("1", "2", "3", "4") else None


def _pattern(pattern: Json) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if isinstance(pattern, str) and len(pattern) < 500 else None
    except (re.error, RecursionError, OverflowError):
        return None


def _limit(schema: Schema, key: str) -> float | None:
    """Read a limit; an exclusive one counts as one."""
    for name in (key, f"exclusive{key.title()}"):
        value = schema.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None


def _target(ref: str, root: Schema) -> Schema:
    here: Json = root
    for step in ref.removeprefix("#").strip("/").split("/"):
        here = here.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
