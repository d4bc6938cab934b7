"""Formats that write functions and calls into the text of messages: Hermes, Qwen, Llama 3, ToolACE / BFCL, ToolLLaMA.

Sources: NousResearch's Hermes-Function-Calling, Qwen 2.5's chat template, Meta's Llama 3.1 and 3.2 prompt documents,
the default prompt of BFCL (the one ToolACE trained on), ToolLLM's `tool-llama-single-rounds` data. Bases whose own
templates cannot write several calls (Llama 3.1) are trained on such text. The wording of prompts is our own.
"""

import ast
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from keyword import iskeyword

from apis.model import Json, ToolCall
from apis.schema import Function
from toolsearch.llm.forms import prompts as forms
from toolsearch.llm.forms.react import read_action, written
from toolsearch.messages import Assistant, Message, ToolReply
from toolsearch.records import Sample
from toolsearch.training.formats import prompts
from toolsearch.training.formats.base import Called, Format, Row, meta_of
from toolsearch.training.formats.messages import dumped, tool_of

_TAGGED = re.compile(r"<tool_call>\n(.*?)\n</tool_call>", re.DOTALL)
_FINISH = "Finish"


def _system(sample: Sample) -> str:
    return "\n\n".join(message.content for message in sample.messages if message.role == "system")


def _spoken(sample: Sample) -> list[Message]:
    return [message for message in sample.messages if message.role != "system"]


def _rows(sample: Sample, prompt: str, write: Callable[[Assistant], str], tell: "Tell") -> Row:
    """Write a conversation whose system message holds the functions."""
    system = "\n\n".join(part for part in (_system(sample), prompt) if part)
    messages: list[Row] = [{"role": "system", "content": system}] if system else []
    for replies, group in groupby(_spoken(sample), lambda message: isinstance(message, ToolReply)):
        if replies:
            messages += tell([message for message in group if isinstance(message, ToolReply)])
            continue
        for message in group:
            text = write(message) if isinstance(message, Assistant) else message.content
            messages.append({"role": message.role, "content": text})
    return meta_of(sample) | {"messages": messages}


Tell = Callable[[Sequence[ToolReply]], list[Row]]


def _tagged(message: Assistant) -> str:
    calls = [f"<tool_call>\n{dumped({'name': c.name, 'arguments': c.arguments})}\n</tool_call>" for c in message.calls]
    return "\n".join([*([message.content] if message.content else []), *calls])


def _hermes(sample: Sample) -> Row:
    functions = "\n".join(dumped(tool_of(function)) for function in sample.tools)
    prompt = forms.HERMES.format(functions=functions) if sample.tools else ""

    def tell(replies: Sequence[ToolReply]) -> list[Row]:
        told = [f"<tool_response>\n{dumped({'name': r.name, 'content': r.content})}\n</tool_response>" for r in replies]
        return [{"role": "tool", "content": text} for text in told]

    return _rows(sample, prompt, _tagged, tell)


def _qwen(sample: Sample) -> Row:
    functions = "\n".join(dumped(tool_of(function)) for function in sample.tools)
    prompt = forms.HERMES.format(functions=functions) if sample.tools else ""

    def tell(replies: Sequence[ToolReply]) -> list[Row]:
        told = "\n".join(f"<tool_response>\n{reply.content}\n</tool_response>" for reply in replies)
        return [{"role": "user", "content": told}]

    return _rows(sample, prompt, _tagged, tell)


def _tagged_calls(row: Row) -> list[Called]:
    texts = [m["content"] for m in row["messages"] if m["role"] == "assistant"]
    return [_named(json.loads(found)) for text in texts for found in _TAGGED.findall(text)]


def _named(call: Row) -> Called:
    return Called(call["name"], call["arguments"] if "arguments" in call else call["parameters"])


def _llama_json(sample: Sample) -> Row:
    functions = "\n".join(dumped(tool_of(function)) for function in sample.tools)
    prompt = prompts.LLAMA_JSON.format(functions=functions) if sample.tools else ""

    def write(message: Assistant) -> str:
        calls = [dumped({"name": call.name, "parameters": call.arguments}) for call in message.calls]
        return "; ".join(calls) or message.content

    return _rows(sample, prompt, write, _ipython)


def _ipython(replies: Sequence[ToolReply]) -> list[Row]:
    return [{"role": "ipython", "content": reply.content} for reply in replies]


def _llama_json_calls(row: Row) -> list[Called]:
    """Read JSON objects one after another, with `; ` between; a message of words is none."""
    found: list[Called] = []
    for message in row["messages"]:
        text = message["content"]
        if message["role"] == "assistant" and text.startswith('{"name": '):
            found += [_named(call) for call in _objects(text)]
    return found


def _objects(text: str) -> Iterator[Row]:
    place, decoder = 0, json.JSONDecoder()
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        yield value
        place += len("; ")


def pythonic(calls: Sequence[ToolCall]) -> str:
    """Write calls as a list of Python calls; a name that Python does not allow as one stands as it is.

    >>> pythonic([ToolCall(id="1", name="look", arguments={"at": "Oslo", "deep": True})])
    "[look(at='Oslo', deep=True)]"
    >>> pythonic([ToolCall(id="1", name="look", arguments={"º": 1})])
    "[look(**{'º': 1})]"
    """
    texts = []
    for call in calls:
        plain = all(map(_stands_as_it_is, call.arguments))
        given = ", ".join(f"{name}={value!r}" for name, value in call.arguments.items())
        texts.append(f"{call.name}({given if plain else f'**{call.arguments!r}'})")
    return f"[{', '.join(texts)}]"


def _stands_as_it_is(name: str) -> bool:
    """Tell whether Python reads a name before `=` as it is written; it reads identifiers in normal form KC."""
    return name.isidentifier() and not iskeyword(name) and name == unicodedata.normalize("NFKC", name)


_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\(")


def read_pythonic(text: str) -> list[Called]:
    """Read what `pythonic` wrote; empty where a text is none.

    >>> read_pythonic("[look(at='Oslo', deep=True), f-g()]")
    [Called(name='look', arguments={'at': 'Oslo', 'deep': True}), Called(name='f-g', arguments={})]
    """
    if not (text.startswith("[") and text.endswith(")]")):
        return []
    names: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        names.append(match.group(1))
        return f"f{len(names) - 1}("

    try:
        tree = ast.parse(_outside_strings(text, stand_in), mode="eval").body
    except SyntaxError:
        return []
    calls = tree.elts if isinstance(tree, ast.List) else []
    return [_read_call(call, names) for call in calls if isinstance(call, ast.Call)]


_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


def _outside_strings(text: str, stand_in: Callable[[re.Match[str]], str]) -> str:
    """Replace the names of calls, none of them within a string."""
    parts, place = [], 0
    for string in _STRING.finditer(text):
        parts += [_CALL.sub(stand_in, text[place : string.start()]), string.group()]
        place = string.end()
    return "".join([*parts, _CALL.sub(stand_in, text[place:])])


def _read_call(call: ast.Call, names: Sequence[str]) -> Called:
    assert isinstance(call.func, ast.Name)
    arguments: dict[str, Json] = {}
    for keyword in call.keywords:
        value = ast.literal_eval(keyword.value)
        arguments |= value if keyword.arg is None else {keyword.arg: value}
    return Called(names[int(call.func.id[1:])], arguments)


def _llama_pythonic(sample: Sample) -> Row:
    functions = json.dumps([_bfcl_function(function) for function in sample.tools], ensure_ascii=False)
    prompt = prompts.PYTHONIC.format(functions=functions) if sample.tools else ""
    return _rows(
        sample, prompt, lambda message: pythonic(message.calls) if message.calls else message.content, _ipython
    )


def _pythonic_calls(row: Row) -> list[Called]:
    said = row.get("messages") or row["conversations"]
    texts = [m.get("content", m.get("value")) for m in said if m.get("role", m.get("from")) == "assistant"]
    return [call for text in texts for call in read_pythonic(text)]


def _bfcl(sample: Sample) -> Row:
    """Write a row as ToolACE's released set has it: `system`, and turns of `from` and `value`."""
    functions = json.dumps([_bfcl_function(function) for function in sample.tools], ensure_ascii=False)
    system = "\n\n".join(filter(None, (_system(sample), prompts.PYTHONIC.format(functions=functions))))
    said: list[Row] = []
    for replies, group in groupby(_spoken(sample), lambda message: isinstance(message, ToolReply)):
        if replies:
            results = [{"name": m.name, "results": _result(m.content)} for m in group if isinstance(m, ToolReply)]
            said.append({"from": "tool", "value": dumped(results)})
            continue
        for message in group:
            text = pythonic(message.calls) if isinstance(message, Assistant) and message.calls else message.content
            said.append({"from": message.role, "value": text})
    return meta_of(sample) | {"system": system, "conversations": said}


def _bfcl_function(function: Function) -> Row:
    """Write a definition with BFCL's type names, in the structure only."""
    return function.model_dump() | {"parameters": _bfcl_types(function.parameters)}


_BFCL_TYPES = {"object": "dict", "number": "float"}


def _bfcl_types(schema: Json) -> Json:
    if not isinstance(schema, dict):
        return schema
    typed = dict(schema)
    if isinstance(kind := schema.get("type"), str):
        typed["type"] = _BFCL_TYPES.get(kind, kind)
    if isinstance(properties := schema.get("properties"), dict):
        typed["properties"] = {name: _bfcl_types(part) for name, part in properties.items()}
    if "items" in schema:
        typed["items"] = _bfcl_types(schema["items"])
    return typed


def _result(content: str) -> Json:
    try:
        return json.loads(content)
    except ValueError:
        return content


def _toolllama(sample: Sample) -> Row:
    """Write one action a turn, results in the role `function`; what is said to the user is the answer of a Finish."""
    prompt = forms.TOOLLLAMA.format(functions=[function.model_dump() for function in sample.tools])
    system = "\n".join(filter(None, (_system(sample), prompt)))
    said: list[Row] = [{"from": "system", "value": system}]
    replies = {m.call_id: m.content for m in sample.messages if isinstance(m, ToolReply)}
    for message in _spoken(sample):
        if isinstance(message, Assistant):
            for place, call in enumerate(message.calls):
                one = message.model_copy(update={"calls": (call,), "content": message.content if not place else ""})
                said.append({"from": "assistant", "value": written(one)})
                if call.id in replies:
                    said.append({"from": "function", "value": replies[call.id]})
            if not message.calls:
                said.append({"from": "assistant", "value": written(_finishing(message))})
        elif not isinstance(message, ToolReply):
            said.append({"from": "user", "value": message.content})
    return meta_of(sample) | {"conversations": said, "answers_said": _answers_said(sample)}


def _finishing(message: Assistant) -> Assistant:
    arguments = {"return_type": "give_answer", "final_answer": message.content}
    return Assistant(calls=(ToolCall(id="", name=_FINISH, arguments=arguments),))


def _answers_said(sample: Sample) -> int:
    """Count the messages without a call: each is a Finish in this form, and no call of the sample."""
    return sum(isinstance(message, Assistant) and not message.calls for message in sample.messages)


def _toolllama_calls(row: Row) -> list[Called]:
    texts = [turn["value"] for turn in row["conversations"] if turn["from"] == "assistant"]
    found = [Called(one.name, json.loads(one.arguments)) for text in texts for one in read_action(text).calls]
    finishes = [call for call in found if call.name == _FINISH]
    extra = finishes[: row["answers_said"]]  # what was only said: not a call of the sample
    return [call for call in found if not any(call is one for one in extra)]


FORMATS: Sequence[Format] = (
    Format("hermes", "Hermes: <tool_call> tags, results in the role tool", _hermes, _tagged_calls),
    Format("qwen", "Qwen: <tool_call> tags, results within a user turn", _qwen, _tagged_calls),
    Format(
        "llama-json", "Llama 3.1: one JSON object a call, results in the role ipython", _llama_json, _llama_json_calls
    ),
    Format("llama-pythonic", "Llama 3.2: [f(a=1), g()], several calls in one list", _llama_pythonic, _pythonic_calls),
    Format("bfcl", "ToolACE's and BFCL's text: [f(a=1)] below BFCL's system prompt", _bfcl, _pythonic_calls),
    Format("toolllama", "ToolLLaMA: Thought, Action, Action Input, ended by Finish", _toolllama, _toolllama_calls),
)
