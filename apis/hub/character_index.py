"""Characters of Unicode by their names and code points, and texts in its normal forms, from Python's unicodedata.

Knows the characters below U+3000 and those between U+1F300 and U+1FAFF, where the pictures are.
"""

import functools
import unicodedata
from html.entities import codepoint2name
from typing import Annotated, Literal

from fastapi import Path, Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.hub.words import fold
from apis.model import Value

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
KNOWN = (range(0x20, 0x3000), range(0x1F300, 0x1FB00))
MOST = 20
"""How many characters a search brings."""


@functools.cache
def _names() -> dict[int, str]:
    """Names of the characters that are known, by code point."""
    named = ((code, unicodedata.name(chr(code), "")) for known in KNOWN for code in known)
    return {code: name for code, name in named if name}


@functools.cache
def _words() -> dict[int, frozenset[str]]:
    """The words of each name."""
    return {code: frozenset(fold(name).split()) for code, name in _names().items()}


tool = hub_tool(
    "character-index",
    title="Character Index",
    category="Text Analysis",
    about="Every letter, sign and pictograph that a keyboard lacks: find the code point of a character by its name, "
    "get how it is written in UTF-8 and in HTML, and put texts into a normal form.",
    licence="Unicode-3.0 (Python's unicodedata)",
    warm=_words,
)


class FoundCharacter(Value):
    code_point: str
    name: str


class FoundCharacters(Value):
    characters: list[FoundCharacter]


class CharacterDetails(Value):
    code_point: str
    name: str
    character: str
    decimal: int
    category: str
    utf8_hex: str
    utf8_bytes: int
    html: str
    upper_case: str
    lower_case: str


class NormalText(Value):
    form: Form
    text: str
    characters: int
    utf8_bytes: int


@tool.get("/find")
def find_character(
    name: Annotated[
        str,
        Query(min_length=2, max_length=80, description="Name of the character.", examples=["greek capital omega"]),
    ],
) -> FoundCharacters:
    """Find a character by its name and get its code point, such as U+20AC; the best match comes first."""
    words, names = set(fold(name).split()), _names()
    found = [(len(names[code]), code, names[code]) for code, has in _words().items() if words <= has]
    if not words or not found:
        raise NotFound(f"no character is called {name!r}")
    rows = [FoundCharacter(code_point=f"U+{code:04X}", name=title) for _, code, title in sorted(found)[:MOST]]
    return FoundCharacters(characters=rows)


@tool.get("/characters/{code_point}")
def get_character(
    code_point: Annotated[
        str, Path(description="Code point of the character, as U+ and hexadecimal digits.", examples=["U+20AC"])
    ],
) -> CharacterDetails:
    """Get everything on a character by its code point: decimal number, bytes in UTF-8, HTML, upper and lower case."""
    code = _code(code_point)
    character = chr(code)
    encoded = character.encode()
    return CharacterDetails(
        code_point=f"U+{code:04X}",
        name=_names()[code],
        character=character,
        decimal=code,
        category=unicodedata.category(character),
        utf8_hex=encoded.hex(" ").upper(),
        utf8_bytes=len(encoded),
        html=f"&{codepoint2name[code]};" if code in codepoint2name else f"&#{code};",
        upper_case=character.upper(),
        lower_case=character.lower(),
    )


@tool.get("/normal")
def normalize_text(
    text: Annotated[str, Query(min_length=1, max_length=2000, description="The text.", examples=["crème brûlée"])],
    form: Annotated[Form, Query(description="The normal form of Unicode.", examples=["NFD"])] = "NFC",
) -> NormalText:
    """Put a text into a normal form of Unicode, and count its characters and its bytes in UTF-8."""
    normal = unicodedata.normalize(form, text)
    return NormalText(form=form, text=normal, characters=len(normal), utf8_bytes=len(normal.encode()))


def _code(code_point: str) -> int:
    digits = code_point.upper().removeprefix("U+")
    if digits == code_point.upper() or not 4 <= len(digits) <= 6 or set(digits) - set("0123456789ABCDEF"):
        raise Unusable(f"{code_point!r} is no code point such as 'U+20AC'")
    code = int(digits, 16)
    if code not in _names():
        raise NotFound(f"no known character has the code point {code_point!r}")
    return code
