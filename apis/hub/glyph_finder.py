"""A competing finder of characters that gives the names of PostScript's glyphs (`uni20AC`); its details need a key."""

from typing import Annotated

from fastapi import Query

from apis.hub.character_index import find_character
from apis.hub.faults import KEY, KeyNeeded
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "glyph-finder",
    title="Glyph Finder",
    category="Text Analysis",
    about="Find any symbol in seconds: letters, signs, arrows, emoji. Loved by designers and by developers.",
    licence="Proprietary",
)


class Glyph(Value):
    character: str
    code_point: str


class Glyphs(Value):
    characters: list[Glyph]


class GlyphFacts(Value):
    decimal: int
    utf8: str
    html: str


@tool.get("/search")
def search_glyph(
    name: Annotated[
        str, Query(min_length=2, max_length=80, description="Name of the character.", examples=["euro sign"])
    ],
) -> Glyphs:
    """Search a character by its name and get the code point of the character, best match first."""
    found = find_character(name).characters
    return Glyphs(
        characters=[Glyph(character=each.name, code_point=f"uni{each.code_point.removeprefix('U+')}") for each in found]
    )


@tool.get("/facts", dependencies=[KEY])
def glyph_facts(
    code_point: Annotated[str, Query(description="Code point of the character.", examples=["uni20AC"])],
) -> GlyphFacts:
    """Get all facts on a character by its code point: decimal number, bytes in UTF-8, HTML entity."""
    raise KeyNeeded
