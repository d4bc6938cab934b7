"""Asking for what was cut from an answer."""

import json
from typing import Any

import pytest

from apis.executors.compressed import Wholes
from apis.model import Observation, Status, ToolCall
from apis.plans.table import untabled
from apis.tokens import count_tokens
from toolsearch.search.read_more import ReadMore

VALUE = {
    "items": [{"name": f"n{n}", "tags": ["a", "b"]} for n in range(300)],
    "text": "word " * 2000,
    "a/b": {"c~d": 7, "": 8},
}


@pytest.fixture
def reader() -> ReadMore:
    wholes = Wholes()
    wholes.keep("c1", json.dumps(VALUE))
    wholes.keep("c2", "plain text " * 500)
    return ReadMore(wholes, budget=100)


async def read(reader: ReadMore, call: Any = "c1", **arguments: Any) -> Observation:
    return await reader.run(ToolCall(id="r", name="read_more", arguments={"call": call} | arguments))


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/items/299/name", "n299"),
        ("/items/7", '{"name":"n7","tags":["a","b"]}'),
        ("/a~1b/c~0d", "7"),
        ("/a~1b/", "8"),
    ],
)
async def test_any_place_of_an_answer_can_be_read(reader: ReadMore, pointer: str, expected: str) -> None:
    seen = await read(reader, pointer=pointer)

    assert (seen.status, seen.content, seen.cut) == (Status.OK, expected, ())


async def test_what_is_long_is_shortened_again_and_can_be_read_on(reader: ReadMore) -> None:
    first = await read(reader, pointer="/items")
    assert count_tokens(first.content) <= 100
    shown = [item for item in untabled(json.loads(first.content)) if isinstance(item, dict)]
    later = await read(reader, pointer="/items", start=len(shown))
    assert untabled(json.loads(later.content))[0]["name"] == f"n{len(shown)}"
    text = await read(reader, pointer="/text", start=9000)
    assert text.content.startswith("word word")


async def test_an_answer_that_is_text_is_read_from_a_start(reader: ReadMore) -> None:
    assert (await read(reader, "c2", start=5489)).content == "plain text "
    assert (await read(reader, "c2")).content.startswith("plain text plain")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"call": "c9"}, "Shortened were: c1, c2."),
        ({"pointer": "/items/999"}, "no '999' at '/items', which is an array of 300 items"),
        ({"pointer": "/what"}, 'no \'what\' at \'the top\', which is an object with ["items","text","a/b"]'),
        ({"pointer": "/items/0/name/x"}, "which is a single value"),
        ({"pointer": 7}, "pointer is a JSON pointer"),
        ({"start": -1}, "start a number from 0"),
    ],
)
async def test_what_cannot_be_read_is_told_with_what_can(reader: ReadMore, arguments: Any, says: str) -> None:
    seen = await reader.run(ToolCall(id="r", name="read_more", arguments={"call": "c1"} | arguments))
    assert seen.status is Status.INVALID_ARGUMENTS
    assert says in json.loads(seen.content)["message"]
