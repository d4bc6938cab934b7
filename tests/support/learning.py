"""Two conversations to learn, in which a place is looked at, and a tiny model of random weights that may learn them."""

import json
import sys
from pathlib import Path

SCHEMA = {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]}
TOOL = {"type": "function", "function": {"name": "look", "description": "Looks at a place.", "parameters": SCHEMA}}
EXAMPLES = Path(__file__).parents[2] / "examples"


def row(place: str, weight: int = 1) -> str:
    call = {"id": "c", "type": "function", "function": {"name": "look", "arguments": json.dumps({"at": place})}}
    messages = [
        {"role": "user", "content": f"How is {place}?"},
        {"role": "assistant", "content": "", "tool_calls": [call], "weight": weight},
        {"role": "tool", "tool_call_id": "c", "content": '{"t": 7}'},
        {"role": "assistant", "content": f"{place} has 7 degrees."},
    ]
    return json.dumps({"messages": messages, "tools": [TOOL]}) + "\n"


def make_tiny(folder: Path) -> Path:
    """Write `train.jsonl` and `tiny/` into a folder; needs torch and trl."""
    (folder / "train.jsonl").write_text(row("Oslo") + row("Rome"))
    sys.path.insert(0, str(EXAMPLES))
    try:
        from tiny_model import make  # noqa: PLC0415 - it needs torch
    finally:
        sys.path.remove(str(EXAMPLES))
    make(folder / "train.jsonl", folder / "tiny", vocabulary=600)
    return folder
