"""The texts of published corpora, taken apart into fields.

Data sets write an API as prose with labels ("… Field: Sports. Parameters: league (str): … Returns: …"), as a list of
labels ("category_name:Food, tool_name:…, api_description:…, required_params: [{…}]"), or as JSON. Knows the labels that
such texts use and nothing of files; a text without any is a description. What is not understood stays searchable.
"""

import ast
import json
import re
from collections.abc import Iterator

from apis.model import Json
from retriever.words import split_name

LABELS = {
    "category": "category_name category field domain",
    "tool": "tool_name tool",
    "name": "api_name function_name name",
    "description": "api_description description functionality summary",
    "parameters": (
        "required_params optional_params required_parameters optional_parameters parameters api_arguments arguments "
        "args inputs input_schema input"
    ),
    "returns": "return_schema template_response returns response outputs output_schema output",
}
"""The labels that stand for each field of a `Document`; a longer one before one that it begins with."""
FIELD = {label: field for field, labels in LABELS.items() for label in labels.split()}
WRAPPERS = ("function", "doc", "documentation", "api")
"""Keys under which a JSON text may hold the API itself."""
SCHEMA_WORDS = frozenset(
    "name type description default required optional properties items enum format title additionalProperties $schema "
    "anyOf oneOf allOf examples example".split()
)

_SECTION = re.compile(rf"""(?:^|(?<=[.,;\s]))["']?\b({"|".join(FIELD)})\b["']?\s*:\s*""", re.IGNORECASE)
_STARTS = re.compile(r"(?:^|[.,;]\s*|\n\s*)$")
_TYPE = re.compile(r"(str|int|float|bool|list|dict|NoneType)\b")
_KEY = re.compile(r"""["']([^"'\\\n]{1,80})["']\s*:""")
_NAMED = re.compile(r'"(name|description)"\s*:\s*"((?:[^"\\]|\\.)*)"')


def fields_of(text: str) -> dict[str, str]:
    """Take a text apart; every field of `LABELS` is there, empty where the text says nothing of it.

    >>> parts = fields_of("Find a table. Field: Food. Parameters: cityName (str): where. Returns: table (int)")
    >>> parts["description"], parts["category"], parts["parameters"]
    ('Find a table.', 'Food', 'cityName (str): where.')
    """
    found = _parsed(text) if text.lstrip().startswith("{") else None
    pairs = _of_json(found) if isinstance(found, dict) else _of_prose(text)
    fields = dict.fromkeys(LABELS, "")
    for field, value in pairs:
        fields[field] = f"{fields[field]} {value}".strip()
    return fields


def _parsed(text: str) -> Json:
    """Read JSON, or a value as Python prints it; None where it is neither."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _of_json(api: dict[str, Json]) -> Iterator[tuple[str, str]]:
    inner = next((api[key] for key in WRAPPERS if isinstance(api.get(key), dict)), None)
    for key, value in {**api, **(inner or {})}.items():
        field = FIELD.get(str(key).lower())
        if field in ("parameters", "returns"):
            yield field, "; ".join(_spoken(value))
        elif isinstance(value, str):
            yield field or "description", value


def _spoken(value: Json) -> Iterator[str]:
    """Yield what a schema, a list of parameters or an example says: names and descriptions, no keywords."""
    if isinstance(value, str) and not _TYPE.match(value):
        yield value
    for each in value if isinstance(value, list) else ():
        yield from _spoken(each)
    for key, part in value.items() if isinstance(value, dict) else ():
        if key in ("name", "description"):
            yield from [part] if isinstance(part, str) else _spoken(part)
        elif key not in SCHEMA_WORDS:
            yield split_name(str(key))
            yield from _spoken(part) if isinstance(part, dict | list) else ()
        elif isinstance(part, dict | list) and key not in ("enum", "default", "required", "examples", "example"):
            yield from _spoken(part)


def _of_prose(text: str) -> Iterator[tuple[str, str]]:
    field, start = "description", 0
    for label in _SECTION.finditer(text):
        if _opens_section(text, label):
            yield field, _plain(field, text[start : label.start()])
            field, start = FIELD[label[1].lower()], label.end()
    yield field, _plain(field, text[start:])


def _opens_section(text: str, label: re.Match[str]) -> bool:
    """Tell a label from a word that happens to stand before a colon, or a key within JSON."""
    before = text[: label.start()]
    within = before.count("{") + before.count("[") - before.count("}") - before.count("]")
    capital = label[1][0].isupper() and "_" not in label[1]
    return within <= text.startswith("{") and (capital or bool(_STARTS.search(before)))


def _plain(field: str, text: str) -> str:
    """Say in words what stands under a label, which may be JSON that was cut."""
    text = text.strip().strip(",").strip()
    if text[:1] not in ("[", "{") or field not in ("parameters", "returns"):
        return text.rstrip(".") if field == "category" else text
    if (value := _parsed(text)) is not None:
        return "; ".join(_spoken(value))
    if field == "parameters" and (named := _NAMED.findall(text)):
        return "; ".join(value for _, value in named)
    return " ".join(split_name(key) for key in _KEY.findall(text) if key not in SCHEMA_WORDS)
