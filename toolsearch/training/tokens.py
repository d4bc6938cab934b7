"""Exported rows to token ids, and to labels that hold what the assistant says and nothing else.

The chat template writes each conversation twice for every message of the assistant: up to it, and with it. Where the
first is the beginning of the second, the rest is what the assistant says, its end of turn included; so no template
needs markers, and a message of weight 0 can be read without being learnt. Knows tokenizers by their methods only.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apis.errors import ConfigError
from apis.model import Json
from toolsearch.records import Sample
from toolsearch.training.formats.resolve import open_format
from toolsearch.training.recipe import Loss

IGNORED = -100
"""The label of a token that is read and not learnt."""
Row = dict[str, Json]
_ROLES = {"human": "user", "gpt": "assistant", "function": "tool"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """One sample to train on."""

    input_ids: tuple[int, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A file of samples."""

    samples: tuple[Tokens, ...]
    too_long: int
    """Samples left out, since they have more tokens than the recipe allows."""

    @property
    def learnt(self) -> int:
        """Tokens that count for the loss."""
        return sum(label != IGNORED for sample in self.samples for label in sample.labels)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of an exported file: JSONL with messages, or with turns of `from` and `value`.

    Raises:
        ConfigError: a line is neither; names it, and the formats to export.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{str(path)!r} cannot be read as JSONL: export with --format openai") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            yield {"messages": [_message(each) for each in _said(row)], "tools": _tools(row.get("tools"))}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(
                f"{path}, line {number} is no row to train on: export with --format openai, hermes, qwen, llama-json, "
                "llama-pythonic, bfcl or toolllama"
            ) from error


def _said(row: Row) -> list[Row]:
    if "messages" in row:
        said: list[Row] = row["messages"]
        return said
    turns = [
        {"role": _ROLES.get(turn["from"], turn["from"]), "content": turn["value"]} for turn in row["conversations"]
    ]
    if any(turn["role"] in ("function_call", "observation") for turn in turns):
        raise ValueError("ShareGPT is LLaMA-Factory's")
    return [*([{"role": "system", "content": row["system"]}] if row.get("system") else []), *turns]


def _message(message: Row) -> Row:
    """Give calls their arguments as objects: what templates write."""
    calls = [
        call | {"function": call["function"] | {"arguments": _object(call["function"]["arguments"])}}
        for call in message.get("tool_calls") or ()
    ]
    return {**message, "content": message["content"] or ""} | ({"tool_calls": calls} if calls else {})


def _object(arguments: Json) -> Json:
    return json.loads(arguments) if isinstance(arguments, str) else arguments


def _tools(tools: Json) -> Json:
    return (json.loads(tools) if isinstance(tools, str) else tools) or None


def tokenize(rows: Iterable[Row], tokenizer: Any, *, length: int, loss: Loss) -> Tokenized:
    """Write rows by the tokenizer's chat template and label them.

    Args:
        rows: from `read_rows`.
        tokenizer: of transformers, a fast one with a chat template.
        length: tokens of the longest sample that is kept.
        loss: whose tokens are learnt.

    Raises:
        ConfigError: the template cannot write a row, or changes what it wrote before.
    """
    kept, too_long = [], 0
    for row in rows:
        sample = _tokens(row, tokenizer, loss)
        if len(sample.input_ids) > length:
            too_long += 1
        else:
            kept.append(sample)
    return Tokenized(tuple(kept), too_long)


def sample_tokens(sample: Sample, tokenizer: Any) -> Tokens | None:
    """Write a sample as a model is trained on it; None where the assistant says nothing in it.

    Raises:
        ConfigError: as `tokenize`.
    """
    row = open_format("openai-objects").write(sample)
    messages = [{key: value for key, value in message.items() if key != "weight"} for message in row["messages"]]
    tokens = _tokens({"messages": messages, "tools": row["tools"] or None}, tokenizer, "assistant")
    return None if all(label == IGNORED for label in tokens.labels) else tokens


def _tokens(row: Row, tokenizer: Any, loss: Loss) -> Tokens:
    whole = _write(tokenizer, row, row["messages"])
    encoded = tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)
    ids = encoded["input_ids"]
    if loss == "all":
        return Tokens(tuple(ids), tuple(ids))
    spans = list(_spans(row, tokenizer, whole))
    offsets: Sequence[tuple[int, int]] = encoded["offset_mapping"]
    labels = [
        token if any(start <= left and right <= end for start, end in spans) else IGNORED
        for token, (left, right) in zip(ids, offsets, strict=True)
    ]
    return Tokens(tuple(ids), tuple(labels))


def _spans(row: Row, tokenizer: Any, whole: str) -> Iterator[tuple[int, int]]:
    """Yield where the assistant speaks in a written conversation, from first to last character."""
    for place, message in enumerate(row["messages"]):
        if message["role"] != "assistant":
            continue
        before = _write(tokenizer, row, row["messages"][:place], opened=True)
        upto = _write(tokenizer, row, row["messages"][: place + 1])
        if not whole.startswith(upto) or not upto.startswith(before):
            raise ConfigError(
                "the chat template of this model rewrites earlier turns, so that it cannot be told what the assistant "
                "says: use --loss all, or export as text (--format hermes, qwen, llama-json or llama-pythonic)"
            )
        if message.get("weight", 1) != 0:
            yield len(before), len(upto)


def _write(tokenizer: Any, row: Row, messages: list[Row], *, opened: bool = False) -> str:
    try:
        written: str = tokenizer.apply_chat_template(
            messages, tools=row["tools"], tokenize=False, add_generation_prompt=opened
        )
    except Exception as error:
        if type(error).__module__.split(".")[0] != "jinja2":
            raise
        raise ConfigError(
            f"the chat template of this model refuses a conversation ({error}): export as text, such as --format "
            "llama-pythonic"
        ) from error
    return written
