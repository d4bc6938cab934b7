"""Samples into the files that trainers read; no call is dropped or altered on the way.

After a row is written, its calls are read back from the row and compared with the sample's: a difference is an error
that names the sample. Files appear whole or not at all. Knows formats by name and selection; what a row looks like it
does not know.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from apis.ids import slug
from apis.model import canonical
from toolsearch.disk import refusals, replace
from toolsearch.errors import RecordError
from toolsearch.messages import Assistant, Message
from toolsearch.records import Sample, Thought
from toolsearch.toolbench.writing import to_answer
from toolsearch.training.formats.base import Format, Row, called, calls_in
from toolsearch.training.formats.messages import openai_message, tool_of
from toolsearch.training.paths import Paths, Preference
from toolsearch.training.resolve import write_parquet
from toolsearch.training.selection import Counts, Split


@dataclass(slots=True)
class Written:
    """What an export came to."""

    files: dict[str, int] = field(default_factory=dict)
    """Rows by file."""
    calls_in: int = 0
    calls_out: int = 0
    counts: Counts = field(default_factory=Counts)

    def document(self) -> dict[str, Any]:
        return asdict(self)


def export(samples: Sequence[Sample], form: Format, out: Path, written: Written, split: Split | None = None) -> None:
    """Write samples in a format.

    Args:
        samples: selected.
        form: how.
        out: a file, or a folder for a format of one file a row; with a split a second one beside it, `NAME.test`.
        written: takes the counts.
        split: which samples are for testing.

    Raises:
        RecordError: a call did not come through; names the sample.
        RunError: the disk refuses.
    """
    sides: dict[str, list[Sample]] = {"train": [], "test": [], "mixed": []}
    for sample in samples:
        side = split.side(sample) if split else "train"
        hidden = split.hidden(sample) if split and side == "train" else sample
        written.counts.functions_hidden += len(sample.tools) - len(hidden.tools)
        sides[side].append(hidden)
    counts = written.counts
    counts.train, counts.test, counts.mixed = (len(sides[side]) for side in ("train", "test", "mixed"))
    for side, path in (("train", out), ("test", out.with_name(f"{out.stem}.test{out.suffix}"))):
        if side == "train" or split:
            _write(_rows(sides[side], form, written), form, path)
            written.files[str(path)] = len(sides[side])
    if form.name == "sharegpt":
        _describe(out, written)


def _rows(samples: Iterable[Sample], form: Format, written: Written) -> Iterator[Row]:
    for sample in samples:
        row = form.write(sample)
        wanted, got = calls_in(sample), form.calls(row)
        if canonical([asdict(call) for call in wanted]) != canonical([asdict(call) for call in got]):
            raise RecordError(
                f"sample {sample.id!r}: format {form.name!r} does not carry its calls: {len(wanted)} in, {len(got)} out"
            )
        written.calls_in += len(wanted)
        written.calls_out += len(got)
        yield row


def _write(rows: Iterator[Row], form: Format, path: Path) -> None:
    if form.suffix == ".parquet":
        from_rows(list(rows), path)
    elif form.suffix == "":
        with refusals(path):
            path.mkdir(parents=True, exist_ok=True)
        for row in rows:
            replace(path / f"{slug(row['session_id'], limit=120)}.json", _json(row, indent=2), sync=False)
    else:
        write_lines(rows, path)


def write_lines(rows: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write rows as JSONL, the file whole or not at all; return how many."""
    count = 0
    with _whole(path) as file:
        for row in rows:
            file.write(_json(row))
            count += 1
    return count


def from_rows(rows: Sequence[Row], path: Path) -> None:
    """Write rows as Parquet.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    with _whole(path) as file:
        write_parquet(rows, file)


@contextmanager
def _whole(path: Path) -> Iterator[Any]:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                yield file
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _describe(out: Path, written: Written) -> None:
    """Write the dataset_info.json that LLaMA-Factory reads beside its files."""
    tags = {
        "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
        "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
    }  # fmt: skip
    columns = {"messages": "conversations", "system": "system", "tools": "tools"}
    info = {
        Path(name).stem: {"file_name": Path(name).name, "formatting": "sharegpt", "columns": columns, "tags": tags}
        for name in written.files
    }
    replace(out.with_name("dataset_info.json"), _json(info, indent=2))


def with_thoughts(sample: Sample) -> Sample:
    """Put what the assistant thought before what it says, one line of JSON a message."""
    thoughts = {thought.message: thought for thought in sample.thoughts}
    messages = tuple(
        message.model_copy(update={"content": f"{_thought(thoughts[place])}\n{message.content}".rstrip()})
        if isinstance(message, Assistant) and place in thoughts
        else message
        for place, message in enumerate(sample.messages)
    )
    return sample.model_copy(update={"messages": messages})


def _thought(thought: Thought) -> str:
    return json.dumps(thought.model_dump(include={"goal", "needed", "missing", "decision"}), ensure_ascii=False)


def preferences(paths: Iterable[Paths], out: Path, written: Written) -> None:
    """Write a row for each pair of a chosen and an abandoned branch, as preference trainers read them."""

    def rows() -> Iterator[Row]:
        for one in paths:
            for pair in one.preferences():
                written.calls_in += sum(len(called(m.calls)) for m in _said(pair))
                row = preference_row(pair)
                written.calls_out += sum(len(m.get("tool_calls", ())) for m in row["chosen"] + row["rejected"])
                written.counts.read += 1
                yield row

    written.files[str(out)] = write_lines(rows(), out)


def _said(pair: Preference) -> list[Assistant]:
    return [message for message in (*pair.chosen, *pair.rejected) if isinstance(message, Assistant)]


def preference_row(pair: Preference) -> Row:
    """Write a pair in TRL's conversational form: arguments as objects, as templates want them, functions as text."""

    def written(messages: Iterable[Message]) -> list[Row]:
        return [openai_message(message, objects=True) for message in messages]

    return {
        "id": pair.prompt.id,
        "prompt": written(pair.prompt.messages),
        "chosen": written(pair.chosen),
        "rejected": written(pair.rejected),
        "tools": json.dumps([tool_of(function) for function in pair.prompt.tools], ensure_ascii=False),
    }


def toolbench_answers(paths: Iterable[Paths], out: Path, written: Written) -> None:
    """Write one of ToolBench's answer files for each instruction of runs: the whole tree."""
    count = 0
    for one in paths:
        instructions = {instruction.id: instruction for instruction in one.run.instructions()}
        for record in one.run.records().values():
            calls = sum(len(node.message.calls) for node in record.tree.nodes) if record.tree else 0
            answer = to_answer(record, instructions[record.instruction_id]).document()
            name = f"{slug(record.instruction_id, limit=120)}_{slug(record.method)}.json"
            replace(out / name, _json(answer, indent=2), sync=False)
            written.calls_in += calls
            written.calls_out += _actions(answer.get("tree") or answer.get("trys"))
            count += 1
    written.files[str(out)] = count
    written.counts.read = count


def _actions(nodes: Any) -> int:
    """Count the Action nodes of a tree or of chains."""
    if isinstance(nodes, dict):
        return (nodes.get("node_type") == "Action") + sum(map(_actions, nodes.values()))
    return sum(map(_actions, nodes)) if isinstance(nodes, list | tuple) else 0


def _json(value: Mapping[str, Any], indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace") + b"\n"
