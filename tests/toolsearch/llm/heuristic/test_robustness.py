"""Whatever schema and conversation it is given, the heuristic answers with arguments of the right types, and ends."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from toys import FINISH

from apis.errors import SourceError
from apis.model import Status, ToolCall
from apis.schema import Function, FunctionTable
from apis.sources.openapi import load
from toolsearch.llm.base import Reply, Request, Settings
from toolsearch.llm.heuristic import HeuristicLLM
from toolsearch.llm.heuristic.turn import LONGEST
from toolsearch.messages import Assistant, Message, System, ToolReply, Tried, User

REQUESTS = (
    "What is the weather in Oslo on 3 May 2026, and how far is it from 59.9, 10.7 to Rome in miles?",
    "Convert 5 miles and 10 kg; send 'hello' to a@b.example. Count 1, 2 and 3!",
    "List [1, 2, 3] or {'a': 1} for code AB-12 at 14:30, $5.50 at 4.5% for 30 years in DE.",
    "",
    "???",
    "а б в 你好 🎉",
)
WORDS = st.sampled_from(
    ("city", "date", "lat", "lon", "from_id", "to_id", "units", "is_open", "q", "数", "x y", "", "tags")
)
TEXTS = st.one_of(
    WORDS, st.sampled_from(("Name of the city, e.g. 'Rome'", "ISO code, such as DE", "One of 'a' or 'b'"))
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(-2, 2, allow_nan=False), TEXTS)


def leaves() -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(("string", "integer", "number", "boolean", "array", "object", "null", "weird", 7)),
            "description": st.one_of(TEXTS, st.integers()),
            "enum": st.lists(SCALARS, min_size=1, max_size=3),
            "format": st.sampled_from(("date", "date-time", "email", "uri", "time", "strange")),
            "pattern": st.sampled_from(("^[A-Z]{2}$", "[", "^\\d+$", "")),
            "example": SCALARS,
            "examples": st.one_of(st.lists(SCALARS, max_size=2), st.dictionaries(TEXTS, SCALARS, max_size=1)),
            "default": SCALARS,
            "minimum": st.one_of(st.integers(-3, 3), TEXTS),
            "maximum": st.integers(-3, 9),
            "maxLength": st.integers(0, 5),
            "$ref": st.sampled_from(("#/$defs/a", "#/nowhere", "http://elsewhere.example/x", "")),
        },
    )


def schemas() -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves(),
        lambda inner: st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(("object", "array", ["string", "null"])),
                "properties": st.dictionaries(WORDS, inner, max_size=3),
                "required": st.one_of(st.lists(WORDS, max_size=2), TEXTS),
                "items": inner,
                "anyOf": st.lists(inner, max_size=2),
                "allOf": st.lists(inner, max_size=2),
                "$defs": st.fixed_dictionaries({"a": inner}),
            },
        ),
        max_leaves=6,
    )


@st.composite
def functions(draw: st.DrawFn) -> tuple[Function, ...]:
    offered = draw(st.lists(schemas(), min_size=1, max_size=4))
    about = draw(TEXTS)
    made = [
        Function(name=f"get_city_{n}", description=f"{about} Returns: city, lat.", parameters=one)
        for n, one in enumerate(offered)
    ]
    return (*made, FINISH)


def ask(model: HeuristicLLM, messages: list[Message], offered: tuple[Function, ...], seed: int | None = None) -> Reply:
    return asyncio.run(model.complete(Request(tuple(messages), offered, Settings(seed=seed))))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(functions(), st.sampled_from(REQUESTS), st.one_of(st.none(), st.integers(0, 9)))
def test_any_schema_is_read_and_arguments_are_json(offered: tuple[Function, ...], text: str, seed: int | None) -> None:
    reply = ask(HeuristicLLM(), [User(content=text)], offered, seed)
    assert reply.message.content
    for call in reply.message.calls:
        assert json.loads(json.dumps(call.arguments)) == call.arguments
        assert call.name in {function.name for function in offered}


SOUND = st.dictionaries(
    st.sampled_from(("city", "date", "lat", "lon", "count", "tags", "open", "code")),
    st.sampled_from(
        (
            {"type": "string"},
            {"type": "string", "format": "date"},
            {"type": "string", "enum": ["miles", "km"]},
            {"type": "integer", "minimum": 1, "maximum": 50},
            {"type": "number"},
            {"type": "boolean"},
            {"type": "array", "items": {"type": "string"}},
            {"type": "array", "items": {"type": "integer"}},
            {"type": "string", "pattern": "^[A-Z]{2}$"},
            {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        )
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(SOUND, st.sampled_from(REQUESTS[:3]), st.booleans())
def test_arguments_obey_a_sound_schema(properties: dict[str, Any], text: str, needed: bool) -> None:
    parameters = {"type": "object", "properties": properties, "required": list(properties) if needed else []}
    offered = Function(
        name="city_weather_miles", description="Weather, miles and codes of a city.", parameters=parameters
    )
    reply = ask(HeuristicLLM(), [User(content=text)], (offered, FINISH))
    for call in reply.message.calls:
        if call.name == offered.name:
            Draft202012Validator(parameters).validate(call.arguments)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(("", "[]", "{}", "null", "oops", "<html>", '{"a": {"b": [1, {"city": "Rome"}]}}', "12")),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(list(Status)),
    st.booleans(),
)
def test_every_path_ends(contents: list[str], status: Status, own: bool) -> None:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    offered = [Function(name=f"weather_{n}", description="Weather of a city.", parameters=parameters) for n in range(6)]
    messages: list[Message] = [System(content="Go."), User(content="What is the weather in Oslo and in Rome?")]
    model = HeuristicLLM()
    for turn in range(LONGEST):
        reply = ask(model, messages, (*offered, FINISH), seed=turn)
        if reply.message.calls[-1].name == FINISH.name:
            return
        calls = (
            reply.message.calls
            if own
            else tuple(call.model_copy(update={"id": f"x{turn}{n}"}) for n, call in enumerate(reply.message.calls))
        )
        messages.append(Assistant(content="", calls=calls))
        for n, call in enumerate(calls):
            content = contents[(turn + n) % len(contents)]
            messages.append(ToolReply(call_id=call.id, name=call.name, content=content, status=status))
    raise AssertionError("the path goes on and on")


def test_calls_of_functions_nobody_offers_are_no_trouble() -> None:
    call = ToolCall(id="a", name="unheard_of", arguments={"x": [1, {"y": None}]})
    messages: list[Message] = [
        User(content="Weather in Rome?"),
        Assistant(content="", calls=(call,)),
        ToolReply(call_id="a", name="unheard_of", content="{}", status=Status.UNKNOWN_FUNCTION),
        User(content="Again.", tried=(Tried(calls=(call,)), Tried(calls=()))),
    ]
    assert ask(HeuristicLLM(), messages, (FINISH,)).message.calls[0].arguments == {"return_type": "give_up_and_restart"}


@pytest.mark.parametrize("folder", ["weather-gov", "amadeus", "motis", "cfbd", "openchargemap", "blockfrost"])
def test_functions_of_real_documents_are_read(data: Path, folder: str) -> None:
    offered = asyncio.run(operations(data / "openapi" / folder))
    assert offered
    model = HeuristicLLM()
    for text in REQUESTS:
        for start in range(0, len(offered), 20):
            reply = ask(model, [User(content=text)], (*offered[start : start + 20], FINISH), seed=start)
            json.dumps([call.arguments for call in reply.message.calls])


async def operations(folder: Path) -> list[Function]:
    loaded = [document async for document in load(str(folder), fetch=nothing)]
    return list(FunctionTable.of(api for document in loaded for api in document.apis).functions)


async def nothing(url: str) -> bytes:
    raise SourceError(f"nothing is fetched here: {url!r}")
