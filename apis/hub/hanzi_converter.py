"""A competing reader of Chinese whose quota is used up and whose second API answers error pages."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import ErrorPage, Limited
from apis.hub.pinyin_reader import Pinyin, Readings, Text
from apis.hub.tool import hub_tool

tool = hub_tool(
    "hanzi-converter",
    title="Hanzi Converter",
    category="Translation",
    about="Turn hanzi into pinyin: how Chinese text and single characters are pronounced.",
    licence="Proprietary",
)


@tool.get("/convert")
def chinese_to_pinyin(text: Text) -> Pinyin:
    """Convert Chinese characters to pinyin with tones: how is this text pronounced?"""
    raise Limited


@tool.get("/character")
def pronounce_character(
    character: Annotated[str, Query(min_length=1, max_length=1, description="One character.", examples=["行"])],
) -> Readings:
    """Get the pronunciations of a Chinese character: every reading in pinyin."""
    raise ErrorPage
