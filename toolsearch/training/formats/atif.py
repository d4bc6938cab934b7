"""ATIF trajectories (Harbor's RFC 0001, version 1.7): one document for each path of a search, or each dialog.

The form has no branches: every leaf is a document of its own, with the ids of its nodes in `extra`. Steps are numbered
from 1; what calls brought stands in the step that made them.
"""

from collections.abc import Sequence
from importlib.metadata import version

from toolsearch.messages import Assistant, ToolReply
from toolsearch.records import Sample
from toolsearch.training.formats.base import Called, Format, Row, meta_of
from toolsearch.training.formats.messages import tool_of

SCHEMA = "ATIF-v1.7"
_SOURCES = {"system": "system", "user": "user", "assistant": "agent"}


def _write(sample: Sample) -> Row:
    steps: list[Row] = []
    for message in sample.messages:
        if isinstance(message, ToolReply):
            result = {"source_call_id": message.call_id, "content": message.content}
            steps[-1].setdefault("observation", {"results": []})["results"].append(result)
            continue
        step: Row = {"step_id": len(steps) + 1, "source": _SOURCES[message.role], "message": message.content}
        if isinstance(message, Assistant):
            if message.reasoning:
                step["reasoning_content"] = message.reasoning
            if message.calls:
                step["tool_calls"] = [
                    {"tool_call_id": call.id, "function_name": call.name, "arguments": call.arguments}
                    for call in message.calls
                ]
        steps.append(step)
    provenance = sample.provenance
    extra: Row = meta_of(sample) | {
        "run": provenance.run,
        "branch": list(provenance.branch),
        "abandoned": provenance.abandoned,
        "passed": sample.passed,
        "reward": sample.scores.reward,
        "apis": provenance.apis,
    }
    agent = {
        "name": "toolsearch",
        "version": version("toolsearch"),
        "model_name": provenance.generator,
        "tool_definitions": [tool_of(function) for function in sample.tools],
    }
    return {"schema_version": SCHEMA, "session_id": sample.id, "agent": agent, "steps": steps, "extra": extra}


def _calls(row: Row) -> list[Called]:
    calls = [call for step in row["steps"] for call in step.get("tool_calls", ())]
    return [Called(call["function_name"], call["arguments"]) for call in calls]


FORMATS: Sequence[Format] = (Format("atif", "ATIF trajectories: a folder, one file for each path", _write, _calls, ""),)
