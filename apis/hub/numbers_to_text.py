"""A competing speller of numbers that has shut down."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import Gone, KeyNeeded
from apis.hub.number_words import Number, Spelled, SpelledOrdinal
from apis.hub.tool import hub_tool

tool = hub_tool(
    "numbers-to-text",
    title="Numbers to Text",
    category="Translation",
    about="Convert any number to text: how to say and spell a number, an ordinal or a year in a language.",
    licence="Proprietary",
)

LanguageCode = Annotated[str, Query(description="ISO 639 code of the language, such as fr.", examples=["fr"])]


@tool.get("/say")
def say_number(number: Number, language: LanguageCode) -> Spelled:
    """Say a number in words: how is it written out in French, German, Italian or another language?"""
    raise Gone


@tool.get("/ordinal")
def say_ordinal(number: Number, language: LanguageCode) -> SpelledOrdinal:
    """Say an ordinal number (first, second, third) in words in a language."""
    raise Gone


@tool.get("/year")
def say_year(
    year: Annotated[int, Query(ge=1, le=2999, description="The year.", examples=[1984])], language: LanguageCode
) -> Spelled:
    """Say a year in words, as it is read aloud in a language."""
    raise KeyNeeded
