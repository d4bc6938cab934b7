"""Defects planted in clean samples: for each rule of verification one that it is meant for."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from apis.model import Status, ToolCall
from apis.schema import Function
from toolsearch.messages import Assistant, Message, System, ToolReply, User
from toolsearch.records import Gold, Sample

Plant = Callable[[Sample, Random], Sample | None]
"""Returns a defective copy; None where the sample has no place for the defect."""


def _with(sample: Sample, place: int, message: Message) -> Sample:
    return sample.model_copy(update={"messages": (*sample.messages[:place], message, *sample.messages[place + 1 :])})


def _places(sample: Sample, kind: type[Any], *, calls: bool | None = None) -> list[int]:
    return [
        place
        for place, message in enumerate(sample.messages)
        if isinstance(message, kind) and (calls is None or bool(message.calls) is calls)  # type: ignore[attr-defined]
    ]


def _recalled(sample: Sample, rng: Random, change: Callable[[ToolCall], ToolCall | None]) -> Sample | None:
    """Change one call, in the message and in what is right, so that nothing else is wrong."""
    places = _places(sample, Assistant, calls=True)
    if not places:
        return None
    place = rng.choice(places)
    message = sample.messages[place]
    assert isinstance(message, Assistant)
    at = rng.randrange(len(message.calls))
    changed = change(message.calls[at])
    if changed is None:
        return None
    calls = (*message.calls[:at], changed, *message.calls[at + 1 :])
    gold = tuple(Gold(message=g.message, calls=calls) if g.message == place else g for g in sample.gold)
    made = _with(sample, place, message.model_copy(update={"calls": calls}))
    return made.model_copy(update={"gold": gold})


def _retooled(sample: Sample, rng: Random, change: Callable[[Function], Function]) -> Sample | None:
    if not sample.tools:
        return None
    at = rng.randrange(len(sample.tools))
    tools = (*sample.tools[:at], change(sample.tools[at]), *sample.tools[at + 1 :])
    return sample.model_copy(update={"tools": tools})


def _reworded(sample: Sample, rng: Random, change: Callable[[str], str]) -> Sample | None:
    places = _places(sample, Assistant, calls=False)
    if not places:
        return None
    place = rng.choice(places)
    message = sample.messages[place]
    return _with(sample, place, message.model_copy(update={"content": change(message.content)}))


def _parameters(function: Function, **update: Any) -> Function:
    return function.model_copy(update={"parameters": {**function.parameters, **update}})


def bad_schema(sample: Sample, rng: Random) -> Sample | None:
    odd = rng.choice(({"type": "strng"}, {"type": "string", "minLength": "two"}, {"enum": "no list"}, {"pattern": "("}))

    def change(function: Function) -> Function:
        return _parameters(function, properties={**function.parameters.get("properties", {}), "odd": odd})

    return _retooled(sample, rng, change)


def bad_fields(sample: Sample, rng: Random) -> Sample | None:
    changes: tuple[Callable[[Function], Function], ...] = (
        lambda f: f.model_copy(update={"description": " "}),
        lambda f: _parameters(f, required=["nowhere"]),
        lambda f: _parameters(f, type="array"),
    )
    return _retooled(sample, rng, rng.choice(changes))


def unknown_name(sample: Sample, rng: Random) -> Sample | None:
    return _recalled(sample, rng, lambda call: call.model_copy(update={"name": f"{call.name}_x"}))


def lost_argument(sample: Sample, rng: Random) -> Sample | None:
    needed = {f.name: f.parameters.get("required") or [] for f in sample.tools}

    def change(call: ToolCall) -> ToolCall | None:
        given = [name for name in needed.get(call.name, []) if name in call.arguments]
        if not given:
            return None
        lost = rng.choice(given)
        left = {name: value for name, value in call.arguments.items() if name != lost}
        return call.model_copy(update={"arguments": left})

    return _recalled(sample, rng, change)


def bad_argument(sample: Sample, rng: Random) -> Sample | None:
    def change(call: ToolCall) -> ToolCall | None:
        if not call.arguments or rng.random() < 0.3:
            return call.model_copy(update={"arguments": {**call.arguments, "nobody_knows": 1}})
        name = rng.choice(sorted(call.arguments))
        wrong: Any = {"a": []} if not isinstance(call.arguments[name], dict) else 7
        return call.model_copy(update={"arguments": {**call.arguments, name: wrong}})

    return _recalled(sample, rng, change)


def empty_message(sample: Sample, rng: Random) -> Sample | None:
    place = rng.choice(_places(sample, User) + _places(sample, Assistant, calls=False))
    return _with(sample, place, sample.messages[place].model_copy(update={"content": "  "}))


def long_reply(sample: Sample, rng: Random) -> Sample | None:
    return _reworded(sample, rng, lambda text: f"{text} " + "And there is more to tell. " * 200)


def broken_text(sample: Sample, rng: Random) -> Sample | None:
    return _reworded(sample, rng, lambda text: text[:5] + rng.choice("\ufffd\x00\x1b\ue000") + text[5:])


def other_script(sample: Sample, rng: Random) -> Sample | None:
    word = rng.choice(("невозможно", "できません", "αδύνατον", "불가능합니다", "غيرممكن", "לאאפשרי"))
    return _reworded(sample, rng, lambda text: f"{text} {word}." if word != "αδύνατον" else f"{text} безусловно.")


def broken_off(sample: Sample, rng: Random) -> Sample | None:
    tail = rng.choice(
        (" and the", ",", " (see", " ```json\n{", " which then leads to further results in the other town")
    )
    return _reworded(sample, rng, lambda text: text.rstrip(".?! ") + tail)


def other_responder(sample: Sample, rng: Random) -> Sample | None:
    places = _places(sample, ToolReply)
    if not places:
        return None
    place = rng.choice(places)
    return _with(sample, place, sample.messages[place].model_copy(update={"name": "someone_else"}))


def wrong_format(sample: Sample, rng: Random) -> Sample | None:
    if not _places(sample, Assistant, calls=False):
        return None
    demand = rng.choice(("You must answer in JSON only.", "Use at most 2 words.", "Write in upper case."))
    moved = tuple(Gold(message=g.message + 1, calls=g.calls) for g in sample.gold)
    return sample.model_copy(update={"messages": (System(content=demand), *sample.messages), "gold": moved})


def wrong_order(sample: Sample, rng: Random) -> Sample | None:
    if rng.random() < 0.5:
        return sample.model_copy(update={"messages": (*sample.messages, Assistant(content="And that is all."))})
    return sample.model_copy(update={"messages": (Assistant(content="Hello there."), *sample.messages)})


def lost_response(sample: Sample, rng: Random) -> Sample | None:
    places = _places(sample, ToolReply)
    if not places:
        return None
    place = rng.choice(places)
    if rng.random() < 0.5:
        return _with(sample, place, sample.messages[place].model_copy(update={"call_id": "call_99"}))
    return sample.model_copy(update={"messages": (*sample.messages[:place], *sample.messages[place + 1 :])})


def illegal_name(sample: Sample, rng: Random) -> Sample | None:
    if len(sample.tools) > 1 and rng.random() < 0.5:
        return sample.model_copy(update={"tools": (*sample.tools, sample.tools[0])})
    return _retooled(sample, rng, lambda f: f.model_copy(update={"name": f"{f.name} API"}))


def doubled_call(sample: Sample, rng: Random) -> Sample | None:
    places = _places(sample, Assistant, calls=True)
    if not places:
        return None
    place = rng.choice(places)
    message, answer = sample.messages[place], sample.messages[place + 1]
    assert isinstance(message, Assistant)
    again = message.calls[0].model_copy(update={"id": "call_98"})
    calls = (again, *message.calls)
    messages = (
        *sample.messages[:place],
        message.model_copy(update={"calls": calls}),
        answer.model_copy(update={"call_id": "call_98", "name": again.name}),
        *sample.messages[place + 1 :],
    )
    gold = tuple(
        Gold(message=g.message + (g.message > place), calls=calls if g.message == place else g.calls)
        for g in sample.gold
    )
    return sample.model_copy(update={"messages": messages, "gold": gold})


def open_reference(sample: Sample, rng: Random) -> Sample | None:
    mark = rng.choice(("${call_1.id}", "{{city}}", "<date>", "API_call_0", "[CITY]"))

    def change(call: ToolCall) -> ToolCall | None:
        texts = [name for name, value in call.arguments.items() if isinstance(value, str)]
        return call.model_copy(update={"arguments": {**call.arguments, rng.choice(texts): mark}}) if texts else None

    return _recalled(sample, rng, change)


def other_gold(sample: Sample, rng: Random) -> Sample | None:
    return sample.model_copy(update={"gold": sample.gold[1:]}) if sample.gold else None


def broken_link(sample: Sample, rng: Random) -> Sample | None:
    if not sample.provenance.links:
        return None
    other = tuple(f"{link}.nowhere" for link in sample.provenance.links)
    return sample.model_copy(update={"provenance": sample.provenance.model_copy(update={"links": other})})


def failed_answer(sample: Sample, rng: Random) -> Sample | None:
    places = _places(sample, ToolReply)
    if not places or sample.kind == "recovery":
        return None
    status = rng.choice((Status.SERVER_ERROR, Status.NOT_FOUND, Status.INVALID_ARGUMENTS))
    place = rng.choice(places)
    return _with(sample, place, sample.messages[place].model_copy(update={"status": status}))


DEFECTS: Mapping[str, Plant] = {
    "definition schema": bad_schema,
    "definition fields": bad_fields,
    "called name": unknown_name,
    "required arguments": lost_argument,
    "argument formats": bad_argument,
    "dialog fields": empty_message,
    "reply length": long_reply,
    "characters": broken_text,
    "one language": other_script,
    "complete reply": broken_off,
    "response name": other_responder,
    "output format": wrong_format,
    "role order": wrong_order,
    "response follows": lost_response,
    "legal names": illegal_name,
    "duplicate calls": doubled_call,
    "references": open_reference,
    "gold": other_gold,
    "links": broken_link,
    "answers": failed_answer,
}
"""By the name of the rule that is meant to find it."""
