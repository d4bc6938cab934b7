"""Arguments that a model meant as a JSON object and did not quite write as one.

Mended is what can be read in one way only: a fence round it, JSON within a JSON string, a comma too many, Python's or
JavaScript's literals, line breaks within a string, brackets that were never closed after a whole value, one object
written twice. Everything else is the model's to write again: a value that breaks off, two different objects, words.
"""

import ast
import json
import re
from typing import Any

from apis.model import Json

_FENCE = re.compile(r"\s*```(?:json|python|tool_call)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL)
_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf"{_STRING}|[\[\]{{}},:]|[^\s\[\]{{}},:\"]+|\"", re.DOTALL)
_CLOSES = {"{": "}", "[": "]"}
DEEPEST = 100
"""Brackets within each other: deeper than any arguments."""


def read_arguments(text: str, *, cut: bool = False) -> dict[str, Json] | None:
    """Read the text of a call's arguments.

    Args:
        text: as the model wrote it.
        cut: the reply ended where its length did, so that nobody knows what would have followed.

    Returns:
        The object; None where the text cannot be read as one, or in more than one way.

    >>> read_arguments('{"at": "Oslo", }')
    {'at': 'Oslo'}
    >>> read_arguments('{"at": "Os') is None
    True
    """
    text = text.strip().lstrip("\ufeff")
    if fence := _FENCE.fullmatch(text):
        text = fence[1].strip()
    if not text:
        return {}
    for attempt in (_strict, _lenient, _python, _doubled, *(() if cut else (_closed,))):
        try:
            read = attempt(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(read, str) and read.strip().startswith("{"):
            return read_arguments(read)
        if isinstance(read, dict) and all(isinstance(key, str) for key in read):
            return read
    return None


def parse(text: str, **options: Any) -> Json:
    """Parse JSON; halves of characters, which no file could keep, become question marks.

    Raises:
        ValueError: it is no JSON.
    """
    value = json.loads(text, **options)
    if "\\ud" in text.lower():
        value = json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    return value


def _strict(text: str) -> Json:
    return parse(text, parse_constant=_refuse)


def _lenient(text: str) -> Json:
    """Read JSON with line breaks within strings and with commas before closing brackets."""
    tokens = _tokens(text)
    following: list[str] = [*tokens[1:], ""]
    kept = [token for token, after in zip(tokens, following, strict=True) if not (token == "," and after in ("}", "]"))]
    return parse(" ".join(kept), parse_constant=_refuse, strict=False)


def _python(text: str) -> Json:
    """Read what Python writes for a dict."""
    if len(text) > 100_000 or text.count("{") + text.count("[") + text.count("(") > DEEPEST:
        raise ValueError("too much to be arguments")
    return _only_json(ast.literal_eval(text))


def _only_json(value: Any) -> Json:
    """Refuse what JSON has no form for."""
    if isinstance(value, dict):
        return {key: _only_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_only_json(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()  # refuses NaN and halves of characters
        return value
    raise ValueError(f"{type(value).__name__} is no JSON")


def _closed(text: str) -> Json:
    """Close the brackets that are open at the end, where the text ends with a whole value.

    A number at the end may have lost digits, and after a comma or a colon something is missing: these stay as they are.
    """
    open_: list[str] = []
    tokens = _tokens(text)
    for token in tokens:
        if token in _CLOSES:
            open_.append(token)
        elif token in _CLOSES.values() and (not open_ or _CLOSES[open_.pop()] != token):
            raise ValueError("brackets cross")
    last = tokens[-1] if tokens else ""
    whole = last in ("}", "]", "true", "false", "null") or re.fullmatch(_STRING, last, re.DOTALL)
    if not open_ or len(open_) > DEEPEST or not whole or (last.startswith('"') and tokens[-2:-1] in (["{"], [","])):
        raise ValueError("it breaks off")
    return parse(text + "".join(_CLOSES[each] for each in reversed(open_)), parse_constant=_refuse, strict=False)


def _doubled(text: str) -> Json:
    """Read one object that is written twice, and one with closing brackets too many."""
    first, end = json.JSONDecoder(strict=False, parse_constant=_refuse).raw_decode(text)
    rest = text[end:].strip()
    if rest.strip("}] ") and _strict(rest) != first:
        raise ValueError("something else follows")
    return first


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    if '"' in tokens:
        raise ValueError("a string is not closed")
    return tokens


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
